//! Amazon S3's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::types::{Tag as S3Tag, Tagging as TagSet};

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What S3 says of itself.
pub(crate) static S3: Service = Service {
    not_found: &[
        code("NoSuchBucket"),
        code("NotFound"),
        code("NoSuchBucketPolicy"),
        code("NoSuchTagSet"),
        code("NoSuchLifecycleConfiguration"),
        code("NoSuchCORSConfiguration"),
        code("NoSuchPublicAccessBlockConfiguration"),
        code("OwnershipControlsNotFoundError"),
        code("ServerSideEncryptionConfigurationNotFoundError"),
    ],
    taken: &[code("BucketAlreadyExists"), code("BucketAlreadyOwnedByYou")],
    // The name of a bucket that was deleted, and settings that are being changed.
    passing: &[code("OperationAborted")],
    lags: &[
        (code("NoSuchBucket").of("Put"), Duration::from_mins(1)),
        // A policy may name a role that was made just now.
        (code("MalformedPolicy").saying("Invalid principal"), Duration::from_mins(2)),
    ],
    ..Service::named("s3")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_s3::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        let elsewhere = config.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        let builder = aws_sdk_s3::config::Builder::from(config);
        // Servers that speak S3 have no name for each bucket.
        Self { client: aws_sdk_s3::Client::from_conf(builder.force_path_style(elsewhere).build()) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn s3(&self) -> &'a aws_sdk_s3::Client {
        &self.services().s3.client
    }
}

pub(super) const GET_TAGS: Action = S3.action("GetBucketTagging");

/// Tags of a bucket, which S3 sets all at once: those that are to stay are read first.
pub(crate) struct OfBucket;

impl Tagging for OfBucket {
    const WITH_CREATE: Actions = &[S3.action("TagResource")];
    const SET: Action = S3.action("PutBucketTagging");
    const REMOVE: Action = GET_TAGS;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        put(aws, of, |all| all.extend(tags.clone())).await
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        put(aws, of, |all| all.retain(|name, _| !names.contains(name))).await
    }
}

/// Changes the tags of a bucket. Those of AWS's own stay by themselves, and nobody may send them.
async fn put(aws: &Calls<'_>, bucket: &str, change: impl Fn(&mut Tags)) -> Result<()> {
    let there = tags(aws, bucket).await?;
    let pairs = there.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned()));
    let mut all: Tags = pairs.filter(|(name, _)| !name.starts_with("aws:")).collect();
    change(&mut all);
    let set = TagSet::builder().set_tag_set(Some(to_tags(&all))).build().ok();
    let put = || aws.s3().put_bucket_tagging().bucket(bucket);
    aws.call(OfBucket::SET, || put().set_tagging(set.clone()).send()).await.map(drop)
}

/// All tags of a bucket.
pub(super) async fn tags(aws: &Calls<'_>, bucket: &str) -> Result<Vec<S3Tag>> {
    let send = || aws.s3().get_bucket_tagging().bucket(bucket).send();
    Ok(unless_missing(aws.call(GET_TAGS, send).await)?.map(|answer| answer.tag_set).unwrap_or_default())
}

impl Tag for S3Tag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<S3Tag> {
    tags.iter().filter_map(|(key, value)| S3Tag::builder().key(key).value(value).build().ok()).collect()
}
