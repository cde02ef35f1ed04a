//! The clients of all services, with what every call shares: pace, place, and when something was made last.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use ironwright_core::Kind;
use ironwright_engine::cloud::CloudError;
use tokio::time::Instant;

use crate::call::pace::Pace;
use crate::credentials;
use crate::identity::Place;
use crate::registry::Connections;
use crate::wire::Wire;

/// How AWS is reached, beyond what environment and profile say.
#[derive(Clone, Default)]
pub struct Options {
    /// The profile of `~/.aws/config`; else `AWS_PROFILE`, else `default`.
    pub profile: Option<String>,
    /// The region; else `AWS_REGION`, else the profile's.
    pub region: Option<String>,
    /// The region when nothing else names one: the program's own.
    pub usual_region: Option<String>,
    /// The ARN of a role to assume.
    pub assume_role: Option<String>,
    /// How the assumed role's session is called in AWS's logs; else `ironwright`.
    pub session_name: Option<String>,
    /// Where all services are reached instead of AWS; else `AWS_ENDPOINT_URL` and those of single services.
    pub endpoint: Option<String>,
    /// An access key and its secret instead of the chain: for a server that speaks AWS and takes any.
    pub keys: Option<(String, String)>,
    /// How long after a request was sent what it made may still be missing where AWS is asked for it; else ten seconds.
    /// A server that forgets nothing needs none of it.
    pub late_create_window: Option<Duration>,
    /// What goes wrong on the way to `endpoint`, for tests; refused without one.
    pub wire: Option<Wire>,
}

/// What calls are made with.
pub(crate) struct Clients {
    pub(crate) services: Connections,
    pub(crate) pace: Pace,
    pub(crate) place: Place,
    /// When something was made last: for a while, not all of AWS has heard of it.
    made: Mutex<Option<Instant>>,
}

/// What a service is called with, and what its kinds read together.
pub(crate) trait Connection {
    /// Makes the client.
    fn new(config: &SdkConfig) -> Self;

    /// A refresh begins that reads so many of each kind; none when it ends.
    fn begin_refresh(&self, _ahead: &[(&'static Kind, usize)]) {}

    /// Something is made, changed or deleted: what was read before is not to be relied on any more.
    fn forget(&self) {}
}

impl Clients {
    /// Finds credentials and region, and asks AWS whose they are.
    ///
    /// # Errors
    /// When one of them is missing or not accepted.
    pub(crate) async fn connect(options: &Options) -> Result<Self, CloudError> {
        let config = credentials::load(options).await?;
        let place = Place::ask(&config).await;
        let place = place.map_err(|error| credentials::in_context(error, options, &config))?;
        Ok(Self::new(&config, place))
    }

    pub(crate) fn new(config: &SdkConfig, place: Place) -> Self {
        Self {
            services: Connections::new(config),
            pace: Pace::new(config.endpoint_url().is_none()),
            place,
            made: Mutex::default(),
        }
    }

    /// Clients that never make a call, with AWS's own limits.
    #[cfg(test)]
    pub(crate) fn unconnected() -> Self {
        let version = aws_config::BehaviorVersion::latest();
        let [partition, account, region, caller] =
            ["aws", "123456789012", "eu-west-2", "me"].map(str::to_owned);
        let place = Place { partition, account, region, caller };
        Self::new(&SdkConfig::builder().behavior_version(version).build(), place)
    }

    pub(crate) fn made_something(&self) {
        *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub(crate) fn made_something_within(&self, window: Duration) -> bool {
        let made = *self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.is_some_and(|made| made.elapsed() < window)
    }
}

/// Keys stay secret in a log too.
impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("profile", &self.profile)
            .field("region", &self.region)
            .field("usual_region", &self.usual_region)
            .field("assume_role", &self.assume_role)
            .field("session_name", &self.session_name)
            .field("endpoint", &self.endpoint)
            .field("keys", &self.keys.as_ref().map(|(key, _)| key))
            .field("late_create_window", &self.late_create_window)
            .field("wire", &self.wire)
            .finish()
    }
}
