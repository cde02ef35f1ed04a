//! Places: where a sealed value belongs, as bytes that no other place has.

use serde::{Deserialize, Serialize};

/// The history that a key belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Scope {
    /// The stack's name.
    pub stack: String,
    /// The lineage of its state.
    pub lineage: String,
}

/// The document that a sealed value stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// The event with this serial: the state's after it.
    Event(u64),
    /// The snapshot of the state with this serial.
    State(u64),
    /// The line of a rehearsal's world with this number.
    World(u64),
}

/// A place inside a document.
pub(super) struct Place {
    bytes: Vec<u8>,
}

impl Place {
    /// The whole of a document.
    pub(super) fn of(scope: &Scope, what: What) -> Self {
        let (kind, number) = match what {
            What::Event(serial) => ("event", serial),
            What::State(serial) => ("state", serial),
            What::World(line) => ("world", line),
        };
        let mut place = Self { bytes: Vec::with_capacity(160) };
        for part in ["ironwright seal 1", &scope.stack, &scope.lineage, kind] {
            place.enter(part);
        }
        place.bytes.extend_from_slice(&number.to_le_bytes());
        place
    }

    /// Goes to a member; returns what leads back.
    pub(super) fn enter(&mut self, member: &str) -> usize {
        let before = self.bytes.len();
        // With its length before it, no name can pretend to be two.
        self.bytes.extend_from_slice(&(member.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(member.as_bytes());
        before
    }

    /// Goes to an item of a list; returns what leads back.
    pub(super) fn enter_item(&mut self, index: usize) -> usize {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&u64::MAX.to_le_bytes());
        self.bytes.extend_from_slice(&(index as u64).to_le_bytes());
        before
    }

    /// Goes back.
    pub(super) fn leave(&mut self, before: usize) {
        self.bytes.truncate(before);
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_are_alike() {
        let scope = |stack: &str, lineage: &str| Scope { stack: stack.into(), lineage: lineage.into() };
        let inside = |scope: &Scope, what, path: &[&str]| {
            let mut place = Place::of(scope, what);
            for name in path {
                place.enter(name);
            }
            place.bytes
        };
        let demo = scope("demo", "l");
        let mut item = Place::of(&demo, What::Event(1));
        item.enter_item(0);
        let places = [
            inside(&demo, What::Event(1), &[]),
            inside(&demo, What::Event(2), &[]),
            inside(&demo, What::State(1), &[]),
            inside(&demo, What::World(1), &[]),
            inside(&scope("dem", "ol"), What::Event(1), &[]),
            inside(&scope("demo", "m"), What::Event(1), &[]),
            inside(&demo, What::Event(1), &["ab"]),
            inside(&demo, What::Event(1), &["a", "b"]),
            inside(&demo, What::Event(1), &["0"]),
            item.bytes,
        ];
        for (at, place) in places.iter().enumerate() {
            assert!(!places[at + 1..].contains(place), "place {at} is not the only one");
        }
    }
}
