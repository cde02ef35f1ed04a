//! `events.Target`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Block, Outputs, Resource};

use super::{EcsParameters, RuleName, check_ecs_parameters};
use crate::iam::RoleArn;
use crate::sqs::QueueArn;

/// What a rule sets going: tasks, a queue, a topic, a function, …. A rule has up to five.
///
/// ```
/// use ironwright::aws::events::{Rule, Target};
/// use ironwright::aws::sqs::Queue;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let jobs = stack.add("jobs", Queue::new("jobs"));
/// let hourly = stack.add("hourly", Rule::new("hourly").schedule_expression("rate(1 hour)"));
/// stack.add("hourly", Target::new(&hourly, "jobs", &jobs.arn).input(r#"{"what": "hourly"}"#));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "events.Target",
    id = "{event_bus_name}|{rule}|{target_id}",
    outputs = TargetOutputs,
    page = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html",
    unique = [["rule", "event_bus_name", "target_id"]],
    check = check
)]
pub struct Target {
    /// The rule.
    #[input(replaces, length = 1..=64)]
    rule: Input<RuleName>,
    /// A name of the target, of its own in the rule: up to 64 letters, digits and `.-_`.
    #[input(replaces, length = 1..=64, pattern("[._A-Za-z0-9-]+", "a name of letters, digits and `.-_`"))]
    target_id: Input<String>,
    /// What is set going, by its ARN: of tasks, their cluster's.
    #[input(length = 1..=1600)]
    arn: Input<String>,
    /// The rule's bus.
    #[input(replaces, default = "default", length = 1..=1600, pattern(super::BUS, super::BUS_IN_WORDS))]
    event_bus_name: Option<Input<String>>,
    /// The role by which EventBridge acts. Tasks need one that may run them and hand on their roles.
    #[input(length = 1..=1600)]
    role_arn: Option<Input<RoleArn>>,
    /// What the target is given in place of the event, as JSON of up to 8192 characters.
    #[input(length = 1..=8192)]
    input: Option<Input<String>>,
    /// The part of the event that the target is given, `$.detail`.
    #[input(length = 1..=256)]
    input_path: Option<Input<String>>,
    /// A template of what the target is given, filled with parts of the event.
    input_transformer: Option<InputTransformer>,
    /// The tasks, where the target is a cluster.
    ecs_parameters: Option<EcsParameters>,
    /// The message group, where the target is a FIFO queue.
    #[input(length = 1..=100)]
    message_group_id: Option<Input<String>>,
    /// The queue for events that cannot be delivered.
    dead_letter_arn: Option<Input<QueueArn>>,
    /// How long and how often delivery is tried. AWS's default: a day and 185 times.
    retry_policy: Option<RetryPolicy>,
    options: Options,
}

/// A template of what a target is given.
#[derive(Block, Clone, Debug)]
pub struct InputTransformer {
    /// The template, with `<name>` for a part: up to 8192 characters.
    #[input(length = 1..=8192)]
    input_template: Input<String>,
    /// The parts of the event by their names, `$.detail.taskArn`: up to 100.
    #[input(each = path, length = 0..=100)]
    input_paths_map: Option<InputMap<String>>,
}

/// How long and how often delivery is tried.
#[derive(Block, Clone, Debug)]
pub struct RetryPolicy {
    /// How often it is tried again: 0 to 185.
    #[input(default = 185, range = 0..=185)]
    maximum_retry_attempts: Option<Input<u32>>,
    /// Seconds after which an event is given up: 60 to 86400.
    #[input(default = 86400, range = 60..=86400)]
    maximum_event_age_in_seconds: Option<Input<u32>>,
}

/// What AWS gives back of a [`Target`].
#[derive(Outputs, Debug)]
pub struct TargetOutputs {
    /// The rule.
    pub rule: Output<RuleName>,
    /// The name in the rule.
    pub target_id: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let given = ["input", "input_path", "input_transformer"];
    let mut set = given.into_iter().filter(|name| inputs.is_set(name));
    if let Some(first) = set.next() {
        for other in set {
            problems.report(other, format!("is set beside `{first}`"), "leave one of them out");
        }
    }
    if let Some(input) = inputs.text("input")
        && serde_json::from_str::<serde_json::Value>(input).is_err()
    {
        problems.report("input", "is no JSON", "write an object, or a text in quotation marks");
    }
    let arn = inputs.text("arn");
    if let Some(arn) = arn.filter(|arn| !arn.starts_with("arn:")) {
        problems.report("arn", format!("{arn:?} is no ARN"), "name the target by its `arn`");
    }
    if let Some(ecs) = inputs.block("ecs_parameters") {
        if arn.is_some_and(|arn| !arn.contains(":cluster/")) {
            problems.report(
                "ecs_parameters",
                "the target is no cluster",
                "set the cluster's ARN, or leave it out",
            );
        }
        if !inputs.is_set("role_arn") {
            problems.report(
                "role_arn",
                "is missing: EventBridge starts tasks by a role",
                "set a role that `events.amazonaws.com` may assume, with `ecs:RunTask` and `iam:PassRole`",
            );
        }
        check_ecs_parameters("ecs_parameters", &ecs, problems);
    }
    if let Some(transformer) = inputs.block("input_transformer")
        && let Some(template) = transformer.text("input_template")
    {
        check_template(template, &transformer, problems);
    }
}

/// What a template names is a part, or one of EventBridge's own.
fn check_template(template: &str, transformer: &Inputs<'_>, problems: &mut Problems<'_>) {
    let paths = transformer.block("input_paths_map");
    for name in template.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(name, _)| name) {
        let is_known = paths.as_ref().is_some_and(|paths| paths.is_set(name)) || name.starts_with("aws.");
        if !is_known {
            problems.report(
                "input_transformer.input_template",
                format!("`<{name}>` is no part of the event"),
                format!("say where it is: `.path({name:?}, \"$.detail\")`"),
            );
        }
    }
}
