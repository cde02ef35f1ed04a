//! Application Auto Scaling's kinds.

use ironwright_aws::applicationautoscaling::{
    AdjustmentType, MetricAggregationType, MetricType, ScalableTarget, ScalingPolicy, ScheduledAction,
    StepAdjustment, StepScaling, TargetTracking,
};
use ironwright_aws::ecs;
use ironwright_core::{Declare as _, Declared, Stack};

use crate::contract::{Case, Scene};

fn services(scene: &Scene, stack: &mut Stack) -> [Declared<ecs::Service>; 2] {
    let cluster = stack.add("main", ecs::Cluster::new(scene.name()));
    let task = ecs::TaskDef::ec2(scene.name())
        .container(ecs::Container::new("web", "nginx").memory(ecs::Memory::mib(128)));
    let task = stack.add("main", task);
    ["web", "worker"].map(|name| {
        let service = ecs::Service::new(name, &cluster, &task).desired_count(1);
        stack.add(name, service.ignore_changes(["desired_count"]))
    })
}

fn targets(scene: &Scene, stack: &mut Stack) -> [Declared<ScalableTarget>; 2] {
    let services = services(scene, stack);
    [0, 1].map(|at| stack.add(["web", "worker"][at], ScalableTarget::new(&services[at], 1, 4)))
}

pub(super) fn scalable_target() -> Case {
    fn target(scene: &Scene, stack: &mut Stack, service: usize, fewest: u32, most: u32) {
        let services = services(scene, stack);
        scene.it(stack, ScalableTarget::new(&services[service], fewest, most));
    }
    Case::new("applicationautoscaling.ScalableTarget", |scene, stack| target(scene, stack, 0, 1, 4))
        .changes("min_capacity", |scene, stack| target(scene, stack, 0, 0, 4))
        .changes("max_capacity", |scene, stack| target(scene, stack, 0, 1, 8))
        .replaces("resource_id", |scene, stack| target(scene, stack, 1, 1, 4))
}

pub(super) fn scaling_policy() -> Case {
    fn tracking() -> TargetTracking {
        TargetTracking::cpu(80.0).scale_in_cooldown(300).scale_out_cooldown(60).disable_scale_in(true)
    }
    fn policy(scene: &Scene, stack: &mut Stack, name: &str, target: usize, tracking: TargetTracking) {
        let targets = targets(scene, stack);
        scene.it(stack, ScalingPolicy::new(name, &targets[target]).target_tracking(tracking));
    }
    Case::new("applicationautoscaling.ScalingPolicy", |scene, stack| {
        policy(scene, stack, "cpu", 0, tracking())
    })
    .changes("target_tracking", |scene, stack| {
        policy(scene, stack, "cpu", 0, TargetTracking::memory(70.5).scale_in_cooldown(60));
    })
    .replaces("policy_name", |scene, stack| policy(scene, stack, "other", 0, tracking()))
    .replaces("scalable_target", |scene, stack| policy(scene, stack, "cpu", 1, tracking()))
    .sample(|scene, stack| {
        let label = "app/web/778d41231b141a0f/targetgroup/web/943f017f100becff";
        let tracking = TargetTracking::new(1000.0, MetricType::AlbRequestCountPerTarget);
        policy(scene, stack, "requests", 0, tracking.resource_label(label));
    })
    .sample(|scene, stack| {
        let targets = targets(scene, stack);
        let few = StepAdjustment::new(10).metric_interval_lower_bound(0.0).metric_interval_upper_bound(20.0);
        let many = StepAdjustment::new(50).metric_interval_lower_bound(20.0);
        let steps = StepScaling::new()
            .adjustment_type(AdjustmentType::PercentChangeInCapacity)
            .step_adjustment(few)
            .step_adjustment(many)
            .min_adjustment_magnitude(1)
            .cooldown(60)
            .metric_aggregation_type(MetricAggregationType::Maximum);
        scene.it(stack, ScalingPolicy::new("steps", &targets[0]).step_scaling(steps));
    })
}

pub(super) fn scheduled_action() -> Case {
    fn action(name: &str, target: &Declared<ScalableTarget>, schedule: &str) -> ScheduledAction {
        ScheduledAction::new(name, target, schedule).min_capacity(0).max_capacity(0)
    }
    const NIGHT: &str = "cron(0 20 * * ? *)";
    Case::new("applicationautoscaling.ScheduledAction", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, action("night", &targets[0], NIGHT));
    })
    .changes("schedule", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, action("night", &targets[0], "cron(0 21 * * ? *)"));
    })
    .changes("timezone", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, action("night", &targets[0], NIGHT).timezone("Europe/London"));
    })
    .changes("max_capacity", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, action("night", &targets[0], NIGHT).max_capacity(1));
    })
    .changes("min_capacity", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, ScheduledAction::new("night", &targets[0], NIGHT).max_capacity(0));
    })
    .replaces("scheduled_action_name", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, action("evening", &targets[0], NIGHT));
    })
    .replaces("scalable_target", |scene, stack| {
        let targets = targets(scene, stack);
        scene.it(stack, action("night", &targets[1], NIGHT));
    })
}
