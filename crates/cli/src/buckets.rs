//! Buckets as places of states, in programs that were built with AWS; in others, the sentence that says so.

#[cfg(feature = "aws")]
pub(crate) use with_aws::{Bucket, wanted};
#[cfg(not(feature = "aws"))]
pub(crate) use without_aws::{Bucket, no_aws};

#[cfg(feature = "aws")]
mod with_aws {
    use std::sync::Arc;

    use ironwright_aws_live::Options;
    use ironwright_aws_live::store::init::Wanted;
    use ironwright_aws_live::store::{Bucket as Medium, BucketPlace};
    use ironwright_engine::store::DurableStore;

    use crate::arguments::Access;
    use crate::asked::Asked;
    use crate::failure::{Failure, Result};
    use crate::settings::StoreSettings;
    use crate::stores::{self, Place};

    /// The part of a bucket that is a stack's.
    #[derive(Debug)]
    pub(crate) struct Bucket {
        place: BucketPlace,
        below: String,
        endpoint: Option<String>,
        options: Options,
        medium: Arc<Medium>,
    }

    impl Bucket {
        /// The bucket that a person names, `s3://bucket/prefix`.
        pub(crate) fn named(text: &str, settings: StoreSettings, asked: Asked<'_>) -> Result<Self> {
            Self::at(place(text, &settings)?, settings, asked)
        }

        /// The bucket that the settings name.
        pub(crate) fn set(settings: StoreSettings, asked: Asked<'_>) -> Result<Self> {
            let place = BucketPlace {
                bucket: settings.bucket.clone().unwrap_or_default(),
                prefix: settings.prefix.as_deref().unwrap_or_default().trim_matches('/').to_owned(),
                lock_table: settings.lock_table.clone(),
            };
            place.check().map_err(|error| {
                Failure::wrong(error.to_string(), "see `bucket` and `prefix` under [store] in the settings")
            })?;
            Self::at(place, settings, asked)
        }

        fn at(place: BucketPlace, settings: StoreSettings, asked: Asked<'_>) -> Result<Self> {
            let endpoint = settings.endpoint.clone();
            let options = options(settings, asked.access()?);
            Ok(Self::below(place, stores::below(&asked.instance(), asked), endpoint, options))
        }

        fn below(place: BucketPlace, below: String, endpoint: Option<String>, options: Options) -> Self {
            let medium = Arc::new(Medium::new(place.clone(), &below, options.clone()));
            Self { place, below, endpoint, options, medium }
        }

        /// Another part of the same bucket.
        pub(crate) fn beside(&self, below: String) -> Place {
            let (endpoint, options) = (self.endpoint.clone(), self.options.clone());
            Place::Bucket(Self::below(self.place.clone(), below, endpoint, options))
        }

        /// What stands in the bucket and is called so, or begins so: the stack and its environments.
        pub(crate) async fn names(&self, beginning: &str) -> Result<Vec<String>> {
            Ok(self.medium.names(beginning).await?)
        }

        pub(crate) fn store(&self, stack: &str) -> DurableStore {
            DurableStore::new(Arc::<Medium>::clone(&self.medium), stack)
        }

        pub(crate) fn identity(&self) -> String {
            let BucketPlace { bucket, prefix, .. } = &self.place;
            let server =
                self.endpoint.as_deref().map(|endpoint| endpoint.replace("://", "-").replace(':', "-"));
            let parts = [server.as_deref(), Some(bucket), Some(prefix), Some(&self.below)];
            let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
            format!("s3://{}", parts.join("/"))
        }

        pub(crate) fn named_place(&self) -> String {
            self.place.to_string()
        }

        pub(crate) async fn warning(&self) -> Result<Option<String>> {
            Ok(self.medium.warning().await?)
        }
    }

    /// What `state init` is to make.
    pub(crate) fn wanted(
        text: Option<&str>,
        mut settings: StoreSettings,
        asked: Asked<'_>,
        kms_key: Option<String>,
    ) -> Result<Wanted> {
        let set = || {
            settings
                .bucket
                .as_ref()
                .map(|bucket| format!("s3://{bucket}/{}", settings.prefix.as_deref().unwrap_or_default()))
        };
        let store = || asked.global.store.as_ref().map(|store| store.to_string_lossy().into_owned());
        let Some(text) = text.map(ToOwned::to_owned).or_else(store).or_else(set) else {
            return Err(Failure::wrong(
                "there is nothing to make: no bucket is named",
                "name it, `state init s3://bucket/prefix`, with `--store`, or under [store] in the settings",
            ));
        };
        let place = place(&text, &settings)?;
        // Where a bucket is to be, the region of the stack is meant when none is named for the store.
        let access = asked.access()?;
        settings.region = settings.region.or_else(|| access.region.clone());
        let kms_key = kms_key.or_else(|| settings.kms_key.clone());
        Ok(Wanted { place, options: options(settings, access), kms_key })
    }

    fn place(text: &str, settings: &StoreSettings) -> Result<BucketPlace> {
        let mut place: BucketPlace = text.parse().map_err(|error| {
            Failure::wrong(
                format!("{error}"),
                "write it as `s3://bucket/prefix`, or `s3://bucket/prefix?lock_table=NAME`",
            )
        })?;
        if settings.bucket.as_ref() == Some(&place.bucket) {
            place.lock_table = place.lock_table.or_else(|| settings.lock_table.clone());
        }
        Ok(place)
    }

    /// How a bucket is reached: as the stack is, but for what is said of the bucket alone. The role that the stack is
    /// deployed with is not assumed for it: states often are in another account than what they are about.
    fn options(settings: StoreSettings, access: Access) -> Options {
        Options {
            profile: settings.profile.or(access.profile),
            region: settings.region,
            usual_region: access.region,
            assume_role: settings.assume_role,
            session_name: access.session_name,
            endpoint: settings.endpoint,
            ..Options::default()
        }
    }
}

#[cfg(not(feature = "aws"))]
mod without_aws {
    use ironwright_engine::store::DurableStore;

    use crate::asked::Asked;
    use crate::failure::{Failure, Result};
    use crate::settings::StoreSettings;
    use crate::stores::Place;

    /// There are none.
    #[derive(Debug)]
    pub(crate) enum Bucket {}

    impl Bucket {
        pub(crate) fn named(_: &str, _: StoreSettings, _: Asked<'_>) -> Result<Self> {
            Err(no_aws())
        }

        pub(crate) fn set(_: StoreSettings, _: Asked<'_>) -> Result<Self> {
            Err(no_aws())
        }

        pub(crate) fn store(&self, _: &str) -> DurableStore {
            match *self {}
        }

        pub(crate) fn beside(&self, _: String) -> Place {
            match *self {}
        }

        #[expect(clippy::unused_async, reason = "it stands where the one that asks would")]
        pub(crate) async fn names(&self, _: &str) -> Result<Vec<String>> {
            match *self {}
        }

        pub(crate) fn identity(&self) -> String {
            match *self {}
        }

        pub(crate) fn named_place(&self) -> String {
            match *self {}
        }

        #[expect(clippy::unused_async, reason = "it stands where the one that asks would")]
        pub(crate) async fn warning(&self) -> Result<Option<String>> {
            match *self {}
        }
    }

    pub(crate) fn no_aws() -> Failure {
        Failure::wrong(
            "this program was built without AWS: it cannot keep its state in S3",
            format!("{}; or name a folder with `--store`", crate::typed::BUILD_WITH_AWS),
        )
    }
}
