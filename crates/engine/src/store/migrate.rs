//! Moving a stack from one store to another, with its history: copied, read back, and only then closed here.
//!
//! Both leases are held meanwhile. Everything that is copied is as it was written, under the name it had, so an
//! interrupted move is simply made again: what is there already is compared and left. The state itself begins a new
//! journal over there, so that nobody who wrote there in earlier days can go on; the head over there is written last but
//! one. The last act is the line at the end of the journal here which says that the stack has gone: from then on nobody
//! can write here any more. Who dies between these two leaves the stack in both places; the next try sees which of them
//! went on, and refuses to choose where both did.

use ironwright_core::{Environment, State};

use super::durable::{DurableJournal, Opened};
use super::lease::{Held, Way};
use super::line::{self, Away, Moved};
use super::medium::{Appended, Expected};
use super::reading::Found;
use super::{DurableStore, Holder, StoreError, View as _, head, keys};

/// A stack that has moved.
#[derive(Clone, PartialEq, Debug)]
pub struct Migrated {
    /// Its state over there.
    pub state: State,
    /// How many snapshots and journals were copied and compared, with the history in them.
    pub copied: usize,
    /// Whether it had moved there before.
    pub before: bool,
}

impl DurableStore {
    /// Moves the stack to another store, which a person calls `called`. A stack without environments may become one
    /// there. What was interrupted is finished when it is
    /// called again, and one that has moved there before stays there.
    ///
    /// # Errors
    /// When there is nothing to move, when the stack is of another environment than the other store's and not of none, when
    /// the other store has another history or one that went on by itself, when
    /// somebody else holds either lease, or when a store does not answer.
    pub async fn migrate(&self, to: &Self, called: &str, holder: &Holder) -> Result<Migrated, StoreError> {
        if self.place() == to.place() {
            return Err(self.unmovable(to, "that is where it is"));
        }
        if self.environment.is_some() && self.environment != to.environment {
            return Err(self.unmovable(to, "no environment becomes another, or none"));
        }
        match self.read_all().await {
            Ok(Some(_)) => {}
            Ok(None) => return Err(self.unmovable(to, "there is no state")),
            Err(StoreError::Moved { to: there, environment, .. })
                if there == called && environment == self.becomes(to) =>
            {
                return Ok(Migrated { state: to.load().await?, copied: 0, before: true });
            }
            Err(error) => return Err(error),
        }
        // What is wrong with the other store is found out before anything is written here.
        to.medium.prepare().await?;
        self.medium.prepare().await?;
        let held = self.take_lease(holder, Way::Free).await?;
        let (mut state, journal) = self.open(held, holder).await?;
        state.environment.clone_from(&to.environment);
        let moved = self.hand_over(&journal, &state, to, called, holder).await;
        let released = journal.lease.release().await;
        let copied = moved?;
        released?;
        Ok(Migrated { state, copied, before: false })
    }

    async fn hand_over(
        &self,
        journal: &DurableJournal,
        state: &State,
        to: &Self,
        called: &str,
        holder: &Holder,
    ) -> Result<usize, StoreError> {
        let Some(opened) = &journal.opened else {
            return Err(self.unwritable("", "an earlier write failed".to_owned()));
        };
        let mut theirs = to.take_lease(holder, Way::Free).await?;
        let copied = self.copy(journal, state, to, &mut theirs, holder).await;
        let closed = match copied {
            Ok(copied) => self.close_behind(journal, opened, called, self.becomes(to)).await.map(|()| copied),
            Err(error) => Err(error),
        };
        theirs.release().await?;
        closed
    }

    /// The environment that the stack becomes over there, if it is of another here.
    fn becomes(&self, to: &Self) -> Option<Environment> {
        to.environment.clone().filter(|there| self.environment.as_ref() != Some(there))
    }

    /// Says at the end of the journal here that the stack has gone.
    async fn close_behind(
        &self,
        journal: &DurableJournal,
        opened: &Opened,
        called: &str,
        environment: Option<Environment>,
    ) -> Result<(), StoreError> {
        journal.lease.ensure().await?;
        let away = Away { away: called.to_owned(), environment };
        journal.write(opened, &line::away(&away, &opened.end).0).await
    }

    /// Copies the history, and begins a journal over there with the state.
    async fn copy(
        &self,
        journal: &DurableJournal,
        state: &State,
        to: &Self,
        theirs: &mut Held,
        holder: &Holder,
    ) -> Result<usize, StoreError> {
        let there = self.what_is_there(state, to).await?;
        if there.as_ref().is_some_and(|there| there.away.is_none() && there.state.serial >= state.serial) {
            // An earlier try came as far as this, and perhaps the stack has gone on over there since.
            return Ok(0);
        }
        let above = there.as_ref().map_or(0, |there| there.epoch).max(journal.lease.epoch().await);
        if theirs.epoch().await <= above {
            theirs.raise(above).await?;
        }
        let mut names = self.medium.list().await?;
        names.retain(|name| head::base_of(name).is_some());
        names.sort_unstable();
        // What is sealed can be read there from the first byte on.
        self.copy_keys(to).await?;
        for name in &names {
            self.copy_one(to, name).await?;
        }
        theirs.ensure().await?;
        let epoch = theirs.epoch().await;
        let (base, _) = to.write_base(state, epoch, holder).await?;
        let expected = match &there {
            None => Expected::Nothing,
            Some(there) => {
                if there.away.is_none() {
                    to.end_journal(there, &Moved { to: base.name.clone(), hash: base.hash.clone() }).await?;
                }
                Expected::Version(there.head_version.clone())
            }
        };
        let head = to.head_of(&base, &state.lineage, epoch);
        let put = to.medium.put(head::ITEM, head.to_bytes(), expected).await?;
        let read = to.read_on().await?;
        let is_as_written = |read: &Found| read.head == head && read.state == *state && read.away.is_none();
        if !read.as_ref().is_some_and(is_as_written) {
            let reason = match put {
                Some(_) => "what was read back is not what was written",
                None => "somebody else wrote there at the same time",
            };
            return Err(self.unmovable(to, reason));
        }
        Ok(names.len())
    }

    /// What there is over there, if our state may follow it.
    async fn what_is_there(&self, state: &State, to: &Self) -> Result<Option<Found>, StoreError> {
        if to.head().await?.is_none() {
            // What an earlier try has left is ours.
            let (ours, theirs) = (self.medium.list().await?, to.medium.list().await?);
            let is_strange = |name: &&String| {
                head::base_of(name).is_some_and(|(serial, _)| serial > 0) && !ours.contains(name)
            };
            return match theirs.iter().find(is_strange) {
                // It may also be the beginning of a journal that an earlier try had no time to name.
                Some(name) if !to.is_of(name, &state.lineage).await? => {
                    Err(self.unmovable(to, &format!("there is {name} already, of another history")))
                }
                Some(_) | None => Ok(None),
            };
        }
        let Some(there) = to.read_on().await? else { return Ok(None) };
        if there.head.lineage != state.lineage {
            let reason = format!("there is a state {} of another history", there.state.serial);
            return Err(self.unmovable(to, &reason));
        }
        let (theirs, ours) = (there.state.serial, state.serial);
        let follows = if theirs <= ours {
            there.away.is_some() || self.was(&there.state).await
        } else {
            there.away.is_none() && to.was(state).await
        };
        if follows {
            Ok(Some(there))
        } else {
            let reason =
                format!("there is a state {theirs} that went on by itself, and here is state {ours}");
            Err(self.unmovable(to, &reason))
        }
    }

    /// Whether this store has had exactly this state.
    async fn was(&self, state: &State) -> bool {
        let then = self.at(state.serial).await;
        // What was written before it became an environment says nothing of one.
        then.is_ok_and(|then| State { environment: state.environment.clone(), ..then } == *state)
    }

    /// Whether a snapshot or journal belongs to a history.
    async fn is_of(&self, name: &str, lineage: &str) -> Result<bool, StoreError> {
        let Some((_, base)) = head::base_of(name) else { return Ok(false) };
        if let Some(item) = self.medium.get(&head::snapshot(base)).await? {
            return Ok(self.state_from(&item.bytes, base, lineage).is_ok());
        }
        let journal = self.medium.read_log(&head::journal(base)).await?;
        Ok(journal.is_some_and(|bytes| line::lineage(&bytes).as_deref() == Some(lineage)))
    }

    /// Copies the keys. Those over there, of earlier days, are among ours: none is ever taken away.
    async fn copy_keys(&self, to: &Self) -> Result<(), StoreError> {
        let Some(ours) = self.medium.get(keys::ITEM).await? else { return Ok(()) };
        let theirs = to.medium.get(keys::ITEM).await?;
        if theirs.as_ref().is_some_and(|theirs| theirs.bytes == ours.bytes) {
            return Ok(());
        }
        let expected = theirs.map_or(Expected::Nothing, |theirs| Expected::Version(theirs.version));
        let _ = to.medium.put(keys::ITEM, ours.bytes.clone(), expected).await?;
        let read = to.medium.get(keys::ITEM).await?.map(|item| item.bytes);
        self.compared(to, keys::ITEM, read.as_ref() == Some(&ours.bytes))
    }

    /// Copies a snapshot or a journal, and reads it back. A journal may be longer over there by the line with which the
    /// stack once left.
    async fn copy_one(&self, to: &Self, name: &str) -> Result<(), StoreError> {
        let is_log = head::base_of(name).is_some_and(|(_, base)| head::journal(base) == name);
        if !is_log {
            let Some(item) = self.medium.get(name).await? else { return Ok(()) };
            to.put_new(name, item.bytes.clone()).await?;
            let read = to.medium.get(name).await?.map(|item| item.bytes);
            return self.compared(to, name, read.as_ref() == Some(&item.bytes));
        }
        let Some(ours) = self.medium.read_log(name).await? else { return Ok(()) };
        let theirs = to.medium.read_log(name).await?.unwrap_or_default();
        if theirs.starts_with(&ours) {
            return Ok(());
        }
        let Some(rest) = ours.strip_prefix(&*theirs) else {
            return Err(self.unmovable(to, &format!("{name} is another one there")));
        };
        let _ = to.append(name, theirs.len() as u64, rest).await?;
        let read = to.medium.read_log(name).await?;
        self.compared(to, name, read.as_ref() == Some(&ours))
    }

    /// Ends a journal: whoever still writes to it is refused.
    async fn end_journal(&self, found: &Found, moved: &Moved) -> Result<(), StoreError> {
        let log = head::journal(&found.base.name);
        if found.length > found.end.length {
            self.medium.trim(&log, found.length, found.end.length).await?;
        }
        let bytes = line::moved(moved, &found.end).0;
        match self.append(&log, found.end.length, &bytes).await? {
            Appended::Done => Ok(()),
            Appended::Taken => Err(self.unwritable(&log, "another run is writing to it".to_owned())),
        }
    }

    fn compared(&self, to: &Self, name: &str, equal: bool) -> Result<(), StoreError> {
        if equal {
            return Ok(());
        }
        Err(self.unmovable(to, &format!("{name} was read back, and is not what was written")))
    }

    fn unmovable(&self, to: &Self, reason: &str) -> StoreError {
        StoreError::Unmovable { from: self.place(), to: to.place(), reason: reason.to_owned() }
    }
}
