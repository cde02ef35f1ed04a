//! `ecs.CapacityProvider`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use crate::autoscaling::GroupArn;

ironwright_core::references! {
    /// The name of a capacity provider, `spot-instances`.
    CapacityProviderName = "ecs.CapacityProvider" . "name";
    /// The ARN of a capacity provider.
    CapacityProviderArn = "ecs.CapacityProvider" . "arn";
}

ironwright_core::choices! {
    /// Whether ECS does something by itself.
    Managed {
        /// It does.
        Enabled = "ENABLED",
        /// It does not.
        Disabled = "DISABLED",
    }
}

/// Lets a cluster's tasks run on the instances of an Auto Scaling group, and ECS see to how many there are.
///
/// A cluster uses it when [`ClusterCapacityProviders`](super::ClusterCapacityProviders) names it.
///
/// ```
/// use ironwright::aws::autoscaling::Group;
/// use ironwright::aws::ecs::{CapacityProvider, Cluster, ClusterCapacityProviders, ManagedScaling};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let group = Group::new("ecs", 0, 4).launch_configuration_name("ecs-1").subnets(["subnet-1a2743d115d4dd2b1"]);
/// let group = stack.add("ecs", group.new_instances_protected_from_scale_in(true));
/// let provider = CapacityProvider::new("instances", &group)
///     .managed_scaling(ManagedScaling::new().target_capacity(90))
///     .managed_termination_protection(aws::ecs::Managed::Enabled);
/// let provider = stack.add("instances", provider);
/// let cluster = stack.add("cluster", Cluster::new("main"));
/// stack.add("cluster", ClusterCapacityProviders::new(&cluster).capacity_providers([&provider.name]));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecs.CapacityProvider",
    id = "arn:aws:ecs:{region}:{account}:capacity-provider/{name}",
    outputs = CapacityProviderOutputs,
    page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html",
    cloudformation = "AWS::ECS::CapacityProvider",
    unique = [["name"], ["auto_scaling_group_arn"]],
    check = check,
    behaviour = InUse,
    yields(CapacityProviderName = name, CapacityProviderArn = arn)
)]
pub struct CapacityProvider {
    /// The name, one of its kind in the region: up to 255 letters, digits, hyphens and underscores, and none that begins
    /// with `aws`, `ecs` or `fargate`.
    #[input(replaces, length = 1..=255, pattern(super::NAME, super::NAME_IN_WORDS))]
    name: Input<CapacityProviderName>,
    /// The group whose instances the tasks run on. A group has one capacity provider.
    #[input(replaces, cloudformation = "AutoScalingGroupProvider/AutoScalingGroupArn")]
    auto_scaling_group_arn: Input<GroupArn>,
    /// How ECS sets the number of instances. Off when it is not set.
    #[input(cloudformation = "AutoScalingGroupProvider")]
    managed_scaling: Option<ManagedScaling>,
    /// Whether ECS keeps instances with tasks from being taken when there are to be fewer. Needs managed scaling, and a group
    /// whose new instances are protected.
    #[input(default = "DISABLED", cloudformation = "AutoScalingGroupProvider")]
    managed_termination_protection: Option<Input<Managed>>,
    /// Whether ECS moves tasks away from an instance before it is taken.
    #[input(default = "ENABLED", cloudformation = "AutoScalingGroupProvider")]
    managed_draining: Option<Input<Managed>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// How ECS sets the number of a group's instances.
#[derive(Block, Clone, Debug)]
pub struct ManagedScaling {
    /// Whether it does.
    #[input(default = "ENABLED")]
    status: Option<Input<Managed>>,
    /// How full the instances are to be, in percent: below 100 there is room to spare.
    #[input(default = 100, range = 1..=100)]
    target_capacity: Option<Input<u32>>,
    /// The fewest instances that are started at once.
    #[input(default = 1, range = 1..=10_000)]
    minimum_scaling_step_size: Option<Input<u32>>,
    /// The most instances that are started at once.
    #[input(default = 10_000, range = 1..=10_000)]
    maximum_scaling_step_size: Option<Input<u32>>,
    /// Seconds after an instance's start in which its metrics do not count.
    #[input(default = 300, range = 0..=10_000)]
    instance_warmup_period: Option<Input<u32>>,
}

impl ManagedScaling {
    /// Leaves the number of instances to somebody else.
    #[track_caller]
    pub fn off() -> Self {
        Self::new().status(Managed::Disabled)
    }
}

/// What AWS gives back of a [`CapacityProvider`].
#[derive(Outputs, Debug)]
pub struct CapacityProviderOutputs {
    /// The capacity provider's name.
    pub name: Output<CapacityProviderName>,
    /// The capacity provider's ARN.
    #[output("{id}")]
    pub arn: Output<CapacityProviderArn>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let reserved = ["aws", "ecs", "fargate"];
    let begins = |name: &&str| reserved.iter().any(|word| name.to_lowercase().starts_with(word));
    if let Some(name) = inputs.text("name").filter(begins) {
        problems.report(
            "name",
            format!("{name:?} begins with a word that is AWS's own"),
            "take a name that begins with none of `aws`, `ecs` and `fargate`",
        );
    }
    let scaling = inputs.block("managed_scaling");
    let is_on = scaling.is_some_and(|scaling| scaling.text("status") != Some("DISABLED"));
    if inputs.text("managed_termination_protection") == Some("ENABLED") && !is_on {
        problems.report(
            "managed_termination_protection",
            "needs managed scaling, which is off",
            "set `.managed_scaling(ManagedScaling::new())`, or leave the protection out",
        );
    }
    let step = |name: &str| scaling.and_then(|scaling| scaling.int(name));
    if let (Some(least), Some(most)) = (step("minimum_scaling_step_size"), step("maximum_scaling_step_size"))
        && least > most
    {
        problems.report(
            "managed_scaling.minimum_scaling_step_size",
            format!("{least} instances at least are more than {most} at most"),
            "lower it, or raise `maximum_scaling_step_size`",
        );
    }
}

/// AWS deletes no capacity provider that a cluster has.
struct InUse;

impl Behaviour for InUse {
    fn deleting(&self, world: &mut dyn World, _: &str, properties: &Map) -> Result<(), Refusal> {
        let Some(name) = properties.get("name").and_then(Value::as_text) else { return Ok(()) };
        for cluster in world.ids("ecs.ClusterCapacityProviders") {
            let providers = world.properties("ecs.ClusterCapacityProviders", &cluster);
            let listed = providers.and_then(|it| it.get("capacity_providers")?.as_list());
            if listed.is_some_and(|all| all.iter().any(|one| one.as_text() == Some(name))) {
                let message = format!("the capacity provider {name} is in use by the cluster {cluster}");
                return Err(Refusal::new("ClientException", message));
            }
        }
        Ok(())
    }
}
