//! `scheduler.ScheduleGroup`

use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a group of schedules.
    ScheduleGroupName = "scheduler.ScheduleGroup" . "name";
    /// The ARN of a group of schedules.
    ScheduleGroupArn = "scheduler.ScheduleGroup" . "arn";
}

/// A group of schedules, which are tagged and deleted together.
///
/// ```
/// use ironwright::aws::scheduler::ScheduleGroup;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// stack.add("nightly", ScheduleGroup::new("nightly"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "scheduler.ScheduleGroup",
    id = "{name}",
    outputs = ScheduleGroupOutputs,
    page = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-group.html",
    cloudformation = "AWS::Scheduler::ScheduleGroup",
    unique = [["name"]],
    yields(ScheduleGroupName = name, ScheduleGroupArn = arn)
)]
pub struct ScheduleGroup {
    /// The name, of its own in account and region: up to 64 letters, digits and `-_.`.
    #[input(replaces, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    name: Input<String>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`ScheduleGroup`].
#[derive(Outputs, Debug)]
pub struct ScheduleGroupOutputs {
    /// The name.
    pub name: Output<ScheduleGroupName>,
    /// The ARN.
    #[output("arn:aws:scheduler:{region}:{account}:schedule-group/{id}")]
    pub arn: Output<ScheduleGroupArn>,
}
