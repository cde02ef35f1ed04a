//! What `state init` has made, as it is written down beside the stacks.

use std::time::{SystemTime, UNIX_EPOCH};

use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::{Expected, Version};
use serde_json::{Value as Json, json};

use super::super::bucket::Bucket;
use super::super::place::BucketPlace;
use super::account::Account;

/// The key of the object, below the prefix.
const KEY: &str = "ironwright-store.json";
const FORMAT: u64 = 1;

/// What was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Record {
    account: String,
    region: String,
    bucket: String,
    /// Whether the bucket itself was made, or only what is in it.
    pub(super) made_bucket: bool,
    pub(super) kms_key: Option<String>,
    lock_table: Option<String>,
}

impl Record {
    pub(super) fn of(
        account: &Account,
        place: &BucketPlace,
        made_bucket: bool,
        kms_key: Option<String>,
    ) -> Self {
        Self {
            account: account.id.clone(),
            region: account.region.clone(),
            bucket: place.bucket.clone(),
            made_bucket,
            kms_key,
            lock_table: place.lock_table.clone(),
        }
    }

    /// Reads it, if it is there.
    ///
    /// # Errors
    /// When it cannot be read, or a newer version has written it.
    pub(super) async fn read(bucket: &Bucket) -> Result<Option<(Self, Version)>, StoreError> {
        let Some(item) = bucket.get_object(&bucket.place.key(KEY)).await? else { return Ok(None) };
        let damaged = |reason: String| {
            StoreError::Elsewhere {
            place: format!("s3://{}/{}", bucket.place.bucket, bucket.place.key(KEY)),
            reason,
            hint: "bring an older version of that object back, or delete it: then the bucket is examined as one that \
                   somebody else has made"
                .to_owned(),
        }
        };
        let read: Json = serde_json::from_slice(&item.bytes).map_err(|error| damaged(error.to_string()))?;
        if read["format"] != FORMAT {
            return Err(damaged(format!(
                "it has format {}, and this version reads {FORMAT}",
                read["format"]
            )));
        }
        let text = |name: &str| read[name].as_str().map(ToOwned::to_owned);
        let needed = |name: &str| text(name).ok_or_else(|| damaged(format!("it has no `{name}`")));
        let record = Self {
            account: needed("account")?,
            region: needed("region")?,
            bucket: needed("bucket")?,
            made_bucket: read["made_bucket"] == true,
            kms_key: text("kms_key"),
            lock_table: text("lock_table"),
        };
        Ok(Some((record, item.version)))
    }

    /// Writes it, in the place of the version that was read.
    ///
    /// # Errors
    /// When somebody else has written it meanwhile.
    pub(super) async fn write(&self, bucket: &Bucket, before: Option<Version>) -> Result<(), StoreError> {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let text = json!({
            "format": FORMAT,
            "account": self.account,
            "region": self.region,
            "bucket": self.bucket,
            "made_bucket": self.made_bucket,
            "kms_key": self.kms_key,
            "lock_table": self.lock_table,
            // No two writings are alike, so that none passes for another.
            "at": at.as_nanos().to_string(),
        });
        let expected = before.map_or(Expected::Nothing, Expected::Version);
        let bytes = format!("{text:#}\n").into_bytes();
        let written = bucket.put_object(&bucket.place.key(KEY), bytes, expected).await?;
        let ours = || async {
            Ok::<_, StoreError>(Self::read(bucket).await?.is_some_and(|(there, _)| there == *self))
        };
        if written.is_some() || ours().await? {
            return Ok(());
        }
        Err(StoreError::Elsewhere {
            place: bucket.place.to_string(),
            reason: "somebody else is making a store there at the same time".to_owned(),
            hint: "type the same command again".to_owned(),
        })
    }
}
