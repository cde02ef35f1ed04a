//! The form in which events and states are kept: the one place where they become bytes, and bytes become them.
//!
//! Whatever is to be done to them on the way, such as sealing secret values, is done here and nowhere else. What is
//! written knows its [`Place`], so that a form can bind bytes to it: moved elsewhere, they need not be readable. A body of
//! an event must not contain a line feed; lines are told apart by it when a journal is torn.

use ironwright_core::State;
use ironwright_core::journal::Event;

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

/// How events and states become bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Form;

impl Form {
    /// Writes an event.
    #[expect(clippy::unused_self, reason = "a form that seals has a key")]
    pub(super) fn write_event(&self, _: Place<'_>, event: &Event) -> Result<Vec<u8>, String> {
        serde_json::to_vec(event).map_err(|error| error.to_string())
    }

    /// Reads an event that was written at this place.
    #[expect(clippy::unused_self, reason = "a form that seals has a key")]
    pub(super) fn read_event(&self, _: Place<'_>, bytes: &[u8]) -> Result<Event, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("it cannot be read: {error}"))
    }

    /// Writes a state.
    #[expect(clippy::unused_self, reason = "a form that seals has a key")]
    pub(super) fn write_state(&self, _: Place<'_>, state: &State) -> Result<Vec<u8>, String> {
        serde_json::to_vec(state).map_err(|error| error.to_string())
    }

    /// Reads a state that was written at this place.
    #[expect(clippy::unused_self, reason = "a form that seals has a key")]
    pub(super) fn read_state(&self, _: Place<'_>, bytes: &[u8]) -> Result<State, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("it cannot be read: {error}"))
    }
}
