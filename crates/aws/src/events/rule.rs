//! `events.Rule`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::iam::RoleArn;
use crate::scheduler::check_expression;

ironwright_core::references! {
    /// The name of a rule, of its own on its bus.
    RuleName = "events.Rule" . "name";
    /// The ARN of a rule.
    RuleArn = "events.Rule" . "arn";
}

ironwright_core::choices! {
    /// Whether a rule sets anything going.
    RuleState {
        /// It does.
        Enabled = "ENABLED",
        /// It does not.
        Disabled = "DISABLED",
        /// It does, also for what CloudTrail tells of calls that read only.
        EnabledWithAllCloudtrailManagementEvents = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    }
}

/// A rule: what events, or what times, set its targets going.
///
/// ```
/// use ironwright::aws::events::Rule;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let stopped = Rule::new("task-stopped")
///     .event_pattern(r#"{"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]}"#);
/// stack.add("task-stopped", stopped);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "events.Rule",
    id = "{event_bus_name}|{name}",
    outputs = RuleOutputs,
    page = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
    cloudformation = "AWS::Events::Rule",
    unique = [["name", "event_bus_name"]],
    check = check,
    yields(RuleName = name, RuleArn = arn)
)]
pub struct Rule {
    /// The name: up to 64 letters, digits and `.-_`.
    #[input(replaces, length = 1..=64, pattern("[._A-Za-z0-9-]+", "a name of letters, digits and `.-_`"))]
    name: Input<String>,
    /// The bus whose events are meant. Schedules are on `default` only.
    #[input(replaces, default = "default", length = 1..=1600, pattern(super::BUS, super::BUS_IN_WORDS))]
    event_bus_name: Option<Input<String>>,
    /// What events are like that set the targets going, as JSON of up to 4096 characters.
    #[input(length = 1..=4096)]
    event_pattern: Option<Input<String>>,
    /// When the targets are set going, `rate(5 minutes)` or `cron(0 12 * * ? *)` in UTC.
    #[input(length = 1..=256)]
    schedule_expression: Option<Input<String>>,
    /// Whether anything is set going.
    #[input(default = "ENABLED")]
    state: Option<Input<RuleState>>,
    /// What people read of it: up to 512 characters.
    #[input(length = 0..=512)]
    description: Option<Input<String>>,
    /// The role by which EventBridge acts for targets that have none of their own.
    #[input(length = 1..=1600)]
    role_arn: Option<Input<RoleArn>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Rule`].
#[derive(Outputs, Debug)]
pub struct RuleOutputs {
    /// The name.
    pub name: Output<RuleName>,
    /// The ARN.
    #[output("arn:aws:events:{region}:{account}:rule/{name}")]
    pub arn: Output<RuleArn>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let (pattern, schedule) = (inputs.is_set("event_pattern"), inputs.is_set("schedule_expression"));
    if !pattern && !schedule {
        problems.report(
            "event_pattern",
            "is missing: nothing sets the rule going",
            "set it, or `schedule_expression`",
        );
    }
    if let Some(pattern) = inputs.text("event_pattern")
        && !serde_json::from_str::<serde_json::Value>(pattern).is_ok_and(|json| json.is_object())
    {
        problems.report("event_pattern", "is no JSON object", "write it like `{\"source\": [\"aws.ecs\"]}`");
    }
    if schedule && inputs.text("event_bus_name").is_some_and(|bus| bus != "default") {
        problems.report("schedule_expression", "is for the bus `default` only", "leave `event_bus_name` out");
    }
    check_expression("schedule_expression", &["rate", "cron"], inputs, problems);
}
