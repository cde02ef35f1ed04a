//! A disk in memory that does its worst: it forgets what was not synced, tears what was being written, and is full at a
//! chosen moment. For loops that try every moment.
//!
//! Every change is an effect, and effects are counted. At a chosen one the machine dies, and what a disk may then have
//! kept is decided by [`Kept`]: a write may be there in part, a file may be there without its content, and a name may
//! still be that of the file before.

use std::collections::{BTreeMap, HashSet};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ironwright_engine::store::disk::{Disk, Lock};

/// What a write is torn to pieces of.
pub const BLOCK: usize = 512;

/// A disk in memory. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct SimulatedDisk(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    files: Vec<Content>,
    names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
    locks: HashSet<PathBuf>,
    effects: Vec<Effect>,
    /// How many nonces were given out, also by the disks that this one was copied from.
    nonces: u64,
    trouble: Option<(u64, Trouble)>,
    dead: bool,
    full: bool,
}

/// What stands in a file, and what of it is safe.
#[derive(Clone, Debug, Default)]
struct Content {
    now: Vec<u8>,
    synced: Vec<u8>,
}

/// A change of the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effect {
    /// What was done, `append`.
    pub what: &'static str,
    /// How many bytes were written, if it was a write.
    pub bytes: Option<usize>,
}

/// What happens at a chosen effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The machine dies; of a write that many bytes have been made, and nothing of any other effect.
    Death(usize),
    /// A write makes that many bytes, and then the disk is full until there is room again.
    Full(usize),
}

/// What a disk has kept of what was never synced, when the machine has died.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// All of it: only the process has died.
    Everything,
    /// Nothing.
    Nothing,
    /// The content of files, but not their names.
    Content,
    /// The names of files, but not their content.
    Names,
    /// Names, and as many blocks of what was written as this.
    Blocks(usize),
    /// Names and lengths, but of the content nothing: zeros stand there.
    Lengths,
}

impl SimulatedDisk {
    /// An empty disk whose nonces nobody else has who was given another number.
    pub fn numbered(number: u64) -> Self {
        let disk = Self::default();
        disk.platter().nonces = number << 32;
        disk
    }

    /// An empty disk on which something happens at an effect, the first being 1.
    pub fn with(trouble: Trouble, at: u64) -> Self {
        let disk = Self::default();
        disk.platter().trouble = Some((at, trouble));
        disk
    }

    /// Every effect so far.
    pub fn effects(&self) -> Vec<Effect> {
        self.platter().effects.clone()
    }

    /// What happens at an effect from now on, the next being 1.
    pub fn trouble_at(&self, at: u64, trouble: Trouble) {
        let mut platter = self.platter();
        let before = platter.effects.len() as u64;
        platter.trouble = Some((before + at, trouble));
    }

    /// Ends the machine at once.
    pub fn kill(&self) {
        self.platter().dead = true;
    }

    /// A disk of its own that is as this one is, for a machine on which nothing is locked.
    pub fn copy(&self) -> Self {
        let platter = self.platter();
        let (files, names, synced_names) =
            (platter.files.clone(), platter.names.clone(), platter.synced_names.clone());
        let (nonces, full) = (platter.nonces, platter.full);
        let copy = Platter { files, names, synced_names, nonces, full, ..Platter::default() };
        Self(Arc::new(Mutex::new(copy)))
    }

    /// Shows everything that stands anywhere, be it in a file that has been removed.
    pub fn each(&self, mut look: impl FnMut(&[u8])) {
        for file in &self.platter().files {
            look(&file.now);
            if !file.now.starts_with(&file.synced) {
                look(&file.synced);
            }
        }
    }

    /// Whether the machine has died.
    pub fn is_dead(&self) -> bool {
        self.platter().dead
    }

    /// Whether something has happened that was chosen to.
    pub fn had_trouble(&self) -> bool {
        self.platter().trouble.is_none()
    }

    /// Into how many blocks the longest write is torn that was not synced.
    pub fn torn_blocks(&self) -> usize {
        let platter = self.platter();
        let added = platter.files.iter().filter_map(|file| file.now.strip_prefix(&*file.synced));
        added.map(|added| added.len().div_ceil(BLOCK) + 1).max().unwrap_or_default()
    }

    /// Removes what filled the disk.
    pub fn make_room(&self) {
        self.platter().full = false;
    }

    /// The disk as the next start of the machine finds it, with trouble ahead or without.
    pub fn after_death(&self, kept: Kept, trouble: Option<(u64, Trouble)>) -> Self {
        let platter = self.platter();
        let names = match kept {
            Kept::Everything | Kept::Names | Kept::Blocks(_) | Kept::Lengths => platter.names.clone(),
            Kept::Nothing | Kept::Content => platter.synced_names.clone(),
        };
        let files = platter.files.iter().map(|file| file.after_death(kept));
        let files = files.map(|now| Content { synced: now.clone(), now }).collect();
        let (synced_names, nonces) = (names.clone(), platter.nonces);
        let after = Platter { files, names, synced_names, nonces, trouble, ..Platter::default() };
        Self(Arc::new(Mutex::new(after)))
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Content {
    fn after_death(&self, kept: Kept) -> Vec<u8> {
        // What was added at the end is written in blocks; anything else is there as it was synced, or as it is now.
        let added = self.now.strip_prefix(&*self.synced);
        match (kept, added) {
            (Kept::Everything | Kept::Content, _) => self.now.clone(),
            (Kept::Nothing | Kept::Names, _) | (Kept::Blocks(_) | Kept::Lengths, None) => self.synced.clone(),
            (Kept::Blocks(blocks), Some(added)) => {
                let first = BLOCK - self.synced.len() % BLOCK;
                let length = if blocks == 0 { 0 } else { first + (blocks - 1) * BLOCK };
                [&self.synced, &added[..length.min(added.len())]].concat()
            }
            (Kept::Lengths, Some(added)) => [&*self.synced, &*vec![0; added.len()]].concat(),
        }
    }
}

impl Platter {
    /// Notes an effect; says how many bytes of a write are made, and why no more.
    fn effect(&mut self, what: &'static str, bytes: Option<usize>) -> Result<Option<(usize, Error)>> {
        self.alive()?;
        self.effects.push(Effect { what, bytes });
        let (number, writes) = (self.effects.len() as u64, bytes.is_some());
        let trouble = self.trouble.take_if(|(at, trouble)| {
            // A disk that is full shows at the next write.
            number >= *at && (writes || matches!(trouble, Trouble::Death(_)))
        });
        match trouble {
            Some((_, Trouble::Death(made))) => {
                self.dead = true;
                if writes { Ok(Some((made, died()))) } else { Err(died()) }
            }
            Some((_, Trouble::Full(made))) => {
                self.full = true;
                Ok(Some((made, ErrorKind::StorageFull.into())))
            }
            None if self.full && writes => Err(ErrorKind::StorageFull.into()),
            None => Ok(None),
        }
    }

    fn alive(&self) -> Result<()> {
        if self.dead { Err(died()) } else { Ok(()) }
    }

    fn file(&mut self, path: &Path) -> Result<&mut Content> {
        let file = *self.names.get(path).ok_or(ErrorKind::NotFound)?;
        self.files.get_mut(file).ok_or_else(|| ErrorKind::NotFound.into())
    }

    /// A file, made if it is not there.
    fn make(&mut self, path: &Path) -> &mut Content {
        let number = *self.names.entry(path.to_owned()).or_insert(self.files.len());
        if number == self.files.len() {
            self.files.push(Content::default());
        }
        &mut self.files[number]
    }

    /// Writes behind what stands in a file, or as much as is made of it.
    fn write_on(&mut self, path: &Path, bytes: &[u8], cut: Option<(usize, Error)>) -> Result<()> {
        let made = cut.as_ref().map_or(bytes.len(), |(made, _)| bytes.len().min(*made));
        self.file(path)?.now.extend_from_slice(&bytes[..made]);
        cut.map_or(Ok(()), |(_, error)| Err(error))
    }
}

fn died() -> Error {
    Error::other("the machine has died")
}

impl Disk for SimulatedDisk {
    fn make_folder(&self, _: &Path) -> Result<()> {
        // Folders are where files are.
        self.platter().alive()
    }

    fn list(&self, folder: &Path) -> Result<Vec<String>> {
        let platter = self.platter();
        platter.alive()?;
        let inside = platter.names.keys().filter(|path| path.parent() == Some(folder));
        let names = inside.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        Ok(names.collect())
    }

    fn read(&self, file: &Path) -> Result<Vec<u8>> {
        let mut platter = self.platter();
        platter.alive()?;
        Ok(platter.file(file)?.now.clone())
    }

    fn length(&self, file: &Path) -> Result<u64> {
        let mut platter = self.platter();
        platter.alive()?;
        Ok(platter.file(file)?.now.len() as u64)
    }

    fn write(&self, file: &Path, bytes: &[u8]) -> Result<()> {
        let mut platter = self.platter();
        let cut = platter.effect("write", Some(bytes.len()))?;
        platter.make(file).now.clear();
        platter.write_on(file, bytes, cut)
    }

    fn append(&self, file: &Path, bytes: &[u8]) -> Result<()> {
        let mut platter = self.platter();
        let cut = platter.effect("append", Some(bytes.len()))?;
        platter.write_on(file, bytes, cut)
    }

    fn truncate(&self, file: &Path, length: u64) -> Result<()> {
        let mut platter = self.platter();
        platter.effect("truncate", None)?;
        platter.file(file)?.now.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }

    fn sync(&self, file: &Path) -> Result<()> {
        let mut platter = self.platter();
        platter.effect("sync", None)?;
        let content = platter.file(file)?;
        content.synced = content.now.clone();
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        let mut platter = self.platter();
        platter.effect("rename", None)?;
        let file = platter.names.remove(from).ok_or(ErrorKind::NotFound)?;
        platter.names.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, file: &Path) -> Result<()> {
        let mut platter = self.platter();
        platter.effect("remove", None)?;
        platter.names.remove(file).map(drop).ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn sync_folder(&self, _: &Path) -> Result<()> {
        let mut platter = self.platter();
        platter.effect("sync_folder", None)?;
        platter.synced_names = platter.names.clone();
        Ok(())
    }

    fn lock(&self, file: &Path) -> Result<Option<Lock>> {
        let mut platter = self.platter();
        platter.effect("lock", None)?;
        platter.make(file);
        let free = platter.locks.insert(file.to_owned());
        Ok(free.then(|| Box::new(Locked { disk: self.clone(), file: file.to_owned() }) as Lock))
    }

    fn is_slow(&self) -> bool {
        false
    }

    fn nonce(&self) -> String {
        let mut platter = self.platter();
        platter.nonces += 1;
        blake3::hash(&platter.nonces.to_le_bytes()).to_hex()[..32].to_owned()
    }
}

struct Locked {
    disk: SimulatedDisk,
    file: PathBuf,
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.disk.platter().locks.remove(&self.file);
    }
}
