//! Amazon EventBridge Scheduler's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_scheduler::types::Tag as SchedulerTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What EventBridge Scheduler says of itself.
pub(crate) static SCHEDULER: Service = Service {
    not_found: &[code("ResourceNotFoundException")],
    taken: &[code("ConflictException").of("CreateSchedule").saying("already exists")],
    // A group while it or its schedules are being deleted.
    in_use: &[code("ConflictException").saying("DELETING")],
    lags: &[
        (code("ResourceNotFoundException").of("CreateSchedule"), Duration::from_mins(1)),
        // It must be able to assume a role that was made just now.
        (code("ValidationException").saying("assume the role"), Duration::from_mins(2)),
    ],
    limits: &[(
        &["CreateSchedule", "UpdateSchedule", "DeleteSchedule", "GetSchedule"],
        at_once(50).then(50.0),
    )],
    ..Service::named("scheduler")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_scheduler::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_scheduler::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn scheduler(&self) -> &'a aws_sdk_scheduler::Client {
        &self.services().scheduler.client
    }
}

/// Tags of groups, by their ARNs: schedules have none.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SCHEDULER.action("TagResource");
    const REMOVE: Action = SCHEDULER.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.scheduler().tag_resource().resource_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let remove = || aws.scheduler().untag_resource().resource_arn(of);
        aws.call(Self::REMOVE, || remove().set_tag_keys(Some(names.clone())).send()).await.map(drop)
    }
}

impl Tag for SchedulerTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<SchedulerTag> {
    tags.iter()
        .filter_map(|(key, value)| SchedulerTag::builder().key(key).value(value).build().ok())
        .collect()
}
