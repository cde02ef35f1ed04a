//! Providers: what wraps the data keys of a stack, so that they can lie beside what they seal.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::place::Scope;
use super::{DataKey, SealError};

/// Something that wraps keys: a passphrase, a key file, a service that keeps keys.
#[async_trait]
pub trait KeyProvider: Send + Sync {
    /// What the provider is called in `keys.json`, `passphrase`.
    fn name(&self) -> &'static str;

    /// Wraps a key.
    ///
    /// # Errors
    /// When it cannot.
    async fn wrap(&self, name: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError>;

    /// Unwraps a key that a provider of this name has wrapped, perhaps another than this one.
    ///
    /// # Errors
    /// [`SealError::Unopened`] when this provider is not the one, or is not at hand.
    async fn open(&self, name: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError>;
}

/// Which key of which history: a wrapping opens for no other.
#[derive(Clone, Copy, Debug)]
pub struct KeyName<'a> {
    /// The history.
    pub scope: &'a Scope,
    /// The key's own name.
    pub key: &'a str,
}

impl KeyName<'_> {
    /// The name as bytes that no other name has.
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in ["ironwright key 1", &self.scope.stack, &self.scope.lineage, self.key] {
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// A wrapped key, and what its provider needs to unwrap it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wrapping {
    /// The provider's name.
    pub provider: String,
    /// What it needs: a salt, the name of a file or of a key.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// The wrapped key.
    pub wrapped: String,
}

impl Wrapping {
    /// A parameter.
    ///
    /// # Errors
    /// When it is not there.
    pub fn parameter(&self, name: &str) -> Result<&str, SealError> {
        let found = self.parameters.get(name).map(String::as_str);
        found.ok_or_else(|| SealError::Damaged { reason: format!("a key has no `{name}`") })
    }
}
