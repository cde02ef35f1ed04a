//! A bucket as a medium: items are objects that are put if they match, logs are objects by position.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, Object, ObjectIdentifier};
use futures_util::stream::{StreamExt as _, TryStreamExt as _, iter};
use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::{Appended, Claimed, Expected, Item, Long, Medium, Version, lay};
use tokio::sync::OnceCell;

use super::calls::call;
use super::place::BucketPlace;
use super::probe::probe;
use super::reach::{Reached, reach};
use super::table::Row;
use super::trouble::Trouble;
use crate::clients::Options;

/// The item that a lock table keeps, where there is one.
const LEASE: &str = "lease.json";
/// A journal is replaced by a snapshot when it takes more than this to read.
const LONG: Long = Long { bytes: 256 * 1024, appends: 24 };
/// How many objects are read at once.
const WIDTH: usize = 32;
/// How many objects one request removes at most.
const AT_ONCE: usize = 1000;

/// The part of a bucket that keeps one stack on one cloud.
#[derive(Debug)]
pub struct Bucket {
    pub(super) place: BucketPlace,
    options: Options,
    /// What all keys begin with: prefix, stack and cloud.
    base: String,
    reached: OnceCell<Reached>,
    probed: OnceCell<()>,
}

impl Bucket {
    /// The part of a bucket that is called so, `web/aws`. Nothing is reached before it is needed.
    pub fn new(place: BucketPlace, below: &str, options: Options) -> Self {
        let base = place.key(below);
        Self { place, options, base, reached: OnceCell::new(), probed: OnceCell::new() }
    }

    /// What a person should know of the bucket before they rely on it.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn warning(&self) -> Result<Option<String>, StoreError> {
        let keeps_versions = self.reached().await?.keeps_versions;
        Ok((keeps_versions == Some(false)).then(|| {
            let BucketPlace { bucket, .. } = &self.place;
            format!(
                "the bucket {bucket} keeps no old versions: what is overwritten or deleted there by mistake is gone; \
                 `state init {}` switches them on",
                self.place
            )
        }))
    }

    /// What stands below the place's prefix and begins so, up to the next slash: `web` and `web@prod`, for `web`.
    ///
    /// # Errors
    /// When it cannot be listed.
    pub async fn names(&self, beginning: &str) -> Result<Vec<String>, StoreError> {
        let all = self.place.key("");
        let (_, common) = self.objects(&self.place.key(beginning), true).await?;
        let names = common.iter().filter_map(|name| name.strip_prefix(&all)?.strip_suffix('/'));
        Ok(names.map(ToOwned::to_owned).collect())
    }

    async fn reached(&self) -> Result<&Reached, StoreError> {
        self.reached.get_or_try_init(|| reach(&self.place, &self.options)).await
    }

    fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }

    fn url(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.place.bucket)
    }

    fn error(&self, key: &str, reached: &Reached, trouble: &Trouble) -> StoreError {
        trouble.at(self.url(key), &self.place.bucket, &reached.region)
    }

    /// The table's row for an item, where it is kept there.
    fn row<'a>(&'a self, item: &str, key: &'a str, reached: &'a Reached) -> Option<Row<'a>> {
        let table = self.place.lock_table.as_deref().filter(|_| item == LEASE)?;
        Some(Row { client: &reached.dynamodb, table, key, region: &reached.region })
    }

    pub(super) async fn get_object(&self, key: &str) -> Result<Option<Item>, StoreError> {
        const CALL: &str = "s3:GetObject";
        let reached = self.reached().await?;
        let read = call(CALL, LONG_READ, || async {
            let sent = reached.s3.get_object().bucket(&self.place.bucket).key(key).send().await;
            let answer = sent.map_err(|failed| Trouble::of(CALL, &failed))?;
            let version = Version(answer.e_tag().unwrap_or_default().to_owned());
            let body = answer.body.collect().await;
            let bytes = body.map_err(|error| Trouble::broken(CALL, error.to_string()))?.to_vec();
            Ok(Item { bytes, version })
        });
        match read.await {
            Ok(item) => Ok(Some(item)),
            Err(trouble) if trouble.is_no_key() => Ok(None),
            Err(trouble) => Err(self.error(key, reached, &trouble)),
        }
    }

    /// Reads an object that was listed a moment ago.
    async fn entry(&self, key: String) -> Result<Item, StoreError> {
        self.get_object(&key).await?.ok_or_else(|| StoreError::Elsewhere {
            place: self.url(&key),
            reason: "it was there a moment ago, and is not".to_owned(),
            hint: "type the same command again".to_owned(),
        })
    }

    /// Puts an object, if what is there is as expected.
    pub(super) async fn put_object(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        const CALL: &str = "s3:PutObject";
        let (reached, length) = (self.reached().await?, bytes.len());
        let written = call(CALL, length, || async {
            let put = reached.s3.put_object().bucket(&self.place.bucket).key(key);
            let put = match &expected {
                Expected::Nothing => put.if_none_match("*"),
                Expected::Version(version) => put.if_match(&version.0),
            };
            let sent = put.body(ByteStream::from(bytes.clone())).send().await;
            sent.map_err(|failed| Trouble::of(CALL, &failed))
        });
        match written.await {
            Ok(answer) => Ok(Some(Version(answer.e_tag().unwrap_or_default().to_owned()))),
            // What is to be replaced may be gone.
            Err(trouble) if trouble.is_unmet_condition() || trouble.is_no_key() => Ok(None),
            Err(trouble) => Err(self.error(key, reached, &trouble)),
        }
    }

    /// All objects whose keys begin so, and what their keys have in common up to the next slash where that is asked for.
    async fn objects(&self, prefix: &str, folded: bool) -> Result<(Vec<Object>, Vec<String>), StoreError> {
        const CALL: &str = "s3:ListBucket";
        let reached = self.reached().await?;
        let (mut objects, mut common, mut next): (Vec<_>, Vec<_>, Option<String>) = Default::default();
        loop {
            let page = call(CALL, 0, || async {
                let list = reached.s3.list_objects_v2().bucket(&self.place.bucket).prefix(prefix);
                let list = list.set_continuation_token(next.clone());
                let list = list.set_delimiter(folded.then(|| "/".to_owned()));
                list.send().await.map_err(|failed| Trouble::of(CALL, &failed))
            });
            let page = page.await.map_err(|trouble| self.error(prefix, reached, &trouble))?;
            objects.extend_from_slice(page.contents());
            common
                .extend(page.common_prefixes().iter().filter_map(|common| common.prefix()).map(String::from));
            next = page.next_continuation_token().map(ToOwned::to_owned);
            if next.is_none() {
                return Ok((objects, common));
            }
        }
    }

    async fn remove_objects(&self, keys: &[String]) -> Result<(), StoreError> {
        const CALL: &str = "s3:DeleteObject";
        let reached = self.reached().await?;
        for keys in keys.chunks(AT_ONCE) {
            let named = keys.iter().filter_map(|key| ObjectIdentifier::builder().key(key).build().ok());
            let Ok(delete) = Delete::builder().set_objects(Some(named.collect())).quiet(true).build() else {
                continue;
            };
            let removed = call(CALL, 0, || async {
                let sent = reached.s3.delete_objects().bucket(&self.place.bucket).delete(delete.clone());
                sent.send().await.map_err(|failed| Trouble::of(CALL, &failed))
            });
            let answer = removed.await.map_err(|trouble| self.error(&self.base, reached, &trouble))?;
            if let Some(failed) = answer.errors().first() {
                let (key, code) = (failed.key().unwrap_or_default(), failed.code().unwrap_or_default());
                return Err(StoreError::Elsewhere {
                    place: self.url(key),
                    reason: format!("{CALL}: {} ({code})", failed.message().unwrap_or_default()),
                    hint: format!("have {CALL} allowed there for the identity that is used"),
                });
            }
        }
        Ok(())
    }
}

/// What is read at once may be a snapshot of a large stack.
const LONG_READ: usize = 1024 * 1024;

#[async_trait::async_trait]
impl Medium for Bucket {
    fn place(&self, item: &str) -> String {
        if item.is_empty() { self.url(&self.base) } else { self.url(&self.key(item)) }
    }

    fn long(&self) -> Long {
        LONG
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        self.probed.get_or_try_init(|| probe(self)).await.copied()
    }

    async fn get(&self, item: &str) -> Result<Option<Item>, StoreError> {
        let key = self.key(item);
        match self.row(item, &key, self.reached().await?) {
            Some(row) => row.get().await,
            None => self.get_object(&key).await,
        }
    }

    async fn put(
        &self,
        item: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        let key = self.key(item);
        match self.row(item, &key, self.reached().await?) {
            Some(row) => row.put(bytes, expected).await,
            None => self.put_object(&key, bytes, expected).await,
        }
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        let all = self.key("");
        let (objects, logs) = self.objects(&all, true).await?;
        let items = objects.iter().filter_map(|object| object.key()?.strip_prefix(&all));
        let logs = logs.iter().filter_map(|log| log.strip_prefix(&all)?.strip_suffix('/'));
        Ok(items.chain(logs).map(ToOwned::to_owned).collect())
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        let (item, log) = (self.key(name), self.key(&entry_prefix(name)));
        let (objects, _) = self.objects(&item, false).await?;
        let keys = objects.iter().filter_map(Object::key).filter(|key| *key == item || key.starts_with(&log));
        self.remove_objects(&keys.map(ToOwned::to_owned).collect::<Vec<_>>()).await
    }

    async fn read_log(&self, log: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let prefix = self.key(&entry_prefix(log));
        let (objects, _) = self.objects(&prefix, false).await?;
        let mut read = Vec::new();
        let read_one = |(at, key)| async move { Ok::<_, StoreError>((at, self.entry(key).await?)) };
        let mut entries = iter(entries(&prefix, &objects)).map(read_one).buffered(WIDTH);
        while let Some((at, entry)) = entries.try_next().await? {
            lay(&mut read, at, &entry.bytes);
        }
        Ok((!read.is_empty()).then_some(read))
    }

    async fn append(&self, log: &str, at: u64, bytes: Vec<u8>) -> Result<Appended, StoreError> {
        let key = self.key(&format!("{}{at:016}", entry_prefix(log)));
        let written = self.put_object(&key, bytes, Expected::Nothing).await?;
        Ok(if written.is_some() { Appended::Done } else { Appended::Taken })
    }

    fn appends_whole(&self) -> bool {
        true
    }

    /// Objects are whole, or not there.
    async fn trim(&self, _: &str, _: u64, _: u64) -> Result<Appended, StoreError> {
        Ok(Appended::Done)
    }

    async fn claim(&self, _: u64) -> Result<Claimed, StoreError> {
        Ok(Claimed::Unknown)
    }
}

fn entry_prefix(log: &str) -> String {
    format!("{log}/")
}

/// Where in a log each of its entries was appended, and its key. Those behind one that is missing are among them: they do
/// not follow, and so the store sees that it is missing.
fn entries(prefix: &str, objects: &[Object]) -> Vec<(u64, String)> {
    let entry = |key: &str| Some((key.strip_prefix(prefix)?.parse().ok()?, key.to_owned()));
    objects.iter().filter_map(Object::key).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_does_not_end_where_an_entry_is_missing() {
        let object = |at: &str| Object::builder().key(format!("j/{at}")).build();
        let objects = ["0000000000000000", "0000000000000010", "0000000000000030", "notes.txt"].map(object);
        let read = entries("j/", &objects);
        assert_eq!(read.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 10, 30]);
        assert_eq!(read[2].1, "j/0000000000000030");
    }
}
