//! What one machine has seen of a store last: so that a state which is older, or another one, does not pass for the
//! latest, because somebody put an old copy back or a path leads elsewhere.
//!
//! The note of it is a small file outside the store. It is written as well as possible, and never in the way: one that is
//! damaged is as none, and is written anew.

use std::fs;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use ironwright_core::State;
use ironwright_core::journal::Event;
use tokio::sync::watch;

use super::{DurableStore, Holder, Journal, Store, StoreError, View, checked};

/// A durable store that is compared with what this machine has seen of it last.
#[derive(Clone, Debug)]
pub struct SeenStore {
    /// The store.
    pub store: DurableStore,
    note: Option<PathBuf>,
    trust: Trust,
}

/// What to do with a state that is not the successor of the one that was seen last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// Refuse it.
    Check,
    /// Refuse it, but take an empty store for a new beginning.
    CheckUnlessEmpty,
    /// Take it for the latest from now on: a person has decided so.
    Accept,
}

#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
struct Note {
    place: String,
    lineage: String,
    serial: u64,
}

impl SeenStore {
    /// A store, with notes in a folder; without one nothing is compared. The identity tells it from all other stores:
    /// its place, in full.
    pub fn new(store: DurableStore, notes: Option<&Path>, identity: &str, trust: Trust) -> Self {
        let name = blake3::hash(identity.as_bytes()).to_hex();
        let note = notes.map(|notes| notes.join(format!("{}.json", &name[..32])));
        Self { store, note, trust }
    }

    /// The number of the latest state that this machine has seen, if it has seen one.
    pub fn seen(&self) -> Option<u64> {
        self.noted().map(|note| note.serial)
    }

    /// Notes a state.
    pub fn note(&self, state: &State) {
        let place = self.store.place();
        let now = Note { place, lineage: state.lineage.clone(), serial: state.serial };
        if state.lineage.is_empty() || self.noted().as_ref() == Some(&now) {
            return;
        }
        let Some(path) = &self.note else { return };
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            fs::write(&beside, checked::write(&now))?;
            fs::rename(&beside, path)
        };
        if write().is_err() {
            let _ = fs::remove_file(&beside);
        }
    }

    fn noted(&self) -> Option<Note> {
        let bytes = fs::read(self.note.as_ref()?).ok()?;
        checked::read(serde_json::from_slice(&bytes).ok()?).ok()
    }

    /// Forgets what was noted: whatever is there next is a new beginning.
    ///
    /// # Errors
    /// When the note cannot be removed.
    pub fn forget(&self) -> Result<(), StoreError> {
        let Some(path) = &self.note else { return Ok(()) };
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io("removing", path.display().to_string(), error))
            }
            _ => Ok(()),
        }
    }

    /// Compares a state with the note.
    fn check(&self, state: &State) -> Result<(), StoreError> {
        let Some(seen) = self.noted().filter(|_| self.trust != Trust::Accept) else { return Ok(()) };
        let is_empty = state.lineage.is_empty();
        // Nothing has ever happened in a state that has only begun.
        let is_new = is_empty || state.serial == 0;
        if is_new && self.trust == Trust::CheckUnlessEmpty {
            return Ok(());
        }
        let found = if is_empty {
            "has no state".to_owned()
        } else if state.lineage != seen.lineage {
            format!("has a state {} of another history", state.serial)
        } else if state.serial < seen.serial {
            format!("has state {}", state.serial)
        } else {
            return Ok(());
        };
        Err(StoreError::NotAsSeen { place: self.store.place(), found, seen: seen.serial })
    }

    fn check_and_note(&self, state: &State) -> Result<(), StoreError> {
        self.check(state)?;
        self.note(state);
        Ok(())
    }
}

#[async_trait]
impl View for SeenStore {
    async fn load(&self) -> Result<State, StoreError> {
        let state = self.store.load().await?;
        self.check_and_note(&state)?;
        Ok(state)
    }
}

#[async_trait]
impl Store for SeenStore {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        // A store without a state is given one when a run begins: it is looked at before.
        let begins = self.seen().is_some() && self.store.head().await?.is_none();
        if begins {
            self.check(&State::default())?;
        }
        let (state, journal) = self.store.begin(holder).await?;
        if !(begins && state.serial == 0)
            && let Err(error) = self.check(&state)
        {
            journal.release().await?;
            return Err(error);
        }
        // Before anything happens: whoever is killed now has begun a history, and the next run goes on with it.
        self.note(&state);
        Ok((state, Box::new(SeenJournal { inner: journal, store: self.clone() })))
    }
}

struct SeenJournal {
    inner: Box<dyn Journal>,
    store: SeenStore,
}

#[async_trait]
impl Journal for SeenJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        self.inner.append(events).await
    }

    async fn rotate_key(&mut self) -> Result<String, StoreError> {
        self.inner.rotate_key().await
    }

    fn lost(&self) -> Option<watch::Receiver<bool>> {
        self.inner.lost()
    }

    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError> {
        // All of it is durable already, whether or not closing succeeds.
        self.store.note(state);
        self.inner.close(state).await
    }

    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        self.inner.release().await
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{began, in_folder, write};
    use super::*;

    #[tokio::test]
    async fn an_older_state_another_history_and_none_are_each_refused() {
        let (folder, plain) = in_folder();
        let notes = folder.path().join("notes");
        let seen = |trust| SeenStore::new(plain.clone(), Some(&notes), "it", trust);
        write(&plain, 5).await;
        let copy = plain.load().await.expect("loads");
        write(&plain, 5).await;
        assert_eq!(seen(Trust::Check).load().await.expect("loads").serial, 10);
        assert_eq!(seen(Trust::Check).seen(), Some(10));
        let sentence = |state: &State| {
            seen(Trust::Check)
                .check(state)
                .expect_err("not as seen")
                .to_string()
                .replace(&plain.place(), "[it]")
        };
        assert_eq!(sentence(&copy), "[it] has state 5, and this machine has seen state 10 there");
        let other = State { serial: 12, ..State::empty("demo", "another") };
        assert!(sentence(&other).contains("a state 12 of another history"), "{}", sentence(&other));
        let none = State::empty("demo", "");
        assert!(sentence(&none).contains("has no state, and"), "{}", sentence(&none));
        assert!(seen(Trust::CheckUnlessEmpty).check(&none).is_ok());
        assert!(seen(Trust::Accept).check_and_note(&copy).is_ok());
        assert_eq!(seen(Trust::Check).seen(), Some(5), "what was accepted is the latest now");
    }

    #[tokio::test]
    async fn a_new_beginning_is_noted_before_anything_happens_in_it() {
        for trust in [Trust::CheckUnlessEmpty, Trust::Accept] {
            let (folder, first) = in_folder();
            let notes = folder.path().join("notes");
            write(&first, 5).await;
            let seen = |store: &DurableStore| SeenStore::new(store.clone(), Some(&notes), "it", trust);
            assert_eq!(seen(&first).load().await.expect("loads").serial, 5);
            // Somebody removes the store, and the run that begins anew is killed after its first events.
            let (_folder, second) = in_folder();
            let (mut state, mut journal) = seen(&second).begin(&Holder::default()).await.expect("begins");
            state.fold(&began(1)).expect("follows");
            journal.append(&[began(1)]).await.expect("appends");
            drop(journal);
            assert_eq!(seen(&second).load().await.expect("goes on").serial, 1);
            // The other history is not this one's any more.
            let check = SeenStore::new(first, Some(&notes), "it", Trust::Check);
            let error = check.load().await.expect_err("it is another").to_string();
            assert!(error.contains("of another history"), "{error}");
        }
    }

    #[tokio::test]
    async fn one_who_died_before_anything_happened_has_begun_nothing() {
        let (folder, first) = in_folder();
        let notes = folder.path().join("notes");
        write(&first, 5).await;
        let seen = |store: &DurableStore, trust| SeenStore::new(store.clone(), Some(&notes), "it", trust);
        seen(&first, Trust::Check).load().await.expect("loads");
        let (_folder, second) = in_folder();
        // It dies between the store's beginning and the note.
        drop(second.begin(&Holder::default()).await.expect("begins"));
        assert!(seen(&second, Trust::Check).begin(&Holder::default()).await.is_err());
        assert!(seen(&second, Trust::CheckUnlessEmpty).begin(&Holder::default()).await.is_ok());
    }

    #[tokio::test]
    async fn what_is_forgotten_is_compared_with_nothing() {
        let (folder, plain) = in_folder();
        let seen = SeenStore::new(plain.clone(), Some(folder.path()), "it", Trust::Check);
        write(&plain, 5).await;
        seen.load().await.expect("loads");
        seen.forget().expect("forgets");
        seen.forget().expect("nothing is left to forget");
        assert_eq!(seen.seen(), None);
    }

    #[tokio::test]
    async fn a_run_notes_how_far_it_came() {
        let (folder, plain) = in_folder();
        let seen = SeenStore::new(plain, Some(folder.path()), "it", Trust::Check);
        let (mut state, mut journal) = seen.begin(&Holder::default()).await.expect("begins");
        state.fold(&began(1)).expect("follows");
        journal.append(&[began(1)]).await.expect("appends");
        journal.close(&state).await.expect("closes");
        assert_eq!(seen.seen(), Some(1));
    }
}
