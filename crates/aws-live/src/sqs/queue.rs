//! `sqs.Queue` on AWS.
//!
//! `CreateQueue` has no token, and where a queue of the name is as it is asked for it gives that one back: so the name is
//! looked up first, and the tag tells whose the queue is. All that a queue is like are attributes, which are texts.

use aws_sdk_sqs::types::QueueAttributeName as Name;
use futures_util::future::try_join_all;
use ironwright_aws::sqs::{Queue, QueueOutputs, RedrivePolicy};

use super::api::{Attributes, GET_ATTRIBUTES, OfQueue, SET_ATTRIBUTES, SQS, attributes, set_attributes};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const GET_URL: Action = SQS.action("GetQueueUrl");
const LIST_TAGS: Action = SQS.action("ListQueueTags");

/// A queue's URL, its attributes, and its tags.
type Described = (String, Attributes, Vec<(String, String)>);

on_aws!(Queue as AsTagged);

impl Tagged for Queue {
    type Described = Described;
    type Tags = OfQueue;

    const ID: fn(&Described) -> Option<&str> = |(url, ..)| Some(url);
    const READ: Action = GET_ATTRIBUTES;
    const ALSO_READ: Actions = &[GET_URL, LIST_TAGS];
    const CREATE: Action = SQS.action("CreateQueue");
    const ALSO_CREATE: Actions = &[GET_URL];
    const UPDATE: Actions = &[SET_ATTRIBUTES];
    const DELETE: Action = SQS.action("DeleteQueue");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let urls = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => named(aws, &request.inputs).await?.into_iter().collect(),
        };
        let whole = async |url: String| {
            let Some(attributes) = attributes(aws, &url, Name::All).await? else { return Ok(None) };
            let wanted = which.wants_tags(Some(&url));
            let tags = if wanted { tags(aws, &url).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some((url, attributes, tags)))
        };
        Ok(try_join_all(urls.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (url, attributes, tags): &Described, _: &Map) -> Properties {
        let text = |name: &Name| attributes.get(name).filter(|text| !text.is_empty());
        let is_on = |name: &Name| text(name).map(|text| text == "true");
        let mut found = Properties::default()
            .with(Self::QUEUE_NAME, url.rsplit('/').next())
            .with(QueueOutputs::ARN, text(&Name::QueueArn))
            .with(Self::FIFO_QUEUE, is_on(&Name::FifoQueue).unwrap_or(false))
            .with(Self::CONTENT_BASED_DEDUPLICATION, is_on(&Name::ContentBasedDeduplication).filter(|on| *on))
            .with(Self::SQS_MANAGED_SSE_ENABLED, is_on(&Name::SqsManagedSseEnabled))
            .with(Self::REDRIVE_POLICY, text(&Name::RedrivePolicy).and_then(|it| from_redrive(it)))
            .with_tags(tags)
            .noting(text(&Name::RedriveAllowPolicy).map(|_| "redrive_allow_policy".to_owned()));
        for (property, name) in NUMBERS {
            found = found.with(property, text(&name).and_then(|text| text.parse::<i64>().ok()));
        }
        for (property, name) in TEXTS {
            found = found.with(property, text(&name));
        }
        found
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::QUEUE_NAME).unwrap_or_default();
        if named(aws, inputs).await?.is_some() {
            return Err(exists_already(Self::CREATE, &format!("a queue {name}")));
        }
        let mut wanted = to_attributes(inputs, |_| true);
        wanted.retain(|_, text| !text.is_empty());
        if flag(inputs, Self::FIFO_QUEUE) == Some(true) {
            wanted.insert(Name::FifoQueue, "true".to_owned());
        }
        let tags = || Some(owned(request).into_iter().collect());
        let create = || aws.sqs().create_queue().queue_name(&name).set_attributes(Some(wanted.clone()));
        let answer = aws.call(Self::CREATE, || create().set_tags(tags()).send()).await?;
        Made::named(Self::CREATE, answer.queue_url())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let wanted = to_attributes(change.wanted, |name| change.of(name).is_some());
        if wanted.is_empty() { Ok(()) } else { set_attributes(aws, change.id, wanted).await }
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.sqs().delete_queue().queue_url(&*request.id).send()).await.map(drop)
    }
}

/// The attributes that are numbers.
const NUMBERS: [(&str, Name); 6] = [
    (Queue::VISIBILITY_TIMEOUT, Name::VisibilityTimeout),
    (Queue::MESSAGE_RETENTION_PERIOD, Name::MessageRetentionPeriod),
    (Queue::DELAY_SECONDS, Name::DelaySeconds),
    (Queue::MAXIMUM_MESSAGE_SIZE, Name::MaximumMessageSize),
    (Queue::RECEIVE_MESSAGE_WAIT_TIME_SECONDS, Name::ReceiveMessageWaitTimeSeconds),
    (Queue::KMS_DATA_KEY_REUSE_PERIOD_SECONDS, Name::KmsDataKeyReusePeriodSeconds),
];

/// The attributes that are words or names.
const TEXTS: [(&str, Name); 3] = [
    (Queue::DEDUPLICATION_SCOPE, Name::DeduplicationScope),
    (Queue::FIFO_THROUGHPUT_LIMIT, Name::FifoThroughputLimit),
    (Queue::KMS_MASTER_KEY_ID, Name::KmsMasterKeyId),
];

/// What AWS takes where one says nothing.
const USUAL: [(&str, &str); 5] = [
    (Queue::MAXIMUM_MESSAGE_SIZE, "1048576"),
    (Queue::KMS_DATA_KEY_REUSE_PERIOD_SECONDS, "300"),
    (Queue::DEDUPLICATION_SCOPE, "queue"),
    (Queue::FIFO_THROUGHPUT_LIMIT, "perQueue"),
    (Queue::SQS_MANAGED_SSE_ENABLED, "true"),
];

/// The attributes of the inputs that are meant. What is not wanted any more becomes what AWS takes by itself, and nothing
/// where that is nothing.
fn to_attributes(inputs: &Map, is_meant: impl Fn(&str) -> bool) -> Attributes {
    let usual = |property: &str| {
        let usual = USUAL.iter().find(|(name, _)| *name == property);
        usual.map(|(_, text)| (*text).to_owned()).unwrap_or_default()
    };
    let is_set = |property: &str| inputs.contains_key(property);
    let number_of = |property: &str| number(inputs, property).map(|number| number.to_string());
    let flag_of = |property: &str| flag(inputs, property).map(|on| on.to_string());
    let mut found = Attributes::new();
    let mut add = |property: &str, name: Name, text: Option<String>| {
        if is_meant(property) {
            found.insert(
                name,
                text.unwrap_or_else(|| if is_set(property) { String::new() } else { usual(property) }),
            );
        }
    };
    for (property, name) in NUMBERS {
        add(property, name, number_of(property));
    }
    for (property, name) in TEXTS {
        add(property, name, text(inputs, property));
    }
    add(Queue::SQS_MANAGED_SSE_ENABLED, Name::SqsManagedSseEnabled, flag_of(Queue::SQS_MANAGED_SSE_ENABLED));
    let by_content = flag(inputs, Queue::CONTENT_BASED_DEDUPLICATION).unwrap_or(false);
    add(Queue::CONTENT_BASED_DEDUPLICATION, Name::ContentBasedDeduplication, Some(by_content.to_string()));
    add(Queue::REDRIVE_POLICY, Name::RedrivePolicy, block(inputs, Queue::REDRIVE_POLICY).map(to_redrive));
    found
}

fn to_redrive(policy: &Map) -> String {
    let target: String = text(policy, RedrivePolicy::DEAD_LETTER_TARGET_ARN).unwrap_or_default();
    let count = number(policy, RedrivePolicy::MAX_RECEIVE_COUNT).unwrap_or_default();
    serde_json::json!({ "deadLetterTargetArn": target, "maxReceiveCount": count }).to_string()
}

/// SQS gives the number back as it was sent, as a number or as a text.
fn from_redrive(text: &str) -> Option<Value> {
    let policy: serde_json::Value = serde_json::from_str(text).ok()?;
    let count = &policy["maxReceiveCount"];
    let count = count.as_i64().or_else(|| count.as_str()?.parse().ok());
    let found = Properties::default()
        .with(RedrivePolicy::DEAD_LETTER_TARGET_ARN, policy["deadLetterTargetArn"].as_str())
        .with(RedrivePolicy::MAX_RECEIVE_COUNT, count);
    Some(found.into_value())
}

/// The URL of the queue of a name, if there is one.
async fn named(aws: &Calls<'_>, inputs: &Map) -> Result<Option<String>> {
    let name: Option<String> = text(inputs, Queue::QUEUE_NAME);
    let send = || aws.sqs().get_queue_url().set_queue_name(name.clone()).send();
    Ok(unless_missing(aws.call(GET_URL, send).await)?.and_then(|answer| answer.queue_url))
}

async fn tags(aws: &Calls<'_>, url: &str) -> Result<Vec<(String, String)>> {
    let answer = aws.call(LIST_TAGS, || aws.sqs().list_queue_tags().queue_url(url).send()).await;
    Ok(unless_missing(answer)?.and_then(|answer| answer.tags).into_iter().flatten().collect())
}
