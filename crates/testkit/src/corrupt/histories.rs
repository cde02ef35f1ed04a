//! The stores that are mutated: in folders and buckets, clear and sealed, with every past that a store can have. Each
//! knows what it once was, and what every state of it was.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::journal::Event;
use ironwright_core::state::Wanted;
use ironwright_core::{Map, State, Value};
use ironwright_engine::seal::{Protect, Vault};
use ironwright_engine::store::disk::Disk as _;
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{
    DurableStore, Holder, Journal, SeenStore, Store as _, StoreError, Trust, View as _,
};

use crate::disk::SimulatedDisk;
use crate::keys::OpenKeys;
use crate::objects::{Bucket, SimulatedObjects, Weather};

/// Everything that stands in a store, by name; in a bucket the entries of a journal have names of their own.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// A store, and all that is known of it.
pub(super) struct Original {
    pub(super) ground: Ground,
    pub(super) sealing: Sealing,
    pub(super) past: Past,
    pub(super) stack: &'static str,
    pub(super) files: Files,
    /// What it was at earlier moments, oldest first.
    pub(super) before: Vec<Files>,
    /// Every state that it ever had, by number.
    pub(super) states: BTreeMap<u64, State>,
    /// The number of the last.
    pub(super) latest: u64,
    /// Where this machine has noted what it has seen of it.
    notes: PathBuf,
}

/// What a store is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ground {
    Folder,
    Bucket,
}

/// What of a store is sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sealing {
    /// Nothing: it has no secrets, and no keys.
    Nothing,
    Secrets,
    Everything,
}

/// What has happened to a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Past {
    /// Runs, and now and then a snapshot.
    Runs,
    /// One run, and no snapshot but the first.
    Young,
    /// An earlier state was brought back in between.
    Restored,
    /// It came from another store, with its history.
    Came,
    /// It has gone to another store.
    Left,
    /// The last run was killed; in a folder, while it wrote.
    Killed,
}

impl fmt::Display for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ground, sealing, past, .. } = self;
        write!(f, "{ground:?}, {sealing:?} sealed, {past:?}")
    }
}

/// A store that a mutation has changed, or that is being made.
#[derive(Clone)]
pub(super) enum Laid {
    /// A folder of a disk.
    Disk(SimulatedDisk, &'static str),
    Bucket(Bucket),
}

/// A bucket that is near, and never loses an answer.
const NEAR: Weather = Weather { latency: Duration::ZERO, lost: 0, paused: 0, pause: Duration::ZERO };

impl Laid {
    fn empty(ground: Ground, number: u64, folder: &'static str) -> Self {
        match ground {
            Ground::Folder => Self::Disk(SimulatedDisk::numbered(number), folder),
            Ground::Bucket => Self::Bucket(Bucket::called(&format!("bucket-{number}"))),
        }
    }

    /// What a mutation has made of a store, for a process that has never seen it.
    ///
    /// # Errors
    /// A disk that cannot be written is a defect of the simulation.
    pub(super) fn out(ground: Ground, files: &Files) -> Result<Self, String> {
        if ground == Ground::Bucket {
            return Ok(Self::Bucket(Bucket::with("mutated", files)));
        }
        let disk = SimulatedDisk::numbered(u64::from(u32::MAX));
        for (name, bytes) in files {
            disk.write(&Path::new(FOLDER).join(name), bytes).map_err(|error| error.to_string())?;
        }
        Ok(Self::Disk(disk, FOLDER))
    }

    fn files(&self) -> Result<Files, String> {
        let (disk, folder) = match self {
            Self::Bucket(bucket) => return Ok(bucket.objects()),
            Self::Disk(disk, folder) => (disk, Path::new(folder)),
        };
        let read = |name: String| {
            let bytes = disk.read(&folder.join(&name)).map_err(|error| error.to_string())?;
            Ok((name, bytes))
        };
        let names = disk.list(folder).map_err(|error| error.to_string())?;
        // What has no ending is a lock: there is nothing in it.
        names.into_iter().filter(|name| name.contains('.')).map(read).collect()
    }

    /// The store as a process of its own opens it.
    pub(super) fn store(&self, sealing: Sealing, stack: &str) -> DurableStore {
        let store = match self {
            Self::Disk(disk, folder) => DurableStore::on_disk(Arc::new(disk.clone()), folder, stack),
            Self::Bucket(bucket) => {
                DurableStore::new(Arc::new(SimulatedObjects::new(bucket, NEAR, 1)), stack)
            }
        };
        // So short that each second run replaces its journal.
        let bytes = if sealing == Sealing::Nothing { 2_200 } else { 3_200 };
        let store = store.with_journals_up_to(Long { bytes, appends: u64::MAX });
        let vault = Vault::new().making_with(Arc::new(OpenKeys));
        match sealing {
            Sealing::Nothing => store,
            Sealing::Secrets => store.with_vault(Arc::new(vault)),
            Sealing::Everything => store.with_vault(Arc::new(vault.protecting(Protect::Everything))),
        }
    }
}

const FOLDER: &str = "/store";

impl Original {
    /// The same store, compared with what this machine has seen of it.
    pub(super) fn seen(&self, store: &DurableStore) -> SeenStore {
        seen_with(store, &self.notes)
    }

    /// Where the note of it is.
    pub(super) fn notes(&self) -> &Path {
        &self.notes
    }
}

/// A store, compared with what a machine has noted of it.
pub(super) fn seen_with(store: &DurableStore, notes: &Path) -> SeenStore {
    SeenStore::new(store.clone(), Some(notes), "the store", Trust::Check)
}

/// Every store there is, with the notes of what this machine has seen of them in a folder.
///
/// # Errors
/// When one of them could not be made.
pub(super) async fn all(notes: &Path) -> Result<Vec<Original>, String> {
    let mut originals = Vec::new();
    for ground in [Ground::Folder, Ground::Bucket] {
        for sealing in [Sealing::Nothing, Sealing::Secrets, Sealing::Everything] {
            for past in [Past::Runs, Past::Young, Past::Restored, Past::Came, Past::Left, Past::Killed] {
                let number = originals.len() as u64;
                originals.push(make(ground, sealing, past, STACK, number, notes).await?);
            }
        }
        // The store of a neighbour.
        let (number, sealing) = (originals.len() as u64, Sealing::Secrets);
        originals.push(make(ground, sealing, Past::Runs, "neighbour", number, notes).await?);
    }
    Ok(originals)
}

/// The stack of all but the neighbours' stores.
const STACK: &str = "demo";
/// How many runs a past has.
const RUNS: u64 = 7;

async fn make(
    ground: Ground,
    sealing: Sealing,
    past: Past,
    stack: &'static str,
    number: u64,
    notes: &Path,
) -> Result<Original, String> {
    let mut laid = Laid::empty(ground, number, FOLDER);
    let other = Laid::empty(ground, 1_000 + number, "/elsewhere");
    let (mut before, mut states) = (Vec::new(), BTreeMap::new());
    let runs = if past == Past::Young { 1 } else { RUNS };
    for run in 0..runs {
        let store = laid.store(sealing, stack);
        let closes = past != Past::Killed || run + 1 < runs;
        record(&store, sealing, run, closes, &mut states).await.map_err(text)?;
        before.push(laid.files()?);
        let moves = run == runs / 2;
        if moves && past == Past::Restored {
            let latest = states.keys().max().copied().unwrap_or_default();
            let state = store.restore(latest - STEPS, 0, &holder("restores")).await.map_err(text)?;
            states.insert(state.serial, state);
        }
        if moves && past == Past::Came {
            let there = other.store(sealing, stack);
            store.migrate(&there, "elsewhere", &holder("moves")).await.map_err(text)?;
            laid = other.clone();
        }
    }
    let store = laid.store(sealing, stack);
    let last = states.keys().max().copied().unwrap_or_default();
    for serial in 0..=last {
        if let Ok(state) = store.at(serial).await {
            states.insert(serial, state);
        }
    }
    let notes = notes.join(number.to_string());
    let original =
        Original { ground, sealing, past, stack, files: Files::new(), before, latest: last, states, notes };
    let seen = original.seen(&store).load().await.map_err(text)?;
    if Some(&seen) != original.states.get(&last) {
        return Err(format!("{original}: it does not end with state {last}"));
    }
    if past == Past::Left {
        let there = other.store(sealing, stack);
        store.migrate(&there, "elsewhere", &holder("moves")).await.map_err(text)?;
    }
    let mut files = laid.files()?;
    if past == Past::Killed && ground == Ground::Folder {
        tear(&mut files);
    }
    if matches!(past, Past::Runs | Past::Restored) && !super::shape::lead_on(&files) {
        return Err(format!("{original}: a journal does not lead to the next"));
    }
    Ok(Original { files, ..original })
}

/// Leaves half a line at the end of the journal that is written to.
fn tear(files: &mut Files) {
    let journals = files.iter_mut().filter(|(name, _)| name.starts_with("journal-"));
    let newest = journals.max_by_key(|(name, _)| super::shape::serial_of(name));
    if let Some((_, bytes)) = newest {
        let line: Vec<u8> = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
        bytes.extend_from_slice(&line[..line.len() / 2]);
    }
}

/// How many resources come in a run.
const STEPS: u64 = 3;

async fn record(
    store: &DurableStore,
    sealing: Sealing,
    run: u64,
    closes: bool,
    states: &mut BTreeMap<u64, State>,
) -> Result<(), StoreError> {
    let name = format!("run-{run}");
    let (mut state, mut journal) = store.begin(&holder(&name)).await?;
    states.insert(state.serial, state.clone());
    let began = Event::RunBegan { run: name.clone(), verb: "up".to_owned(), at: 1_800_000_000 + run };
    let made = (0..STEPS).map(|step| kept(&format!("r{run}-{step}"), sealing != Sealing::Nothing));
    let events = [Ok(began)].into_iter().chain(made).collect::<Result<Vec<_>, _>>()?;
    for event in events {
        write(&mut state, &mut *journal, event, states).await?;
    }
    if closes {
        let ended = Event::RunEnded { run: name, outcome: "succeeded".to_owned() };
        write(&mut state, &mut *journal, ended, states).await?;
        journal.close(&state).await?;
    }
    Ok(())
}

async fn write(
    state: &mut State,
    journal: &mut dyn Journal,
    event: Event,
    states: &mut BTreeMap<u64, State>,
) -> Result<(), StoreError> {
    state.fold(&event)?;
    states.insert(state.serial, state.clone());
    journal.append(&[event]).await
}

/// An event that can be seen in the state for good: a resource of its own, with a secret or without.
///
/// # Errors
/// A name that no resource can have is a defect of the loop.
pub(super) fn kept(name: &str, secret: bool) -> Result<Event, StoreError> {
    let address = format!("ec2.Vpc.{name}").parse().map_err(|error| StoreError::Io {
        action: "naming",
        path: name.to_owned(),
        error: std::io::Error::other(format!("{error}")),
    })?;
    let password = Value::text(format!("hunter-{name}"));
    let password = if secret { password.into_secret() } else { password };
    let inputs = Map::from([("password".into(), password)]);
    Ok(Event::Kept { address, id: name.into(), wanted: Wanted { inputs, ..Wanted::default() } })
}

/// Who a run is.
pub(super) fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), verb: "up".to_owned(), ..Holder::default() }
}

#[expect(clippy::needless_pass_by_value, reason = "it is the end of errors")]
fn text(error: StoreError) -> String {
    error.to_string()
}
