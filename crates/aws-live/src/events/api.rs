//! Amazon EventBridge's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_eventbridge::types::Tag as EventsTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What EventBridge says of itself.
pub(crate) static EVENTS: Service = Service {
    not_found: &[code("ResourceNotFoundException")],
    // A rule while it has targets.
    in_use: &[code("ValidationException").of("DeleteRule").saying("targets")],
    lags: &[
        (code("ResourceNotFoundException").of("Put"), Duration::from_mins(1)),
        (code("ValidationException").saying("role"), Duration::from_mins(2)),
    ],
    limits: &[(&["PutRule", "DeleteRule", "PutTargets", "RemoveTargets"], at_once(5).then(5.0))],
    ..Service::named("events")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_eventbridge::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_eventbridge::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn events(&self) -> &'a aws_sdk_eventbridge::Client {
        &self.services().events.client
    }
}

/// Tags of whatever has an ARN of EventBridge's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = EVENTS.action("TagResource");
    const REMOVE: Action = EVENTS.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.events().tag_resource().resource_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.events().untag_resource().resource_arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for EventsTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<EventsTag> {
    tags.iter().filter_map(|(key, value)| EventsTag::builder().key(key).value(value).build().ok()).collect()
}
