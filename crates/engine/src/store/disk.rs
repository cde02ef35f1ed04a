//! What the file store needs of a disk, and nothing else: so narrow that one can be simulated which forgets what was not
//! synced, tears what was half written, and is full at any moment.

use std::any::Any;
use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{Result, Write as _};
use std::path::Path;

/// A lock that is held until it is dropped, or until the process dies.
pub type Lock = Box<dyn Any + Send + Sync>;

/// A disk. Nothing is durable before it is synced: neither what stands in a file, nor that the file is there under its
/// name.
pub trait Disk: Send + Sync + Debug {
    /// Makes a folder and those above it.
    fn make_folder(&self, folder: &Path) -> Result<()>;
    /// The names of the files in a folder.
    fn list(&self, folder: &Path) -> Result<Vec<String>>;
    /// Reads a file.
    fn read(&self, file: &Path) -> Result<Vec<u8>>;
    /// The length of a file.
    fn length(&self, file: &Path) -> Result<u64>;
    /// Makes a file, or empties it, and writes it.
    fn write(&self, file: &Path, bytes: &[u8]) -> Result<()>;
    /// Writes at the end of a file that is there.
    fn append(&self, file: &Path, bytes: &[u8]) -> Result<()>;
    /// Cuts a file off.
    fn truncate(&self, file: &Path, length: u64) -> Result<()>;
    /// Makes durable what stands in a file.
    fn sync(&self, file: &Path) -> Result<()>;
    /// Gives a file another name, in the place of what had it.
    fn rename(&self, from: &Path, to: &Path) -> Result<()>;
    /// Removes a file.
    fn remove(&self, file: &Path) -> Result<()>;
    /// Makes durable which files are in a folder.
    fn sync_folder(&self, folder: &Path) -> Result<()>;
    /// Takes the lock of a file that is made if it is not there; nothing when somebody else has it.
    fn lock(&self, file: &Path) -> Result<Option<Lock>>;

    /// Whether it keeps its callers waiting: then nobody waits for it on a thread that has other work.
    fn is_slow(&self) -> bool {
        true
    }

    /// Something that nobody else has ever written: random, but on a disk that is simulated to be the same each time.
    fn nonce(&self) -> String {
        nonce()
    }
}

/// Something that nobody else has ever written.
pub(super) fn nonce() -> String {
    // The seed of a hash map is random, and it is all the randomness that the standard library has.
    let [a, b] = [(); 2].map(|()| RandomState::new().build_hasher().finish());
    format!("{a:016x}{b:016x}")
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn make_folder(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>> {
        let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string().ok()));
        Ok(names.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn read(&self, file: &Path) -> Result<Vec<u8>> {
        fs::read(file)
    }

    fn length(&self, file: &Path) -> Result<u64> {
        Ok(fs::metadata(file)?.len())
    }

    fn write(&self, file: &Path, bytes: &[u8]) -> Result<()> {
        private(OpenOptions::new().write(true).create(true).truncate(true)).open(file)?.write_all(bytes)
    }

    fn append(&self, file: &Path, bytes: &[u8]) -> Result<()> {
        OpenOptions::new().append(true).open(file)?.write_all(bytes)
    }

    fn truncate(&self, file: &Path, length: u64) -> Result<()> {
        OpenOptions::new().write(true).open(file)?.set_len(length)
    }

    fn sync(&self, file: &Path) -> Result<()> {
        // Data and length: what else is known of a file need not survive.
        OpenOptions::new().append(true).open(file)?.sync_data()
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> Result<()> {
        fs::remove_file(file)
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        File::open(folder)?.sync_all()
    }

    fn lock(&self, file: &Path) -> Result<Option<Lock>> {
        let opened =
            private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(file)?;
        match opened.try_lock() {
            Ok(()) => Ok(Some(Box::new(Held(opened)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

struct Held(File);

/// A process that is being started inherits the file for a moment, and the lock with it: closing it is not enough.
impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// For its owner's eyes only.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
