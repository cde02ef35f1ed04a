//! Amazon SQS's API: its client, its errors and limits, its attributes and its tags.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_sqs::types::QueueAttributeName;

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What SQS says of itself.
pub(crate) static SQS: Service = Service {
    not_found: &[code("*QueueDoesNotExist"), code("*NonExistentQueue")],
    taken: &[code("*QueueNameExists"), code("*QueueAlreadyExists")],
    // The name of a queue that was deleted is free after a minute.
    passing: &[code("*QueueDeletedRecently")],
    lags: &[
        (code("*QueueDoesNotExist").of("Set"), Duration::from_mins(1)),
        (code("*NonExistentQueue").of("Set"), Duration::from_mins(1)),
        // A policy may name a role that was made just now.
        (code("InvalidAttributeValue").saying("Policy"), Duration::from_mins(2)),
    ],
    ..Service::named("sqs")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_sqs::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_sqs::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn sqs(&self) -> &'a aws_sdk_sqs::Client {
        &self.services().sqs.client
    }
}

pub(super) const GET_ATTRIBUTES: Action = SQS.action("GetQueueAttributes");
pub(super) const SET_ATTRIBUTES: Action = SQS.action("SetQueueAttributes");

/// A queue's attributes by their names.
pub(super) type Attributes = HashMap<QueueAttributeName, String>;

/// Some attributes of a queue; `None` when there is no such queue.
pub(super) async fn attributes(
    aws: &Calls<'_>,
    url: &str,
    which: QueueAttributeName,
) -> Result<Option<Attributes>> {
    let get = || aws.sqs().get_queue_attributes().queue_url(url).attribute_names(which.clone());
    let answer = unless_missing(aws.call(GET_ATTRIBUTES, || get().send()).await)?;
    Ok(answer.map(|answer| answer.attributes.unwrap_or_default()))
}

pub(super) async fn set_attributes(aws: &Calls<'_>, url: &str, wanted: Attributes) -> Result<()> {
    let set = || aws.sqs().set_queue_attributes().queue_url(url);
    aws.call(SET_ATTRIBUTES, || set().set_attributes(Some(wanted.clone())).send()).await.map(drop)
}

/// Tags of a queue.
pub(crate) struct OfQueue;

impl Tagging for OfQueue {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SQS.action("TagQueue");
    const REMOVE: Action = SQS.action("UntagQueue");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let all = || Some(tags.clone().into_iter().collect());
        aws.call(Self::SET, || aws.sqs().tag_queue().queue_url(of).set_tags(all()).send()).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.sqs().untag_queue().queue_url(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}
