//! A store that lives as long as the process: for tests and for embedding.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ironwright_core::journal::Event;
use ironwright_core::{Environment, State};

use super::{Holder, Journal, Store, StoreError, View};

/// A store in memory. Clones share what they keep.
#[derive(Clone, Debug)]
pub struct MemoryStore(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    state: State,
    events: Vec<Event>,
    holder: Option<Holder>,
}

impl MemoryStore {
    /// An empty store for a stack.
    pub fn new(stack: &str) -> Self {
        let state = State::empty(stack, "in-memory");
        Self(Arc::new(Mutex::new(Kept { state, events: Vec::new(), holder: None })))
    }

    /// The same store, for an environment of the stack; nothing may have happened in it yet.
    #[must_use]
    pub fn in_environment(self, environment: Environment) -> Self {
        self.kept().state.environment = Some(environment);
        self
    }

    /// The state as it is now.
    pub fn state(&self) -> State {
        self.kept().state.clone()
    }

    /// Every event so far.
    pub fn events(&self) -> Vec<Event> {
        self.kept().events.clone()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl View for MemoryStore {
    async fn load(&self) -> Result<State, StoreError> {
        Ok(self.state())
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        let mut kept = self.kept();
        if let Some(other) = &kept.holder {
            let age = holder.since.saturating_sub(other.since);
            return Err(StoreError::Locked { holder: Box::new(other.clone()), age });
        }
        kept.holder = Some(holder.clone());
        Ok((kept.state.clone(), Box::new(MemoryJournal(self.clone()))))
    }
}

struct MemoryJournal(MemoryStore);

#[async_trait]
impl Journal for MemoryJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let mut kept = self.0.kept();
        for event in events {
            kept.state.fold(event)?;
            kept.events.push(event.clone());
        }
        Ok(())
    }

    async fn close(self: Box<Self>, _: &State) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Drop for MemoryJournal {
    fn drop(&mut self) {
        self.0.kept().holder = None;
    }
}
