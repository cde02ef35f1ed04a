//! Rules, schedules, and what they set going.

mod common;

use common::problems;
use ironwright_aws::ecs::LaunchType;
use ironwright_aws::events::{EcsParameters, InputTransformer, Rule, Target};
use ironwright_aws::scheduler::{Schedule, ScheduleTarget};

const CLUSTER: &str = "arn:aws:ecs:eu-west-2:123456789012:cluster/main";
const ROLE: &str = "arn:aws:iam::123456789012:role/events";
const QUEUE: &str = "arn:aws:sqs:eu-west-2:123456789012:jobs";

/// One mistake, which says this.
fn says(found: &[String], what: &str) {
    assert!(found.len() == 1 && found[0].contains(what), "{what}: {found:#?}");
}

fn at(times: &'static str) -> Vec<String> {
    problems(|stack| {
        stack.add("nightly", Schedule::new("nightly", times, ScheduleTarget::new(QUEUE, ROLE)));
    })
}

#[test]
fn times_are_rates_crons_or_one_time() {
    for times in ["rate(1 minute)", "rate(5 minutes)", "cron(0 3 * * ? *)", "cron(15 10 ? * MON-FRI *)"] {
        assert_eq!(at(times), [""; 0], "{times}");
    }
    assert_eq!(at("at(2026-12-24T18:00:00)"), [""; 0]);
    says(&at("0 3 * * *"), "\"0 3 * * *\" is no time");
    says(&at("rate(5 minute)"), "5 minute is 5 minutes");
    says(&at("rate(0 minutes)"), "\"0 minutes\" is no number of minutes, hours or days");
    says(&at("cron(0 3 * * *)"), "a cron has 6 fields, this has 5");
    says(&at("cron(0 3 * * * *)"), "one of day of the month and day of the week must be `?`");
    says(&at("every(5 minutes)"), "\"every(5 minutes)\" is no time");
}

#[test]
fn a_rule_is_set_going_by_events_or_times() {
    let of = |rule: fn(Rule) -> Rule| {
        problems(|stack| {
            stack.add("rule", rule(Rule::new("rule")));
        })
    };
    assert_eq!(of(|it| it.event_pattern(r#"{"source": ["aws.ecs"]}"#)), [""; 0]);
    says(&of(|it| it), "event_pattern: is missing: nothing sets the rule going");
    says(&of(|it| it.event_pattern("aws.ecs")), "event_pattern: is no JSON object");
    says(&of(|it| it.schedule_expression("at(2026-12-24T18:00:00)")), "is no time");
    says(
        &of(|it| it.schedule_expression("rate(1 hour)").event_bus_name("orders")),
        "is for the bus `default` only",
    );
}

fn of_target(target: fn(Target) -> Target, arn: &'static str) -> Vec<String> {
    problems(|stack| {
        let hourly = stack.add("hourly", Rule::new("hourly").schedule_expression("rate(1 hour)"));
        stack.add("hourly", target(Target::new(&hourly, "jobs", arn)));
    })
}

#[test]
fn a_target_is_given_one_thing() {
    assert_eq!(of_target(|it| it.input("{}"), QUEUE), [""; 0]);
    says(&of_target(|it| it.input("{}").input_path("$.detail"), QUEUE), "input_path: is set beside `input`");
    says(&of_target(|it| it.input("{"), QUEUE), "input: is no JSON");
    says(&of_target(|it| it, "jobs"), "arn: \"jobs\" is no ARN");
}

#[test]
fn a_template_names_parts_of_the_event() {
    let filled = |it: Target| {
        it.input_transformer(
            InputTransformer::new("\"<task> at <aws.events.event.ingestion-time>\"").path("task", "$.id"),
        )
    };
    assert_eq!(of_target(filled, QUEUE), [""; 0]);
    says(
        &of_target(|it| it.input_transformer(InputTransformer::new("\"<task>\"")), QUEUE),
        "`<task>` is no part of the event",
    );
}

fn nightly() -> EcsParameters {
    EcsParameters::new("arn:aws:ecs:eu-west-2:123456789012:task-definition/nightly:1")
}

#[test]
fn tasks_are_started_by_a_role_in_a_cluster() {
    let on_fargate = |it: Target| {
        it.role_arn(ROLE)
            .ecs_parameters(nightly().launch_type(LaunchType::Fargate).subnets(["subnet-3127ba5d9c4651980"]))
    };
    assert_eq!(of_target(on_fargate, CLUSTER), [""; 0]);
    says(&of_target(on_fargate, QUEUE), "ecs_parameters: the target is no cluster");
    says(&of_target(|it| it.ecs_parameters(nightly()), CLUSTER), "role_arn: is missing");
    says(
        &of_target(
            |it| it.role_arn(ROLE).ecs_parameters(nightly().launch_type(LaunchType::Fargate)),
            CLUSTER,
        ),
        "ecs_parameters.subnets: is missing: tasks on Fargate have network interfaces",
    );
    says(
        &of_target(|it| it.role_arn(ROLE).ecs_parameters(nightly().assign_public_ip(true)), CLUSTER),
        "ecs_parameters.assign_public_ip: there are no subnets",
    );
}
