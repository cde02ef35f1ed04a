//! The durable store: the protocol of `mod.rs` over a medium.

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ironwright_core::journal::Event;
use ironwright_core::{Environment, Instance, State};
use tokio::sync::watch;

use super::disk::{Disk, RealDisk};
use super::folder::Folder;
use super::form::{Form, Place};
use super::head::{self, FORMAT, Head};
use super::lease::{self, Held, LeaseReport, Way};
use super::line::{self, End, Entry, Epoch, Hand, Moved};
use super::medium::{Appended, Expected, Long, Medium, Version};
use super::reading::{Base, Found};
use super::{Holder, Journal, Store, StoreError, View};
use crate::progress::Events;
use crate::seal::Vault;

/// Snapshots that stay after newer ones, each with its journal.
pub(super) const KEPT_SNAPSHOTS: usize = 10;
/// How often a holder tries to write behind one who writes on, having lost the lease without knowing it.
const TRIES: u32 = 100;

/// A store that outlives every process: one stack on one cloud, in a folder or on another [`Medium`].
#[derive(Clone, Debug)]
pub struct DurableStore {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) stack: String,
    pub(super) environment: Option<Environment>,
    pub(super) form: Form,
    pub(super) time_to_live: Duration,
    pub(super) events: Events,
    long: Long,
}

impl DurableStore {
    /// The store of a stack on a medium of its own. Nothing is read or made before it is needed. Others may read there, so
    /// it takes no secrets before [a vault](Self::with_vault) says how they are sealed.
    pub fn new(medium: Arc<dyn Medium>, stack: &str) -> Self {
        let (long, time_to_live) = (medium.long(), lease::TIME_TO_LIVE);
        let events = Events::ignored();
        let (stack, form) = (stack.to_owned(), Form::default());
        Self { medium, stack, environment: None, form, time_to_live, events, long }
    }

    /// The same store, for an environment of the stack. A state of another environment, or of none, is refused there.
    #[must_use]
    pub fn in_environment(self, environment: impl Into<Option<Environment>>) -> Self {
        Self { environment: environment.into(), ..self }
    }

    /// The same store, with leases that live so long without a heartbeat. All who share a store must agree on it.
    pub fn with_time_to_live(self, time_to_live: Duration) -> Self {
        Self { time_to_live, ..self }
    }

    /// The same store, telling of what it waits for: whether the holder of a lease lives is found out in up to the whole
    /// time to live where a heartbeat alone can tell. An engine may be given the same events.
    pub fn with_events(self, events: Events) -> Self {
        Self { events, ..self }
    }

    /// The same store, replacing journals that are longer than this by snapshots.
    pub fn with_journals_up_to(self, long: Long) -> Self {
        Self { long, ..self }
    }

    /// The store of a stack in a folder of its own. What is secret is sealed with a key file in the user's own folder.
    pub fn in_folder(folder: impl Into<PathBuf>, stack: &str) -> Self {
        Self::on_disk(Arc::new(RealDisk), folder, stack).with_vault(Arc::new(Vault::of_user()))
    }

    /// The store of a stack in a folder of a disk.
    pub fn on_disk(disk: Arc<dyn Disk>, folder: impl Into<PathBuf>, stack: &str) -> Self {
        Self::new(Arc::new(Folder::new(disk, folder.into())), stack)
    }

    /// What it stands on.
    pub fn medium(&self) -> Arc<dyn Medium> {
        Arc::clone(&self.medium)
    }

    /// Where it is, for a person.
    pub fn place(&self) -> String {
        self.medium.place("")
    }

    /// What is known of the lease; `None` where nobody has ever held it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn lease(&self) -> Result<Option<LeaseReport>, StoreError> {
        lease::report(&*self.medium, self.time_to_live, &self.events).await
    }

    /// Takes the lease from whoever holds it, and gives it back. A run that held it and lives is refused its next write,
    /// and stops before its next act; what it had begun is resolved by the next run.
    ///
    /// # Errors
    /// When the medium does not answer, or what it holds is damaged; the lease is broken even then.
    pub async fn break_lease(&self, holder: &Holder) -> Result<(), StoreError> {
        self.medium.prepare().await?;
        let held = self.take_lease(holder, Way::Break).await?;
        let (_, journal) = self.open(held, holder).await?;
        journal.lease.release().await
    }

    /// Which instance of the stack lives here.
    pub(super) fn instance(&self) -> Instance {
        Instance::new(&*self.stack, self.environment.clone())
    }

    fn empty(&self, lineage: &str) -> State {
        State { environment: self.environment.clone(), ..State::empty(&self.stack, lineage) }
    }

    /// Whether anything has ever been written here: nobody has to be able to read it.
    ///
    /// # Errors
    /// When the medium does not answer.
    pub async fn has_begun(&self) -> Result<bool, StoreError> {
        if self.medium.get(head::ITEM).await?.is_some() {
            return Ok(true);
        }
        Ok(self.medium.list().await?.iter().any(|name| head::base_of(name).is_some()))
    }

    pub(super) async fn take_lease(&self, holder: &Holder, way: Way) -> Result<Held, StoreError> {
        lease::take(&self.medium, holder, way, self.time_to_live, &self.events).await
    }

    /// Reads, fences off whoever wrote before, and opens the journal for what is to come.
    pub(super) async fn open(
        &self,
        mut lease: Held,
        holder: &Holder,
    ) -> Result<(State, DurableJournal), StoreError> {
        match self.fence(&mut lease, holder).await {
            Ok((state, opened)) => {
                let store = self.clone();
                Ok((
                    state,
                    DurableJournal {
                        store,
                        lease,
                        holder: holder.clone(),
                        opened: Some(opened),
                        rotated: false,
                    },
                ))
            }
            Err(error) => {
                lease.release().await?;
                Err(error)
            }
        }
    }

    async fn fence(&self, lease: &mut Held, holder: &Holder) -> Result<(State, Opened), StoreError> {
        for _ in 0..TRIES {
            let Some(found) = self.read_all().await? else {
                let state = self.empty(&self.medium.nonce());
                let (base, end) = self.write_base(&state, lease.epoch().await, holder).await?;
                let head = self.head_of(&base, &state.lineage, lease.epoch().await);
                match self.medium.put(head::ITEM, head.to_bytes(), Expected::Nothing).await? {
                    Some(head_version) => {
                        let (lineage, lines) = (state.lineage.clone(), 1);
                        return Ok((state, Opened { lineage, base, head_version, end, lines }));
                    }
                    None => continue,
                }
            };
            if found.epoch >= lease.epoch().await {
                lease.raise(found.epoch).await?;
            }
            let log = head::journal(&found.base.name);
            // A torn end was never acknowledged.
            let (end, torn) = (found.end.clone(), found.length > found.end.length);
            if torn && self.medium.trim(&log, found.length, end.length).await? == Appended::Taken {
                continue;
            }
            let lineage = found.head.lineage.clone();
            let epoch = Epoch {
                number: lease.epoch().await,
                nonce: self.medium.nonce(),
                lineage,
                holder: holder.clone(),
            };
            let (bytes, end) = line::epoch(&epoch, &end);
            if self.append(&log, found.end.length, &bytes).await? == Appended::Taken {
                continue;
            }
            let head_version = self.catch_up(&found, epoch.number).await?;
            let Found { head, base, state, lines, .. } = found;
            let opened = Opened { lineage: head.lineage, base, head_version, end, lines: lines + 1 };
            return Ok((state, opened));
        }
        Err(self.unwritable("", "whoever held the lease before writes on and on".to_owned()))
    }

    /// Moves a head that lags behind: the run that moved the journal died before it could.
    async fn catch_up(&self, found: &Found, epoch: u64) -> Result<Version, StoreError> {
        if found.head.base == found.base.name {
            return Ok(found.head_version.clone());
        }
        let head = self.head_of(&found.base, &found.head.lineage, epoch);
        self.move_head(&head, found.head_version.clone()).await
    }

    /// Appends, and knows its own writing where an answer was lost.
    pub(super) async fn append(&self, log: &str, at: u64, bytes: &[u8]) -> Result<Appended, StoreError> {
        if self.medium.append(log, at, bytes.to_vec()).await? == Appended::Done {
            return Ok(Appended::Done);
        }
        let there = self.medium.read_log(log).await?.unwrap_or_default();
        let ours = usize::try_from(at).ok().and_then(|at| there.get(at..)?.get(..bytes.len()));
        Ok(if ours == Some(bytes) { Appended::Done } else { Appended::Taken })
    }

    /// Writes a snapshot, and a journal that follows it: nothing names them yet.
    pub(super) async fn write_base(
        &self,
        state: &State,
        epoch: u64,
        holder: &Holder,
    ) -> Result<(Base, End), StoreError> {
        // How a history begins holds nothing, and a key is made for what has a history.
        if state.serial > 0 {
            self.ensure_key(state.has_secret(), &state.lineage).await?;
        }
        let (serial, nonce) = (state.serial, self.medium.nonce());
        let name = format!("{serial}-{}", &nonce[..8]);
        let item = head::snapshot(&name);
        let place = Place { stack: &self.stack, lineage: &state.lineage, serial };
        let bytes = self.form.write_state(place, state).map_err(|reason| self.unwritable(&item, reason))?;
        let base = Base { hash: line::chained("", &bytes), name, serial };
        self.put_new(&item, bytes).await?;
        let epoch = Epoch { number: epoch, nonce, lineage: state.lineage.clone(), holder: holder.clone() };
        let (bytes, end) = line::epoch(&epoch, &End::beginning(&base.hash, serial));
        let log = head::journal(&base.name);
        match self.append(&log, 0, &bytes).await? {
            Appended::Done => Ok((base, end)),
            Appended::Taken => Err(self.unwritable(&log, "another one is there already".to_owned())),
        }
    }

    pub(super) async fn put_new(&self, item: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        if self.medium.put(item, bytes.clone(), Expected::Nothing).await?.is_none()
            && self.medium.get(item).await?.is_none_or(|found| found.bytes != bytes)
        {
            return Err(self.unwritable(item, "another one is there already".to_owned()));
        }
        Ok(())
    }

    pub(super) fn head_of(&self, base: &Base, lineage: &str, epoch: u64) -> Head {
        Head {
            format: FORMAT,
            stack: self.stack.clone(),
            environment: self.environment.clone(),
            lineage: lineage.to_owned(),
            base: base.name.clone(),
            hash: base.hash.clone(),
            epoch,
            nonce: self.medium.nonce(),
        }
    }

    /// Moves the head, unless somebody else has: then theirs stays.
    pub(super) async fn move_head(&self, head: &Head, from: Version) -> Result<Version, StoreError> {
        if let Some(version) =
            self.medium.put(head::ITEM, head.to_bytes(), Expected::Version(from.clone())).await?
        {
            return Ok(version);
        }
        Ok(self.medium.get(head::ITEM).await?.map_or(from, |item| item.version))
    }

    /// Removes what is older than the last few snapshots. What cannot be removed does no harm.
    pub(super) async fn sweep(&self, current: &str, kept: usize) {
        let Ok(names) = self.medium.list().await else { return };
        let mut bases: Vec<(u64, &str)> = names.iter().filter_map(|name| head::base_of(name)).collect();
        bases.sort_unstable();
        bases.dedup();
        let old = bases.len().saturating_sub(kept);
        for (_, base) in bases.into_iter().take(old).filter(|(_, base)| *base != current) {
            let _ = self.medium.remove(&head::snapshot(base)).await;
            let _ = self.medium.remove(&head::journal(base)).await;
        }
    }

    pub(super) fn unwritable(&self, item: &str, reason: String) -> StoreError {
        StoreError::io("writing", self.medium.place(item), std::io::Error::other(reason))
    }
}

#[async_trait]
impl View for DurableStore {
    async fn load(&self) -> Result<State, StoreError> {
        let found = self.read_all().await?;
        Ok(found.map_or_else(|| self.empty(""), |found| found.state))
    }
}

#[async_trait]
impl Store for DurableStore {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        self.medium.prepare().await?;
        let held = self.take_lease(holder, Way::Free).await?;
        let (state, journal) = self.open(held, holder).await?;
        Ok((state, Box::new(journal)))
    }
}

/// The journal of a run, while it holds the lease.
pub(super) struct DurableJournal {
    store: DurableStore,
    pub(super) lease: Held,
    holder: Holder,
    /// Away while an append is under way, and for good after one that failed.
    pub(super) opened: Option<Opened>,
    /// Whether what is known is to be sealed with another key.
    rotated: bool,
}

/// Where a journal is, and how far it has come.
pub(super) struct Opened {
    pub(super) lineage: String,
    pub(super) base: Base,
    pub(super) head_version: Version,
    pub(super) end: End,
    lines: u64,
}

impl DurableJournal {
    /// Writes at the end of the journal, unless somebody else has.
    pub(super) async fn write(&self, opened: &Opened, bytes: &[u8]) -> Result<(), StoreError> {
        let log = head::journal(&opened.base.name);
        match self.store.append(&log, opened.end.length, bytes).await? {
            Appended::Done => Ok(()),
            Appended::Taken => Err(self.fenced_off(opened).await),
        }
    }

    /// Who has written where we would have.
    async fn fenced_off(&self, opened: &Opened) -> StoreError {
        let bytes = self.store.medium.read_log(&head::journal(&opened.base.name)).await;
        let bytes = bytes.ok().flatten().unwrap_or_default();
        let rest = usize::try_from(opened.end.length).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        let hand = Hand { form: &self.store.form, stack: &self.store.stack, lineage: &opened.lineage };
        let mut by = None;
        let mut first = |entry| match entry {
            Entry::Epoch(epoch) => {
                by = by.take().or(Some(epoch.holder));
                Ok(())
            }
            Entry::Event(_) | Entry::Moved(_) | Entry::Away(_) => Ok(()),
        };
        let _ = line::read(rest, hand, opened.end.clone(), &mut first);
        match by {
            Some(holder) => StoreError::LeaseLost { taken_by: Some(Box::new(holder)) },
            None => self.lease.taken().await,
        }
    }

    /// Replaces the journal by a snapshot: that is written first, then the journal says that it goes on there, and then
    /// the head moves.
    async fn compact(&self, opened: &Opened, state: &State) -> Result<(), StoreError> {
        let (store, epoch) = (&self.store, self.lease.epoch().await);
        let (base, _) = store.write_base(state, epoch, &self.holder).await?;
        let moved = Moved { to: base.name.clone(), hash: base.hash.clone() };
        self.write(opened, &line::moved(&moved, &opened.end).0).await?;
        let head = store.head_of(&base, &state.lineage, epoch);
        store.move_head(&head, opened.head_version.clone()).await?;
        // What was written in the clear does not stay beside what is sealed.
        store.sweep(&base.name, if store.form.met_plain() { 1 } else { KEPT_SNAPSHOTS }).await;
        store.form.forget_plain();
        Ok(())
    }

    fn is_long(&self, opened: &Opened, state: &State) -> bool {
        let long = self.store.long;
        let grown = opened.end.length > long.bytes || opened.lines > long.appends;
        let grown = grown || self.rotated || self.store.form.met_plain();
        grown && state.serial > opened.base.serial
    }
}

#[async_trait]
impl Journal for DurableJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        self.lease.ensure().await?;
        if let Some(opened) = &self.opened {
            let secret = events.iter().any(Event::has_secret);
            self.store.ensure_key(secret, &opened.lineage).await?;
        }
        let Some(mut opened) = self.opened.take() else {
            return Err(self.store.unwritable("", "an earlier write failed".to_owned()));
        };
        let hand = Hand { form: &self.store.form, stack: &self.store.stack, lineage: &opened.lineage };
        let written = hand.events(events, &opened.end);
        let (bytes, end) =
            written.map_err(|reason| self.store.unwritable(&head::journal(&opened.base.name), reason))?;
        if !bytes.is_empty() {
            self.write(&opened, &bytes).await?;
        }
        (opened.end, opened.lines) = (end, opened.lines + 1);
        self.opened = Some(opened);
        Ok(())
    }

    async fn rotate_key(&mut self) -> Result<String, StoreError> {
        self.lease.ensure().await?;
        let Some(opened) = &self.opened else {
            return Err(self.store.unwritable("", "an earlier write failed".to_owned()));
        };
        let name = self.store.another_key(&opened.lineage).await?;
        self.rotated = true;
        Ok(name)
    }

    fn lost(&self) -> Option<watch::Receiver<bool>> {
        Some(self.lease.lost())
    }

    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError> {
        let compacted = match &self.opened {
            Some(opened) if self.is_long(opened, state) => self.compact(opened, state).await,
            Some(_) | None => Ok(()),
        };
        let released = self.lease.release().await;
        match compacted {
            // All of the run is written down; whoever has the lease now goes on from there.
            Ok(()) | Err(StoreError::LeaseLost { .. }) => released,
            Err(error) => Err(error),
        }
    }

    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        self.lease.release().await
    }
}
