//! Groups of instances, what they are made from, and what scales services.

mod common;

use common::problems;
use ironwright_aws::applicationautoscaling::{
    MetricType, ScalableTarget, ScalingPolicy, ScheduledAction, StepScaling, TargetTracking,
};
use ironwright_aws::autoscaling::{Group, LaunchConfiguration};
use ironwright_aws::ecs::{self, CapacityProvider, Managed, ManagedScaling};
use ironwright_core::plan::Action;
use ironwright_core::{Declare as _, Stack};
use ironwright_testkit::testing::rehearse;

const SUBNETS: [&str; 1] = ["subnet-1a2743d115d4dd2b1"];

fn group(fewest: u32, most: u32) -> Group {
    Group::new("asg", fewest, most).launch_configuration_name("ecs-1").subnets(SUBNETS)
}

fn problems_of(group: Group) -> Vec<String> {
    problems(|stack| {
        stack.add("it", group);
    })
}

#[test]
fn a_group_keeps_between_its_sizes() {
    assert_eq!(problems_of(group(1, 4).desired_capacity(4)), [""; 0]);
    assert_eq!(
        problems_of(group(1, 4).desired_capacity(5)),
        [
            "error: autoscaling.Group.it: desired_capacity: 5 is not between 1 and 4, the sizes that the group may have\n  \
          hint: leave it out where something else sets it, or take a number between the two"
        ]
    );
    assert_eq!(
        problems_of(group(4, 1)),
        ["error: autoscaling.Group.it: min_size: 4 instances at least are more than 1 at most\n  \
          hint: lower `min_size`, or raise `max_size`"]
    );
}

#[test]
fn a_group_says_what_its_instances_are_made_from_and_where_they_are() {
    assert_eq!(
        problems_of(Group::new("asg", 0, 1)),
        [
            "error: autoscaling.Group.it: launch_template: either it or `launch_configuration_name` must be set\n  \
             hint: say what instances are made from: `.launch_template(…)`, or `.launch_configuration_name(…)`",
            "error: autoscaling.Group.it: subnets: either it or `availability_zones` must be set\n  \
             hint: say where instances are: `.subnets([&subnet])`, or zones",
        ]
    );
    let found = problems_of(group(0, 1).availability_zones(["us-east-1a"]));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("availability_zones: cannot be set beside `subnets`"), "{found:#?}");
}

#[test]
fn a_tag_is_propagated_or_the_groups_alone() {
    let found = problems_of(group(0, 1).tag("team", "web").propagated_tag("team", "web"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("tags.team: stands among `propagated_tags` too"), "{found:#?}");
}

#[test]
fn user_data_over_16_kib_is_refused() {
    let of_bytes = |count: usize| {
        problems(|stack| {
            let instance = LaunchConfiguration::new("ami-0b9a214f40c38d5eb", "t2.small");
            stack.add("it", instance.user_data("x".repeat(count)));
        })
    };
    assert_eq!(of_bytes(16_384), [""; 0]);
    assert_eq!(
        of_bytes(16_385),
        ["error: autoscaling.LaunchConfiguration.it: user_data: has 16385 bytes, AWS takes 16384\n  \
          hint: put what is large into the image or a bucket, and fetch it from a short script"]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn instances(stack: &mut Stack, script: &&str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let instance = LaunchConfiguration::new("ami-0b9a214f40c38d5eb", "t2.small").user_data(*script);
    let instance = stack.add("instance", instance);
    let zones = ["us-east-1a"];
    stack.add("ecs", Group::new("ecs", 1, 2).launch_configuration_name(&instance).availability_zones(zones));
    Ok(())
}

#[test]
fn another_launch_configuration_is_there_before_its_group_lets_go_of_the_first() {
    let mut world = rehearse("instances", instances, &"#!/bin/sh");
    let first = world.get::<LaunchConfiguration>("instance").id().to_owned();
    let plan = world.preview(instances, &"#!/bin/bash").expect("a plan");
    let of = |address: &str| plan.step(address).map(|step| step.action);
    assert!(matches!(of("autoscaling.LaunchConfiguration.instance"), Some(Action::Replace(_))), "{plan}");
    assert_eq!(of("autoscaling.Group.ecs"), Some(Action::Update), "{plan}");
    let report = world.up(instances, &"#!/bin/bash").expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_ne!(world.get::<LaunchConfiguration>("instance").id(), first);
    assert!(world.up(instances, &"#!/bin/bash").expect("a run").is_unchanged());
}

#[test]
fn protection_from_termination_needs_managed_scaling() {
    let of = |provider: fn(CapacityProvider) -> CapacityProvider| {
        problems(|stack| {
            let group = stack.add("it", group(0, 1));
            stack.add("it", provider(CapacityProvider::new("instances", &group)));
        })
    };
    assert_eq!(
        of(|it| it.managed_scaling(ManagedScaling::new()).managed_termination_protection(Managed::Enabled)),
        [""; 0]
    );
    assert_eq!(
        of(|it| it.managed_termination_protection(Managed::Enabled)),
        [
            "error: ecs.CapacityProvider.it: managed_termination_protection: needs managed scaling, which is off\n  \
          hint: set `.managed_scaling(ManagedScaling::new())`, or leave the protection out"
        ]
    );
}

fn service(stack: &mut Stack, desired: u32) -> ironwright_core::Declared<ecs::Service> {
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512));
    let task = stack.add("web", task.container(ecs::Container::new("web", "web")));
    let web = ecs::Service::new("web", &cluster, &task).subnets(SUBNETS).desired_count(desired);
    stack.add("web", web.ignore_changes(["desired_count"]))
}

#[test]
fn a_service_begins_with_as_many_tasks_as_its_target_lets_it_have() {
    let with = |desired: u32| {
        problems(|stack| {
            let service = service(stack, desired);
            stack.add("web", ScalableTarget::new(&service, 2, 8));
        })
    };
    for desired in [2, 8] {
        assert_eq!(with(desired), [""; 0]);
    }
    assert_eq!(
        with(1),
        [
            "error: applicationautoscaling.ScalableTarget.web: min_capacity: ecs.Service.web desires 1 tasks, which are not \
          between 2 and 8\n  \
          hint: begin with a number between the two: `.desired_count(2)` there, or move the bound"
        ]
    );
    assert!(with(9)[0].contains("max_capacity: ecs.Service.web desires 9 tasks"), "{:?}", with(9));
}

#[test]
fn a_policy_scales_by_one_thing() {
    let with = |policy: fn(ScalingPolicy) -> ScalingPolicy| {
        problems(|stack| {
            let service = service(stack, 2);
            let target = stack.add("web", ScalableTarget::new(&service, 2, 8));
            stack.add("it", policy(ScalingPolicy::new("it", &target)));
        })
    };
    assert_eq!(with(|it| it.target_tracking(TargetTracking::cpu(80.0))), [""; 0]);
    for (policy, message) in [
        ((|it| it) as fn(ScalingPolicy) -> ScalingPolicy, "either it or `step_scaling` must be set"),
        (|it| it.step_scaling(StepScaling::new()), "step_scaling.step_adjustments: has no step"),
        (
            |it| it.target_tracking(TargetTracking::new(9.0, MetricType::AlbRequestCountPerTarget)),
            "target_tracking.resource_label: is needed to count requests",
        ),
    ] {
        let found = with(policy);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(message), "{found:#?}");
    }
}

#[test]
fn a_scheduled_action_moves_a_bound() {
    let found = problems(|stack| {
        let service = service(stack, 2);
        let target = stack.add("web", ScalableTarget::new(&service, 2, 8));
        stack.add("night", ScheduledAction::new("night", &target, "cron(0 20 * * ? *)"));
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("neither it nor `max_capacity` is set"), "{found:#?}");
}
