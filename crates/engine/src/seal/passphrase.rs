//! A passphrase as a provider: Argon2id makes a key of it, slowly and with much memory, so that guessing is dear.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use ironwright_core::Value;
use ironwright_core::redactor::Redactor;
use zeroize::Zeroizing;

use super::key::random_name;
use super::provider::KeyName;
use super::{DataKey, KeyProvider, SealError, Wrapping};
use crate::tasks::blocking;

/// The shortest passphrase that is taken, in characters.
const SHORTEST: usize = 8;
/// The most memory that a `keys.json` may ask for, in KiB: whoever wrote it must not be able to bring a machine down.
const MOST_MEMORY: u32 = 1024 * 1024;

/// How dear a guess is: the second choice of RFC 9106, for machines that are not all ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

pub(super) const USUAL: Cost = Cost { memory: 64 * 1024, passes: 3, lanes: 4 };

/// A passphrase.
pub struct Passphrase {
    text: Arc<Zeroizing<String>>,
    cost: Cost,
    /// What was made of it already, by salt and cost: it takes a tenth of a second each time.
    made: Mutex<HashMap<(String, [u32; 3]), DataKey>>,
    /// The salt of what is wrapped from now on.
    salt: Mutex<Option<String>>,
}

impl Passphrase {
    /// The name of the provider.
    pub const NAME: &str = "passphrase";

    /// A passphrase as a person has typed it.
    ///
    /// # Errors
    /// When it is too short to be one.
    pub fn new(text: impl Into<String>) -> Result<Self, SealError> {
        let text = Zeroizing::new(text.into());
        if text.chars().count() < SHORTEST {
            return Err(SealError::Unopened {
                reason: format!("the passphrase has fewer than {SHORTEST} characters"),
                hint: "take several words, or 32 random characters from a password manager".to_owned(),
            });
        }
        let (made, salt) = (Mutex::default(), Mutex::default());
        Ok(Self { text: Arc::new(text), cost: USUAL, made, salt })
    }

    /// The key that a salt makes of it.
    async fn stretch(&self, salt: &str, cost: Cost) -> Result<DataKey, SealError> {
        let name = (salt.to_owned(), [cost.memory, cost.passes, cost.lanes]);
        if let Some(key) = self.made.lock().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Ok(key.clone());
        }
        let (text, salt) = (Arc::clone(&self.text), salt.to_owned());
        let known = Redactor::default();
        known.note(&Value::text(self.text.as_str()).into_secret());
        let stretched = blocking(move || stretch(&text, &salt, cost)).await;
        let key = stretched.map_err(|panicked| SealError::Provider {
            call: "stretching the passphrase".to_owned(),
            message: format!("it panicked: {}", panicked.message(&known)),
        })??;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(name, key.clone());
        Ok(key)
    }
}

pub(super) fn stretch(text: &str, salt: &str, cost: Cost) -> Result<DataKey, SealError> {
    let damaged =
        |error: argon2::Error| SealError::Damaged { reason: format!("a passphrase's cost: {error}") };
    if cost.memory > MOST_MEMORY || cost.passes > 64 || cost.lanes > 64 {
        return Err(SealError::Damaged { reason: "a passphrase's cost is too high to be ours".to_owned() });
    }
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32)).map_err(damaged)?;
    let mut bytes = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(text.as_bytes(), salt.as_bytes(), &mut *bytes).map_err(damaged)?;
    DataKey::from_bytes(&*bytes).ok_or(SealError::Cipher)
}

#[async_trait]
impl KeyProvider for Passphrase {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn wrap(&self, name: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError> {
        let salt = {
            let mut salt = self.salt.lock().unwrap_or_else(PoisonError::into_inner);
            match &*salt {
                Some(salt) => salt.clone(),
                None => salt.insert(random_name(16)?).clone(),
            }
        };
        let wrapped = self.stretch(&salt, self.cost).await?.seal(key.expose(), &name.to_bytes())?;
        let parameters = BTreeMap::from([
            ("function".to_owned(), "argon2id".to_owned()),
            ("salt".to_owned(), salt),
            ("memory_kib".to_owned(), self.cost.memory.to_string()),
            ("passes".to_owned(), self.cost.passes.to_string()),
            ("lanes".to_owned(), self.cost.lanes.to_string()),
        ]);
        Ok(Wrapping { provider: Self::NAME.to_owned(), parameters, wrapped })
    }

    async fn open(&self, name: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        if wrapping.parameter("function")? != "argon2id" {
            let reason = "a passphrase is stretched by a function that this version does not know".to_owned();
            return Err(SealError::Damaged { reason });
        }
        let number = |name: &str| {
            let text = wrapping.parameter(name)?;
            text.parse().map_err(|_| SealError::Damaged { reason: format!("`{name}` of a key is no number") })
        };
        let cost = Cost { memory: number("memory_kib")?, passes: number("passes")?, lanes: number("lanes")? };
        let key = self.stretch(wrapping.parameter("salt")?, cost).await?;
        let opened = key.open(&wrapping.wrapped, &name.to_bytes());
        opened.and_then(|bytes| DataKey::from_bytes(&bytes)).ok_or_else(|| SealError::Unopened {
            reason: "the passphrase is not the one that opens it".to_owned(),
            hint: "give the passphrase with which it was made or last rotated".to_owned(),
        })
    }
}

/// A passphrase is never shown.
impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(passphrase)")
    }
}

#[cfg(test)]
impl Passphrase {
    /// One that costs next to nothing.
    pub(super) fn cheap(text: &str) -> Self {
        let passphrase = Self::new(text).expect("long enough");
        Self { cost: Cost { memory: 64, passes: 1, lanes: 1 }, ..passphrase }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Scope;

    #[tokio::test]
    async fn only_the_same_passphrase_opens_and_only_the_same_key() {
        let scope = Scope { stack: "demo".into(), lineage: "l".into() };
        let name = KeyName { scope: &scope, key: "k" };
        let key = DataKey::random().expect("a key");
        let wrapping = Passphrase::cheap("correct horse").wrap(&name, &key).await.expect("wraps");
        let again = Passphrase::cheap("correct horse").open(&name, &wrapping).await.expect("unwraps");
        assert_eq!(again.expose(), key.expose());
        let other = Passphrase::cheap("wrong horse").open(&name, &wrapping).await.expect_err("another");
        assert_eq!(other.to_string(), "the passphrase is not the one that opens it");
        let name = KeyName { key: "another", ..name };
        assert!(Passphrase::cheap("correct horse").open(&name, &wrapping).await.is_err());
    }

    #[tokio::test]
    async fn costs_that_would_bring_a_machine_down_are_refused() {
        let scope = Scope::default();
        let name = KeyName { scope: &scope, key: "k" };
        let mine = Passphrase::cheap("correct horse");
        let mut wrapping = mine.wrap(&name, &DataKey::random().expect("a key")).await.expect("wraps");
        wrapping.parameters.insert("memory_kib".into(), u32::MAX.to_string());
        let error = mine.open(&name, &wrapping).await.expect_err("too dear").to_string();
        assert_eq!(error, "keys.json is damaged: a passphrase's cost is too high to be ours");
    }

    #[test]
    fn short_passphrases_are_refused_and_none_is_shown() {
        let error = Passphrase::new("hunter2").expect_err("short").to_string();
        assert_eq!(error, "the passphrase has fewer than 8 characters");
        assert_eq!(format!("{:?}", Passphrase::new("correct horse").expect("long")), "(passphrase)");
    }
}
