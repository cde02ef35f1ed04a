//! Whose account this is: asked of STS before anything else, so that what is wrong with credentials shows first.

use std::time::Duration;

use aws_config::SdkConfig;
use ironwright_core::stack::Location;
use ironwright_core::state::CloudIdentity;
use ironwright_engine::cloud::{CloudError, ErrorClass};

use tokio::time::sleep;

use crate::error;

/// How long to wait before AWS is asked again, each time that the question fails in passing.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800)];

/// Who acts, and where.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// `aws`, `aws-cn` or `aws-us-gov`: the second part of every ARN.
    pub(crate) partition: String,
    pub(crate) account: String,
    pub(crate) region: String,
    /// The caller's ARN.
    pub(crate) caller: String,
}

impl Place {
    /// Asks AWS.
    ///
    /// # Errors
    /// When there are no credentials, or AWS does not accept them.
    pub(crate) async fn ask(config: &SdkConfig) -> Result<Self, CloudError> {
        const CALL: &str = "sts:GetCallerIdentity";
        let sts = aws_sdk_sts::Client::new(config);
        let mut pauses = PAUSES.iter();
        let answer = loop {
            let failed = match sts.get_caller_identity().send().await {
                Ok(answer) => break answer,
                Err(failed) => error::of(CALL, &failed),
            };
            match pauses.next() {
                Some(pause) if failed.class == ErrorClass::Transient => sleep(*pause).await,
                _ => return Err(failed),
            }
        };
        let (Some(account), Some(caller)) = (answer.account(), answer.arn()) else {
            let message = "AWS does not say whose credentials these are";
            return Err(CloudError::new(CALL, "NoIdentity", message, ErrorClass::Denied));
        };
        let partition = caller.split(':').nth(1).unwrap_or("aws");
        Ok(Self {
            partition: partition.to_owned(),
            account: account.to_owned(),
            region: config.region().map(ToString::to_string).unwrap_or_default(),
            caller: caller.to_owned(),
        })
    }

    /// The identity that a state is bound to.
    pub(crate) fn identity(&self) -> CloudIdentity {
        let location = Location { account: self.account.clone(), region: self.region.clone() };
        CloudIdentity { cloud: "aws".to_owned(), location }
    }
}
