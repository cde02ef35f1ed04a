//! How a bucket is set: what is read of it, and what differs from how it should be.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketVersioningStatus, ExpirationStatus, LifecycleExpiration,
    LifecycleRule, LifecycleRuleFilter, NoncurrentVersionExpiration, PublicAccessBlockConfiguration,
};
use ironwright_engine::store::StoreError;

use super::super::calls::call;
use super::super::place::BucketPlace;
use super::super::trouble::Trouble;
use super::account::Account;
use super::policy;
use super::task::Task;

/// For so many days old versions stay.
const DAYS: i32 = 90;

/// The name of the rule that says so for a place: each prefix has one of its own.
fn rule_of(place: &BucketPlace) -> String {
    format!("ironwright-old-versions {}", place.key(""))
}

/// How a bucket is set, as far as it matters here. A new one has none of it.
#[derive(Debug, Default)]
pub(super) struct Settings {
    keeps_versions: bool,
    /// The algorithm, and the key where KMS has it.
    encryption: Option<(String, Option<String>)>,
    closed: bool,
    policy: Option<String>,
    rules: Vec<LifecycleRule>,
}

/// Makes a call that reads a setting; nothing where it is not set.
macro_rules! setting {
    ($action:literal, $request:expr, $place:expr, $account:expr) => {{
        let read = call($action, 0, || async {
            $request.bucket(&$place.bucket).send().await.map_err(|failed| Trouble::of($action, &failed))
        });
        unless_unset(read.await, $place, $account)?
    }};
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// When one may not be read.
    pub(super) async fn read(account: &Account, place: &BucketPlace) -> Result<Self, StoreError> {
        let s3 = &account.s3;
        let versioning = setting!("s3:GetBucketVersioning", s3.get_bucket_versioning(), place, account);
        let encryption =
            setting!("s3:GetEncryptionConfiguration", s3.get_bucket_encryption(), place, account);
        let closed = setting!("s3:GetBucketPublicAccessBlock", s3.get_public_access_block(), place, account);
        let policy = setting!("s3:GetBucketPolicy", s3.get_bucket_policy(), place, account);
        let rules =
            setting!("s3:GetLifecycleConfiguration", s3.get_bucket_lifecycle_configuration(), place, account);
        let encryption = encryption.and_then(|answer| {
            let rule = answer.server_side_encryption_configuration()?.rules().first()?.clone();
            let by_default = rule.apply_server_side_encryption_by_default()?;
            let key = by_default.kms_master_key_id().map(ToOwned::to_owned);
            Some((by_default.sse_algorithm().as_str().to_owned(), key))
        });
        Ok(Self {
            keeps_versions: versioning
                .is_some_and(|answer| answer.status() == Some(&BucketVersioningStatus::Enabled)),
            encryption,
            closed: closed
                .and_then(|answer| answer.public_access_block_configuration().cloned())
                .is_some_and(|found| found == closed_to_the_public()),
            policy: policy.and_then(|answer| answer.policy().map(ToOwned::to_owned)),
            rules: rules.map(|answer| answer.rules().to_vec()).unwrap_or_default(),
        })
    }

    /// What is to be done so that all is as it should be.
    ///
    /// # Errors
    /// When the policy that is there cannot be read.
    pub(super) fn tasks(
        &self,
        account: &Account,
        place: &BucketPlace,
        kms_key: Option<&str>,
    ) -> Result<Vec<Task>, StoreError> {
        let mut tasks = Vec::new();
        if !self.closed {
            tasks.push(Task::Close);
        }
        if !self.keeps_versions {
            tasks.push(Task::KeepVersions);
        }
        let encrypted = match (&self.encryption, kms_key) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some((algorithm, key)), Some(wanted)) => {
                algorithm == "aws:kms" && key.as_deref() == Some(wanted)
            }
        };
        if !encrypted {
            tasks.push(Task::Encrypt(kms_key.map(ToOwned::to_owned)));
        }
        let mended = policy::mended(account, place, self.policy.as_deref());
        let mended = mended.map_err(|reason| StoreError::Elsewhere {
            place: format!("the policy of the bucket {}", place.bucket),
            reason,
            hint: "mend it in AWS's console, then type the same command again".to_owned(),
        })?;
        tasks.extend(mended.map(Task::Protect));
        if !self.rules.iter().any(|rule| is_as_wanted(rule, place)) {
            let name = rule_of(place);
            let others = self.rules.iter().filter(|rule| rule.id() != Some(&*name)).cloned();
            tasks.push(Task::Expire(others.chain(rule(place)).collect()));
        }
        Ok(tasks)
    }
}

/// What closes a bucket to the public.
pub(super) fn closed_to_the_public() -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build()
}

/// The rule by which old versions go. One that lacks what it needs is not made at all.
fn rule(place: &BucketPlace) -> Option<LifecycleRule> {
    LifecycleRule::builder()
        .id(rule_of(place))
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix(place.key("")).build())
        .noncurrent_version_expiration(NoncurrentVersionExpiration::builder().noncurrent_days(DAYS).build())
        .expiration(LifecycleExpiration::builder().expired_object_delete_marker(true).build())
        .abort_incomplete_multipart_upload(
            AbortIncompleteMultipartUpload::builder().days_after_initiation(7).build(),
        )
        .build()
        .ok()
}

fn is_as_wanted(rule: &LifecycleRule, place: &BucketPlace) -> bool {
    let days = rule.noncurrent_version_expiration().and_then(NoncurrentVersionExpiration::noncurrent_days);
    let prefix = rule.filter().and_then(LifecycleRuleFilter::prefix).unwrap_or_default();
    rule.id() == Some(&*rule_of(place))
        && *rule.status() == ExpirationStatus::Enabled
        && days == Some(DAYS)
        && prefix == place.key("")
}

fn unless_unset<T>(
    read: Result<T, Trouble>,
    place: &BucketPlace,
    account: &Account,
) -> Result<Option<T>, StoreError> {
    const UNSET: &[&str] = &[
        "ServerSideEncryptionConfigurationNotFoundError",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
    ];
    match read {
        Ok(answer) => Ok(Some(answer)),
        Err(trouble) if trouble.is(UNSET) => Ok(None),
        Err(trouble) => Err(trouble.at(place.to_string(), &place.bucket, &account.region)),
    }
}
