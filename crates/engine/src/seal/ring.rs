//! The ring: the wrapped keys of a stack, as `keys.json` keeps them beside its state.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::Scope;
use super::{SealError, Wrapping};

/// The format of `keys.json`; a newer one is refused.
const FORMAT: u32 = 1;

/// The keys of one history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Ring {
    format: u32,
    #[serde(flatten)]
    pub(super) scope: Scope,
    /// The key that seals what is written from now on; the others open what was written before.
    pub(super) current: String,
    pub(super) keys: BTreeMap<String, Entry>,
}

/// One key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Who made it, and where.
    pub(super) made_by: String,
    /// When, in seconds since 1970.
    pub(super) made_at: u64,
    #[serde(flatten)]
    pub(super) wrapping: Wrapping,
}

impl Ring {
    pub(super) fn new(scope: Scope) -> Self {
        Self { format: FORMAT, scope, current: String::new(), keys: BTreeMap::new() }
    }

    /// Reads `keys.json`.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, SealError> {
        let damaged = |error: serde_json::Error| SealError::Damaged { reason: error.to_string() };
        // The format is looked at first: a newer one may have other fields.
        let raw: serde_json::Value = serde_json::from_slice(bytes).map_err(damaged)?;
        let format = raw.get("format").and_then(serde_json::Value::as_u64).unwrap_or_default();
        let found = u32::try_from(format).unwrap_or(u32::MAX);
        if found > FORMAT {
            return Err(SealError::Newer { found, known: FORMAT });
        }
        let ring: Self = serde_json::from_value(raw).map_err(damaged)?;
        if !ring.keys.contains_key(&ring.current) {
            return Err(SealError::Damaged { reason: format!("it does not hold its key {}", ring.current) });
        }
        Ok(ring)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
