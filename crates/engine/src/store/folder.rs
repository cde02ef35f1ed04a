//! A folder as a medium: whole files are written beside and renamed, logs are appended to and synced.
//!
//! Every write is made while the `latch` is held, a lock for as long as one write takes: so that looking whether a file is
//! as expected, and writing it, are one act. A holder's sign of life is the lock of a file of its own, `alive-7` for
//! epoch 7: the system gives it back when the process dies, whatever way it dies.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ironwright_core::redactor::Redactor;

use super::disk::{Disk, Lock};
use super::medium::{Appended, Claimed, Expected, Item, Long, Medium, Version};
use super::{StoreError, line};
use crate::tasks::blocking;

/// For how long a write waits for the writes of others.
const PATIENCE: Duration = Duration::from_secs(10);
/// A journal that is longer than this is replaced by a snapshot when a run ends. How many appends made it so long does not
/// matter to a file.
const LONG: Long = Long { bytes: 64 * 1024, appends: u64::MAX };

/// A folder on a disk.
#[derive(Clone, Debug)]
pub struct Folder {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

/// For how long a file must be as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lasts {
    ForGood,
    /// A sync takes longer than all else that is done for a short run.
    WhileTheMachineRuns,
}

impl Folder {
    /// A folder; it is made when it is needed.
    pub fn new(disk: Arc<dyn Disk>, folder: PathBuf) -> Self {
        Self { disk, folder }
    }

    /// Does file work where it may block.
    async fn off_the_loop<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if !self.disk.is_slow() {
            return work(self);
        }
        let folder = self.clone();
        blocking(move || work(&folder)).await.unwrap_or_else(|panicked| {
            // No secret leaves the journal unsealed.
            let error = Error::other(format!("it panicked: {}", panicked.message(&Redactor::default())));
            Err(StoreError::io("waiting for", self.folder.display().to_string(), error))
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Takes the latch: what others write is written, and nobody writes until it is dropped.
    fn latch(&self) -> Result<Lock, StoreError> {
        let (path, since) = (self.path("latch"), Instant::now());
        loop {
            match self.disk.lock(&path).map_err(|e| io("locking", &path, e))? {
                Some(lock) => return Ok(lock),
                None if since.elapsed() > PATIENCE => {
                    let error = Error::new(ErrorKind::TimedOut, "another process holds it and does not move");
                    return Err(io("locking", &path, error));
                }
                None => thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        match self.disk.read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io("reading", path, error)),
        }
    }

    /// Puts a whole file in its place: write beside it, sync, rename, sync the folder.
    fn write_whole(&self, path: &Path, bytes: &[u8], lasts: Lasts) -> Result<(), StoreError> {
        let beside = path.with_extension("new");
        let write = || {
            self.disk.write(&beside, bytes)?;
            if lasts == Lasts::WhileTheMachineRuns {
                return self.disk.rename(&beside, path);
            }
            self.disk.sync(&beside)?;
            self.disk.rename(&beside, path)?;
            self.disk.sync_folder(&self.folder)
        };
        write().map_err(|error| {
            let _ = self.disk.remove(&beside);
            io("writing", path, error)
        })
    }

    fn write_if(
        &self,
        item: &str,
        bytes: &[u8],
        expected: &Expected,
        lasts: Lasts,
    ) -> Result<Option<Version>, StoreError> {
        let (path, _latch) = (self.path(item), self.latch()?);
        let found = self.read(&path)?.map(|bytes| version(&bytes));
        let as_expected = match expected {
            Expected::Nothing => found.is_none(),
            Expected::Version(version) => found.as_ref() == Some(version),
        };
        if !as_expected {
            return Ok(None);
        }
        self.write_whole(&path, bytes, lasts)?;
        Ok(Some(version(bytes)))
    }

    fn append_at(&self, log: &str, at: u64, bytes: &[u8]) -> Result<Appended, StoreError> {
        let (path, _latch) = (self.path(log), self.latch()?);
        let length = match self.disk.length(&path) {
            Ok(length) => Some(length),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(io("reading", &path, error)),
        };
        match length {
            // A log comes to be whole with its first line, so that there is never one without.
            None if at == 0 => {
                return self.write_whole(&path, bytes, Lasts::ForGood).map(|()| Appended::Done);
            }
            Some(length) if length == at => {}
            None | Some(_) => return Ok(Appended::Taken),
        }
        let written = self.disk.append(&path, bytes).and_then(|()| self.disk.sync(&path));
        written.map(|()| Appended::Done).map_err(|error| {
            // Half a line is no event: cut it off so that the file ends with what is known.
            let _ = self.disk.truncate(&path, at);
            io("writing", &path, error)
        })
    }

    fn cut_off(&self, log: &str, length: u64, to: u64) -> Result<Appended, StoreError> {
        let (path, _latch) = (self.path(log), self.latch()?);
        if self.disk.length(&path).map_err(|e| io("reading", &path, e))? != length {
            return Ok(Appended::Taken);
        }
        self.disk.truncate(&path, to).map_err(|e| io("writing", &path, e))?;
        Ok(Appended::Done)
    }

    fn live(&self, epoch: u64) -> Result<Claimed, StoreError> {
        let path = self.path(&alive(epoch));
        let Some(lock) = self.disk.lock(&path).map_err(|e| io("locking", &path, e))? else {
            return Ok(Claimed::Elsewhere);
        };
        // Whoever is here has found the epoch before to be over.
        let _ = self.disk.remove(&self.path(&alive(epoch.saturating_sub(1))));
        Ok(Claimed::Ours(lock))
    }
}

#[async_trait]
impl Medium for Folder {
    fn place(&self, item: &str) -> String {
        if item.is_empty() {
            self.folder.display().to_string()
        } else {
            self.path(item).display().to_string()
        }
    }

    fn long(&self) -> Long {
        LONG
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        self.off_the_loop(|this| {
            this.disk.make_folder(&this.folder).map_err(|e| io("making", &this.folder, e))
        })
        .await
    }

    async fn get(&self, item: &str) -> Result<Option<Item>, StoreError> {
        let path = self.path(item);
        self.off_the_loop(move |this| {
            Ok(this.read(&path)?.map(|bytes| Item { version: version(&bytes), bytes }))
        })
        .await
    }

    async fn put(
        &self,
        item: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        let item = item.to_owned();
        self.off_the_loop(move |this| this.write_if(&item, &bytes, &expected, Lasts::ForGood)).await
    }

    async fn put_lightly(
        &self,
        item: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        let item = item.to_owned();
        let lasts = Lasts::WhileTheMachineRuns;
        self.off_the_loop(move |this| this.write_if(&item, &bytes, &expected, lasts)).await
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        self.off_the_loop(|this| match this.disk.list(&this.folder) {
            Ok(names) => Ok(names),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(io("reading", &this.folder, error)),
        })
        .await
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name);
        self.off_the_loop(move |this| match this.disk.remove(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(io("removing", &path, error)),
            Ok(()) | Err(_) => Ok(()),
        })
        .await
    }

    async fn read_log(&self, log: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(log);
        self.off_the_loop(move |this| this.read(&path)).await
    }

    async fn append(&self, log: &str, at: u64, bytes: Vec<u8>) -> Result<Appended, StoreError> {
        let log = log.to_owned();
        self.off_the_loop(move |this| this.append_at(&log, at, &bytes)).await
    }

    async fn trim(&self, log: &str, length: u64, to: u64) -> Result<Appended, StoreError> {
        let log = log.to_owned();
        self.off_the_loop(move |this| this.cut_off(&log, length, to)).await
    }

    async fn claim(&self, epoch: u64) -> Result<Claimed, StoreError> {
        self.off_the_loop(move |this| this.live(epoch)).await
    }

    fn nonce(&self) -> String {
        self.disk.nonce()
    }
}

/// The name of the file whose lock is the sign of life of an epoch.
fn alive(epoch: u64) -> String {
    format!("alive-{epoch}")
}

fn version(bytes: &[u8]) -> Version {
    Version(line::chained("", bytes))
}

fn io(action: &'static str, path: &Path, error: Error) -> StoreError {
    StoreError::io(action, path.display().to_string(), error)
}
