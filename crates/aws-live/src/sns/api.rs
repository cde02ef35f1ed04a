//! Amazon SNS's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_sns::types::Tag as SnsTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What SNS says of itself.
pub(crate) static SNS: Service = Service {
    not_found: &[code("NotFound"), code("NotFoundException"), code("ResourceNotFound")],
    taken: &[code("InvalidParameter").of("CreateTopic").saying("already exists")],
    lags: &[
        (code("NotFound").of("Subscribe"), Duration::from_mins(1)),
        // A policy may name a role that was made just now.
        (code("InvalidParameter").saying("Policy"), Duration::from_mins(2)),
    ],
    limits: &[
        (&["Subscribe", "Unsubscribe"], at_once(100).then(100.0)),
        (&["TagResource", "UntagResource"], at_once(10).then(10.0)),
    ],
    ..Service::named("sns")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_sns::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_sns::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn sns(&self) -> &'a aws_sdk_sns::Client {
        &self.services().sns.client
    }
}

/// Tags of a topic, by its ARN.
pub(crate) struct OfTopic;

impl Tagging for OfTopic {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SNS.action("TagResource");
    const REMOVE: Action = SNS.action("UntagResource");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.sns().tag_resource().resource_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.sns().untag_resource().resource_arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for SnsTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<SnsTag> {
    tags.iter().filter_map(|(key, value)| SnsTag::builder().key(key).value(value).build().ok()).collect()
}
