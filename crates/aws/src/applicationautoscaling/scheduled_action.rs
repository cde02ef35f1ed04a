//! `applicationautoscaling.ScheduledAction`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::ScalableTargetId;

/// Moves the bounds of a scalable target by the clock: no tasks at night, more before noon.
///
/// ```
/// use ironwright::aws::applicationautoscaling::ScheduledAction;
/// use ironwright::prelude::*;
///
/// let service = "arn:aws:ecs:us-east-1:123456789012:service/main/web";
/// let mut stack = Stack::new("demo");
/// let night = ScheduledAction::new("night", service, "cron(0 20 * * ? *)").timezone("Europe/London");
/// stack.add("night", night.min_capacity(0).max_capacity(0));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "applicationautoscaling.ScheduledAction",
    id = "{scalable_target}|{scheduled_action_name}",
    outputs = ScheduledActionOutputs,
    page = "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html",
    unique = [["scalable_target", "scheduled_action_name"]],
    check = check
)]
pub struct ScheduledAction {
    /// The name, one of its kind for the service: up to 256 characters without `|`, `:` and `/`.
    #[input(replaces, length = 1..=256, pattern("[^|:/\u{0}-\u{1f}\u{7f}]+", "a name without `|`, `:` and `/`"))]
    scheduled_action_name: Input<String>,
    /// The service whose bounds are moved: its scalable target.
    #[input(replaces)]
    scalable_target: Input<ScalableTargetId>,
    /// When: `cron(0 20 * * ? *)`, `rate(1 hour)` or once, `at(2026-12-24T18:00:00)`.
    #[input(length = 1..=1600, pattern(r"(cron|rate|at)\(.+\)", "a schedule: `cron(…)`, `rate(…)` or `at(…)`"))]
    schedule: Input<String>,
    /// The time zone of the schedule, `Europe/London`.
    #[input(default = "UTC", length = 1..=1600)]
    timezone: Option<Input<String>>,
    /// The fewest tasks from then on. As before when it is not set.
    #[input(range = 0..=2_147_483_647)]
    min_capacity: Option<Input<u32>>,
    /// The most tasks from then on. As before when it is not set.
    #[input(range = 0..=2_147_483_647)]
    max_capacity: Option<Input<u32>>,
    options: Options,
}

/// What AWS gives back of a [`ScheduledAction`].
#[derive(Outputs, Debug)]
pub struct ScheduledActionOutputs {
    /// The action's name.
    pub scheduled_action_name: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if !inputs.is_set("min_capacity") && !inputs.is_set("max_capacity") {
        problems.report(
            "min_capacity",
            "neither it nor `max_capacity` is set, so that nothing would be done",
            "set one of the two, or both",
        );
    }
    if let (Some(fewest), Some(most)) = (inputs.int("min_capacity"), inputs.int("max_capacity"))
        && fewest > most
    {
        problems.report(
            "min_capacity",
            format!("{fewest} tasks at least are more than {most} at most"),
            "lower `min_capacity`, or raise `max_capacity`",
        );
    }
}
