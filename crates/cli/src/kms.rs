//! Keys in AWS KMS as what seals secrets, in programs that were built with AWS.

#[cfg(feature = "aws")]
pub(crate) use with_aws::provider;
#[cfg(not(feature = "aws"))]
pub(crate) use without_aws::provider;

#[cfg(feature = "aws")]
mod with_aws {
    use std::sync::Arc;

    use async_trait::async_trait;
    use ironwright_aws_live::{Kms, Options};
    use ironwright_core::redactor::Redactor;
    use ironwright_engine::seal::{DataKey, KeyName, KeyProvider, Scope, SealError, Wrapping};
    use ironwright_engine::tasks::blocking;
    use tokio::runtime::Builder;

    use crate::asked::Asked;
    use crate::failure::Result;

    /// What wraps keys with a key in KMS; without one, what opens those that KMS has wrapped.
    ///
    /// # Errors
    /// When a key is named, and the settings are wrong.
    pub(crate) fn provider(key: Option<&str>, asked: Asked<'_>) -> Result<Option<Arc<dyn KeyProvider>>> {
        let access = match (asked.access(), key) {
            (Ok(access), _) => access,
            // A key in KMS may never be met. What is wrong with the settings is told by what needs them.
            (Err(_), None) => asked.global.access.clone(),
            (Err(wrong), Some(_)) => return Err(wrong),
        };
        let options = Options { profile: access.profile, usual_region: access.region, ..Options::default() };
        Ok(Some(Arc::new(InRealTime { key: key.map(ToOwned::to_owned), options })))
    }

    /// KMS, called where time passes. A rehearsal's clock jumps over whatever is waited for, and would take each call for
    /// one that is never answered.
    struct InRealTime {
        key: Option<String>,
        options: Options,
    }

    impl InRealTime {
        /// Calls KMS on a thread of its own, with a clock that nobody moves; ours stands still meanwhile.
        async fn call<T: Send + 'static>(
            &self,
            call: impl AsyncFnOnce(Kms) -> std::result::Result<T, SealError> + Send + 'static,
        ) -> std::result::Result<T, SealError> {
            let (key, options) = (self.key.clone(), self.options.clone());
            let failed = |message: String| SealError::Provider { call: "kms".to_owned(), message };
            let called = blocking(move || {
                let runtime = Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|error| failed(error.to_string()))?;
                runtime.block_on(call(Kms::new(key, options)))
            });
            let called = called.await;
            called.map_err(|panicked| {
                failed(format!("it panicked: {}", panicked.message(&Redactor::default())))
            })?
        }
    }

    #[async_trait]
    impl KeyProvider for InRealTime {
        fn name(&self) -> &'static str {
            Kms::NAME
        }

        async fn wrap(&self, name: &KeyName<'_>, key: &DataKey) -> std::result::Result<Wrapping, SealError> {
            let (scope, called, key) = (name.scope.clone(), name.key.to_owned(), key.clone());
            self.call(async move |kms| kms.wrap(&named(&scope, &called), &key).await).await
        }

        async fn open(
            &self,
            name: &KeyName<'_>,
            wrapping: &Wrapping,
        ) -> std::result::Result<DataKey, SealError> {
            let (scope, called, wrapping) = (name.scope.clone(), name.key.to_owned(), wrapping.clone());
            self.call(async move |kms| kms.open(&named(&scope, &called), &wrapping).await).await
        }
    }

    fn named<'a>(scope: &'a Scope, key: &'a str) -> KeyName<'a> {
        KeyName { scope, key }
    }
}

#[cfg(not(feature = "aws"))]
mod without_aws {
    use std::sync::Arc;

    use ironwright_engine::seal::KeyProvider;

    use crate::asked::Asked;
    use crate::failure::{Failure, Result};

    /// There is none.
    ///
    /// # Errors
    /// When a key is named.
    pub(crate) fn provider(key: Option<&str>, _: Asked<'_>) -> Result<Option<Arc<dyn KeyProvider>>> {
        match key {
            None => Ok(None),
            Some(_) => Err(Failure::wrong(
                "this program was built without AWS: it cannot use a key in KMS",
                format!("{}; or seal with a passphrase", crate::typed::BUILD_WITH_AWS),
            )),
        }
    }
}
