//! The form in which events and states are kept: the one place where they become bytes, and bytes become them.
//!
//! Whatever is to be done to them on the way is done here and nowhere else: what is secret is sealed by the [`Vault`]. What
//! is written knows its [`Place`], and opens nowhere else. A body of an event must not contain a line feed; lines are
//! told apart by it when a journal is torn.

use std::sync::Arc;

use ironwright_core::State;
use ironwright_core::journal::Event;

use super::StoreError;
use crate::seal::{NewRing, Scope, SealError, Vault, What};

/// Where in the history of a stack something stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place<'a> {
    /// The stack.
    pub(super) stack: &'a str,
    /// The history that it belongs to.
    pub(super) lineage: &'a str,
    /// The number of the event, or of the last event that led to the state.
    pub(super) serial: u64,
}

/// Why something that was written cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Unread {
    /// It is not what was written.
    Changed(String),
    /// It is what was written, and says what this version does not understand.
    Newer(String),
    /// It is sealed with a key that is not beside it.
    Key(String),
}

impl Unread {
    /// The reason, for a person.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Changed(reason) | Self::Newer(reason) => reason.clone(),
            Self::Key(key) => SealError::UnknownKey { key: key.clone() }.to_string(),
        }
    }

    /// The error for something in a file, perhaps a line of it.
    pub(super) fn at(self, path: String, line: Option<usize>) -> StoreError {
        let whole = |reason| match line {
            Some(line) => format!("line {line}: {reason}"),
            None => reason,
        };
        match self {
            Self::Changed(reason) => StoreError::damaged(path, whole(reason)),
            Self::Newer(reason) => StoreError::Newer { path, reason: whole(reason) },
            Self::Key(key) => StoreError::Sealed(SealError::UnknownKey { key }),
        }
    }
}

/// How events and states become bytes.
#[derive(Clone, Debug)]
pub(super) struct Form {
    vault: Arc<Vault>,
}

impl Form {
    /// The form of a store whose secrets this vault seals.
    pub(super) fn sealing(vault: Arc<Vault>) -> Self {
        Self { vault }
    }

    /// Takes in the keys that lie in the store, before anything else of it is read. A lineage that cannot be read is the
    /// one that the keys name.
    ///
    /// # Errors
    /// When one of them cannot be had: then nothing is read.
    pub(super) async fn unlock(
        &self,
        keys: &[u8],
        stack: &str,
        lineage: Option<&str>,
    ) -> Result<(), SealError> {
        self.vault.unlock(keys, stack, lineage).await
    }

    /// Whether something, secret or not, cannot be written before a key is made.
    pub(super) fn lacks_key(&self, secret: bool) -> bool {
        self.vault.lacks_key(secret)
    }

    /// Makes a key for all that is written from now on. It is to be written down, durable, and then to be
    /// [adopted](Self::adopt), before anything that it seals is written.
    ///
    /// # Errors
    /// When there is nothing to make one with.
    pub(super) async fn make_key(&self, stack: &str, lineage: &str) -> Result<NewRing, SealError> {
        self.vault.make(&Scope { stack: stack.to_owned(), lineage: lineage.to_owned() }).await
    }

    /// Uses keys that were written down.
    pub(super) fn adopt(&self, keys: NewRing) {
        self.vault.adopt(keys);
    }

    /// Whether something was read that should not stand there as it does: a snapshot mends that.
    pub(super) fn met_plain(&self) -> bool {
        self.vault.met_plain()
    }

    /// All of it was written anew.
    pub(super) fn forget_plain(&self) {
        self.vault.forget_plain();
    }

    /// Writes an event.
    pub(super) fn write_event(&self, place: Place<'_>, event: &Event) -> Result<Vec<u8>, String> {
        let json = serde_json::to_string(event).map_err(|error| error.to_string())?;
        self.seal(What::Event(place.serial), json)
    }

    /// Reads an event that was written at this place, and is known to be as it was written.
    pub(super) fn read_event(&self, place: Place<'_>, bytes: &[u8]) -> Result<Event, Unread> {
        self.open(What::Event(place.serial), bytes)
    }

    /// Writes a state.
    pub(super) fn write_state(&self, place: Place<'_>, state: &State) -> Result<Vec<u8>, String> {
        let json = serde_json::to_string(state).map_err(|error| error.to_string())?;
        self.seal(What::State(place.serial), json)
    }

    /// Reads a state that was written at this place, and is known to be as it was written.
    pub(super) fn read_state(&self, place: Place<'_>, bytes: &[u8]) -> Result<State, Unread> {
        self.open(What::State(place.serial), bytes)
    }

    fn seal(&self, what: What, json: String) -> Result<Vec<u8>, String> {
        self.vault.seal(what, json).map(String::into_bytes).map_err(|error| error.to_string())
    }

    fn open<T: serde::de::DeserializeOwned>(&self, what: What, bytes: &[u8]) -> Result<T, Unread> {
        let unknown = |error: &dyn std::fmt::Display| Unread::Newer(unreadable(error));
        let json = std::str::from_utf8(bytes).map_err(|error| unknown(&error))?;
        let json = self.vault.open(what, json).map_err(|error| match error {
            SealError::UnknownKey { key } => Unread::Key(key),
            error => Unread::Changed(error.to_string()),
        })?;
        serde_json::from_str(&json).map_err(|error| unknown(&error))
    }
}

/// What is said of content that is none.
pub(super) fn unreadable(error: &dyn std::fmt::Display) -> String {
    format!("it cannot be read: {error}")
}

/// The form of a store that nothing secret is written to.
impl Default for Form {
    fn default() -> Self {
        Self::sealing(Arc::default())
    }
}
