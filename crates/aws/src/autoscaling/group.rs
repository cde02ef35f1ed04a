//! `autoscaling.Group`

use std::time::Duration;

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use super::LaunchConfigurationName;
use crate::ec2::{LaunchTemplateId, SubnetId};
use crate::elbv2::TargetGroupArn;

ironwright_core::references! {
    /// The name of an Auto Scaling group, `asg`.
    GroupName = "autoscaling.Group" . "auto_scaling_group_name";
    /// The ARN of an Auto Scaling group.
    GroupArn = "autoscaling.Group" . "arn";
}

ironwright_core::choices! {
    /// Who says that an instance is not healthy, so that another one takes its place.
    HealthCheckType {
        /// EC2 alone.
        Ec2 = "EC2",
        /// The load balancers too.
        Elb = "ELB",
    }
}

/// Keeps a number of instances running, made from a launch template or a launch configuration.
///
/// It counts as up when as many instances as are desired are in service. The wait for that ends early, with what AWS says of
/// it, when instances cannot be started. With the group its instances go, those that are protected too.
///
/// Where something else sets how many there are, a scaling policy or a capacity provider, a program does not set
/// `desired_capacity`, or leaves it alone with `.ignore_changes(["desired_capacity"])`.
///
/// ```
/// use ironwright::aws::autoscaling::{Group, LaunchTemplateSpecification};
/// use ironwright::aws::ec2::LaunchTemplate;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let template = LaunchTemplate::new("ecs").image_id("ami-0b9a214f40c38d5eb").instance_type("t3.small");
/// let template = stack.add("ecs", template);
/// stack.add(
///     "ecs",
///     Group::new("ecs", 1, 4)
///         .launch_template(LaunchTemplateSpecification::latest(&template))
///         .subnets(["subnet-1a2743d115d4dd2b1", "subnet-4bb49efed53a69e80"])
///         .propagated_tag("Application", "datavault"),
/// );
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "autoscaling.Group",
    id = "{auto_scaling_group_name}",
    outputs = GroupOutputs,
    page = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html",
    cloudformation = "AWS::AutoScaling::AutoScalingGroup",
    unique = [["auto_scaling_group_name"]],
    ready_when = "in service",
    check = check,
    behaviour = StartsInstances,
    yields(GroupName = auto_scaling_group_name, GroupArn = arn)
)]
pub struct Group {
    /// The name, one of its kind in the region: up to 255 characters of ASCII other than `:`.
    #[input(replaces, length = 1..=255, pattern(super::NAME, super::NAME_IN_WORDS))]
    auto_scaling_group_name: Input<GroupName>,
    /// The fewest instances that the group may have.
    #[input(range = 0..=10_000)]
    min_size: Input<u32>,
    /// The most instances that the group may have.
    #[input(range = 0..=10_000)]
    max_size: Input<u32>,
    /// How many instances the group has, between the fewest and the most: the fewest at first when it is not set.
    #[input(range = 0..=10_000)]
    desired_capacity: Option<Input<u32>>,
    /// The launch template that new instances are made from. Those that run stay as they are.
    launch_template: Option<LaunchTemplateSpecification>,
    /// The launch configuration that new instances are made from, in place of a template. Those that run stay as they are.
    launch_configuration_name: Option<Input<LaunchConfigurationName>>,
    /// The subnets that the instances are spread over.
    #[input(unordered, cloudformation = "VPCZoneIdentifier")]
    subnets: Option<Inputs<SubnetId>>,
    /// The availability zones that the instances are spread over, each in its default subnet; in place of subnets.
    #[input(unordered)]
    availability_zones: Option<Inputs<String>>,
    /// The target groups that the instances are registered with.
    #[input(unordered, cloudformation = "TargetGroupARNs")]
    target_group_arns: Option<Inputs<TargetGroupArn>>,
    /// The names of the Classic Load Balancers that the instances are registered with.
    #[input(unordered)]
    load_balancer_names: Option<Inputs<String>>,
    /// Who says that an instance is not healthy.
    #[input(default = "EC2")]
    health_check_type: Option<Input<HealthCheckType>>,
    /// Seconds after an instance's start in which failed health checks do not count.
    #[input(default = 0, range = 0..=2_147_483_647)]
    health_check_grace_period: Option<Input<u32>>,
    /// Seconds after a simple scaling in which none other begins.
    #[input(default = 300, range = 0..=2_147_483_647, cloudformation = "Cooldown")]
    default_cooldown: Option<Input<u32>>,
    /// Seconds after an instance's start in which its metrics do not count.
    #[input(range = 0..=2_147_483_647)]
    default_instance_warmup: Option<Input<u32>>,
    /// Which instances go first when there are to be fewer: `OldestInstance`, `OldestLaunchTemplate`, … in their order.
    /// AWS takes `Default` when it is not set.
    termination_policies: Option<Inputs<String>>,
    /// Whether new instances are kept when there are to be fewer. A capacity provider that manages terminations needs it.
    #[input(default = false)]
    new_instances_protected_from_scale_in: Option<Input<bool>>,
    /// Whether an instance on Spot that AWS is about to take is replaced before it goes.
    #[input(default = false)]
    capacity_rebalance: Option<Input<bool>>,
    /// Seconds after which an instance is replaced: a day to a year. Never when it is not set.
    #[input(range = 86_400..=31_536_000)]
    max_instance_lifetime: Option<Input<u32>>,
    /// Names and values for people and bills, on the group and on each instance that it starts.
    #[input(each = propagated_tag, tags = super::TAGS, cloudformation = "Tags")]
    propagated_tags: Option<InputMap<String>>,
    /// Names and values for people and bills, on the group alone.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// The launch template of a group, and which version of it.
#[derive(Block, Clone, Debug)]
pub struct LaunchTemplateSpecification {
    /// The template.
    launch_template_id: Input<LaunchTemplateId>,
    /// The version: its number, `$Latest` or `$Default`.
    #[input(
        default = "$Default",
        pattern(r"\$Latest|\$Default|[1-9]\d*", "a version's number, `$Latest` or `$Default`")
    )]
    version: Option<Input<String>>,
}

impl LaunchTemplateSpecification {
    /// The template as it is whenever an instance is started.
    #[track_caller]
    pub fn latest(launch_template_id: impl Into<Input<LaunchTemplateId>>) -> Self {
        Self::new(launch_template_id).version("$Latest")
    }
}

/// What AWS gives back of a [`Group`].
#[derive(Outputs, Debug)]
pub struct GroupOutputs {
    /// The group's name.
    pub auto_scaling_group_name: Output<GroupName>,
    /// The group's ARN.
    #[output(
        "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{hex:32}:autoScalingGroupName/{auto_scaling_group_name}"
    )]
    pub arn: Output<GroupArn>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    check_sizes(inputs, problems);
    for (one, other, hint) in [
        (
            "launch_template",
            "launch_configuration_name",
            "say what instances are made from: `.launch_template(…)`, or `.launch_configuration_name(…)`",
        ),
        ("subnets", "availability_zones", "say where instances are: `.subnets([&subnet])`, or zones"),
    ] {
        match (inputs.is_set(one), inputs.is_set(other)) {
            (true, true) => problems.report(other, format!("cannot be set beside `{one}`"), hint),
            (false, false) => problems.report(one, format!("either it or `{other}` must be set"), hint),
            (true, false) | (false, true) => {}
        }
    }
    let tags = |name: &str| inputs.value(name).and_then(Value::as_map);
    if let (Some(propagated), Some(own)) = (tags("propagated_tags"), tags("tags")) {
        for name in own.keys().filter(|name| propagated.contains_key(&***name)) {
            problems.report(
                format!("tags.{name}"),
                "stands among `propagated_tags` too",
                "keep one of them: a propagated tag is on the group as well",
            );
        }
    }
}

fn check_sizes(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let (Some(fewest), Some(most)) = (inputs.int("min_size"), inputs.int("max_size")) else { return };
    if fewest > most {
        problems.report(
            "min_size",
            format!("{fewest} instances at least are more than {most} at most"),
            "lower `min_size`, or raise `max_size`",
        );
    } else if let Some(desired) = inputs.int("desired_capacity").filter(|it| !(fewest..=most).contains(it)) {
        problems.report(
            "desired_capacity",
            format!("{desired} is not between {fewest} and {most}, the sizes that the group may have"),
            "leave it out where something else sets it, or take a number between the two",
        );
    }
}

/// Instances take their time to start.
struct StartsInstances;

impl Behaviour for StartsInstances {
    fn settling_time(&self, properties: &Map) -> Duration {
        let size = |name: &str| properties.get(name).and_then(Value::as_int);
        match size("desired_capacity").or(size("min_size")) {
            Some(0) | None => Duration::from_secs(1),
            Some(_) => Duration::from_secs(45),
        }
    }
}
