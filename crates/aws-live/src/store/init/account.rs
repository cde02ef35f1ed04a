//! Whose account it is, and whether the bucket is in it.

use ironwright_engine::store::StoreError;

use super::super::calls::call;
use super::super::place::BucketPlace;
use super::super::reach::{client, load, region_of};
use super::super::trouble::Trouble;
use crate::clients::Options;
use crate::credentials;
use crate::identity::Place;

/// The account in which a store is made, and how it is reached.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) partition: String,
    pub(super) region: String,
    /// Whether anybody has named the region.
    chosen: bool,
    /// Whether the connection is encrypted: on one that is not, plain HTTP cannot be forbidden.
    pub(super) encrypted: bool,
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) dynamodb: aws_sdk_dynamodb::Client,
}

impl Account {
    /// Asks whose credentials these are.
    ///
    /// # Errors
    /// When there are none.
    pub(super) async fn ask(place: &BucketPlace, options: &Options) -> Result<Self, StoreError> {
        let asked = Options { usual_region: None, ..options.clone() };
        let chosen = !matches!(credentials::load(&asked).await, Err(error) if error.code == "NoRegion");
        let options = Options { usual_region: Some("us-east-1".to_owned()), ..asked };
        let config = load(place, &options).await?;
        let identity = Place::ask(&config).await.map_err(|error| StoreError::Elsewhere {
            place: place.to_string(),
            reason: error.to_string(),
            hint: error.hint.unwrap_or_default(),
        })?;
        let s3 = client(&config, &options);
        let plain = |url: &str| url.starts_with("http://");
        let variables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].map(|name| std::env::var(name).ok());
        let encrypted = !options.endpoint.as_deref().is_some_and(plain)
            && !config.endpoint_url().is_some_and(plain)
            && !variables.iter().flatten().any(|url| plain(url));
        let region = region_of(&config);
        let dynamodb = aws_sdk_dynamodb::Client::new(&config);
        let Place { account: id, partition, .. } = identity;
        Ok(Self { id, partition, region, chosen, encrypted, s3, dynamodb })
    }

    /// Whether the bucket is there and this account's. Follows it to the region it is in, unless another was named.
    ///
    /// # Errors
    /// When it is somebody else's, or elsewhere.
    pub(super) async fn find(&mut self, place: &BucketPlace, options: &Options) -> Result<bool, StoreError> {
        const CALL: &str = "s3:HeadBucket";
        loop {
            let found = call(CALL, 0, || async {
                let head = self.s3.head_bucket().bucket(&place.bucket).expected_bucket_owner(&self.id);
                head.send().await.map_err(|failed| Trouble::of(CALL, &failed))
            });
            let trouble = match found.await {
                Ok(_) => return Ok(true),
                Err(trouble) if trouble.status == Some(404) => return Ok(false),
                Err(trouble) => trouble,
            };
            match &trouble.region {
                Some(region) if *region != self.region && options.region.is_none() => {
                    let options = Options { region: Some(region.clone()), ..options.clone() };
                    let config = load(place, &options).await?;
                    self.region.clone_from(region);
                    self.s3 = client(&config, &options);
                    self.dynamodb = aws_sdk_dynamodb::Client::new(&config);
                }
                Some(region) if *region != self.region => {
                    return Err(trouble.at(place.to_string(), &place.bucket, &self.region));
                }
                _ if trouble.status == Some(403) => {
                    return Err(StoreError::Elsewhere {
                        place: place.to_string(),
                        reason: format!(
                            "the bucket {} is another account's, or this identity may not look at it",
                            place.bucket
                        ),
                        hint: "choose another name: buckets of all accounts share their names".to_owned(),
                    });
                }
                _ => return Err(trouble.at(place.to_string(), &place.bucket, &self.region)),
            }
        }
    }

    /// A bucket is not made in a region by chance.
    ///
    /// # Errors
    /// When nobody has named one.
    pub(super) fn must_have_region(&self, place: &BucketPlace) -> Result<(), StoreError> {
        if self.chosen {
            return Ok(());
        }
        Err(StoreError::Elsewhere {
            place: place.to_string(),
            reason: "no region is chosen to make the bucket in".to_owned(),
            hint: "choose one with `--region`, AWS_REGION, or `region` under [store] in the settings"
                .to_owned(),
        })
    }
}
