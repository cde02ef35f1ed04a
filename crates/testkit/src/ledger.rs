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
    /// What the events lead to that were acknowledged, or found written.
    state: State,
    /// For each journal what was handed over and not acknowledged, after which event: any number of it may be written.
    ahead: BTreeMap<u64, (u64, Vec<Event>)>,
    /// Journals whose last writing was found before they heard of it.
    found: BTreeSet<u64>,
    journals: u64,
    /// What was made, by kind and physical id, and where.
    made: BTreeMap<Known, Address>,
    /// What was meant to go.
    unmade: BTreeSet<Known>,
    /// What was found to be gone.
    vanished: BTreeSet<Known>,
    /// What a store did not keep to.
    wrong: Option<String>,
}

/// Something in the cloud: its kind and physical id.
type Known = (String, Arc<str>);

impl Ledger {
    /// Opens a journal that begins with a state, and gives it a number. A run that stood still may be given one that
    /// others have gone beyond: then nothing it writes may be acknowledged.
    fn open(&mut self, read: &State) -> u64 {
        if read.serial >= self.state.serial {
            self.compare(read);
        }
        self.journals += 1;
        self.journals
    }

    /// Begins anew with a state that was brought back.
    pub(crate) fn restored(&mut self, state: &State) {
        self.state = state.clone();
        self.ahead.clear();
    }

    /// What was acknowledged, or found written.
    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Compares a state that a store has read with what was written.
    fn compare(&mut self, read: &State) {
        if self.state.serial == 0 {
            // A history that began and was never written to may begin anew.
            (self.state.stack, self.state.lineage) = (read.stack.clone(), read.lineage.clone());
        }
        if self.state == *read {
            return;
        }
        for (journal, (serial, events)) in &self.ahead {
            let mut state = self.state.clone();
            let mut follows = |event: &Event| state.fold(event).is_ok() && state != *read;
            let written = events.iter().take_while(|event| follows(event)).count() + 1;
            if *serial == self.state.serial && state == *read {
                if written == events.len() {
                    self.found.insert(*journal);
                }
                self.state = state;
                return;
            }
        }
        self.note(format!(
            "the store has a state {} that is not the one of the {} events which were acknowledged, nor of any that were \
             written after them",
            read.serial, self.state.serial
        ));
        self.state = read.clone();
    }

    fn note(&mut self, wrong: String) {
        self.wrong.get_or_insert(wrong);
    }

    fn hand_over(&mut self, journal: u64, serial: u64, events: &[Event]) {
        for event in events {
            if let Event::Intended { address, intent: Intent::Delete { id }, .. }
            | Event::Dropped { address, id } = event
            {
                self.unmade.insert((address.kind().to_owned(), Arc::clone(id)));
            } else if let Event::Forgotten { address } = event {
                self.unmade.extend(self.at(address));
            } else if let Event::Vanished { address } = event {
                self.vanished.extend(self.at(address));
            }
        }
        if !events.is_empty() {
            self.ahead.insert(journal, (serial, events.to_vec()));
        }
    }

    /// Everything at an address.
    fn at(&self, address: &Address) -> Vec<Known> {
        let resource = self.state.resources.get(address).into_iter();
        let objects = resource.flat_map(|resource| resource.current.iter().chain(&resource.deposed));
        objects.map(|object| (address.kind().to_owned(), Arc::clone(&object.id))).collect()
    }

    fn acknowledge(&mut self, journal: u64, serial: u64, events: &[Event]) {
        if events.is_empty() {
            return;
        }
        for event in events {
            if let Event::Acknowledged { address, id, .. } | Event::Kept { address, id, .. } = event {
                self.made.insert((address.kind().to_owned(), Arc::clone(id)), address.clone());
            }
        }
        self.ahead.remove(&journal);
        if self.found.remove(&journal) {
            return;
        }
        if serial != self.state.serial {
            self.note(format!("event {} was acknowledged twice, or to one who is fenced off", serial + 1));
            return;
        }
        for event in events {
            if let Err(illegal) = self.state.fold(event) {
                self.note(illegal.to_string());
            }
        }
    }

    /// Whether all that was acknowledged is in a state, was meant to go, or does not exist any more.
    ///
    /// # Errors
    /// What is not.
    pub(crate) fn holds(&mut self, end: &State, exists: impl Fn(&str, &str) -> bool) -> Result<(), String> {
        self.compare(end);
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone());
        }
        let mut known = BTreeSet::new();
        for (address, resource) in &end.resources {
            let objects = resource.current.iter().chain(&resource.deposed);
            known.extend(objects.map(|object| (address.kind().to_owned(), Arc::clone(&object.id))));
        }
        let kept = |what: &Known| {
            let gone = self.vanished.contains(what) && !exists(&what.0, &what.1);
            known.contains(what) || self.unmade.contains(what) || gone
        };
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
        let (number, serial, ledger) = (self.ledger.get().open(&state), state.serial, self.ledger.clone());
        Ok((state, Box::new(WatchedJournal { journal, number, serial, ledger })))
    }
}

struct WatchedJournal {
    journal: Box<dyn Journal>,
    number: u64,
    /// The number of the last event that was acknowledged.
    serial: u64,
    ledger: SharedLedger,
}

#[async_trait]
impl Journal for WatchedJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        self.ledger.get().hand_over(self.number, self.serial, events);
        self.journal.append(events).await?;
        self.ledger.get().acknowledge(self.number, self.serial, events);
        self.serial += events.len() as u64;
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
