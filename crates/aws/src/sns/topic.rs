//! `sns.Topic`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::iam::{PolicyOf, check_policy};

ironwright_core::references! {
    /// The ARN of a topic, `arn:aws:sns:eu-west-2:123456789012:alarms`.
    TopicArn = "sns.Topic" . "arn";
}

/// A topic: what is published to it goes to all who have subscribed.
///
/// ```
/// use ironwright::aws::sns::{Protocol, Subscription, Topic};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let alarms = stack.add("alarms", Topic::new("alarms"));
/// stack.add("on-call", Subscription::new(&alarms, Protocol::Email, "on-call@example.com"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "sns.Topic",
    id = "arn:aws:sns:{region}:{account}:{topic_name}",
    outputs = TopicOutputs,
    page = "https://docs.aws.amazon.com/sns/latest/dg/welcome.html",
    cloudformation = "AWS::SNS::Topic",
    unique = [["topic_name"]],
    check = check,
    yields(TopicArn = arn)
)]
pub struct Topic {
    /// The name: up to 256 letters, digits, hyphens and underscores. That of a FIFO topic ends with `.fifo`.
    #[input(
        replaces,
        length = 1..=256,
        pattern("[A-Za-z0-9_-]+([.]fifo)?", "a name of letters, digits, hyphens and underscores, with `.fifo` at most at its end")
    )]
    topic_name: Input<String>,
    /// The name that messages by SMS and mail show: up to 100 characters.
    #[input(length = 0..=100)]
    display_name: Option<Input<String>>,
    /// Whether messages of a group are delivered once and in order, to queues only.
    #[input(replaces, default = false)]
    fifo_topic: Option<Input<bool>>,
    /// Whether equal bodies are one message, where a publisher gives no deduplication id. Of FIFO topics.
    content_based_deduplication: Option<Input<bool>>,
    /// The key of KMS that messages are encrypted with: its id, ARN or alias. They are not when it is not set.
    kms_master_key_id: Option<Input<String>>,
    /// Who may publish and subscribe: the account that owns the topic when it is not set.
    #[input(unordered)]
    policy: Option<Input<Document>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Topic`].
#[derive(Outputs, Debug)]
pub struct TopicOutputs {
    /// The ARN.
    #[output("{id}")]
    pub arn: Output<TopicArn>,
    /// The name.
    pub topic_name: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let fifo = inputs.bool("fifo_topic");
    if let (Some(name), Some(fifo)) = (inputs.text("topic_name"), fifo)
        && name.ends_with(".fifo") != fifo
    {
        let (message, hint) = if fifo {
            ("does not end with `.fifo`", "name the topic so: AWS asks it of FIFO topics")
        } else {
            ("ends with `.fifo`", "set `.fifo_topic(true)`, or take another name")
        };
        problems.report("topic_name", message, hint);
    }
    let deduplication = "content_based_deduplication";
    if fifo == Some(false) && inputs.bool(deduplication) == Some(true) {
        problems.report(deduplication, "is for FIFO topics", "set `.fifo_topic(true)`, or leave it out");
    }
    if inputs.is_set("policy") {
        check_policy(PolicyOf::Resource, "policy", inputs, problems);
    }
}
