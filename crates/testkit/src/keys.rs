//! A key provider that keeps nothing out: for trials in which secrets are sealed a million times.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use base64ct::{Base64, Encoding as _};
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
        let wrapped = Base64::encode_string(key.expose());
        Ok(Wrapping { provider: self.name().to_owned(), parameters: BTreeMap::new(), wrapped })
    }

    async fn open(&self, _: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        let bytes = Base64::decode_vec(&wrapping.wrapped).ok();
        bytes
            .and_then(|bytes| DataKey::from_bytes(&bytes))
            .ok_or_else(|| SealError::Damaged { reason: "a wrapped key is not one of 32 bytes".to_owned() })
    }
}
