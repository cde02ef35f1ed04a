//! The file store: a folder with a journal, numbered snapshots, and a small HEAD that says which belong together.
//!
//! ```text
//! head.json            {format, stack, cloud, lineage, snapshot: N, hash}   moves by write-temp, fsync, rename
//! snapshot-N.json      the state after N events
//! journal-N.log        the events since, a line each
//! lock                 an advisory lock; its text says who holds it
//! ```
//!
//! A run appends to the journal and syncs it before it acts. When a run ends and the journal has grown, a new
//! snapshot and an empty journal are written beside the old ones, and then HEAD moves: whatever instant the machine
//! stops at, HEAD names files that are complete. The last few snapshots stay.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::State;
use ironwright_core::journal::Event;
use ironwright_core::state::FORMAT;

use super::form::{Form, KEYS, Place};
use super::line::{self, Hand, Hash};
use super::{Holder, Journal, Store, StoreError, View};
use crate::seal::{NewRing, Vault};

/// Snapshots that stay after newer ones.
const KEPT_SNAPSHOTS: usize = 5;
/// A journal that is longer than this is replaced by a snapshot when a run ends.
const LONG_JOURNAL: u64 = 64 * 1024;

/// A store in a folder of its own.
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
    stack: String,
    form: Form,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Head {
    format: u32,
    stack: String,
    lineage: String,
    snapshot: u64,
    /// The hash of the snapshot, and the beginning of the journal's chain.
    hash: Hash,
}

/// A state, written out.
struct Snapshot {
    lineage: String,
    serial: u64,
    bytes: Vec<u8>,
}

impl FileStore {
    /// The store of a stack in a folder. Nothing is read or made before it is needed.
    pub fn new(folder: impl Into<PathBuf>, stack: &str) -> Self {
        let form = Form::sealing(Arc::new(Vault::of_user()));
        Self { folder: folder.into(), stack: stack.to_owned(), form }
    }

    /// The same store, sealing what is secret with this vault instead of one of the user's own.
    pub fn with_vault(self, vault: Arc<Vault>) -> Self {
        Self { form: Form::sealing(vault), ..self }
    }

    /// Takes in the keys, before anything else is read.
    async fn unlock(&self) -> Result<(), StoreError> {
        let store = self.clone();
        let read = off_the_loop(move || {
            let keys = read(&store.folder.join(KEYS))?;
            Ok(match &keys {
                Some(_) => store.head()?.map(|head| head.lineage).zip(keys),
                None => None,
            })
        });
        if let Some((lineage, keys)) = read.await? {
            self.form.unlock(Some(&keys), &self.stack, &lineage).await?;
        }
        Ok(())
    }

    /// Puts new keys beside what they will seal, and uses them from then on.
    async fn keep(&self, keys: NewRing) -> Result<(), StoreError> {
        let (path, bytes) = (self.folder.join(KEYS), keys.bytes().to_vec());
        off_the_loop(move || write_whole(&path, &bytes)).await?;
        self.form.adopt(keys);
        Ok(())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn head(&self) -> Result<Option<Head>, StoreError> {
        let path = self.folder.join("head.json");
        let damaged = |reason: String| StoreError::Damaged { path: path.display().to_string(), reason };
        let Some(bytes) = read(&path)? else {
            // Beginning anew here would lose what exists: a first run that died wrote its journal last but one.
            return match self.journal_with_events() {
                Some(journal) => Err(damaged(format!("it is missing, and {journal} is there"))),
                None => Ok(None),
            };
        };
        // The format is looked at first: a newer one may have other fields.
        let raw: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
        let format = raw.get("format").and_then(serde_json::Value::as_u64).unwrap_or_default();
        let format = u32::try_from(format).unwrap_or(u32::MAX);
        if format > FORMAT {
            return Err(StoreError::Newer { path: path.display().to_string(), found: format, known: FORMAT });
        }
        let head: Head = serde_json::from_value(raw).map_err(|e| damaged(e.to_string()))?;
        if head.stack != self.stack {
            let (path, wanted) = (path.display().to_string(), self.stack.clone());
            return Err(StoreError::OtherStack { path, found: head.stack, wanted });
        }
        Ok(Some(head))
    }

    /// A journal in the folder that holds events, if there is one.
    fn journal_with_events(&self) -> Option<String> {
        let entries = fs::read_dir(&self.folder).ok()?;
        entries.flatten().find_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number =
                |prefix, suffix| name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
            let is_journal = number("journal-", ".log").is_some();
            let is_snapshot = number("snapshot-", ".json").is_some_and(|number| number != "0");
            let holds = entry.metadata().is_ok_and(|metadata| metadata.len() > 0);
            (holds && (is_journal || is_snapshot)).then_some(name)
        })
    }

    /// Reads snapshot and journal; returns the state and where the journal ends.
    fn read_all(&self) -> Result<Option<(Head, State, line::End)>, StoreError> {
        let Some(head) = self.head()? else { return Ok(None) };
        let path = self.snapshot_path(head.snapshot);
        let damaged =
            |path: &Path, reason: String| StoreError::Damaged { path: path.display().to_string(), reason };
        let bytes = read(&path)?.ok_or_else(|| damaged(&path, "it is missing".to_owned()))?;
        if line::chained("", &bytes) != head.hash {
            return Err(damaged(&path, "its hash is not the one that head.json names".to_owned()));
        }
        let place = Place { stack: &self.stack, lineage: &head.lineage, serial: head.snapshot };
        let mut state = self.form.read_state(place, &bytes).map_err(|reason| damaged(&path, reason))?;
        let path = self.journal_path(head.snapshot);
        let bytes = read(&path)?.ok_or_else(|| damaged(&path, "it is missing".to_owned()))?;
        let hand = Hand { form: &self.form, stack: &self.stack, lineage: &head.lineage };
        let beginning = line::End::beginning(&head.hash, head.snapshot);
        let mut fold = |entry| match entry {
            line::Entry::Event(event) => state.fold(&event).map_err(|error| error.to_string()),
            line::Entry::Epoch(_) | line::Entry::Moved(_) => Ok(()),
        };
        let (end, damage) = line::read(&bytes, hand, beginning, &mut fold);
        if let Some(line::Damage { line, reason }) = damage {
            return Err(damaged(&path, format!("line {line}: {reason}")));
        }
        Ok(Some((head, state, end)))
    }

    fn snapshot_path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("snapshot-{number}.json"))
    }

    fn journal_path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("journal-{number}.log"))
    }

    /// The state as a snapshot keeps it: written out where it is, so that no copy of it is needed elsewhere.
    fn snapshot(&self, state: &State) -> Result<Snapshot, StoreError> {
        let place = Place { stack: &self.stack, lineage: &state.lineage, serial: state.serial };
        let bytes = self.form.write_state(place, state).map_err(|error| StoreError::Io {
            action: "writing",
            path: self.snapshot_path(state.serial).display().to_string(),
            error: std::io::Error::other(error),
        })?;
        Ok(Snapshot { lineage: state.lineage.clone(), serial: state.serial, bytes })
    }

    /// Writes a snapshot with an empty journal, and moves HEAD to them.
    fn compact(&self, snapshot: &Snapshot) -> Result<(Head, File), StoreError> {
        let Snapshot { lineage, serial, bytes } = snapshot;
        let head = Head {
            format: FORMAT,
            stack: self.stack.clone(),
            lineage: lineage.clone(),
            snapshot: *serial,
            hash: line::chained("", bytes),
        };
        write_whole(&self.snapshot_path(head.snapshot), bytes)?;
        let path = self.journal_path(head.snapshot);
        write_whole(&path, &[])?;
        let text = serde_json::to_vec_pretty(&head).unwrap_or_default();
        write_whole(&self.folder.join("head.json"), &text)?;
        let journal = OpenOptions::new().append(true).open(&path).map_err(|e| io("opening", &path, e))?;
        Ok((head, journal))
    }

    /// Removes journals and snapshots that are older than the last few. What cannot be removed does no harm.
    fn sweep(&self, current: u64, kept: usize) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut numbered: Vec<(u64, PathBuf)> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let number = name.strip_prefix("snapshot-")?.strip_suffix(".json")?.parse().ok()?;
                Some((number, entry.path()))
            })
            .collect();
        numbered.sort_unstable();
        let old = numbered.len().saturating_sub(kept);
        for (number, path) in numbered.into_iter().take(old).filter(|(number, _)| *number != current) {
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(self.journal_path(number));
        }
    }

    fn open(&self, holder: &Holder) -> Result<(State, FileJournal), StoreError> {
        fs::create_dir_all(&self.folder).map_err(|e| io("making", &self.folder, e))?;
        let lock = self.lock(holder)?;
        let (head, file, state, end) = match self.read_all()? {
            None => {
                let state = State::empty(&self.stack, &new_lineage(holder));
                let (head, file) = self.compact(&self.snapshot(&state)?)?;
                let end = line::End::beginning(&head.hash, head.snapshot);
                (head, file, state, end)
            }
            Some((head, state, end)) => {
                let path = self.journal_path(head.snapshot);
                let mut file =
                    OpenOptions::new().append(true).open(&path).map_err(|e| io("opening", &path, e))?;
                // A torn last line was never acknowledged.
                let length = end.length;
                file.set_len(length)
                    .and_then(|()| file.seek(std::io::SeekFrom::End(0)))
                    .map_err(|e| io("writing", &path, e))?;
                (head, file, state, end)
            }
        };
        let path = self.journal_path(head.snapshot);
        let appender = Some(Appender { file, path, end });
        Ok((
            state,
            FileJournal {
                store: self.clone(),
                lock,
                appender,
                snapshot: head.snapshot,
                lineage: head.lineage,
                rotated: false,
            },
        ))
    }

    fn lock(&self, holder: &Holder) -> Result<File, StoreError> {
        let path = self.folder.join("lock");
        let open =
            private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(&path);
        let mut file = open.map_err(|e| io("opening", &path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _ = file.read_to_string(&mut text);
                let other: Holder = serde_json::from_str(&text).unwrap_or_default();
                let age = holder.since.saturating_sub(other.since);
                return Err(StoreError::Locked { holder: Box::new(other), age });
            }
            Err(fs::TryLockError::Error(error)) => return Err(io("locking", &path, error)),
        }
        let text = serde_json::to_vec(holder).unwrap_or_default();
        file.set_len(0).and_then(|()| file.write_all(&text)).map_err(|e| io("writing", &path, e))?;
        Ok(file)
    }
}

#[async_trait]
impl View for FileStore {
    async fn load(&self) -> Result<State, StoreError> {
        self.unlock().await?;
        let store = self.clone();
        off_the_loop(move || {
            Ok(match store.read_all()? {
                Some((_, state, _)) => state,
                None => State::empty(&store.stack, ""),
            })
        })
        .await
    }
}

#[async_trait]
impl Store for FileStore {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        self.unlock().await?;
        let (store, holder) = (self.clone(), holder.clone());
        off_the_loop(move || {
            let (state, journal) = store.open(&holder)?;
            Ok((state, Box::new(journal) as Box<dyn Journal>))
        })
        .await
    }
}

struct FileJournal {
    store: FileStore,
    /// Held until the run ends; the system gives it back when the process dies.
    lock: File,
    /// Away while an append is under way, and for good after one that failed.
    appender: Option<Appender>,
    snapshot: u64,
    lineage: String,
    /// Whether what is known is to be sealed with another key.
    rotated: bool,
}

struct Appender {
    file: File,
    path: PathBuf,
    end: line::End,
}

impl Appender {
    fn append(mut self, bytes: &[u8], end: line::End) -> Result<Self, StoreError> {
        let before = self.file.metadata().map_or(0, |metadata| metadata.len());
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Half a line is no event: cut it off so that the file ends with what is known.
            let _ = self.file.set_len(before);
            return Err(io("writing", &self.path, error));
        }
        self.end = end;
        Ok(self)
    }
}

/// A process that is being started inherits the file for a moment, and the lock with it: closing it is not enough.
impl Drop for FileJournal {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

#[async_trait]
impl Journal for FileJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let Some(appender) = self.appender.take() else {
            let error = std::io::Error::other("an earlier write failed");
            return Err(io("writing", &self.store.journal_path(self.snapshot), error));
        };
        let secret = events.iter().any(Event::has_secret);
        let keys = self.store.form.key_for(secret, &self.store.stack, &self.lineage).await?;
        if let Some(keys) = keys {
            self.store.keep(keys).await?;
        }
        let hand = Hand { form: &self.store.form, stack: &self.store.stack, lineage: &self.lineage };
        let written = hand.events(events, &appender.end);
        let (bytes, end) =
            written.map_err(|reason| io("writing", &appender.path, std::io::Error::other(reason)))?;
        self.appender = Some(off_the_loop(move || appender.append(&bytes, end)).await?);
        Ok(())
    }

    async fn rotate_key(&mut self) -> Result<String, StoreError> {
        let keys = self.store.form.another_key(&self.store.stack, &self.lineage).await?;
        let name = keys.key().to_owned();
        self.store.keep(keys).await?;
        self.rotated = true;
        Ok(name)
    }

    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError> {
        let length = self.appender.as_ref().and_then(|a| a.file.metadata().ok()).map_or(0, |m| m.len());
        if self.appender.is_some() && (length > LONG_JOURNAL || self.rotated || self.store.form.met_plain()) {
            let plain = self.store.form.met_plain();
            if let Some(keys) = self.store.form.key_for(plain, &self.store.stack, &self.lineage).await? {
                self.store.keep(keys).await?;
            }
            let (store, snapshot) = (self.store.clone(), self.store.snapshot(state)?);
            off_the_loop(move || {
                store.compact(&snapshot)?;
                // What was written in the clear does not stay beside what is sealed.
                store.sweep(snapshot.serial, if plain { 1 } else { KEPT_SNAPSHOTS });
                Ok(())
            })
            .await?;
            self.store.form.forget_plain();
        }
        Ok(())
    }
}

/// Runs file work where it may block.
async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::Io {
            action: "waiting for",
            path: "the store".to_owned(),
            error: std::io::Error::other(error),
        }),
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io("reading", path, error)),
    }
}

/// Puts a whole file in its place: write beside it, sync, rename, sync the folder.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let beside = path.with_extension("new");
    let write = || {
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&beside);
        io("writing", path, error)
    })
}

/// For its owner's eyes only.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn io(action: &'static str, path: &Path, error: std::io::Error) -> StoreError {
    StoreError::Io { action, path: path.display().to_string(), error }
}

/// A name for the history that begins now.
fn new_lineage(holder: &Holder) -> String {
    blake3::hash(format!("{holder:?} {:?}", std::time::SystemTime::now()).as_bytes()).to_hex()[..32]
        .to_owned()
}

#[cfg(test)]
mod tests {
    use ironwright_core::Value;

    use super::*;
    use crate::seal::{KeyFile, Protect};

    fn began(at: u64) -> Event {
        Event::RunBegan { run: "r".into(), verb: "up".into(), at }
    }

    fn store() -> (tempfile::TempDir, FileStore) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FileStore::new(folder.path().join("demo"), "demo");
        (folder, store)
    }

    async fn write(store: &FileStore, events: u64) {
        let (mut state, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        for at in 0..events {
            state.fold(&began(at)).expect("follows");
            journal.append(&[began(at)]).await.expect("appends");
        }
        journal.close(&state).await.expect("closes");
    }

    #[tokio::test]
    async fn loading_makes_nothing() {
        let (_folder, store) = store();
        assert_eq!(store.load().await.expect("loads").serial, 0);
        assert!(!store.folder().exists());
    }

    #[tokio::test]
    async fn what_was_appended_is_there_without_closing() {
        let (_folder, store) = store();
        let (_, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        journal.append(&[began(1), began(2)]).await.expect("appends");
        drop(journal);
        assert_eq!(store.load().await.expect("loads").serial, 2);
    }

    #[tokio::test]
    async fn a_second_run_is_told_who_holds_the_lock() {
        let (_folder, store) = store();
        let holder = Holder { verb: "up".into(), host: "here".into(), ..Holder::default() };
        let _journal = store.begin(&holder).await.expect("begins");
        let Err(StoreError::Locked { holder, .. }) = store.begin(&Holder::default()).await else {
            panic!("two runs at once");
        };
        assert_eq!((holder.verb.as_str(), holder.host.as_str()), ("up", "here"));
    }

    #[tokio::test]
    async fn a_long_journal_becomes_a_snapshot_and_few_of_those_stay() {
        let (_folder, store) = store();
        for _ in 0..8 {
            write(&store, 900).await;
        }
        assert_eq!(store.load().await.expect("loads").serial, 8 * 900);
        let names: Vec<_> =
            fs::read_dir(store.folder()).expect("lists").flatten().map(|e| e.file_name()).collect();
        assert!(names.len() <= 2 * KEPT_SNAPSHOTS + 2, "{names:?}");
    }

    #[tokio::test]
    async fn a_missing_head_is_no_new_beginning() {
        let (_folder, store) = store();
        write(&store, 3).await;
        fs::remove_file(store.folder().join("head.json")).expect("removes");
        for error in [store.load().await.err(), store.begin(&Holder::default()).await.err()] {
            let error = error.expect("the journal is there").to_string();
            assert!(
                error.contains("head.json is damaged: it is missing, and journal-0.log is there"),
                "{error}"
            );
        }
    }

    #[tokio::test]
    async fn half_a_file_another_stack_and_a_newer_format_are_each_named() {
        let (_folder, store) = store();
        write(&store, 1200).await;
        let head = store.head().expect("reads").expect("is there");
        let snapshot = store.snapshot_path(head.snapshot);
        let whole = fs::read(&snapshot).expect("reads");
        fs::write(&snapshot, &whole[..whole.len() / 2]).expect("writes");
        let error = store.load().await.expect_err("half a file").to_string();
        assert!(error.contains("is damaged"), "{error}");

        let other = FileStore::new(store.folder(), "other");
        let error = other.load().await.expect_err("another stack").to_string();
        assert!(error.contains("belongs to the stack `demo`"), "{error}");

        fs::write(store.folder().join("head.json"), r#"{"format": 99}"#).expect("writes");
        let error = store.load().await.expect_err("newer").to_string();
        assert!(error.contains("format 99"), "{error}");
    }

    /// A vault with a key file of its own folder, and one whose key is elsewhere.
    fn vault(folder: &Path) -> Arc<Vault> {
        Arc::new(Vault::new().making_with(Arc::new(KeyFile::in_folder(folder.join("keys")))).made_by("alice"))
    }

    fn published(secret: &str) -> Event {
        let outputs = [("password".into(), Value::text(secret).into_secret())].into();
        Event::Published { outputs }
    }

    async fn record(store: &FileStore, events: &[Event]) -> State {
        let (mut state, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        events.iter().try_for_each(|event| state.fold(event)).expect("follows");
        journal.append(events).await.expect("appends");
        journal.close(&state).await.expect("closes");
        state
    }

    /// Everything that stands in a store's folder.
    fn bytes(store: &FileStore) -> String {
        let files = fs::read_dir(store.folder()).expect("lists").flatten();
        files
            .map(|file| String::from_utf8_lossy(&fs::read(file.path()).expect("reads")).into_owned())
            .collect()
    }

    #[tokio::test]
    async fn a_secret_is_read_back_and_stands_in_no_file() {
        let (folder, store) = store();
        let store = store.with_vault(vault(folder.path()));
        record(&store, &[began(1)]).await;
        assert!(!store.folder().join(KEYS).exists(), "no secret, no key");
        let state = record(&store, &[published("hunter2")]).await;
        record(&store, &vec![began(1); 1200]).await;
        let again = FileStore::new(store.folder(), "demo").with_vault(vault(folder.path()));
        assert_eq!(again.load().await.expect("loads").outputs, state.outputs);
        assert!(!bytes(&store).contains("hunter2"));
        #[cfg(unix)]
        for file in fs::read_dir(store.folder()).expect("lists").flatten() {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = file.metadata().expect("is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", file.file_name());
        }
    }

    #[tokio::test]
    async fn without_the_key_nothing_is_read_and_nothing_written() {
        let (folder, store) = store();
        record(&store.clone().with_vault(vault(folder.path())), &[published("hunter2")]).await;
        let before = bytes(&store);
        let elsewhere = store.clone().with_vault(vault(&folder.path().join("elsewhere")));
        for error in [elsewhere.load().await.err(), elsewhere.begin(&Holder::default()).await.err()] {
            let error = error.expect("no key").to_string();
            assert!(error.starts_with("the secrets of `demo` are sealed with the key "), "{error}");
            assert!(error.contains(", made by alice: its key file "), "{error}");
        }
        assert_eq!(bytes(&store), before);
        fs::remove_file(store.folder().join(KEYS)).expect("removes");
        let error = store.with_vault(vault(folder.path())).load().await.expect_err("no keys").to_string();
        assert!(error.contains("and keys.json does not hold that key"), "{error}");
    }

    #[tokio::test]
    async fn what_stood_in_the_clear_is_sealed_at_the_next_write() {
        let (folder, store) = store();
        let (mut state, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        journal.append(&[began(1)]).await.expect("appends");
        state.fold(&began(1)).expect("follows");
        drop(journal);
        // As an engine without seals has written it.
        let mut appender = store.open(&Holder::default()).expect("opens").1.appender.take().expect("open");
        let json = serde_json::to_vec(&published("hunter2")).expect("serializes");
        let (line, end) = line::as_it_is(&json, &appender.end);
        appender = appender.append(&line, end).expect("appends");
        drop(appender);
        assert!(bytes(&store).contains("hunter2"));
        let store = store.with_vault(vault(folder.path()));
        let read = record(&store, &[began(2)]).await;
        assert_eq!(read.outputs["password"], Value::text("hunter2").into_secret());
        assert!(!bytes(&store).contains("hunter2"));
        assert_eq!(store.load().await.expect("loads"), read);
    }

    #[tokio::test]
    async fn a_shared_store_refuses_a_secret_and_says_what_to_give() {
        let (_folder, store) = store();
        let store = store.with_vault(Arc::default());
        let (_, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        journal.append(&[began(1)]).await.expect("no secret");
        let error = journal.append(&[published("hunter2")]).await.expect_err("a secret");
        assert_eq!(
            error.to_string(),
            "`demo` holds secrets, and there is no passphrase or KMS key to seal them with"
        );
        assert!(error.hint().contains("IRONWRIGHT_PASSPHRASE"), "{}", error.hint());
        assert!(!bytes(&store).contains("hunter2"));
    }

    #[tokio::test]
    async fn everything_is_sealed_where_that_is_asked_for() {
        let (folder, store) = store();
        let keys = Arc::new(KeyFile::in_folder(folder.path().join("keys")));
        let vault = Vault::new().making_with(keys).protecting(Protect::Everything);
        let store = store.with_vault(Arc::new(vault));
        let state = record(&store, &[began(1), began(2)]).await;
        assert!(!bytes(&store).contains("run_began"), "{}", bytes(&store));
        assert_eq!(store.load().await.expect("loads"), state);
    }
}
