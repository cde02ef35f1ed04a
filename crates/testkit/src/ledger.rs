//! The ledger: what runs were told to be durable, kept outside of the machine, and whether a store keeps to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ironwright_core::journal::Event;
use ironwright_core::state::Intent;
use ironwright_core::{Address, State};
use ironwright_engine::store::{Holder, Journal, Store, StoreError, View};
use tokio::sync::watch;

/// What was written down, according to who wrote it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    /// What the events lead to that were acknowledged.
    state: State,
    /// Events that were handed over and not acknowledged: any number of them may have been written.
    ahead: Vec<Event>,
    /// The journal that was opened last; all before are fenced off.
    journal: u64,
    /// The journal before it, where all that it had handed over was found written: it may still hear of that.
    found: Option<u64>,
    /// What was made, by kind and physical id, and where.
    made: BTreeMap<(String, Arc<str>), Address>,
    /// What was meant to go.
    unmade: BTreeSet<(String, Arc<str>)>,
    /// What a store did not keep to.
    wrong: Option<String>,
}

impl Ledger {
    /// Opens another journal, and compares the state that it begins with with what was written.
    fn open(&mut self, read: &State) -> u64 {
        self.found = self.compare(read).then_some(self.journal);
        self.journal += 1;
        self.journal
    }

    /// Begins anew with a state that was brought back.
    pub(crate) fn restored(&mut self, state: &State) {
        self.state = state.clone();
        self.ahead.clear();
        self.journal += 1;
    }

    /// Compares a state that a store has read with what was written; whether all was found that was handed over.
    fn compare(&mut self, read: &State) -> bool {
        if self.state.serial == 0 {
            // A history that began and was never written to may begin anew.
            (self.state.stack, self.state.lineage) = (read.stack.clone(), read.lineage.clone());
        }
        let acknowledged = self.state.serial;
        let mut ahead = std::mem::take(&mut self.ahead).into_iter();
        while self.state != *read {
            match ahead.next().map(|event| self.state.fold(&event)) {
                Some(Ok(())) if self.state.serial <= read.serial => {}
                Some(_) | None => {
                    self.note(format!(
                        "the store has a state {} that is not the one of the {acknowledged} events which were \
                         acknowledged, nor of any that were written after them",
                        read.serial
                    ));
                    self.state = read.clone();
                }
            }
        }
        self.state.serial > acknowledged && ahead.next().is_none()
    }

    fn note(&mut self, wrong: String) {
        self.wrong.get_or_insert(wrong);
    }

    fn hand_over(&mut self, journal: u64, events: &[Event]) {
        if journal != self.journal {
            return;
        }
        for event in events {
            if let Event::Intended { address, intent: Intent::Delete { id }, .. }
            | Event::Dropped { address, id } = event
            {
                self.unmade.insert((address.kind().to_owned(), Arc::clone(id)));
            } else if let Event::Forgotten { address } = event
                && let Some(resource) = self.state.resources.get(address)
            {
                for object in resource.current.iter().chain(&resource.deposed) {
                    self.unmade.insert((address.kind().to_owned(), Arc::clone(&object.id)));
                }
            }
        }
        self.ahead.extend_from_slice(events);
    }

    fn acknowledge(&mut self, journal: u64, events: &[Event]) {
        for event in events {
            if let Event::Acknowledged { address, id, .. } | Event::Kept { address, id, .. } = event {
                self.made.insert((address.kind().to_owned(), Arc::clone(id)), address.clone());
            }
        }
        if journal != self.journal {
            // What it heard of late was written before the next one began.
            if self.found.take_if(|found| *found == journal).is_none() && !events.is_empty() {
                self.note("events were acknowledged to a run after another one had begun".to_owned());
            }
            return;
        }
        self.ahead.clear();
        for event in events {
            if let Err(illegal) = self.state.fold(event) {
                self.note(illegal.to_string());
            }
        }
    }

    /// Whether all that was acknowledged is in a state, or was meant to go.
    ///
    /// # Errors
    /// What is not.
    pub(crate) fn holds(&mut self, end: &State) -> Result<(), String> {
        self.compare(end);
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone());
        }
        let mut known = BTreeSet::new();
        for (address, resource) in &end.resources {
            let objects = resource.current.iter().chain(&resource.deposed);
            known.extend(objects.map(|object| (address.kind().to_owned(), Arc::clone(&object.id))));
        }
        let kept = |what: &(String, Arc<str>)| known.contains(what) || self.unmade.contains(what);
        match self.made.iter().find(|(what, _)| !kept(what)) {
            Some(((_, id), address)) => Err(format!("{address} was made as {id}, and is forgotten")),
            None => Ok(()),
        }
    }
}

/// A ledger that a store shares with whoever judges it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedLedger(Arc<Mutex<Ledger>>);

impl SharedLedger {
    pub(crate) fn of(ledger: &Ledger) -> Self {
        Self(Arc::new(Mutex::new(ledger.clone())))
    }

    pub(crate) fn get(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A store about which a ledger is kept.
pub(crate) struct Watched<S> {
    pub(crate) store: S,
    pub(crate) ledger: SharedLedger,
}

#[async_trait]
impl<S: View> View for Watched<S> {
    async fn load(&self) -> Result<State, StoreError> {
        self.store.load().await
    }
}

#[async_trait]
impl<S: Store> Store for Watched<S> {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        let (state, journal) = self.store.begin(holder).await?;
        let (number, ledger) = (self.ledger.get().open(&state), self.ledger.clone());
        Ok((state, Box::new(WatchedJournal { journal, number, ledger })))
    }
}

struct WatchedJournal {
    journal: Box<dyn Journal>,
    number: u64,
    ledger: SharedLedger,
}

#[async_trait]
impl Journal for WatchedJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        self.ledger.get().hand_over(self.number, events);
        self.journal.append(events).await?;
        self.ledger.get().acknowledge(self.number, events);
        Ok(())
    }

    async fn rotate_key(&mut self) -> Result<String, StoreError> {
        self.journal.rotate_key().await
    }

    fn lost(&self) -> Option<watch::Receiver<bool>> {
        self.journal.lost()
    }

    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError> {
        self.journal.close(state).await
    }

    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        self.journal.release().await
    }
}
