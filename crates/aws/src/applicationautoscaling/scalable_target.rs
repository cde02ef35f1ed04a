//! `applicationautoscaling.ScalableTarget`

use ironwright_core::check::{Inputs, Problems, Together};
use ironwright_core::{Diagnostics, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::ecs::ServiceArn;

ironwright_core::references! {
    /// A service that may be scaled, by its ARN.
    ScalableTargetId = "applicationautoscaling.ScalableTarget" . "resource_id";
    /// The ARN of a scalable target.
    ScalableTargetArn = "applicationautoscaling.ScalableTarget" . "arn";
}

/// Lets the number of a service's tasks be set by policies and by the clock, between two bounds.
///
/// The service itself says a `desired_count` to begin with, between the bounds, and leaves it alone from then on with
/// `.ignore_changes(["desired_count"])`. What it scales by say [`ScalingPolicy`](super::ScalingPolicy) and
/// [`ScheduledAction`](super::ScheduledAction).
///
/// ```
/// use ironwright::aws::applicationautoscaling::{ScalableTarget, ScalingPolicy, TargetTracking};
/// use ironwright::aws::ecs::{Cluster, Container, Cpu, Memory, Service, TaskDef};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let cluster = stack.add("cluster", Cluster::new("main"));
/// let task = TaskDef::fargate("web", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
/// let task = stack.add("web", task);
/// let service = Service::new("web", &cluster, &task).subnets(["subnet-3127ba5d9c4651980"]).desired_count(2);
/// let service = stack.add("web", service.ignore_changes(["desired_count"]));
/// let target = stack.add("web", ScalableTarget::new(&service, 2, 8));
/// stack.add("cpu", ScalingPolicy::new("cpu", &target).target_tracking(TargetTracking::cpu(80.0)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "applicationautoscaling.ScalableTarget",
    id = "{resource_id}",
    outputs = ScalableTargetOutputs,
    page = "https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-ecs.html",
    cloudformation = "AWS::ApplicationAutoScaling::ScalableTarget",
    unique = [["resource_id"]],
    check = check,
    check_together = check_together,
    yields(ScalableTargetId = resource_id, ScalableTargetArn = arn)
)]
pub struct ScalableTarget {
    /// The service. Application Auto Scaling knows it by cluster and name, which its ARN ends with.
    #[input(
        replaces,
        pattern("arn:[^:]+:ecs:.+:service/[^/]+/[^/]+", "the ARN of a service, with its cluster's name")
    )]
    resource_id: Input<ServiceArn>,
    /// The fewest tasks that a policy may leave.
    #[input(range = 0..=2_147_483_647)]
    min_capacity: Input<u32>,
    /// The most tasks that a policy may start.
    #[input(range = 0..=2_147_483_647)]
    max_capacity: Input<u32>,
    options: Options,
}

/// What AWS gives back of a [`ScalableTarget`].
#[derive(Outputs, Debug)]
pub struct ScalableTargetOutputs {
    /// The service, by its ARN.
    #[output("{id}")]
    pub resource_id: Output<ScalableTargetId>,
    /// The scalable target's ARN.
    #[output("arn:aws:application-autoscaling:{region}:{account}:scalable-target/{hex:36}")]
    pub arn: Output<ScalableTargetArn>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if let (Some(fewest), Some(most)) = (inputs.int("min_capacity"), inputs.int("max_capacity"))
        && fewest > most
    {
        problems.report(
            "min_capacity",
            format!("{fewest} tasks at least are more than {most} at most"),
            "lower `min_capacity`, or raise `max_capacity`",
        );
    }
}

/// A service begins with as many tasks as it may have.
fn check_together(targets: &Together<'_>, found: &mut Diagnostics) {
    for target in &targets.resources {
        let bounds = target.inputs.int("min_capacity").zip(target.inputs.int("max_capacity"));
        let service = target.inputs.reference("resource_id").map(|output| &output.address);
        let (Some((fewest, most)), Some(service)) = (bounds, service) else { continue };
        let desired = (targets.inputs_of)(service).and_then(|inputs| Inputs(inputs).int("desired_count"));
        let Some(desired) = desired.filter(|desired| fewest <= most && !(fewest..=most).contains(desired))
        else {
            continue;
        };
        let bound = if desired < fewest { "min_capacity" } else { "max_capacity" };
        Problems::new(target.address, target.place, found).report(
            bound,
            format!("{service} desires {desired} tasks, which are not between {fewest} and {most}"),
            format!(
                "begin with a number between the two: `.desired_count({fewest})` there, or move the bound"
            ),
        );
    }
}
