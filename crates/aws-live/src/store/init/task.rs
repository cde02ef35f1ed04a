//! What is to be done to a bucket: each task as a line for a person, and as a call.

use aws_sdk_s3::types::{
    BucketLifecycleConfiguration, BucketLocationConstraint, BucketVersioningStatus,
    CreateBucketConfiguration, LifecycleRule, ObjectOwnership, ServerSideEncryption,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Tag, Tagging,
    VersioningConfiguration,
};
use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::Version;

use super::super::calls::call;
use super::super::place::BucketPlace;
use super::super::trouble::Trouble;
use super::account::Account;
use super::settings::closed_to_the_public;

/// Something that is to be done.
#[derive(Debug)]
pub(super) enum Task {
    MakeBucket,
    Close,
    KeepVersions,
    /// With a KMS key, or with S3's own.
    Encrypt(Option<String>),
    /// With this policy.
    Protect(String),
    /// By these rules.
    Expire(Vec<LifecycleRule>),
    MakeTable(String),
    ProtectTable(String),
    /// In the place of this version.
    WriteDown(Option<Version>),
}

impl Task {
    /// What is done, for a person.
    pub(super) fn line(&self, account: &Account, place: &BucketPlace) -> String {
        let bucket = &place.bucket;
        match self {
            Self::MakeBucket => format!("make the bucket {bucket} in {}", account.region),
            Self::Close => format!("close {bucket} to the public"),
            Self::KeepVersions => format!("keep old versions in {bucket}"),
            Self::Encrypt(None) => format!("encrypt what is in {bucket} with S3's own keys"),
            Self::Encrypt(Some(key)) => format!("encrypt what is in {bucket} with the KMS key {key}"),
            Self::Protect(_) if account.encrypted => {
                format!("forbid plain HTTP, deleting {bucket} and removing old versions in it, by its policy")
            }
            Self::Protect(_) => format!(
                "forbid deleting {bucket} and removing old versions in it, by its policy (not plain HTTP: it is \
                 reached by that)"
            ),
            Self::Expire(_) => format!("let old versions go after ninety days in {bucket}"),
            Self::MakeTable(table) => format!("make the DynamoDB table {table}, protected from deletion"),
            Self::ProtectTable(table) => format!("protect the DynamoDB table {table} from deletion"),
            Self::WriteDown(_) => format!("write down in {place} what was made"),
        }
    }

    /// Does what is done to a bucket.
    ///
    /// # Errors
    /// What AWS refused.
    pub(super) async fn carry_out(&self, account: &Account, place: &BucketPlace) -> Result<(), StoreError> {
        let done = match self {
            Self::MakeBucket => make(account, place).await,
            Self::Close => close(account, place).await,
            Self::KeepVersions => keep_versions(account, place).await,
            Self::Encrypt(key) => encrypt(account, place, key.as_deref()).await,
            Self::Protect(policy) => protect(account, place, policy).await,
            Self::Expire(rules) => expire(account, place, rules).await,
            // Not done to a bucket.
            Self::MakeTable(_) | Self::ProtectTable(_) | Self::WriteDown(_) => Ok(()),
        };
        done.map_err(|trouble| trouble.at(place.to_string(), &place.bucket, &account.region))
    }
}

/// Sent once: it was just seen that there is none, and a second one may take away what the first has set.
async fn make(account: &Account, place: &BucketPlace) -> Result<(), Trouble> {
    const CALL: &str = "s3:CreateBucket";
    // This region is the one that must not be named.
    let location = (account.region != "us-east-1").then(|| {
        let region = BucketLocationConstraint::from(account.region.as_str());
        CreateBucketConfiguration::builder().location_constraint(region).build()
    });
    let create = account.s3.create_bucket().bucket(&place.bucket);
    let create = create.object_ownership(ObjectOwnership::BucketOwnerEnforced);
    let made = create.set_create_bucket_configuration(location).send().await;
    match made.map_err(|failed| Trouble::of(CALL, &failed)) {
        Ok(_) => {}
        Err(trouble) if trouble.is(&["BucketAlreadyOwnedByYou"]) => {}
        Err(trouble) => return Err(trouble),
    }
    appears(account, place).await?;
    let Ok(tag) = Tag::builder().key("ironwright:store").value(&place.prefix).build() else { return Ok(()) };
    let Ok(tags) = Tagging::builder().tag_set(tag).build() else { return Ok(()) };
    call("s3:PutBucketTagging", 0, || async {
        let put = account.s3.put_bucket_tagging().bucket(&place.bucket).tagging(tags.clone());
        put.send().await.map(drop).map_err(|failed| Trouble::of("s3:PutBucketTagging", &failed))
    })
    .await
}

/// Not all of S3 knows a new bucket at once.
async fn appears(account: &Account, place: &BucketPlace) -> Result<(), Trouble> {
    const CALL: &str = "s3:HeadBucket";
    call(CALL, 0, || async {
        let head = account.s3.head_bucket().bucket(&place.bucket).send().await;
        head.map(drop).map_err(|failed| {
            let trouble = Trouble::of(CALL, &failed);
            if trouble.status == Some(404) {
                return Trouble::broken(CALL, "the bucket was made, and is not seen yet".to_owned());
            }
            trouble
        })
    })
    .await
}

async fn close(account: &Account, place: &BucketPlace) -> Result<(), Trouble> {
    const CALL: &str = "s3:PutBucketPublicAccessBlock";
    call(CALL, 0, || async {
        let put = account.s3.put_public_access_block().bucket(&place.bucket);
        let put = put.public_access_block_configuration(closed_to_the_public());
        put.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    })
    .await
}

async fn keep_versions(account: &Account, place: &BucketPlace) -> Result<(), Trouble> {
    const CALL: &str = "s3:PutBucketVersioning";
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    call(CALL, 0, || async {
        let put = account.s3.put_bucket_versioning().bucket(&place.bucket);
        let put = put.versioning_configuration(versioning.clone());
        put.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    })
    .await
}

async fn encrypt(account: &Account, place: &BucketPlace, key: Option<&str>) -> Result<(), Trouble> {
    const CALL: &str = "s3:PutEncryptionConfiguration";
    let algorithm = key.map_or(ServerSideEncryption::Aes256, |_| ServerSideEncryption::AwsKms);
    let by_default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(algorithm)
        .set_kms_master_key_id(key.map(ToOwned::to_owned));
    let Ok(by_default) = by_default.build() else { return Ok(()) };
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(by_default)
        // One key for a while instead of a call of KMS's for every object.
        .bucket_key_enabled(key.is_some())
        .build();
    let Ok(wanted) = ServerSideEncryptionConfiguration::builder().rules(rule).build() else { return Ok(()) };
    call(CALL, 0, || async {
        let put = account.s3.put_bucket_encryption().bucket(&place.bucket);
        let put = put.server_side_encryption_configuration(wanted.clone());
        put.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    })
    .await
}

async fn protect(account: &Account, place: &BucketPlace, policy: &str) -> Result<(), Trouble> {
    const CALL: &str = "s3:PutBucketPolicy";
    call(CALL, policy.len(), || async {
        let put = account.s3.put_bucket_policy().bucket(&place.bucket).policy(policy);
        put.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    })
    .await
}

async fn expire(account: &Account, place: &BucketPlace, rules: &[LifecycleRule]) -> Result<(), Trouble> {
    const CALL: &str = "s3:PutLifecycleConfiguration";
    let rules = BucketLifecycleConfiguration::builder().set_rules(Some(rules.to_vec()));
    let Ok(rules) = rules.build() else { return Ok(()) };
    call(CALL, 0, || async {
        let put = account.s3.put_bucket_lifecycle_configuration().bucket(&place.bucket);
        let put = put.lifecycle_configuration(rules.clone());
        put.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    })
    .await
}
