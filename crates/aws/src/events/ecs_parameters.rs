//! Tasks of ECS that a rule or a schedule starts.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs};
use ironwright_macros::Block;

use crate::ec2::{SecurityGroupId, SubnetId};
use crate::ecs::{
    CapacityProviderStrategyItem, LaunchType, PlacementConstraint, PlacementStrategy, TaskDefArn,
};

/// Tasks that are started in the cluster that the target names.
///
/// ```
/// use ironwright::aws::ecs::LaunchType;
/// use ironwright::aws::events::EcsParameters;
/// let nightly = EcsParameters::new("arn:aws:ecs:eu-west-2:123456789012:task-definition/nightly:1")
///     .launch_type(LaunchType::Fargate)
///     .subnets(["subnet-3127ba5d9c4651980"]);
/// # let _ = nightly;
/// ```
#[derive(Block, Clone, Debug)]
pub struct EcsParameters {
    /// The task definition: with its revision, or without it for the newest there is when tasks start.
    task_definition_arn: Input<TaskDefArn>,
    /// How many tasks are started: 1 to 10.
    #[input(default = 1, range = 1..=10)]
    task_count: Option<Input<u32>>,
    /// What the tasks run on. Without it and without a strategy the cluster's default strategy decides, else `EC2`.
    launch_type: Option<Input<LaunchType>>,
    /// How tasks are shared out among capacity providers, in place of a launch type: up to 6.
    #[input(each = capacity_provider, key = "capacity_provider", unordered, length = 0..=6)]
    capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    /// The version of Fargate's platform. AWS's default: `LATEST`.
    #[input(length = 1..=64)]
    platform_version: Option<Input<String>>,
    /// The subnets of the tasks' network interfaces: up to 16, for network mode `awsvpc`.
    #[input(unordered, length = 1..=16)]
    subnets: Option<Inputs<SubnetId>>,
    /// The security groups of the tasks' network interfaces: up to 5. The VPC's default group when it is not set.
    #[input(unordered, length = 0..=5)]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// Whether the tasks get public addresses.
    #[input(default = false)]
    assign_public_ip: Option<Input<bool>>,
    /// A name for the group that the tasks are in: `family:NAME` when it is not set.
    #[input(length = 1..=255)]
    group: Option<Input<String>>,
    /// Which container instances take the tasks: up to 10. Not on Fargate.
    #[input(each = placement_constraint, unordered, length = 0..=10)]
    placement_constraints: Vec<PlacementConstraint>,
    /// How container instances are taken, the first counting most: up to 5. Not on Fargate.
    #[input(each = place, length = 0..=5)]
    placement_strategy: Vec<PlacementStrategy>,
    /// Whether the tasks get tags of AWS's that name their cluster.
    #[input(default = false)]
    enable_ecs_managed_tags: Option<Input<bool>>,
    /// Whether commands may be run in the tasks with ECS Exec.
    #[input(default = false)]
    enable_execute_command: Option<Input<bool>>,
    /// Whether the tasks get the tags of their definition.
    #[input(default = false)]
    propagate_tags: Option<Input<bool>>,
}

/// What ECS refuses when the tasks are to start, at the property's place.
pub(crate) fn check(property: &str, ecs: &Known<'_>, problems: &mut Problems<'_>) {
    if ecs.is_set("launch_type") && !ecs.items("capacity_provider_strategy").is_empty() {
        problems.report(
            format!("{property}.launch_type"),
            "there is a capacity provider strategy too",
            "leave one of them out: a strategy says itself what tasks run on",
        );
    }
    let fargate = ecs.text("launch_type") == Some("FARGATE");
    if fargate && !ecs.is_set("subnets") {
        problems.report(
            format!("{property}.subnets"),
            "is missing: tasks on Fargate have network interfaces",
            "set `.subnets([&subnet])`",
        );
    }
    for name in ["security_groups", "assign_public_ip"] {
        let asked = ecs.is_set(name) && ecs.bool(name) != Some(false);
        if asked && !ecs.is_set("subnets") {
            problems.report(
                format!("{property}.{name}"),
                "there are no subnets, so the tasks have no network interfaces",
                "set `subnets`, or leave it out",
            );
        }
    }
    for name in ["placement_constraints", "placement_strategy"] {
        if fargate && !ecs.items(name).is_empty() {
            problems.report(
                format!("{property}.{name}"),
                "Fargate has no instances to choose among",
                "leave it out",
            );
        }
    }
}
