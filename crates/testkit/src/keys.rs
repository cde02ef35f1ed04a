//! A key provider that keeps nothing out: for trials in which secrets are sealed a million times.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use base64ct::{Base64, Encoding as _};
use ironwright_engine::seal::{DataKey, KeyName, KeyProvider, SealError, Vault, Wrapping};

/// Wraps keys by writing them down, with a sum that tells whether what stands there is what was written.
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

    async fn wrap(&self, name: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError> {
        let wrapped = format!("{}.{}", sum(name, key.expose()), Base64::encode_string(key.expose()));
        Ok(Wrapping { provider: self.name().to_owned(), parameters: BTreeMap::new(), wrapped })
    }

    async fn open(&self, name: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        let written = wrapping.wrapped.split_once('.');
        let key = written.and_then(|(noted, text)| {
            let bytes = Base64::decode_vec(text).ok()?;
            DataKey::from_bytes(&bytes).filter(|_| noted == sum(name, &bytes))
        });
        key.ok_or_else(|| SealError::Unopened {
            reason: "it is not as it was written".to_owned(),
            hint: "put the keys.json back that stood beside this state".to_owned(),
        })
    }
}

fn sum(name: &KeyName<'_>, key: &[u8]) -> String {
    let parts = [name.scope.stack.as_bytes(), name.scope.lineage.as_bytes(), name.key.as_bytes(), key];
    blake3::hash(&parts.join(&0)).to_hex()[..16].to_owned()
}
