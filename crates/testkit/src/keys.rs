//! A key provider that keeps nothing out: for trials in which secrets are sealed a million times.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use ironwright_engine::seal::{DataKey, KeyName, KeyProvider, SealError, Vault, Wrapping};

/// Wraps keys by writing them down.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenKeys;

/// A vault that seals with keys which lie open beside what they seal.
pub fn open_vault() -> Arc<Vault> {
    Arc::new(Vault::new().making_with(Arc::new(OpenKeys)))
}

#[async_trait]
impl KeyProvider for OpenKeys {
    fn name(&self) -> &'static str {
        "open"
    }

    async fn wrap(&self, _: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError> {
        let wrapped = key
            .expose()
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|half| char::from_digit(half.into(), 16))
            .collect();
        Ok(Wrapping { provider: self.name().to_owned(), parameters: BTreeMap::new(), wrapped })
    }

    async fn open(&self, _: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        let digits = wrapping.wrapped.as_bytes().chunks(2);
        let byte =
            |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = digits.map(byte).collect();
        bytes
            .and_then(|bytes| DataKey::from_bytes(&bytes))
            .ok_or_else(|| SealError::Damaged { reason: "a wrapped key is not one of 32 bytes".to_owned() })
    }
}
