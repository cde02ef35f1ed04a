//! The settings of a bucket, each of them a call to read, one to set and mostly one to take away.

use aws_sdk_s3::types::{
    BucketVersioningStatus, CorsConfiguration, CorsRule as S3Cors, LifecycleRule as S3Rule, ObjectOwnership,
    OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, VersioningConfiguration,
};
use ironwright_aws::s3::{Bucket, BucketEncryption, CorsRule, PublicAccessBlock};

use super::api::{GET_TAGS, OfBucket, S3};
use super::lifecycle::{from_rule, to_lifecycle, unmodelled_of};
use crate::handler::prelude::*;

// IAM's names, which are not always the calls' own.
const GET_VERSIONING: Action = S3.action("GetBucketVersioning");
const PUT_VERSIONING: Action = S3.action("PutBucketVersioning");
const GET_ENCRYPTION: Action = S3.action("GetEncryptionConfiguration");
const PUT_ENCRYPTION: Action = S3.action("PutEncryptionConfiguration");
const GET_ACCESS: Action = S3.action("GetBucketPublicAccessBlock");
const PUT_ACCESS: Action = S3.action("PutBucketPublicAccessBlock");
const GET_OWNERSHIP: Action = S3.action("GetBucketOwnershipControls");
pub(super) const PUT_OWNERSHIP: Action = S3.action("PutBucketOwnershipControls");
const GET_LIFECYCLE: Action = S3.action("GetLifecycleConfiguration");
const PUT_LIFECYCLE: Action = S3.action("PutLifecycleConfiguration");
const GET_CORS: Action = S3.action("GetBucketCORS");
const PUT_CORS: Action = S3.action("PutBucketCORS");

/// What [`Settings::read`] calls, and what reads tags.
pub(super) const READS: Actions =
    &[GET_VERSIONING, GET_ENCRYPTION, GET_ACCESS, GET_OWNERSHIP, GET_LIFECYCLE, GET_CORS, GET_TAGS];

/// What [`update`] calls.
pub(super) const WRITES: Actions = &[
    PUT_VERSIONING,
    PUT_ENCRYPTION,
    PUT_ACCESS,
    PUT_OWNERSHIP,
    PUT_LIFECYCLE,
    PUT_CORS,
    OfBucket::SET,
    GET_TAGS,
];

/// What was asked of a bucket's settings.
#[derive(Default)]
pub(crate) struct Settings {
    versioning: Option<BucketVersioningStatus>,
    encryption: Option<ServerSideEncryptionConfiguration>,
    access: Option<PublicAccessBlockConfiguration>,
    ownership: Option<ObjectOwnership>,
    lifecycle: Vec<S3Rule>,
    cors: Vec<S3Cors>,
}

impl Settings {
    /// Reads those that are wanted.
    pub(super) async fn read(aws: &Calls<'_>, bucket: &str, wants: impl Fn(&str) -> bool) -> Result<Self> {
        let (s3, mut found) = (aws.s3(), Self::default());
        if wants(Bucket::VERSIONING) {
            let send = || s3.get_bucket_versioning().bucket(bucket).send();
            found.versioning = unless_missing(aws.call(GET_VERSIONING, send).await)?.and_then(|it| it.status);
        }
        if wants(Bucket::ENCRYPTION) {
            let send = || s3.get_bucket_encryption().bucket(bucket).send();
            let answer = unless_missing(aws.call(GET_ENCRYPTION, send).await)?;
            found.encryption = answer.and_then(|it| it.server_side_encryption_configuration);
        }
        if wants(Bucket::PUBLIC_ACCESS_BLOCK) {
            let send = || s3.get_public_access_block().bucket(bucket).send();
            let answer = unless_missing(aws.call(GET_ACCESS, send).await)?;
            found.access = answer.and_then(|it| it.public_access_block_configuration);
        }
        if wants(Bucket::OBJECT_OWNERSHIP) {
            let send = || s3.get_bucket_ownership_controls().bucket(bucket).send();
            let answer = unless_missing(aws.call(GET_OWNERSHIP, send).await)?;
            let rules = answer.and_then(|it| it.ownership_controls).map(|it| it.rules).unwrap_or_default();
            found.ownership = rules.into_iter().map(|rule| rule.object_ownership).next();
        }
        if wants(Bucket::LIFECYCLE_RULES) {
            let send = || s3.get_bucket_lifecycle_configuration().bucket(bucket).send();
            let answer = unless_missing(aws.call(GET_LIFECYCLE, send).await)?;
            found.lifecycle = answer.and_then(|it| it.rules).unwrap_or_default();
        }
        if wants(Bucket::CORS_RULES) {
            let send = || s3.get_bucket_cors().bucket(bucket).send();
            let answer = unless_missing(aws.call(GET_CORS, send).await)?;
            found.cors = answer.and_then(|it| it.cors_rules).unwrap_or_default();
        }
        Ok(found)
    }

    pub(super) fn properties(&self) -> Properties {
        let encryption = self.encryption.as_ref().and_then(|it| it.rules().first());
        Properties::default()
            .with(Bucket::VERSIONING, self.versioning.as_ref())
            .with(Bucket::ENCRYPTION, encryption.and_then(from_encryption))
            .with(Bucket::PUBLIC_ACCESS_BLOCK, self.access.as_ref().map(from_access))
            .with(Bucket::OBJECT_OWNERSHIP, self.ownership.as_ref())
            .with_list(Bucket::LIFECYCLE_RULES, self.lifecycle.iter().map(from_rule))
            .with_list(Bucket::CORS_RULES, self.cors.iter().map(from_cors))
            .noting(self.lifecycle.iter().flat_map(unmodelled_of))
    }
}

/// Sets what differs, and takes away what is wanted no more.
pub(super) async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let (s3, bucket, wanted) = (aws.s3(), change.id, change.wanted);
    if change.of(Bucket::OBJECT_OWNERSHIP).is_some() {
        let rule =
            OwnershipControlsRule::builder().set_object_ownership(text(wanted, Bucket::OBJECT_OWNERSHIP));
        let controls = rule.build().and_then(|rule| OwnershipControls::builder().rules(rule).build()).ok();
        let put = || s3.put_bucket_ownership_controls().bucket(bucket);
        aws.call(PUT_OWNERSHIP, || put().set_ownership_controls(controls.clone()).send()).await?;
    }
    if change.of(Bucket::PUBLIC_ACCESS_BLOCK).is_some() {
        let access = block(wanted, Bucket::PUBLIC_ACCESS_BLOCK).map(to_access);
        let put = || s3.put_public_access_block().bucket(bucket);
        aws.call(PUT_ACCESS, || put().set_public_access_block_configuration(access.clone()).send()).await?;
    }
    if change.of(Bucket::VERSIONING).is_some() {
        // A bucket that has kept versions can stop, and never be as if it had not.
        let status = text(wanted, Bucket::VERSIONING).unwrap_or(BucketVersioningStatus::Suspended);
        let versioning = VersioningConfiguration::builder().status(status).build();
        let put = || s3.put_bucket_versioning().bucket(bucket);
        aws.call(PUT_VERSIONING, || put().versioning_configuration(versioning.clone()).send()).await?;
    }
    if change.of(Bucket::ENCRYPTION).is_some() {
        if let Some(encryption) = block(wanted, Bucket::ENCRYPTION).and_then(to_encryption) {
            let put = || s3.put_bucket_encryption().bucket(bucket);
            let send = || put().server_side_encryption_configuration(encryption.clone()).send();
            aws.call(PUT_ENCRYPTION, send).await?;
        } else {
            aws.call(PUT_ENCRYPTION, || s3.delete_bucket_encryption().bucket(bucket).send()).await?;
        }
    }
    if change.of(Bucket::LIFECYCLE_RULES).is_some() {
        if let Some(lifecycle) = to_lifecycle(wanted) {
            let put = || s3.put_bucket_lifecycle_configuration().bucket(bucket);
            aws.call(PUT_LIFECYCLE, || put().lifecycle_configuration(lifecycle.clone()).send()).await?;
        } else {
            aws.call(PUT_LIFECYCLE, || s3.delete_bucket_lifecycle().bucket(bucket).send()).await?;
        }
    }
    if change.of(Bucket::CORS_RULES).is_some() {
        let rules: Vec<S3Cors> = blocks(wanted, Bucket::CORS_RULES).filter_map(to_cors).collect();
        if rules.is_empty() {
            aws.call(PUT_CORS, || s3.delete_bucket_cors().bucket(bucket).send()).await?;
        } else {
            let cors = CorsConfiguration::builder().set_cors_rules(Some(rules)).build().ok();
            let put = || s3.put_bucket_cors().bucket(bucket);
            aws.call(PUT_CORS, || put().set_cors_configuration(cors.clone()).send()).await?;
        }
    }
    Ok(())
}

fn to_encryption(encryption: &Map) -> Option<ServerSideEncryptionConfiguration> {
    let usual = ServerSideEncryptionByDefault::builder()
        .set_sse_algorithm(text(encryption, BucketEncryption::SSE_ALGORITHM))
        .set_kms_master_key_id(text(encryption, BucketEncryption::KMS_MASTER_KEY_ID));
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(usual.build().ok()?)
        .set_bucket_key_enabled(flag(encryption, BucketEncryption::BUCKET_KEY_ENABLED));
    ServerSideEncryptionConfiguration::builder().rules(rule.build()).build().ok()
}

fn from_encryption(rule: &ServerSideEncryptionRule) -> Option<Value> {
    let usual = rule.apply_server_side_encryption_by_default()?;
    let found = Properties::default()
        .with(BucketEncryption::SSE_ALGORITHM, usual.sse_algorithm())
        .with(BucketEncryption::KMS_MASTER_KEY_ID, usual.kms_master_key_id())
        .with(BucketEncryption::BUCKET_KEY_ENABLED, rule.bucket_key_enabled().unwrap_or(false));
    Some(found.into_value())
}

fn to_access(access: &Map) -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration::builder()
        .set_block_public_acls(flag(access, PublicAccessBlock::BLOCK_PUBLIC_ACLS))
        .set_ignore_public_acls(flag(access, PublicAccessBlock::IGNORE_PUBLIC_ACLS))
        .set_block_public_policy(flag(access, PublicAccessBlock::BLOCK_PUBLIC_POLICY))
        .set_restrict_public_buckets(flag(access, PublicAccessBlock::RESTRICT_PUBLIC_BUCKETS))
        .build()
}

/// What is not refused AWS may leave out.
fn from_access(access: &PublicAccessBlockConfiguration) -> Value {
    Properties::default()
        .with(PublicAccessBlock::BLOCK_PUBLIC_ACLS, access.block_public_acls().unwrap_or(false))
        .with(PublicAccessBlock::IGNORE_PUBLIC_ACLS, access.ignore_public_acls().unwrap_or(false))
        .with(PublicAccessBlock::BLOCK_PUBLIC_POLICY, access.block_public_policy().unwrap_or(false))
        .with(PublicAccessBlock::RESTRICT_PUBLIC_BUCKETS, access.restrict_public_buckets().unwrap_or(false))
        .into_value()
}

fn to_cors(rule: &Map) -> Option<S3Cors> {
    let built = S3Cors::builder()
        .set_allowed_methods(texts(rule, CorsRule::ALLOWED_METHODS))
        .set_allowed_origins(texts(rule, CorsRule::ALLOWED_ORIGINS))
        .set_allowed_headers(texts(rule, CorsRule::ALLOWED_HEADERS))
        .set_expose_headers(texts(rule, CorsRule::EXPOSE_HEADERS))
        .set_max_age_seconds(number(rule, CorsRule::MAX_AGE_SECONDS))
        .set_id(text(rule, CorsRule::ID));
    built.build().ok()
}

fn from_cors(rule: &S3Cors) -> Value {
    Properties::default()
        .with_some(CorsRule::ALLOWED_METHODS, rule.allowed_methods())
        .with_some(CorsRule::ALLOWED_ORIGINS, rule.allowed_origins())
        .with_some(CorsRule::ALLOWED_HEADERS, rule.allowed_headers())
        .with_some(CorsRule::EXPOSE_HEADERS, rule.expose_headers())
        .with(CorsRule::MAX_AGE_SECONDS, rule.max_age_seconds())
        .with(CorsRule::ID, rule.id())
        .into_value()
}
