//! Amazon CloudWatch's API: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_cloudwatch::types::Tag as CloudWatchTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What CloudWatch says of itself.
pub(crate) static CLOUDWATCH: Service = Service {
    not_found: &[code("ResourceNotFound"), code("ResourceNotFoundException"), code("DashboardNotFoundError")],
    limits: &[
        (&["PutMetricAlarm", "DeleteAlarms"], at_once(3).then(3.0)),
        (&["DescribeAlarms"], at_once(9).then(9.0)),
    ],
    ..Service::named("cloudwatch")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_cloudwatch::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_cloudwatch::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn cloudwatch(&self) -> &'a aws_sdk_cloudwatch::Client {
        &self.services().cloudwatch.client
    }
}

/// Tags of whatever has an ARN of CloudWatch's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = CLOUDWATCH.action("TagResource");
    const REMOVE: Action = CLOUDWATCH.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.cloudwatch().tag_resource().resource_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let remove = || aws.cloudwatch().untag_resource().resource_arn(of);
        aws.call(Self::REMOVE, || remove().set_tag_keys(Some(names.clone())).send()).await.map(drop)
    }
}

impl Tag for CloudWatchTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<CloudWatchTag> {
    tags.iter().map(|(key, value)| CloudWatchTag::builder().key(key).value(value).build()).collect()
}
