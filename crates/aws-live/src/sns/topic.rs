//! `sns.Topic` on AWS.
//!
//! `CreateTopic` has no token, and where a topic of the name is there it gives that one back: so the name, from which the
//! ARN follows, is looked up first, and the tag tells whose the topic is.

use std::collections::HashMap;

use aws_sdk_sns::types::Tag as SnsTag;
use futures_util::future::try_join_all;
use ironwright_aws::sns::Topic;

use super::api::{OfTopic, SNS, to_tags};
use crate::handler::prelude::*;
use crate::handler::{documents, ids, owned};

const LIST_TAGS: Action = SNS.action("ListTagsForResource");
const SET: Action = SNS.action("SetTopicAttributes");

/// A topic's attributes by their names, which are texts.
type Attributes = HashMap<String, String>;

/// A topic: its ARN, its attributes, its tags.
type Described = (String, Attributes, Vec<SnsTag>);

on_aws!(Topic as AsTagged);

impl Tagged for Topic {
    type Described = Described;
    type Tags = OfTopic;

    const ID: fn(&Described) -> Option<&str> = |(arn, ..)| Some(arn);
    const READ: Action = SNS.action("GetTopicAttributes");
    const ALSO_READ: Actions = &[LIST_TAGS];
    const CREATE: Action = SNS.action("CreateTopic");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[SET];
    const DELETE: Action = SNS.action("DeleteTopic");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let arns = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => vec![arn_of(aws, &request.inputs)],
        };
        let whole = async |arn: String| {
            let Some(attributes) = attributes(aws, &arn).await? else { return Ok(None) };
            let wanted = which.wants_tags(Some(&arn));
            let tags = if wanted { tags(aws, &arn).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some((arn, attributes, tags)))
        };
        Ok(try_join_all(arns.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (arn, attributes, tags): &Described, applied: &Map) -> Properties {
        let text = |name: &str| attributes.get(name).filter(|text| !text.is_empty());
        let is_on = |name: &str| text(name).map(|text| text == "true");
        let policy = text("Policy").and_then(|text| documents::parsed(text));
        let others = ["DeliveryPolicy", "ArchivePolicy", "TracingConfig"].into_iter();
        Properties::default()
            .with(Self::TOPIC_NAME, arn.rsplit(':').next())
            .with(Self::DISPLAY_NAME, text("DisplayName"))
            .with(Self::FIFO_TOPIC, is_on("FifoTopic").unwrap_or(false))
            .with(Self::CONTENT_BASED_DEDUPLICATION, is_on("ContentBasedDeduplication"))
            .with(Self::KMS_MASTER_KEY_ID, text("KmsMasterKeyId"))
            .with(Self::POLICY, documents::as_applied(policy, applied.get(Self::POLICY)))
            .with_tags(tags)
            .noting(others.filter(|name| text(name).is_some_and(|it| it != "PassThrough")).map(str::to_owned))
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::TOPIC_NAME).unwrap_or_default();
        if attributes(aws, &arn_of(aws, inputs)).await?.is_some() {
            return Err(exists_already(Self::CREATE, &format!("a topic {name}")));
        }
        let mut wanted: Attributes = ATTRIBUTES
            .iter()
            .filter_map(|(property, name)| Some(((*name).to_owned(), value(inputs, property)?)))
            .collect();
        // Only FIFO topics may say what they are.
        wanted.retain(|name, text| {
            !(["FifoTopic", "ContentBasedDeduplication"].contains(&&**name) && text == "false")
        });
        let create = || aws.sns().create_topic().name(&name).set_attributes(Some(wanted.clone()));
        let answer =
            aws.call(Self::CREATE, || create().set_tags(Some(to_tags(&owned(request)))).send()).await?;
        Made::named(Self::CREATE, answer.topic_arn())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        for (property, name) in ATTRIBUTES.iter().filter(|(property, _)| change.of(property).is_some()) {
            let wanted = value(change.wanted, property).unwrap_or_else(|| usual(aws, property, change.id));
            let set = || aws.sns().set_topic_attributes().topic_arn(change.id).attribute_name(*name);
            aws.call(SET, || set().attribute_value(&wanted).send()).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.sns().delete_topic().topic_arn(&*request.id).send()).await.map(drop)
    }
}

/// Properties and the attributes that they are.
const ATTRIBUTES: [(&str, &str); 5] = [
    (Topic::DISPLAY_NAME, "DisplayName"),
    (Topic::FIFO_TOPIC, "FifoTopic"),
    (Topic::CONTENT_BASED_DEDUPLICATION, "ContentBasedDeduplication"),
    (Topic::KMS_MASTER_KEY_ID, "KmsMasterKeyId"),
    (Topic::POLICY, "Policy"),
];

fn value(inputs: &Map, property: &str) -> Option<String> {
    match inputs.get(property)? {
        Value::Bool(on) => Some(on.to_string()),
        Value::Text(text) => Some(text.to_string()),
        _ => documents::text(inputs, property),
    }
}

/// What an attribute is that nobody sets.
fn usual(aws: &Calls<'_>, property: &str, arn: &str) -> String {
    match property {
        Topic::CONTENT_BASED_DEDUPLICATION => "false".to_owned(),
        Topic::POLICY => policy_of_owner(&aws.place().account, arn),
        _ => String::new(),
    }
}

/// The policy that SNS gives a topic: the owner may do everything with it.
fn policy_of_owner(account: &str, arn: &str) -> String {
    let actions = [
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    ];
    serde_json::json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": actions.map(|action| format!("SNS:{action}")),
            "Resource": arn,
            "Condition": { "StringEquals": { "AWS:SourceOwner": account } },
        }],
    })
    .to_string()
}

fn arn_of(aws: &Calls<'_>, inputs: &Map) -> String {
    let place = aws.place();
    let name: String = text(inputs, Topic::TOPIC_NAME).unwrap_or_default();
    format!("arn:{}:sns:{}:{}:{name}", place.partition, place.region, place.account)
}

async fn attributes(aws: &Calls<'_>, arn: &str) -> Result<Option<Attributes>> {
    let send = || aws.sns().get_topic_attributes().topic_arn(arn).send();
    Ok(unless_missing(aws.call(Topic::READ, send).await)?.map(|answer| answer.attributes.unwrap_or_default()))
}

async fn tags(aws: &Calls<'_>, arn: &str) -> Result<Vec<SnsTag>> {
    let send = || aws.sns().list_tags_for_resource().resource_arn(arn).send();
    Ok(unless_missing(aws.call(LIST_TAGS, send).await)?.and_then(|answer| answer.tags).unwrap_or_default())
}
