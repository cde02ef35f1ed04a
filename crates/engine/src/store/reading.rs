//! Reading a store: from the head to the end of the journal, through every line, and what can be said where that fails.

use ironwright_core::State;

use super::head::{self, Head};
use super::line::{self, Away, Damage, End, Entry, Epoch, Hand, Moved};
use super::medium::Version;
use super::{DurableStore, StoreError, keys};
use crate::seal::SealError;
use crate::store::form::{Place, Unread};

/// All that is in a store, as far as a run needs it.
pub(super) struct Found {
    pub(super) head: Head,
    pub(super) head_version: Version,
    /// The base whose journal is written to; it is not the head's when that lags behind.
    pub(super) base: Base,
    pub(super) state: State,
    /// The end of the journal's good lines.
    pub(super) end: End,
    /// How long the journal is, with a torn end.
    pub(super) length: u64,
    /// How many lines it has: as many appends at most made it.
    pub(super) lines: u64,
    /// The last epoch that has written.
    pub(super) epoch: u64,
    /// The store in which the stack goes on, if it has moved.
    pub(super) away: Option<Away>,
}

/// A snapshot, and the journal that follows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Base {
    pub(super) name: String,
    pub(super) serial: u64,
    /// The hash of the snapshot.
    pub(super) hash: String,
}

/// What a journal has led to.
pub(super) struct Journaled {
    pub(super) end: End,
    pub(super) length: u64,
    pub(super) lines: u64,
    /// The last beginning of an epoch in it.
    pub(super) epoch: Option<Epoch>,
    pub(super) moved: Option<Moved>,
    pub(super) away: Option<Away>,
    pub(super) damage: Option<Damage>,
}

impl DurableStore {
    /// The head, if there is one.
    pub(super) async fn head(&self) -> Result<Option<(Head, Version)>, StoreError> {
        let Some(item) = self.medium.get(head::ITEM).await? else { return Ok(None) };
        let head = Head::read(&item.bytes, &self.instance(), &self.medium.place(head::ITEM))?;
        match self.unlock(Some(&head.lineage)).await {
            // Either the keys have come from elsewhere, or the head has: then what it names is not here.
            Err(StoreError::Sealed(SealError::OtherHistory { found, .. }))
                if found == self.stack && self.medium.get(&head::snapshot(&head.base)).await?.is_none() =>
            {
                let reason = format!("it is of another history than {}", keys::ITEM);
                Err(StoreError::damaged(self.medium.place(head::ITEM), reason))
            }
            Err(error) => Err(error),
            Ok(_) => Ok(Some((head, item.version))),
        }
    }

    /// Reads everything; `None` for a store in which nothing has ever been done.
    ///
    /// # Errors
    /// When something is not as it was written; then with the last state that is whole. When the stack has moved.
    pub(super) async fn read_all(&self) -> Result<Option<Found>, StoreError> {
        match self.read_on().await {
            Err(StoreError::Damaged { path, reason, .. }) => {
                let good = self.last_good().await;
                Err(StoreError::Damaged { path, reason, good })
            }
            Ok(Some(Found { away: Some(Away { away: to, environment }), .. })) => Err(StoreError::Moved {
                stack: self.instance().to_string(),
                place: self.place(),
                to,
                environment,
            }),
            read => read,
        }
    }

    /// Reads everything, also where the stack has moved.
    pub(super) async fn read_on(&self) -> Result<Option<Found>, StoreError> {
        let (head, head_version) = loop {
            if let Some(found) = self.head().await? {
                break found;
            }
            let Some(name) = self.something_that_happened().await? else { return Ok(None) };
            // The first run of all may have begun in between. If not, beginning anew here would lose what exists.
            if self.head().await?.is_none() {
                return Err(StoreError::damaged(
                    self.medium.place(head::ITEM),
                    format!("it is missing, and {name} is there"),
                ));
            }
        };
        let mut base = Base { name: head.base.clone(), serial: 0, hash: head.hash.clone() };
        let mut state = self.snapshot(&base, &head.lineage).await?;
        let mut epoch = 0;
        loop {
            base.serial = state.serial;
            let log = head::journal(&base.name);
            let mut fold = |event: &_| state.fold(event).map_err(|error| error.to_string());
            let Some(read) = self.journal(&base, &head.lineage, &mut fold).await? else {
                return Err(StoreError::damaged(self.medium.place(&log), "it is missing"));
            };
            if let Some(Damage { line, wrong }) = read.damage {
                return Err(wrong.at(self.medium.place(&log), Some(line)));
            }
            epoch = epoch.max(read.epoch.map_or(0, |epoch| epoch.number));
            let Some(moved) = read.moved else {
                let Journaled { end, length, lines, away, .. } = read;
                // Journals from before the stack had environments say nothing of one.
                state.environment.clone_from(&head.environment);
                return Ok(Some(Found { head, head_version, base, state, end, length, lines, epoch, away }));
            };
            base = Base { name: moved.to, serial: state.serial, hash: moved.hash };
            // The state at the end of a journal is what the next snapshot says, unless an older one was restored there.
            if head::serial_of(&base.name) != Some(state.serial) {
                state = self.snapshot(&base, &head.lineage).await?;
            }
        }
    }

    /// Reads a snapshot.
    pub(super) async fn snapshot(&self, base: &Base, lineage: &str) -> Result<State, StoreError> {
        let name = head::snapshot(&base.name);
        let place = self.medium.place(&name);
        let item = self.medium.get(&name).await?;
        let bytes = item.ok_or_else(|| StoreError::damaged(&place, "it is missing"))?.bytes;
        if line::chained("", &bytes) != base.hash {
            return Err(StoreError::damaged(
                place,
                format!("its hash is not the one that {} names", head::ITEM),
            ));
        }
        self.state_from(&bytes, &base.name, lineage).map_err(|wrong| wrong.at(place, None))
    }

    /// Reads what a snapshot's bytes say, and whether that is what its name says.
    pub(super) fn state_from(&self, bytes: &[u8], base: &str, lineage: &str) -> Result<State, Unread> {
        let unnamed = || Unread::Changed(format!("`{base}` is no name of a snapshot"));
        let serial = head::serial_of(base).ok_or_else(unnamed)?;
        let state = self.form.read_state(Place { stack: &self.stack, lineage, serial }, bytes)?;
        if (&*state.stack, &*state.lineage, state.serial) != (&*self.stack, lineage, serial) {
            return Err(Unread::Changed(format!(
                "it is state {} of lineage {} of `{}`, and should be state {serial} of lineage {lineage}",
                state.serial, state.lineage, state.stack
            )));
        }
        Ok(state)
    }

    /// Reads the journal of a base.
    pub(super) async fn journal(
        &self,
        base: &Base,
        lineage: &str,
        event: &mut (dyn FnMut(&ironwright_core::journal::Event) -> Result<(), String> + Send),
    ) -> Result<Option<Journaled>, StoreError> {
        let Some(bytes) = self.medium.read_log(&head::journal(&base.name)).await? else { return Ok(None) };
        let (mut epoch, mut moved, mut away, mut lines): (Option<Epoch>, _, _, u64) = (None, None, None, 0);
        let hand = Hand { form: &self.form, stack: &self.stack, lineage };
        let mut take = |entry| {
            lines += 1;
            if moved.is_some() || away.is_some() {
                return Err("it stands after the line that says where the journal goes on".to_owned());
            }
            match entry {
                Entry::Event(_) if epoch.is_none() => return Err("it belongs to no epoch".to_owned()),
                Entry::Event(found) => event(&found)?,
                Entry::Epoch(found) => {
                    let last = epoch.as_ref().map_or(0, |epoch| epoch.number);
                    if found.number <= last {
                        return Err(format!("epoch {} cannot follow epoch {last}", found.number));
                    }
                    epoch = Some(found);
                }
                Entry::Moved(found) => moved = Some(found),
                Entry::Away(found) => away = Some(found),
            }
            Ok(())
        };
        let (end, damage) = line::read(&bytes, hand, End::beginning(&base.hash, base.serial), &mut take);
        let length = bytes.len() as u64;
        // Its first line comes with the journal itself, and all others where that is so of every append.
        let is_cut = lines == 0 || end.length < length && self.medium.appends_whole();
        let cut = || Damage {
            line: usize::try_from(lines).unwrap_or(usize::MAX).saturating_add(1),
            wrong: Unread::Changed("it is cut off".to_owned()),
        };
        let damage = damage.or_else(|| is_cut.then(cut));
        Ok(Some(Journaled { end, length, lines, epoch, moved, away, damage }))
    }

    /// Something that a first run which died at its beginning does not leave behind.
    async fn something_that_happened(&self) -> Result<Option<String>, StoreError> {
        let mut names = self.medium.list().await?;
        names.sort_unstable();
        for name in names {
            // Keys are made for what has a history, and no other can use them.
            if name == keys::ITEM {
                return Ok(Some(name));
            }
            let Some((serial, base)) = head::base_of(&name) else { continue };
            if serial > 0 {
                return Ok(Some(name));
            }
            if name == head::journal(base) {
                let bytes = self.medium.read_log(&name).await?.unwrap_or_default();
                if bytes.split(|byte| *byte == b'\n').any(line::is_event) {
                    return Ok(Some(name));
                }
            }
        }
        Ok(None)
    }
}
