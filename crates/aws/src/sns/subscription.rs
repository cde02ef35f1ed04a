//! `sns.Subscription`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::TopicArn;
use crate::sqs::QueueArn;

ironwright_core::references! {
    /// The ARN of a subscription.
    SubscriptionArn = "sns.Subscription" . "arn";
}

ironwright_core::choices! {
    /// How messages are delivered.
    Protocol {
        /// To a queue of SQS, by its ARN. The queue's policy must let the topic send.
        Sqs = "sqs",
        /// To a function of Lambda, by its ARN.
        Lambda = "lambda",
        /// To a delivery stream of Firehose, by its ARN.
        Firehose = "firehose",
        /// By POST to a URL, which must confirm.
        Https = "https",
        /// The same, unencrypted.
        Http = "http",
        /// By mail, which somebody must confirm.
        Email = "email",
        /// By mail, as JSON.
        EmailJson = "email-json",
        /// To a telephone number.
        Sms = "sms",
        /// To an application on a device, by its ARN.
        Application = "application",
    }

    /// What a filter policy looks at.
    FilterPolicyScope {
        /// The message's attributes.
        MessageAttributes = "MessageAttributes",
        /// The message's body, which is JSON.
        MessageBody = "MessageBody",
    }
}

/// Delivers what is published to a topic.
///
/// Where the receiver must confirm (mail, URLs), it counts as made before that; until then its ARN is
/// `PendingConfirmation`, and AWS forgets it after some days.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "sns.Subscription",
    id = "{topic_arn}|{protocol}|{endpoint}",
    outputs = SubscriptionOutputs,
    page = "https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
    cloudformation = "AWS::SNS::Subscription",
    unique = [["topic_arn", "protocol", "endpoint"]],
    check = check,
    yields(SubscriptionArn = arn)
)]
pub struct Subscription {
    /// The topic.
    #[input(replaces)]
    topic_arn: Input<TopicArn>,
    /// How messages are delivered.
    #[input(replaces)]
    protocol: Input<Protocol>,
    /// Where they are delivered: an ARN, a URL, an address or a number, as the protocol asks.
    #[input(replaces)]
    endpoint: Input<String>,
    /// Whether the message is delivered as it was published, without SNS's JSON around it. For `sqs`, `firehose`, `http`
    /// and `https`.
    #[input(default = false)]
    raw_message_delivery: Option<Input<bool>>,
    /// Which messages are delivered, as JSON: all when it is not set.
    filter_policy: Option<Input<String>>,
    /// What the filter policy looks at. AWS's default: `MessageAttributes`.
    filter_policy_scope: Option<Input<FilterPolicyScope>>,
    /// The queue for messages that cannot be delivered.
    #[input(cloudformation = "RedrivePolicy")]
    dead_letter_target_arn: Option<Input<QueueArn>>,
    options: Options,
}

/// What AWS gives back of a [`Subscription`].
#[derive(Outputs, Debug)]
pub struct SubscriptionOutputs {
    /// The ARN; `PendingConfirmation` until whoever receives has confirmed.
    #[output(volatile)]
    #[output("{topic_arn}:{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}")]
    pub arn: Output<SubscriptionArn>,
    /// The topic.
    pub topic_arn: Output<TopicArn>,
}

/// What an endpoint begins with, by protocol.
const BEGINNINGS: [(&str, &str, &str); 5] = [
    ("sqs", "arn:", "the ARN of a queue"),
    ("lambda", "arn:", "the ARN of a function"),
    ("firehose", "arn:", "the ARN of a delivery stream"),
    ("https", "https://", "a URL that begins with `https://`"),
    ("http", "http://", "a URL that begins with `http://`"),
];

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let (protocol, endpoint) = (inputs.text("protocol"), inputs.text("endpoint"));
    if let Some((_, beginning, wanted)) = BEGINNINGS.iter().find(|(name, ..)| Some(*name) == protocol)
        && let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.starts_with(beginning))
    {
        problems.report("endpoint", format!("{endpoint:?} is not {wanted}"), "the protocol asks for it");
    }
    if inputs.bool("raw_message_delivery") == Some(true)
        && protocol.is_some_and(|it| !["sqs", "firehose", "http", "https"].contains(&it))
    {
        problems.report(
            "raw_message_delivery",
            format!("is not to be had with `{}`", protocol.unwrap_or_default()),
            "leave it out",
        );
    }
    if let Some(policy) = inputs.text("filter_policy")
        && !serde_json::from_str::<serde_json::Value>(policy).is_ok_and(|json| json.is_object())
    {
        problems.report("filter_policy", "is no JSON object", "write it like `{\"kind\": [\"order\"]}`");
    }
    if inputs.is_set("filter_policy_scope") && !inputs.is_set("filter_policy") {
        problems.report(
            "filter_policy_scope",
            "there is no filter policy",
            "set `filter_policy`, or leave it out",
        );
    }
}
