//! The load balancers that a service's tasks are registered with.

use ironwright_core::behaviour::{Refusal, World};
use ironwright_core::check::{Inputs as Known, Member, Problems, Together};
use ironwright_core::{Input, Map, Value};
use ironwright_macros::Block;

use super::container;
use crate::elb::LoadBalancerName;
use crate::elbv2::{TargetGroupArn, target_groups_of};

/// A container's port that gets requests from a load balancer.
///
/// ```
/// use ironwright::aws::ecs::LoadBalancer;
/// use ironwright::aws::elbv2::{Protocol, TargetGroup};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let web = stack.add("web", TargetGroup::ip("web", Protocol::Http, 8080u16, "vpc-1a2743d115d4dd2b1"));
/// let balanced = LoadBalancer::target_group(&web, "nginx", 8080u16);
/// # let _ = balanced;
/// ```
#[derive(Block, Clone, Debug)]
pub struct LoadBalancer {
    /// The name of the container that answers.
    container_name: Input<String>,
    /// The port that it listens on: one of its port mappings.
    #[input(range = 1..=65535)]
    container_port: Input<u16>,
    /// The target group: of type `ip` where the tasks have network mode `awsvpc`, else of type `instance`.
    #[input(pattern("arn:[^:]+:elasticloadbalancing:.+:targetgroup/.+", "the ARN of a target group"))]
    target_group_arn: Option<Input<TargetGroupArn>>,
    /// The name of a classic load balancer, in place of a target group.
    load_balancer_name: Option<Input<LoadBalancerName>>,
}

impl LoadBalancer {
    /// Registers a container's port with a target group.
    #[track_caller]
    pub fn target_group(
        target_group_arn: impl Into<Input<TargetGroupArn>>,
        container_name: impl Into<Input<String>>,
        container_port: impl Into<Input<u16>>,
    ) -> Self {
        Self::new(container_name, container_port).target_group_arn(target_group_arn)
    }

    /// Registers a container's port with a classic load balancer.
    #[track_caller]
    pub fn classic(
        load_balancer_name: impl Into<Input<LoadBalancerName>>,
        container_name: impl Into<Input<String>>,
        container_port: impl Into<Input<u16>>,
    ) -> Self {
        Self::new(container_name, container_port).load_balancer_name(load_balancer_name)
    }
}

/// A service's load balancers fit its task definition: the container, its port, and where requests go.
pub(super) fn check(
    service: &Member<'_>,
    task: &str,
    definition: &Known<'_>,
    all: &Together<'_>,
    problems: &mut Problems<'_>,
) {
    for (path, balancer) in service.inputs.blocks("load_balancers", None) {
        check_container(&path, &balancer, task, definition, problems);
        let mode = definition.text("network_mode");
        match (balancer.is_set("target_group_arn"), balancer.is_set("load_balancer_name")) {
            (true, true) => problems.report(
                format!("{path}.load_balancer_name"),
                "there is a target group too",
                "register the port with each of them by a `LoadBalancer` of its own",
            ),
            (false, false) => problems.report(
                format!("{path}.target_group_arn"),
                "is missing, and no classic load balancer is named",
                "write `LoadBalancer::target_group(&target_group, …)`",
            ),
            (false, true) if mode == Some("awsvpc") => problems.report(
                format!("{path}.load_balancer_name"),
                format!(
                    "{task} has network mode `awsvpc`, and a classic load balancer knows instances alone"
                ),
                "take a target group of addresses, `TargetGroup::ip`",
            ),
            _ => {}
        }
        let group = balancer.reference("target_group_arn").map(|group| &group.address);
        let of_group = group.and_then(|address| (all.inputs_of)(address)).map(Known);
        let targets = of_group.and_then(|inputs| inputs.text("target_type"));
        if let (Some(group), Some(targets), Some(mode)) = (group, targets, mode)
            && (targets == "ip") != (mode == "awsvpc")
        {
            let meant = if mode == "awsvpc" { "TargetGroup::ip" } else { "TargetGroup::instance" };
            problems.report(
                format!("{path}.target_group_arn"),
                format!("{task} has network mode `{mode}`, and {group} has targets of type `{targets}`"),
                format!("declare the target group by `{meant}`"),
            );
        }
    }
}

fn check_container(
    path: &str,
    balancer: &Known<'_>,
    task: &str,
    definition: &Known<'_>,
    problems: &mut Problems<'_>,
) {
    let containers = definition.blocks("containers", None);
    let names: Vec<Option<&str>> = containers.iter().map(|(_, container)| container.text("name")).collect();
    let Some(name) = balancer.text("container_name") else { return };
    let Some(at) = names.iter().position(|other| *other == Some(name)) else {
        if !names.contains(&None) {
            problems.report(
                format!("{path}.container_name"),
                format!("{task} has no container {name:?}"),
                container::meant(name, names.iter().flatten().copied()),
            );
        }
        return;
    };
    let mappings = containers[at].1.blocks("port_mappings", None);
    let ports: Vec<Option<i64>> = mappings.iter().map(|(_, mapping)| mapping.int("container_port")).collect();
    if let Some(port) = balancer.int("container_port")
        && !ports.iter().any(|open| open.is_none_or(|open| open == port))
    {
        problems.report(
            format!("{path}.container_port"),
            format!("container {name:?} of {task} has no port {port}"),
            format!("open it there: `.port({port})`"),
        );
    }
}

/// ECS takes a target group only once a load balancer uses it. Of groups that are not of this world nothing is known.
pub(super) fn refuse_unattached(world: &dyn World, service: &Map) -> Result<(), Refusal> {
    let balancers = service.get("load_balancers").and_then(Value::as_list).unwrap_or_default();
    let groups = balancers.iter().filter_map(|balancer| balancer.get("target_group_arn")?.as_text());
    let mut known = groups.filter(|group| world.properties("elbv2.TargetGroup", group).is_some());
    let forwards = |kind: &str, actions: &str, group: &str| {
        world.ids(kind).iter().filter_map(|id| world.properties(kind, id)).any(|properties| {
            target_groups_of(properties, actions).any(|forwarded| forwarded.as_text() == Some(group))
        })
    };
    let is_attached = |group: &str| {
        forwards("elbv2.Listener", "default_actions", group)
            || forwards("elbv2.ListenerRule", "actions", group)
    };
    known.find(|group| !is_attached(group)).map_or(Ok(()), |group| {
        let message = format!(
            "The target group with targetGroupArn {group} does not have an associated load balancer."
        );
        Err(Refusal::new("InvalidParameterException", message))
    })
}
