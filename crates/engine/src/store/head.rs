//! The head: a small item that names the snapshot and the journal with which reading begins.
//!
//! It moves by compare-and-swap. It may lag behind, because a journal that goes on elsewhere says so at its end; it never
//! names what is not whole.

use ironwright_core::{Environment, Instance};

use super::line::Hash;
use super::{StoreError, checked};

/// Where it stands.
pub(super) const ITEM: &str = "head.json";
/// The format of everything in a store.
pub(super) const FORMAT: u32 = ironwright_core::state::FORMAT;

/// What stands in it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Head {
    pub(super) format: u32,
    pub(super) stack: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<Environment>,
    pub(super) lineage: String,
    /// What snapshot and journal are called after, `120-3fa9c1d2`: the number of the state, and a nonce.
    pub(super) base: String,
    /// The hash of the snapshot, and the beginning of the journal's chain.
    pub(super) hash: Hash,
    /// The epoch of who wrote this.
    pub(super) epoch: u64,
    /// Tells this writing from every other.
    pub(super) nonce: String,
}

impl Head {
    /// Reads a head of this instance of a stack.
    ///
    /// # Errors
    /// When it is none, or another's.
    pub(super) fn read(bytes: &[u8], instance: &Instance, place: &str) -> Result<Self, StoreError> {
        let raw: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| StoreError::damaged(place, error.to_string()))?;
        let format = raw.get("format").and_then(serde_json::Value::as_u64);
        let found = format.map_or(FORMAT, |format| u32::try_from(format).unwrap_or(u32::MAX));
        // A newer format may have any fields, while every older head has a hash. And one whose sum is wrong says nothing of
        // its format: that may be what was changed.
        let is_head = found > FORMAT || raw.get("hash").is_some();
        if found != FORMAT && is_head && !checked::is_changed(&raw) {
            return Err(StoreError::OtherFormat { path: place.to_owned(), found, known: FORMAT });
        }
        let head: Self = checked::read(raw).map_err(|reason| StoreError::damaged(place, reason))?;
        if head.stack != instance.stack || head.environment != instance.environment {
            let found = Instance::new(head.stack, head.environment).to_string();
            return Err(StoreError::OtherStack {
                path: place.to_owned(),
                found,
                wanted: instance.to_string(),
            });
        }
        Ok(head)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        checked::write(self)
    }
}

/// The name of a base's snapshot.
pub(super) fn snapshot(base: &str) -> String {
    format!("snapshot-{base}.json")
}

/// The name of a base's journal.
pub(super) fn journal(base: &str) -> String {
    format!("journal-{base}.log")
}

/// The base that a name belongs to, with the number of its state.
pub(super) fn base_of(name: &str) -> Option<(u64, &str)> {
    let of = |prefix, suffix| name.strip_prefix(prefix).and_then(|rest: &str| rest.strip_suffix(suffix));
    let base = of("snapshot-", ".json").or_else(|| of("journal-", ".log"))?;
    Some((serial_of(base)?, base))
}

/// The number of the state that a base begins with.
pub(super) fn serial_of(base: &str) -> Option<u64> {
    base.split_once('-')?.0.parse().ok()
}
