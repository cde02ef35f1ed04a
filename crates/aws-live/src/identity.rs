//! Whose account this is: asked of STS before anything else, so that what is wrong with credentials shows first.

use std::time::Duration;

use aws_config::SdkConfig;
use ironwright_core::stack::Location;
use ironwright_core::state::CloudIdentity;
use ironwright_core::template::{Fill, fill};
use ironwright_engine::cloud::{CloudError, ErrorClass};

use tokio::time::sleep;

use crate::call::error;

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

    /// The ARN of something that is one for all regions, of what is told after `arn:aws:iam::123456789012:`.
    pub(crate) fn global_arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}::{}:{resource}", self.partition, self.account)
    }

    /// What AWS calls something by its id and this place, `arn:aws:ec2:{region}:{account}:vpc/{id}`; `None` where it takes
    /// more than that.
    pub(crate) fn named_by(&self, template: &str, id: &str) -> Option<String> {
        let of_partition = template.replacen("arn:aws:", &format!("arn:{}:", self.partition), 1);
        let mut known = Known { place: self, id, guessed: false };
        fill(&of_partition, &mut known).ok().filter(|_| template.contains("{id}") && !known.guessed)
    }
}

/// What is known of something by its id.
struct Known<'a> {
    place: &'a Place,
    id: &'a str,
    /// Whether something was asked for that AWS makes up.
    guessed: bool,
}

impl Fill for Known<'_> {
    fn named(&mut self, name: &str) -> Option<String> {
        match name {
            "account" => Some(self.place.account.clone()),
            "region" => Some(self.place.region.clone()),
            "id" => Some(self.id.to_owned()),
            _ => None,
        }
    }

    fn random(&mut self, _: u32) -> u32 {
        self.guessed = true;
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_follows_from_id_and_place_where_it_takes_no_more() {
        let [partition, account, region, caller] =
            ["aws-cn", "123456789012", "cn-north-1", "me"].map(str::to_owned);
        let place = Place { partition, account, region, caller };
        let named = |template| place.named_by(template, "eip-1");
        let arn = "arn:aws-cn:ec2:cn-north-1:123456789012:elastic-ip/eip-1";
        assert_eq!(named("arn:aws:ec2:{region}:{account}:elastic-ip/{id}").as_deref(), Some(arn));
        assert_eq!(named("{id}").as_deref(), Some("eip-1"));
        for more in ["arn:aws:iam::{account}:role{path}{role_name}", "{ip}", "{account}", "{id}-{hex:8}"] {
            assert_eq!(named(more), None, "{more}");
        }
    }
}
