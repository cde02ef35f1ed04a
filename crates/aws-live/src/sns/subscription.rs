//! `sns.Subscription` on AWS: an endpoint of a topic, there or not. `Subscribe` gives one back that is there already.

use std::collections::HashMap;

use aws_sdk_sns::types::Subscription as Listed;
use futures_util::future::try_join_all;
use ironwright_aws::sns::{Subscription, SubscriptionOutputs};

use super::api::SNS;
use crate::handler::documents;
use crate::handler::prelude::*;

const LIST: Action = SNS.action("ListSubscriptionsByTopic");
const GET: Action = SNS.action("GetSubscriptionAttributes");
const SUBSCRIBE: Action = SNS.action("Subscribe");
const SET: Action = SNS.action("SetSubscriptionAttributes");
const UNSUBSCRIBE: Action = SNS.action("Unsubscribe");

on_aws!(Subscription as AsPlaced);

impl Placed for Subscription {
    const LOOK: Actions = &[LIST, GET];
    const PUT: Actions = &[SUBSCRIBE];
    const CHANGE: Actions = &[LIST, SET];
    const REMOVE: Actions = &[UNSUBSCRIBE, LIST];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}|{}|{}", of(Self::TOPIC_ARN), of(Self::PROTOCOL), of(Self::ENDPOINT))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let Some(listed) = listed(aws, &place.id).await? else { return Ok(None) };
            let arn = listed.subscription_arn().unwrap_or_default();
            if !is_confirmed(arn) {
                // AWS tells nothing more of it before somebody has confirmed.
                let asked = [
                    Self::RAW_MESSAGE_DELIVERY,
                    Self::FILTER_POLICY,
                    Self::FILTER_POLICY_SCOPE,
                    Self::DEAD_LETTER_TARGET_ARN,
                ];
                return Ok(Some(ends(&listed).with_those_of(&place.inputs, &asked).into_map()));
            }
            let send = || aws.sns().get_subscription_attributes().subscription_arn(arn).send();
            let answer = unless_missing(aws.call(GET, send).await)?;
            let attributes = answer.and_then(|answer| answer.attributes);
            Ok(attributes.map(|attributes| observed(&listed, &attributes, &place.inputs)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let (topic, protocol, endpoint) = parts(id);
        let attributes = ATTRIBUTES.iter().filter_map(|name| Some((attribute(name), value(inputs, name)?)));
        let attributes: HashMap<String, String> = attributes
            .filter(|(_, text)| text != "false")
            .map(|(name, text)| (name.to_owned(), text))
            .collect();
        let subscribe = || aws.sns().subscribe().topic_arn(topic).protocol(protocol).endpoint(endpoint);
        let send =
            || subscribe().set_attributes(Some(attributes.clone())).return_subscription_arn(true).send();
        aws.call(SUBSCRIBE, send).await?;
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        let listed = listed(aws, change.id).await?;
        let arn = listed.as_ref().and_then(Listed::subscription_arn).unwrap_or_default();
        for name in ATTRIBUTES.iter().filter(|name| change.of(name).is_some()) {
            let set = || {
                aws.sns().set_subscription_attributes().subscription_arn(arn).attribute_name(attribute(name))
            };
            let wanted = value(change.wanted, name).or_else(|| usual(name));
            aws.call(SET, || set().set_attribute_value(wanted.clone()).send()).await?;
        }
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let listed = listed(aws, &request.id).await?;
        // One that nobody has confirmed cannot be taken back, and AWS forgets it.
        let arn = listed.as_ref().and_then(Listed::subscription_arn).filter(|arn| is_confirmed(arn));
        let Some(arn) = arn else { return Ok(()) };
        aws.call(UNSUBSCRIBE, || aws.sns().unsubscribe().subscription_arn(arn).send()).await.map(drop)
    }
}

/// What is set by attributes.
const ATTRIBUTES: [&str; 4] = [
    Subscription::RAW_MESSAGE_DELIVERY,
    Subscription::FILTER_POLICY_SCOPE,
    Subscription::FILTER_POLICY,
    Subscription::DEAD_LETTER_TARGET_ARN,
];

fn attribute(property: &str) -> &'static str {
    match property {
        Subscription::RAW_MESSAGE_DELIVERY => "RawMessageDelivery",
        Subscription::FILTER_POLICY_SCOPE => "FilterPolicyScope",
        Subscription::FILTER_POLICY => "FilterPolicy",
        _ => "RedrivePolicy",
    }
}

fn value(inputs: &Map, property: &str) -> Option<String> {
    match inputs.get(property)? {
        Value::Bool(on) => Some(on.to_string()),
        Value::Text(queue) if property == Subscription::DEAD_LETTER_TARGET_ARN => {
            Some(serde_json::json!({ "deadLetterTargetArn": &**queue }).to_string())
        }
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// What an attribute is that is to be as if nobody had set it.
fn usual(property: &str) -> Option<String> {
    match property {
        Subscription::RAW_MESSAGE_DELIVERY => Some("false".to_owned()),
        Subscription::FILTER_POLICY_SCOPE => Some("MessageAttributes".to_owned()),
        Subscription::FILTER_POLICY => Some("{}".to_owned()),
        _ => None,
    }
}

/// Topic, protocol and endpoint of a place.
fn parts(id: &str) -> (&str, &str, &str) {
    let mut parts = id.splitn(3, '|');
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}

/// The subscription of a place, as the list of its topic has it.
async fn listed(aws: &Calls<'_>, id: &str) -> Result<Option<Listed>> {
    let (topic, protocol, endpoint) = parts(id);
    let send = |page| aws.sns().list_subscriptions_by_topic().topic_arn(topic).set_next_token(page).send();
    let all = aws.pages(LIST, send, |it| (it.subscriptions, it.next_token)).await;
    let is_it = |it: &Listed| it.protocol() == Some(protocol) && it.endpoint() == Some(endpoint);
    Ok(unless_missing(all)?.into_iter().flatten().find(is_it))
}

fn is_confirmed(arn: &str) -> bool {
    arn.starts_with("arn:")
}

fn ends(listed: &Listed) -> Properties {
    Properties::default()
        .with(Subscription::TOPIC_ARN, listed.topic_arn())
        .with(Subscription::PROTOCOL, listed.protocol())
        .with(Subscription::ENDPOINT, listed.endpoint())
        .with(SubscriptionOutputs::ARN, listed.subscription_arn())
}

fn observed(listed: &Listed, attributes: &HashMap<String, String>, applied: &Map) -> Map {
    let text = |name: &str| attributes.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let filter = text("FilterPolicy").filter(|policy| *policy != "{}");
    let redrive = text("RedrivePolicy").and_then(|it| serde_json::from_str::<serde_json::Value>(it).ok());
    let target = redrive.and_then(|it| it["deadLetterTargetArn"].as_str().map(str::to_owned));
    ends(listed)
        .with(Subscription::RAW_MESSAGE_DELIVERY, text("RawMessageDelivery") == Some("true"))
        .with(
            Subscription::FILTER_POLICY,
            documents::json_as_applied(filter, applied.get(Subscription::FILTER_POLICY)),
        )
        .with(Subscription::FILTER_POLICY_SCOPE, text("FilterPolicyScope"))
        .with(Subscription::DEAD_LETTER_TARGET_ARN, target)
        .into_map()
}
