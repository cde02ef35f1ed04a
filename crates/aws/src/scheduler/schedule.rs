//! `scheduler.Schedule`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Block, Outputs, Resource};

use super::{EcsParameters, RetryPolicy, ScheduleGroupName, check_expression};
use crate::events::check_ecs_parameters;
use crate::iam::RoleArn;
use crate::sqs::QueueArn;

ironwright_core::references! {
    /// The ARN of a schedule.
    ScheduleArn = "scheduler.Schedule" . "arn";
}

ironwright_core::choices! {
    /// Whether a schedule sets anything going.
    ScheduleState {
        /// It does.
        Enabled = "ENABLED",
        /// It does not.
        Disabled = "DISABLED",
    }

    /// What becomes of a schedule that is over.
    ActionAfterCompletion {
        /// It stays.
        None = "NONE",
        /// AWS deletes it.
        Delete = "DELETE",
    }
}

/// What is done at which times: tasks that run each night, a message each hour.
///
/// ```
/// use ironwright::aws::ecs::LaunchType;
/// use ironwright::aws::scheduler::{EcsParameters, Schedule, ScheduleTarget};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let tasks = EcsParameters::new("arn:aws:ecs:eu-west-2:123456789012:task-definition/nightly:1")
///     .launch_type(LaunchType::Fargate)
///     .subnets(["subnet-3127ba5d9c4651980"]);
/// let cluster = "arn:aws:ecs:eu-west-2:123456789012:cluster/main";
/// let target = ScheduleTarget::new(cluster, "arn:aws:iam::123456789012:role/scheduler").ecs_parameters(tasks);
/// let nightly = Schedule::new("nightly", "cron(0 3 * * ? *)", target).schedule_expression_timezone("Europe/London");
/// stack.add("nightly", nightly);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "scheduler.Schedule",
    id = "{group_name}/{name}",
    outputs = ScheduleOutputs,
    page = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html",
    cloudformation = "AWS::Scheduler::Schedule",
    unique = [["name", "group_name"]],
    check = check,
    yields(ScheduleArn = arn)
)]
pub struct Schedule {
    /// The name, of its own in the group: up to 64 letters, digits and `-_.`.
    #[input(replaces, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    name: Input<String>,
    /// When it is done: `rate(5 minutes)`, `cron(0 3 * * ? *)`, or once, `at(2026-12-24T18:00:00)`.
    #[input(length = 1..=256)]
    schedule_expression: Input<String>,
    /// What is done.
    target: ScheduleTarget,
    /// The group that it is in.
    #[input(replaces, default = "default", length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    group_name: Option<Input<ScheduleGroupName>>,
    /// The time zone of the times, `Europe/London`.
    #[input(default = "UTC", length = 1..=50)]
    schedule_expression_timezone: Option<Input<String>>,
    /// Minutes within which it may be done, from the time on: 1 to 1440. At the time itself when it is not set.
    #[input(range = 1..=1440, cloudformation = "FlexibleTimeWindow")]
    maximum_window_in_minutes: Option<Input<u32>>,
    /// Whether anything is done.
    #[input(default = "ENABLED")]
    state: Option<Input<ScheduleState>>,
    /// What becomes of the schedule when it is over.
    #[input(default = "NONE")]
    action_after_completion: Option<Input<ActionAfterCompletion>>,
    /// What people read of it: up to 512 characters.
    #[input(length = 0..=512)]
    description: Option<Input<String>>,
    /// The key of KMS that the schedule is encrypted with, by its ARN: one of AWS's when it is not set.
    kms_key_arn: Option<Input<String>>,
    options: Options,
}

/// What a schedule does.
#[derive(Block, Clone, Debug)]
pub struct ScheduleTarget {
    /// What is set going, by its ARN: of tasks, their cluster's; of any call of AWS's, `arn:aws:scheduler:::aws-sdk:…`.
    #[input(length = 1..=1600)]
    arn: Input<String>,
    /// The role by which the scheduler acts.
    role_arn: Input<RoleArn>,
    /// What the target is given, as JSON.
    #[input(length = 1..=262_144)]
    input: Option<Input<String>>,
    /// The tasks, where the target is a cluster.
    ecs_parameters: Option<EcsParameters>,
    /// The message group, where the target is a FIFO queue.
    #[input(length = 1..=128)]
    message_group_id: Option<Input<String>>,
    /// The queue for what could not be done.
    dead_letter_arn: Option<Input<QueueArn>>,
    /// How long and how often it is tried. AWS's default: a day and 185 times.
    retry_policy: Option<RetryPolicy>,
}

/// What AWS gives back of a [`Schedule`].
#[derive(Outputs, Debug)]
pub struct ScheduleOutputs {
    /// The name.
    pub name: Output<String>,
    /// The ARN.
    #[output("arn:aws:scheduler:{region}:{account}:schedule/{id}")]
    pub arn: Output<ScheduleArn>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_expression("schedule_expression", &["rate", "cron", "at"], inputs, problems);
    let Some(target) = inputs.block("target") else { return };
    let arn = target.text("arn");
    if let Some(arn) = arn.filter(|arn| !arn.starts_with("arn:")) {
        problems.report("target.arn", format!("{arn:?} is no ARN"), "name the target by its `arn`");
    }
    if let Some(ecs) = target.block("ecs_parameters") {
        if arn.is_some_and(|arn| !arn.contains(":cluster/")) {
            problems.report(
                "target.ecs_parameters",
                "the target is no cluster",
                "set the cluster's ARN, or leave it out",
            );
        }
        check_ecs_parameters("target.ecs_parameters", &ecs, problems);
    }
}
