//! `scheduler.Schedule` on AWS: a schedule of a group, there or not. A name is given once in its group. An update says all of
//! it again: what it leaves out becomes what AWS takes by itself.

use aws_sdk_scheduler::operation::get_schedule::GetScheduleOutput;
use aws_sdk_scheduler::types::{
    DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, SqsParameters, Target as Found,
};
use futures_util::future::try_join_all;
use ironwright_aws::events;
use ironwright_aws::scheduler::{Schedule, ScheduleOutputs, ScheduleTarget};

use super::api::SCHEDULER;
use super::ecs_parameters::{from_ecs, to_ecs};
use crate::handler::prelude::*;
use crate::handler::{Pass, documents};

const GET: Action = SCHEDULER.action("GetSchedule");
const CREATE: Action = SCHEDULER.action("CreateSchedule");
const UPDATE: Action = SCHEDULER.action("UpdateSchedule");
const DELETE: Action = SCHEDULER.action("DeleteSchedule");

on_aws!(Schedule as AsPlaced);

/// Sets what a create and an update have in common.
macro_rules! say {
    ($call:expr, $id:expr, $inputs:expr) => {{
        let (group, name) = parts($id);
        $call
            .group_name(group)
            .name(name)
            .set_schedule_expression(text($inputs, Schedule::SCHEDULE_EXPRESSION))
            .set_schedule_expression_timezone(text($inputs, Schedule::SCHEDULE_EXPRESSION_TIMEZONE))
            .set_flexible_time_window(to_window($inputs))
            .set_state(text($inputs, Schedule::STATE))
            .set_action_after_completion(text($inputs, Schedule::ACTION_AFTER_COMPLETION))
            .set_description(text($inputs, Schedule::DESCRIPTION))
            .set_kms_key_arn(text($inputs, Schedule::KMS_KEY_ARN))
            .set_target(block($inputs, Schedule::TARGET).and_then(to_target))
    }};
}

impl Placed for Schedule {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[CREATE];
    const CHANGE: Actions = &[UPDATE];
    const REMOVE: Actions = &[DELETE];
    /// The role stands in the target, so that a policy cannot name it.
    const PASSES: &'static [Pass] = &[Pass { input: Self::TARGET, to: "scheduler.amazonaws.com" }];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name);
        let group = of(Self::GROUP_NAME).unwrap_or_else(|| "default".to_owned());
        format!("{group}/{}", of(Self::NAME).unwrap_or_default())
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let (group, name) = parts(&place.id);
            let send = || aws.scheduler().get_schedule().group_name(group).name(name).send();
            let found = unless_missing(aws.call(GET, send).await)?;
            Ok(found.map(|found| observed(&found, &place.inputs)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        aws.call(CREATE, || say!(aws.scheduler().create_schedule(), id, inputs).send()).await?;
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        aws.call(UPDATE, || say!(aws.scheduler().update_schedule(), change.id, change.wanted).send()).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (group, name) = parts(&request.id);
        let send = || aws.scheduler().delete_schedule().group_name(group).name(name).send();
        aws.call(DELETE, send).await.map(drop)
    }
}

/// The group and the name of a schedule, neither of which has a slash in it.
fn parts(id: &str) -> (&str, &str) {
    id.split_once('/').unwrap_or(("default", id))
}

fn to_window(inputs: &Map) -> Option<FlexibleTimeWindow> {
    let minutes = number(inputs, Schedule::MAXIMUM_WINDOW_IN_MINUTES);
    let mode = if minutes.is_some() { FlexibleTimeWindowMode::Flexible } else { FlexibleTimeWindowMode::Off };
    FlexibleTimeWindow::builder().mode(mode).set_maximum_window_in_minutes(minutes).build().ok()
}

fn to_target(target: &Map) -> Option<Found> {
    let queue: Option<String> = text(target, ScheduleTarget::DEAD_LETTER_ARN);
    let group: Option<String> = text(target, ScheduleTarget::MESSAGE_GROUP_ID);
    let retry = |policy: &Map| {
        RetryPolicy::builder()
            .set_maximum_retry_attempts(number(policy, events::RetryPolicy::MAXIMUM_RETRY_ATTEMPTS))
            .set_maximum_event_age_in_seconds(number(
                policy,
                events::RetryPolicy::MAXIMUM_EVENT_AGE_IN_SECONDS,
            ))
            .build()
    };
    let built = Found::builder()
        .set_arn(text(target, ScheduleTarget::ARN))
        .set_role_arn(text(target, ScheduleTarget::ROLE_ARN))
        .set_input(text(target, ScheduleTarget::INPUT))
        .set_ecs_parameters(block(target, ScheduleTarget::ECS_PARAMETERS).and_then(to_ecs))
        .set_sqs_parameters(group.map(|group| SqsParameters::builder().message_group_id(group).build()))
        .set_dead_letter_config(queue.map(|arn| DeadLetterConfig::builder().arn(arn).build()))
        .set_retry_policy(block(target, ScheduleTarget::RETRY_POLICY).map(retry));
    built.build().ok()
}

fn observed(found: &GetScheduleOutput, applied: &Map) -> Map {
    let flexible = found.flexible_time_window().filter(|it| *it.mode() == FlexibleTimeWindowMode::Flexible);
    let target = block(applied, Schedule::TARGET);
    let unmodelled = [
        ("start_date", found.start_date().is_some()),
        ("end_date", found.end_date().is_some()),
        (
            "target.event_bridge_parameters",
            found.target().is_some_and(|it| it.event_bridge_parameters().is_some()),
        ),
        ("target.kinesis_parameters", found.target().is_some_and(|it| it.kinesis_parameters().is_some())),
        (
            "target.sage_maker_pipeline_parameters",
            found.target().is_some_and(|it| it.sage_maker_pipeline_parameters().is_some()),
        ),
    ];
    Properties::default()
        .with(Schedule::NAME, found.name())
        .with(Schedule::GROUP_NAME, found.group_name().unwrap_or("default"))
        .with(Schedule::SCHEDULE_EXPRESSION, found.schedule_expression())
        .with(Schedule::SCHEDULE_EXPRESSION_TIMEZONE, found.schedule_expression_timezone().unwrap_or("UTC"))
        .with(
            Schedule::MAXIMUM_WINDOW_IN_MINUTES,
            flexible.and_then(FlexibleTimeWindow::maximum_window_in_minutes),
        )
        .with(Schedule::STATE, found.state())
        .with(
            Schedule::ACTION_AFTER_COMPLETION,
            found.action_after_completion().map_or("NONE", |action| action.as_str()),
        )
        .with(Schedule::DESCRIPTION, found.description().filter(|text| !text.is_empty()))
        .with(Schedule::KMS_KEY_ARN, found.kms_key_arn())
        .with(Schedule::TARGET, found.target().map(|it| from_target(it, target)))
        .with(ScheduleOutputs::ARN, found.arn())
        .noting_present(unmodelled)
        .into_map()
}

fn from_target(target: &Found, applied: Option<&Map>) -> Value {
    let retry = |policy: &RetryPolicy| {
        Properties::default()
            .with(events::RetryPolicy::MAXIMUM_RETRY_ATTEMPTS, policy.maximum_retry_attempts())
            .with(events::RetryPolicy::MAXIMUM_EVENT_AGE_IN_SECONDS, policy.maximum_event_age_in_seconds())
            .into_value()
    };
    let input = applied.and_then(|applied| applied.get(ScheduleTarget::INPUT));
    Properties::default()
        .with(ScheduleTarget::ARN, target.arn())
        .with(ScheduleTarget::ROLE_ARN, target.role_arn())
        .with(ScheduleTarget::INPUT, documents::json_as_applied(target.input(), input))
        .with(ScheduleTarget::ECS_PARAMETERS, target.ecs_parameters().map(from_ecs))
        .with(
            ScheduleTarget::MESSAGE_GROUP_ID,
            target.sqs_parameters().and_then(SqsParameters::message_group_id),
        )
        .with(ScheduleTarget::DEAD_LETTER_ARN, target.dead_letter_config().and_then(DeadLetterConfig::arn))
        .with(ScheduleTarget::RETRY_POLICY, target.retry_policy().map(retry))
        .into_value()
}
