//! A bucket in memory, as a medium for stores: objects that are put if they match, latency in virtual time, answers that
//! get lost, and processes that stand still for as long as they like.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::{Appended, Claimed, Expected, Item, Long, Medium, Version, lay};
use tokio::time::{Instant, sleep, sleep_until};

use crate::simulate::random::Random;

/// A bucket in memory. Clones are the same bucket.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    name: String,
    objects: Arc<Mutex<BTreeMap<String, Item>>>,
    /// What was written over or removed: buckets keep versions.
    former: Arc<Mutex<Vec<Item>>>,
    nonces: Arc<AtomicU64>,
}

impl Bucket {
    /// An empty bucket of a name.
    pub fn called(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// A bucket with these objects in it, by their keys.
    pub fn with(name: &str, objects: &BTreeMap<String, Vec<u8>>) -> Self {
        let item = |bytes: &Vec<u8>| Item { bytes: bytes.clone(), version: version(bytes) };
        let objects = objects.iter().map(|(key, bytes)| (key.clone(), item(bytes))).collect();
        Self { objects: Arc::new(Mutex::new(objects)), ..Self::called(name) }
    }

    /// Every object, by its key.
    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.iter().map(|(key, item)| (key.clone(), item.bytes.clone())).collect()
    }

    /// Shows everything that stands in any object, or once stood there.
    pub fn each(&self, look: impl FnMut(&[u8])) {
        let objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let former = self.former.lock().unwrap_or_else(PoisonError::into_inner);
        objects.values().chain(former.iter()).map(|item| &*item.bytes).for_each(look);
    }

    fn keep(&self, former: impl IntoIterator<Item = Item>) {
        self.former.lock().unwrap_or_else(PoisonError::into_inner).extend(former);
    }
}

/// How a process sees a bucket.
#[derive(Clone, Debug)]
pub struct SimulatedObjects {
    bucket: Bucket,
    process: Arc<Mutex<Process>>,
    weather: Weather,
}

/// How well requests and answers travel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weather {
    /// How long a request takes at most.
    pub latency: Duration,
    /// Of a hundred answers to writes so many are lost, so that the write is sent again.
    pub lost: u64,
    /// Of a hundred requests the process stands still before so many, for at most [`Weather::pause`].
    pub paused: u64,
    /// For how long a process stands still at most.
    pub pause: Duration,
}

impl Weather {
    /// Quick, and nothing is lost.
    pub const FAIR: Self =
        Self { latency: Duration::from_millis(20), lost: 0, paused: 0, pause: Duration::ZERO };
}

#[derive(Debug)]
struct Process {
    random: Random,
    still_until: Instant,
    dead: bool,
    writes: u64,
    /// The write at which the process dies, and whether the bucket still gets it.
    last: Option<(u64, bool)>,
}

impl SimulatedObjects {
    /// A process that uses a bucket; its luck is decided by the seed.
    pub fn new(bucket: &Bucket, weather: Weather, seed: u64) -> Self {
        let (random, still_until) = (Random::new(seed), Instant::now());
        let process =
            Arc::new(Mutex::new(Process { random, still_until, dead: false, writes: 0, last: None }));
        Self { bucket: bucket.clone(), process, weather }
    }

    /// The same process, which uses another bucket too.
    pub fn and(&self, bucket: &Bucket) -> Self {
        Self { bucket: bucket.clone(), ..self.clone() }
    }

    /// Ends the process: nothing that it sends arrives any more.
    pub fn kill(&self) {
        self.process().dead = true;
    }

    /// Ends the process at a write, the next being 1; the bucket still gets it, or does not.
    pub fn kill_at(&self, write: u64, lands: bool) {
        let mut process = self.process();
        process.last = Some((process.writes + write, lands));
    }

    /// Whether the process has ended.
    pub fn is_dead(&self) -> bool {
        self.process().dead
    }

    /// Until when the process stands still.
    pub fn still_until(&self) -> Instant {
        self.process().still_until
    }

    /// Stops the process for a while: nothing of it goes on, its heartbeat neither.
    pub fn stand_still(&self, pause: Duration) {
        let mut process = self.process();
        process.still_until = process.still_until.max(Instant::now() + pause);
    }

    /// How many writes the process has sent.
    pub fn writes(&self) -> u64 {
        self.process().writes
    }

    fn process(&self) -> MutexGuard<'_, Process> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Item>> {
        self.bucket.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The way of a request to the bucket, or of its answer back.
    async fn travel(&self) -> Result<(), StoreError> {
        let latency = {
            let mut process = self.process();
            if process.random.chance(self.weather.paused) {
                let pause = process.random.below(millis(self.weather.pause) + 1);
                process.still_until = process.still_until.max(Instant::now() + Duration::from_millis(pause));
            }
            process.random.below(millis(self.weather.latency) / 2 + 1)
        };
        sleep(Duration::from_millis(latency)).await;
        let still_until = self.process().still_until;
        sleep_until(still_until).await;
        if self.process().dead {
            return Err(died());
        }
        Ok(())
    }

    /// A write, sent again when its answer was lost: then it finds its own first try in its way.
    async fn write(
        &self,
        key: &str,
        bytes: &[u8],
        expected: &Expected,
    ) -> Result<Option<Version>, StoreError> {
        loop {
            let (is_last, arrives) = {
                let mut process = self.process();
                process.writes += 1;
                let last = process.last.filter(|(last, _)| *last <= process.writes);
                (last.is_some(), last.is_some_and(|(_, lands)| lands))
            };
            if is_last && !arrives {
                self.kill();
            }
            self.travel().await?;
            if is_last {
                self.put_if(key, bytes, expected);
                self.kill();
            }
            let written = self.put_if(key, bytes, expected);
            self.travel().await?;
            let unanswered = self.process().random.chance(self.weather.lost);
            if !unanswered {
                return Ok(written);
            }
        }
    }

    fn put_if(&self, key: &str, bytes: &[u8], expected: &Expected) -> Option<Version> {
        let mut objects = self.objects();
        let as_expected = match (objects.get(key), expected) {
            (found, Expected::Nothing) => found.is_none(),
            (found, Expected::Version(version)) => found.is_some_and(|item| item.version == *version),
        };
        // Equal bytes have equal versions, as they have in S3: whoever relies on versions must not repeat itself.
        let version = version(bytes);
        as_expected.then(|| {
            let item = Item { bytes: bytes.to_vec(), version: version.clone() };
            self.bucket.keep(objects.insert(key.to_owned(), item));
            version
        })
    }
}

#[async_trait]
impl Medium for SimulatedObjects {
    fn place(&self, item: &str) -> String {
        format!("bucket {}/{item}", self.bucket.name)
    }

    fn long(&self) -> Long {
        Long { bytes: 256 * 1024, appends: 24 }
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn get(&self, item: &str) -> Result<Option<Item>, StoreError> {
        self.travel().await?;
        let found = self.objects().get(item).cloned();
        self.travel().await?;
        Ok(found)
    }

    async fn put(
        &self,
        item: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        self.write(item, &bytes, &expected).await
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        self.travel().await?;
        let mut names: Vec<String> = self.objects().keys().map(|key| name(key).to_owned()).collect();
        names.dedup();
        Ok(names)
    }

    async fn remove(&self, removed: &str) -> Result<(), StoreError> {
        self.travel().await?;
        let gone = self
            .objects()
            .extract_if(.., |key, _| name(key) == removed)
            .map(|(_, item)| item)
            .collect::<Vec<_>>();
        self.bucket.keep(gone);
        Ok(())
    }

    async fn read_log(&self, log: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.travel().await?;
        let read = {
            let (objects, prefix) = (self.objects(), format!("{log}/"));
            let entries = objects.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
            let mut read = Vec::new();
            for (at, entry) in
                entries.filter_map(|(key, entry)| Some((key[prefix.len()..].parse().ok()?, entry)))
            {
                lay(&mut read, at, &entry.bytes);
            }
            read
        };
        self.travel().await?;
        Ok((!read.is_empty()).then_some(read))
    }

    async fn append(&self, log: &str, at: u64, bytes: Vec<u8>) -> Result<Appended, StoreError> {
        let written = self.write(&entry(log, at), &bytes, &Expected::Nothing).await?;
        Ok(if written.is_some() { Appended::Done } else { Appended::Taken })
    }

    fn appends_whole(&self) -> bool {
        true
    }

    async fn trim(&self, _: &str, _: u64, _: u64) -> Result<Appended, StoreError> {
        Ok(Appended::Done)
    }

    async fn claim(&self, _: u64) -> Result<Claimed, StoreError> {
        Ok(Claimed::Unknown)
    }

    fn nonce(&self) -> String {
        let number = self.bucket.nonces.fetch_add(1, Ordering::SeqCst);
        let named = [self.bucket.name.as_bytes(), &number.to_le_bytes()].concat();
        blake3::hash(&named).to_hex()[..32].to_owned()
    }
}

fn died() -> StoreError {
    let error = std::io::Error::other("the process has died");
    StoreError::Io { action: "reaching", path: "the bucket".to_owned(), error }
}

/// The key of what was appended to a log at a position.
fn entry(log: &str, at: u64) -> String {
    format!("{log}/{at:016}")
}

fn name(key: &str) -> &str {
    key.split_once('/').map_or(key, |(log, _)| log)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn version(bytes: &[u8]) -> Version {
    Version(blake3::hash(bytes).to_hex()[..16].to_owned())
}
