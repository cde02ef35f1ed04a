//! Amazon CloudWatch Logs's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What CloudWatch Logs says of itself.
pub(crate) static LOGS: Service = Service {
    not_found: &[code("ResourceNotFoundException")],
    lags: &[(code("ResourceNotFoundException").of("Put"), Duration::from_mins(1))],
    limits: &[
        (&["CreateLogGroup"], at_once(10).then(10.0)),
        (&["DescribeLogGroups"], at_once(10).then(10.0)),
    ],
    ..Service::named("logs")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_cloudwatchlogs::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_cloudwatchlogs::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn logs(&self) -> &'a aws_sdk_cloudwatchlogs::Client {
        &self.services().logs.client
    }
}

/// Tags of whatever has an ARN of CloudWatch Logs'.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = LOGS.action("TagResource");
    const REMOVE: Action = LOGS.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let all = || Some(tags.clone().into_iter().collect());
        aws.call(Self::SET, || aws.logs().tag_resource().resource_arn(of).set_tags(all()).send())
            .await
            .map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.logs().untag_resource().resource_arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}
