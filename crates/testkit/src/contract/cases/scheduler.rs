//! Amazon EventBridge Scheduler's kinds.

use ironwright_aws::scheduler::{
    ActionAfterCompletion, EcsParameters, RetryPolicy, Schedule, ScheduleGroup, ScheduleState, ScheduleTarget,
};
use ironwright_aws::{iam, sqs};
use ironwright_core::{Declared, Stack};

use super::events::tasks;
use crate::contract::{Case, Scene};

pub(super) fn schedule_group() -> Case {
    fn group(scene: &Scene) -> ScheduleGroup {
        ScheduleGroup::new(scene.name()).tag("Name", scene.name())
    }
    Case::new("scheduler.ScheduleGroup", |scene, stack| scene.it(stack, group(scene)))
        .changes("tags", |scene, stack| {
            scene.it(stack, group(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("name", |scene, stack| {
            let other = ScheduleGroup::new(format!("{}-other", scene.name()));
            scene.it(stack, other.tag("Name", scene.name()));
        })
}

pub(super) fn schedule() -> Case {
    struct Ground {
        role: Declared<iam::Role>,
        queue: Declared<sqs::Queue>,
        group: Declared<ScheduleGroup>,
        tasks: [EcsParameters; 3],
    }
    const TIMES: &str = "cron(0 3 * * ? *)";
    const CLUSTER: &str = "arn:aws:ecs:us-east-1:123456789012:cluster/main";
    fn ground(scene: &Scene, stack: &mut Stack) -> Ground {
        let trust = super::iam::trust("scheduler.amazonaws.com");
        let role = stack.add("main", iam::Role::new(format!("{}-role", scene.name()), trust));
        let queue = stack.add("main", sqs::Queue::new(scene.name()));
        let group = stack.add("nightly", ScheduleGroup::new(scene.name()));
        Ground { role, queue, group, tasks: tasks(scene, stack) }
    }
    fn message(ground: &Ground) -> ScheduleTarget {
        ScheduleTarget::new(&ground.queue.arn, &ground.role).input(r#"{"what": "nightly"}"#)
    }
    fn schedule(scene: &Scene, stack: &mut Stack) -> Schedule {
        let target = message(&ground(scene, stack));
        Schedule::new(scene.name(), TIMES, target).description("each night")
    }
    fn of_tasks(scene: &Scene, stack: &mut Stack, which: usize) -> Schedule {
        let ground = ground(scene, stack);
        let target = ScheduleTarget::new(CLUSTER, &ground.role).ecs_parameters(ground.tasks[which].clone());
        Schedule::new(scene.name(), TIMES, target).description("each night")
    }
    Case::new("scheduler.Schedule", |scene, stack| {
        let schedule = schedule(scene, stack);
        scene.it(stack, schedule);
    })
    .changes("schedule_expression", |scene, stack| {
        let target = message(&ground(scene, stack));
        scene.it(stack, Schedule::new(scene.name(), "rate(5 minutes)", target).description("each night"));
    })
    .changes("target", |scene, stack| {
        let schedule = of_tasks(scene, stack, 0);
        scene.it(stack, schedule);
    })
    .changes("schedule_expression_timezone", |scene, stack| {
        let schedule = schedule(scene, stack).schedule_expression_timezone("Europe/London");
        scene.it(stack, schedule);
    })
    .changes("maximum_window_in_minutes", |scene, stack| {
        let schedule = schedule(scene, stack).maximum_window_in_minutes(15u32);
        scene.it(stack, schedule);
    })
    .changes("state", |scene, stack| {
        let schedule = schedule(scene, stack).state(ScheduleState::Disabled);
        scene.it(stack, schedule);
    })
    .changes("action_after_completion", |scene, stack| {
        let schedule = schedule(scene, stack).action_after_completion(ActionAfterCompletion::Delete);
        scene.it(stack, schedule);
    })
    .changes("description", |scene, stack| {
        let schedule = schedule(scene, stack).description("at three");
        scene.it(stack, schedule);
    })
    .changes("kms_key_arn", |scene, stack| {
        let schedule = schedule(scene, stack).kms_key_arn("arn:aws:kms:us-east-1:123456789012:key/1");
        scene.it(stack, schedule);
    })
    .replaces("name", |scene, stack| {
        let target = message(&ground(scene, stack));
        scene.it(
            stack,
            Schedule::new(format!("{}-other", scene.name()), TIMES, target).description("each night"),
        );
    })
    .replaces("group_name", |scene, stack| {
        let ground = ground(scene, stack);
        let schedule = Schedule::new(scene.name(), TIMES, message(&ground)).description("each night");
        scene.it(stack, schedule.group_name(&ground.group));
    })
    .sample(|scene, stack| {
        let schedule = of_tasks(scene, stack, 1);
        scene.it(stack, schedule);
    })
    .sample(|scene, stack| {
        let schedule = of_tasks(scene, stack, 2);
        scene.it(stack, schedule);
    })
    .sample(|scene, stack| {
        let ground = ground(scene, stack);
        let policy = RetryPolicy::new().maximum_retry_attempts(3u32).maximum_event_age_in_seconds(3600u32);
        let target =
            message(&ground).message_group_id("nightly").dead_letter_arn(&ground.queue).retry_policy(policy);
        scene.it(stack, Schedule::new(scene.name(), TIMES, target));
    })
}
