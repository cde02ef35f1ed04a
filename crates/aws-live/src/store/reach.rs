//! Reaching a bucket: with whose credentials, in which region, and whether it is there at all.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::types::BucketVersioningStatus;
use aws_smithy_types::timeout::TimeoutConfig;
use ironwright_engine::store::StoreError;

use super::calls::call;
use super::place::BucketPlace;
use super::trouble::Trouble;
use crate::clients::Options;
use crate::credentials;

/// A bucket that was reached.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) dynamodb: aws_sdk_dynamodb::Client,
    pub(super) region: String,
    /// Whether it keeps old versions; unknown where we may not ask.
    pub(super) keeps_versions: Option<bool>,
}

/// Reaches a bucket, in the region that it is in unless a person has named another.
///
/// # Errors
/// When it is not there, or elsewhere, or not for us.
pub(super) async fn reach(place: &BucketPlace, options: &Options) -> Result<Reached, StoreError> {
    let mut options = options.clone();
    // Where nobody has chosen a region, any one tells which it is.
    options.usual_region.get_or_insert_with(|| "us-east-1".to_owned());
    let chosen = options.region.is_some();
    let mut config = load(place, &options).await?;
    loop {
        let (s3, ours) = (client(&config, &options), region_of(&config));
        let (there, versions) = tokio::join!(look(&s3, place), versions(&s3, place));
        match there {
            Ok(()) => {
                let dynamodb = aws_sdk_dynamodb::Client::new(&config);
                return Ok(Reached { s3, dynamodb, region: ours, keeps_versions: versions });
            }
            Err(Trouble { region: Some(region), .. }) if !chosen && region != ours => {
                options.region = Some(region);
                config = load(place, &options).await?;
            }
            Err(trouble) => return Err(trouble.at(place.to_string(), &place.bucket, &ours)),
        }
    }
}

/// The configuration of all clients.
///
/// # Errors
/// When there is none.
pub(super) async fn load(place: &BucketPlace, options: &Options) -> Result<SdkConfig, StoreError> {
    credentials::load(options).await.map_err(|error| StoreError::Elsewhere {
        place: place.to_string(),
        reason: error.message,
        hint: error.hint.unwrap_or_default(),
    })
}

pub(super) fn client(config: &SdkConfig, options: &Options) -> aws_sdk_s3::Client {
    // Each try has an end of its own, which depends on what it carries.
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .disable_operation_attempt_timeout()
        .build();
    let elsewhere = options.endpoint.is_some()
        || config.endpoint_url().is_some()
        || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
    let builder = aws_sdk_s3::config::Builder::from(config).timeout_config(timeouts);
    // Servers that speak S3 have no name for each bucket.
    aws_sdk_s3::Client::from_conf(builder.force_path_style(elsewhere).build())
}

pub(super) fn region_of(config: &SdkConfig) -> String {
    config.region().map(ToString::to_string).unwrap_or_default()
}

/// Whether the bucket is there for us. An answer to HEAD could not say what is wrong.
async fn look(s3: &aws_sdk_s3::Client, place: &BucketPlace) -> Result<(), Trouble> {
    const CALL: &str = "s3:ListBucket";
    call(CALL, 0, || async {
        let list = s3.list_objects_v2().bucket(&place.bucket).prefix(place.key("")).max_keys(1);
        let sent = list.send().await;
        sent.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    })
    .await
}

async fn versions(s3: &aws_sdk_s3::Client, place: &BucketPlace) -> Option<bool> {
    let versioning = s3.get_bucket_versioning().bucket(&place.bucket).send().await.ok()?;
    Some(versioning.status() == Some(&BucketVersioningStatus::Enabled))
}
