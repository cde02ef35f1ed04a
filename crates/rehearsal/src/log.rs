//! The file that a world is kept in: one line for each mutation, written before the mutation is acknowledged.
//!
//! A line is a checksum over its number and its text, a blank, and a [`Record`] as JSON. The line goes out in one
//! `write`, so that a process killed at any instant has written it or not. A last line without its end was never
//! acknowledged: it is dropped, and cut off before the next one is written. Anything else that is damaged is an error.
//!
//! A cloud is told secrets in the clear, and here they would stand so. Where the store's vault has a key, each line after
//! the first is sealed as a whole; lines from before are written anew, sealed, by the first mutation that finds the key.
//!
//! Reading creates nothing and takes no lock. The first mutation makes the folder, takes an advisory lock on a file
//! beside the world's that is held as long as the world is open, and reads again what another process has written in
//! the meantime. A file that has grown to several times what exists is written anew beside the old one and renamed.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use std::sync::Arc;

use ironwright_core::stack::Location;
use ironwright_engine::seal::{SealError, Vault, What};
use serde::{Deserialize, Serialize};

use crate::world::{Record, World};

/// The format of a file whose lines are sealed; a newer one is refused.
const FORMAT: u32 = 2;
/// The format of one whose lines are not.
const PLAIN: u32 = 1;
/// Files of fewer lines are never compacted.
const SMALL: usize = 1_000;
/// How many lines for each existing thing are too many.
const SLACK: usize = 4;

/// Why a rehearsal's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The file cannot be read or written.
    #[error("cannot {verb} the rehearsal's file {}: {source}", path.display())]
    Io {
        /// What was tried, `read`.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of the file is not what was written.
    #[error(
        "line {line} of the rehearsal's file {} is damaged: {reason}\n  hint: restore the file from a copy, or remove \
         it to begin with an empty cloud",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A line is sealed, and cannot be opened, or cannot be sealed.
    #[error("line {line} of the rehearsal's file {}: {error}\n  hint: {}", path.display(), error.hint())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// Why.
        error: Box<SealError>,
    },
    /// The file was written by a newer version.
    #[error(
        "the rehearsal's file {} has format {format}, and this version knows {FORMAT}\n  hint: use the newer version",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// The file holds a cloud of another account or region.
    #[error(
        "the rehearsal's file {} is of account {}, region {}, not of account {}, region {}\n  hint: give each account \
         and region a file of its own",
        path.display(), found.account, found.region, wanted.account, wanted.region
    )]
    Elsewhere {
        /// The file.
        path: PathBuf,
        /// Where its cloud is.
        found: Box<Location>,
        /// Where it was to be.
        wanted: Box<Location>,
    },
    /// Another process is changing the world.
    #[error("another process is changing the rehearsal's file {}\n  hint: wait until it has ended", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    location: Location,
}

impl Header {
    fn of(world: &World, sealed: bool) -> Self {
        Self { format: if sealed { FORMAT } else { PLAIN }, location: world.location.clone() }
    }
}

/// What a file's metadata say when nobody has written to it since.
#[derive(Clone, Copy, PartialEq, Default)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
}

/// The file behind a world.
pub(crate) struct Log {
    path: PathBuf,
    /// Held from the first mutation on; what it is locked on is never read.
    lock: Option<File>,
    file: Option<File>,
    seen: Seen,
    /// Where the last good line ends.
    good: u64,
    lines: usize,
    /// The number of lines at which compacting is tried again.
    compact_at: usize,
    /// What seals the lines, once it has a key.
    vault: Arc<Vault>,
    /// Whether there are lines that are not sealed.
    plain: bool,
}

/// A process that is being started inherits the file for a moment, and the lock with it: closing it is not enough.
impl Drop for Log {
    fn drop(&mut self) {
        if let Some(lock) = &self.lock {
            let _ = lock.unlock();
        }
    }
}

impl Log {
    /// Reads a file into a world; one that is not there is an empty world.
    pub(crate) fn open(path: &Path, vault: Arc<Vault>, world: &mut World) -> Result<Self, RehearsalError> {
        let (path, seen) = (path.to_owned(), Seen::default());
        let (good, lines, compact_at, plain) = (0, 0, SMALL, false);
        let mut log = Self { path, lock: None, file: None, seen, good, lines, compact_at, vault, plain };
        log.read(world)?;
        Ok(log)
    }

    /// Makes the file ours to write, before a mutation begins.
    pub(crate) fn prepare(&mut self, world: &mut World) -> Result<(), RehearsalError> {
        if self.lock.is_some() {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|source| self.failed("make the folder of", source))?;
        }
        let mut beside = self.path.clone().into_os_string();
        beside.push(".lock");
        let lock = private().create(true).truncate(false).write(true).open(beside);
        let lock = lock.map_err(|source| self.failed("lock", source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(RehearsalError::InUse { path: self.path.clone() }),
            Err(TryLockError::Error(source)) => return Err(self.failed("lock", source)),
        }
        if self.look()? != self.seen {
            world.clear();
            self.read(world)?;
        }
        self.lock = Some(lock);
        Ok(())
    }

    /// Writes down what the world's mutation has changed. When that fails the file is as it was before.
    pub(crate) fn append(&mut self, world: &World) -> Result<(), RehearsalError> {
        let Some(record) = world.changes() else { return Ok(()) };
        let sealed = self.vault.is_open();
        if sealed && self.plain {
            // What the mutation has changed is in the world already, and so in the new file.
            return self.write_anew(world).map_err(|source| self.failed("write", source));
        }
        let mut text = Vec::new();
        let mut lines = self.lines;
        if lines == 0 {
            write_line(&mut text, 1, &to_json(&Header::of(world, sealed)));
            lines += 1;
        }
        self.write_record(&mut text, lines + 1, &record).map_err(|source| self.failed("write", source))?;
        self.write(&text).map_err(|source| {
            // Whatever part of the line has been written lies behind the last good one, and is cut off next time.
            self.file = None;
            self.failed("write to", source)
        })?;
        self.good += text.len() as u64;
        self.lines = lines + 1;
        self.plain |= !sealed;
        Ok(())
    }

    /// Writes one line after the first, sealed where there is a key.
    fn write_record(&self, out: &mut Vec<u8>, number: usize, record: &Record<'_>) -> io::Result<()> {
        let json = to_json(record);
        if self.vault.is_open() {
            let what = What::World(number as u64);
            write_line(out, number, &self.vault.seal_whole(what, &json).map_err(io::Error::other)?);
        } else {
            write_line(out, number, &json);
        }
        Ok(())
    }

    /// Writes the file anew when most of it tells of what is long gone. The old one is good until the new one is.
    pub(crate) fn compact(&mut self, world: &World) {
        if self.lines < self.compact_at || self.lines < SLACK * world.len() {
            return;
        }
        match self.write_anew(world) {
            Ok(()) => self.compact_at = SMALL,
            // Nothing is lost by a longer file: it is tried again later.
            Err(_) => self.compact_at = self.lines * 2,
        }
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let file = private().append(true).create(true).open(&self.path)?;
                if file.metadata()?.len() != self.good {
                    file.set_len(self.good)?;
                }
                none.insert(file)
            }
        };
        file.write_all(text)
    }

    fn write_anew(&mut self, world: &World) -> io::Result<()> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let mut file = BufWriter::new(private().create(true).truncate(true).write(true).open(&beside)?);
        let (mut text, mut good, mut lines) = (Vec::new(), 0, 2);
        write_line(&mut text, 1, &to_json(&Header::of(world, self.vault.is_open())));
        self.write_record(&mut text, 2, &world.counters())?;
        for (kind, id, thing) in world.all() {
            lines += 1;
            let put = vec![(kind.clone(), id.clone(), Cow::Borrowed(thing))];
            let record = Record { draws: world.draws(), put, ..Record::default() };
            self.write_record(&mut text, lines, &record)?;
            file.write_all(&text)?;
            good += text.len() as u64;
            text.clear();
        }
        // All counters and no thing: the first two lines are still to be written.
        file.write_all(&text)?;
        good += text.len() as u64;
        file.into_inner()?.sync_all()?;
        // What is renamed over must not be open on every system.
        self.file = None;
        fs::rename(&beside, &self.path)?;
        (self.good, self.lines, self.plain) = (good, lines, !self.vault.is_open());
        Ok(())
    }

    fn look(&self) -> Result<Seen, RehearsalError> {
        match fs::metadata(&self.path) {
            Ok(found) => Ok(Seen { length: found.len(), modified: found.modified().ok() }),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(Seen::default()),
            Err(source) => Err(self.failed("read", source)),
        }
    }

    fn read(&mut self, world: &mut World) -> Result<(), RehearsalError> {
        (self.good, self.lines, self.plain, self.seen) = (0, 0, false, self.look()?);
        let mut file = match File::open(&self.path) {
            Ok(file) => BufReader::new(file),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(self.failed("read", source)),
        };
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = file.read_until(b'\n', &mut line).map_err(|source| self.failed("read", source))?;
            if line.pop() != Some(b'\n') {
                return Ok(());
            }
            self.replay(&line, world)?;
            self.good += length as u64;
            self.lines += 1;
        }
    }

    fn replay(&mut self, line: &[u8], world: &mut World) -> Result<(), RehearsalError> {
        let number = self.lines + 1;
        let damaged =
            |reason: String| RehearsalError::Damaged { path: self.path.clone(), line: number, reason };
        let (sum, text) = line.split_at_checked(SUM).ok_or_else(|| damaged("it is too short".into()))?;
        let text = text.strip_prefix(b" ").ok_or_else(|| damaged("it has no checksum".into()))?;
        if sum != checksum(number, text).as_bytes() {
            return Err(damaged("its checksum does not match".into()));
        }
        if number > 1 {
            let text = std::str::from_utf8(text).map_err(|error| damaged(error.to_string()))?;
            let opened = self.vault.open(What::World(number as u64), text).map_err(|error| {
                RehearsalError::Sealed { path: self.path.clone(), line: number, error: Box::new(error) }
            })?;
            let plain = matches!(opened, Cow::Borrowed(_));
            world.replay(serde_json::from_str(&opened).map_err(|error| damaged(error.to_string()))?);
            self.plain |= plain;
            return Ok(());
        }
        let header: Header = serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
        if header.format > FORMAT {
            return Err(RehearsalError::Newer { path: self.path.clone(), format: header.format });
        }
        if header.location != world.location {
            let (found, wanted) = (Box::new(header.location), Box::new(world.location.clone()));
            return Err(RehearsalError::Elsewhere { path: self.path.clone(), found, wanted });
        }
        Ok(())
    }

    fn failed(&self, verb: &'static str, source: io::Error) -> RehearsalError {
        RehearsalError::Io { verb, path: self.path.clone(), source }
    }
}

/// The length of a checksum in characters.
const SUM: usize = 16;

/// The line's number is part of it, so that a line that is missing or in another's place is noticed.
fn checksum(number: usize, text: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(number as u64).to_le_bytes());
    hasher.update(text);
    hasher.finalize().to_hex()[..SUM].to_owned()
}

/// Writes one line.
fn write_line(out: &mut Vec<u8>, number: usize, text: &str) {
    out.extend_from_slice(checksum(number, text.as_bytes()).as_bytes());
    out.push(b' ');
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

fn to_json(json: &impl Serialize) -> String {
    // Values, texts and numbers always have a JSON form; were one to have none, reading would name the line.
    serde_json::to_string(json).unwrap_or_default()
}

/// Options for files that only their owner may read: resources hold passwords.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
