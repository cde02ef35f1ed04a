//! Keys that AWS KMS wraps: whoever may use the key in KMS can read the secrets, and nobody needs a passphrase.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_kms::primitives::Blob;
use aws_smithy_types::base64;
use ironwright_engine::cloud::{CloudError, ErrorClass};
use ironwright_engine::seal::{DataKey, KeyName, KeyProvider, SealError, Wrapping};
use tokio::sync::OnceCell;

use crate::call::error;
use crate::clients::Options;
use crate::credentials;

/// What wraps data keys with a key that KMS keeps and never shows.
#[derive(Debug)]
pub struct Kms {
    /// The key's ARN, or an alias with its ARN.
    key: Option<String>,
    options: Options,
    config: OnceCell<SdkConfig>,
}

impl Kms {
    /// What the provider is called in `keys.json`.
    pub const NAME: &'static str = "aws-kms";

    /// Wraps with this key, named by its ARN or its alias's; without one, only opens what is wrapped already.
    pub fn new(key: Option<String>, options: Options) -> Self {
        Self { key, options, config: OnceCell::new() }
    }

    /// A client in the region of a key.
    async fn client(&self, key: &str) -> Result<aws_sdk_kms::Client, CloudError> {
        let region = key.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2)).map(ToOwned::to_owned);
        let load = || async {
            let usual_region = self.options.usual_region.clone().or_else(|| region.clone());
            credentials::load(&Options { usual_region, ..self.options.clone() }).await
        };
        let config = self.config.get_or_try_init(load).await?;
        let builder = aws_sdk_kms::config::Builder::from(config);
        let builder = match region {
            Some(region) => builder.region(aws_config::Region::new(region)),
            None => builder,
        };
        Ok(aws_sdk_kms::Client::from_conf(builder.build()))
    }
}

/// What a key is wrapped for: KMS writes it into its log, and opens for nothing else.
fn context(name: &KeyName<'_>) -> HashMap<String, String> {
    [
        ("ironwright:stack", &*name.scope.stack),
        ("ironwright:lineage", &*name.scope.lineage),
        ("ironwright:key", name.key),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

#[async_trait]
impl KeyProvider for Kms {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn wrap(&self, name: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError> {
        const CALL: &str = "kms:Encrypt";
        let Some(with) = &self.key else {
            return Err(SealError::NoProvider { stack: name.scope.stack.clone() });
        };
        let client = self.client(with).await.map_err(|error| of(&error))?;
        let encrypt = client.encrypt().key_id(with).plaintext(Blob::new(key.expose()));
        let answer = encrypt.set_encryption_context(Some(context(name))).send().await;
        let answer = answer.map_err(|failed| of(&error::of(CALL, &failed)))?;
        let Some(wrapped) = answer.ciphertext_blob() else {
            return Err(provider(CALL, "KMS has answered without the wrapped key".to_owned()));
        };
        // An alias may lead elsewhere one day; the key's own ARN stays.
        let used = answer.key_id().unwrap_or(with).to_owned();
        Ok(Wrapping {
            provider: Self::NAME.to_owned(),
            parameters: BTreeMap::from([("key".to_owned(), used)]),
            wrapped: base64::encode(wrapped),
        })
    }

    async fn open(&self, name: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        const CALL: &str = "kms:Decrypt";
        let with = wrapping.parameter("key")?;
        let damaged = |reason: &str| SealError::Damaged { reason: reason.to_owned() };
        let wrapped = base64::decode(&wrapping.wrapped)
            .map_err(|_| damaged("a key that KMS has wrapped is cut off"))?;
        let client = self.client(with).await.map_err(|error| unopened(with, &error))?;
        let decrypt = client.decrypt().key_id(with).ciphertext_blob(Blob::new(wrapped));
        let answer = decrypt.set_encryption_context(Some(context(name))).send().await;
        let answer = answer.map_err(|failed| unopened(with, &error::of(CALL, &failed)))?;
        let opened = answer.plaintext().and_then(|plain| DataKey::from_bytes(plain.as_ref()));
        opened.ok_or_else(|| damaged("what KMS has unwrapped is no key"))
    }
}

fn of(error: &CloudError) -> SealError {
    provider(&error.call, format!("{} ({})", error.message, error.code))
}

fn provider(call: &str, message: String) -> SealError {
    SealError::Provider { call: call.to_owned(), message }
}

/// Why a key was not opened. What passes is told as KMS says it; what does not, with what to do.
fn unopened(key: &str, error: &CloudError) -> SealError {
    if error.class == ErrorClass::Transient {
        return of(error);
    }
    SealError::Unopened {
        reason: format!("KMS does not open it with {key}: {} ({})", error.message, error.code),
        hint: "have kms:Decrypt allowed with that key for the identity that is used, and see that the key is enabled"
            .to_owned(),
    }
}
