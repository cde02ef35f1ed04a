//! `logs.SubscriptionFilter`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::LogGroupName;
use crate::iam::RoleArn;

ironwright_core::choices! {
    /// How a log group's events are shared out among a stream's shards.
    Distribution {
        /// Events of one log stream go together.
        ByLogStream = "ByLogStream",
        /// At random.
        Random = "Random",
    }
}

/// Sends a log group's events on, as they come: to a function, a stream, a delivery stream. A group has two at most.
///
/// ```
/// use ironwright::aws::logs::{LogGroup, SubscriptionFilter};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let web = stack.add("web", LogGroup::new("web"));
/// let ship = "arn:aws:lambda:eu-west-2:123456789012:function:ship";
/// stack.add("ship", SubscriptionFilter::new(&web, "ship", "", ship));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "logs.SubscriptionFilter",
    id = "{log_group_name}:{filter_name}",
    outputs = SubscriptionFilterOutputs,
    page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Subscriptions.html",
    cloudformation = "AWS::Logs::SubscriptionFilter",
    unique = [["log_group_name", "filter_name"]],
    check = check
)]
pub struct SubscriptionFilter {
    /// The log group.
    #[input(replaces, length = 1..=512, pattern("[.\\-_/#A-Za-z0-9]+", "a name of letters, digits and `.-_/#`"))]
    log_group_name: Input<LogGroupName>,
    /// The name, of its own in the group: up to 512 characters without `:` and `*`.
    #[input(replaces, length = 1..=512, pattern("[^:*]*", "a name without `:` and `*`"))]
    filter_name: Input<String>,
    /// Which events are sent on, up to 1024 characters; all with an empty one.
    #[input(length = 0..=1024)]
    filter_pattern: Input<String>,
    /// Where they are sent, by ARN.
    destination_arn: Input<String>,
    /// The role by which they are sent to a stream. A function has a policy instead.
    role_arn: Option<Input<RoleArn>>,
    /// How events are shared out among a stream's shards.
    #[input(default = "ByLogStream")]
    distribution: Option<Input<Distribution>>,
    options: Options,
}

/// What AWS gives back of a [`SubscriptionFilter`].
#[derive(Outputs, Debug)]
pub struct SubscriptionFilterOutputs {
    /// The name.
    pub filter_name: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(destination) = inputs.text("destination_arn") else { return };
    if !destination.starts_with("arn:") {
        problems.report(
            "destination_arn",
            format!("{destination:?} is no ARN"),
            "name the function or stream by its `arn`",
        );
    } else if destination.contains(":lambda:") && inputs.is_set("role_arn") {
        problems.report(
            "role_arn",
            "a function has a policy of its own",
            "leave it out, and let `logs.amazonaws.com` invoke the function",
        );
    } else if [":kinesis:", ":firehose:"].iter().any(|service| destination.contains(service))
        && !inputs.is_set("role_arn")
    {
        problems.report(
            "role_arn",
            "is missing: events are sent to a stream by a role",
            "set a role that `logs.amazonaws.com` may assume",
        );
    }
}
