//! `ecs.Service`

use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Member, Problems, Together};
use ironwright_core::kind::Type;
use ironwright_core::{
    Data, Diagnostics, Input, InputMap, Inputs, Map, Options, Output, Parse, Plain, Value,
};
use ironwright_macros::{Block, Outputs, Resource};

use super::{
    CapacityProviderStrategyItem, ClusterArn, LaunchType, TaskDefArn, capacity_provider_strategy, container,
};
use crate::ec2::{SecurityGroupId, SubnetId};

ironwright_core::references! {
    /// The ARN of a service, `arn:aws:ecs:eu-west-2:123456789012:service/DMP15-POC/web`.
    ServiceArn = "ecs.Service" . "arn";
    /// The name of a service, `web`.
    ServiceName = "ecs.Service" . "service_name";
}

ironwright_core::choices! {
    /// How a service places its tasks.
    SchedulingStrategy {
        /// As many tasks as desired, spread over the availability zones.
        Replica = "REPLICA",
        /// One task on each container instance. Not on Fargate.
        Daemon = "DAEMON",
    }

    /// Whose tags a service's tasks get.
    PropagateTags {
        /// The task definition's.
        TaskDefinition = "TASK_DEFINITION",
        /// The service's.
        Service = "SERVICE",
        /// None.
        None = "NONE",
    }
}

/// Keeps a number of tasks of a definition running, and moves them to another definition without a gap.
///
/// It counts as up when it is steady: all tasks of the newest deployment run, and are healthy where they are checked.
/// The wait for that ends early, with what AWS says of it, when the deployment fails or is rolled back, and when none of
/// its tasks runs and the last five stopped for the same reason.
///
/// ```
/// use ironwright::aws::ecs::{Cluster, Container, Cpu, LaunchType, Memory, Service, TaskDef};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let cluster = stack.add("cluster", Cluster::new("DMP15-POC"));
/// let task = TaskDef::fargate("poc", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
/// let task = stack.add("poc", task);
/// stack.add(
///     "web",
///     Service::new("web", &cluster, &task)
///         .launch_type(LaunchType::Fargate)
///         .subnets(["subnet-3127ba5d9c4651980"])
///         .assign_public_ip(true),
/// );
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecs.Service",
    id = "arn:aws:ecs:{region}:{account}:service/{service_name}",
    outputs = ServiceOutputs,
    page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
    cloudformation = "AWS::ECS::Service",
    unique = [["cluster", "service_name"]],
    keeps = [
        ("ecs.ClusterCapacityProviders", "capacity_provider_strategy"),
        ("ec2.InternetGateway", "assign_public_ip"),
    ],
    ready_when = "steady",
    check = check,
    normal_form = normalise,
    check_together = check_together,
    behaviour = Deployments,
    yields(ServiceArn = arn, ServiceName = service_name)
)]
#[allow(clippy::struct_field_names, reason = "AWS's own name of the property")]
pub struct Service {
    /// The name, of its own in the cluster: up to 255 letters, digits, hyphens and underscores.
    #[input(
        replaces,
        length = 1..=255,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    service_name: Input<String>,
    /// The cluster.
    #[input(replaces)]
    cluster: Input<ClusterArn>,
    /// The task definition whose tasks run. A change deploys the other one.
    #[input(weak)]
    task_definition: Input<TaskDefArn>,
    /// What the tasks run on. Without it and without a strategy, the cluster's default strategy decides, else `EC2`.
    /// To take it out for a strategy changes the service in place.
    #[input(replaces, gives_way_to = "capacity_provider_strategy")]
    launch_type: Option<Input<LaunchType>>,
    /// How many tasks run. A `DAEMON` service has as many as there are container instances, whatever it says here.
    #[input(default = 1)]
    desired_count: Option<Input<u32>>,
    /// How many tasks may run during a deployment, in percent of the desired: at least 100.
    #[input(default = 200, cloudformation = "DeploymentConfiguration")]
    deployment_maximum_percent: Option<Input<u32>>,
    /// How many tasks keep running during a deployment, in percent of the desired: 0 to 100.
    #[input(default = 100, range = 0..=100, cloudformation = "DeploymentConfiguration")]
    deployment_minimum_healthy_percent: Option<Input<u32>>,
    /// What happens to a deployment whose tasks do not start. On with roll-back unless it is set: AWS by itself has it off.
    #[input(default, cloudformation = "DeploymentConfiguration")]
    deployment_circuit_breaker: Option<DeploymentCircuitBreaker>,
    /// Whether the tasks get public addresses. In a public subnet Fargate pulls no image without.
    #[input(default = false, cloudformation = "NetworkConfiguration")]
    assign_public_ip: Option<Input<bool>>,
    /// The subnets that the tasks' network interfaces are in: 1 to 16, for network mode `awsvpc`.
    #[input(unordered, length = 1..=16, cloudformation = "NetworkConfiguration")]
    subnets: Option<Inputs<SubnetId>>,
    /// The security groups of the tasks' network interfaces: up to 5. The VPC's default group when it is not set.
    #[input(unordered, length = 0..=5, cloudformation = "NetworkConfiguration")]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// How tasks are placed.
    #[input(replaces, default = "REPLICA")]
    scheduling_strategy: Option<Input<SchedulingStrategy>>,
    /// How tasks are shared out among capacity providers, in place of a launch type: up to 20.
    #[input(each = capacity_provider, key = "capacity_provider", unordered, length = 0..=20)]
    capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    /// Target groups that the tasks are registered with.
    #[input(each = load_balancer, unordered)]
    load_balancers: Vec<LoadBalancer>,
    /// Seconds after a task's start in which failed health checks of the load balancer do not count.
    #[input(range = 0..=2_147_483_647)]
    health_check_grace_period_seconds: Option<Input<u32>>,
    /// Whether commands may be run in the tasks with ECS Exec.
    #[input(default = false)]
    enable_execute_command: Option<Input<bool>>,
    /// Whose tags the tasks get.
    #[input(default = "NONE")]
    propagate_tags: Option<Input<PropagateTags>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// Ends a deployment whose tasks fail again and again, instead of trying for hours.
///
/// AWS has it off unless asked. A [`Service`] asks: what failed is then rolled back and reported.
#[derive(Block, Clone, Debug)]
pub struct DeploymentCircuitBreaker {
    /// Whether such a deployment is ended.
    #[input(default = true)]
    enable: Option<Input<bool>>,
    /// Whether the service then goes back to the last deployment that was steady.
    #[input(default = true)]
    rollback: Option<Input<bool>>,
}

/// A target group that a service's tasks are registered with.
#[derive(Block, Clone, Debug)]
pub struct LoadBalancer {
    /// The ARN of the target group.
    #[input(pattern("arn:[^:]+:elasticloadbalancing:.+:targetgroup/.+", "the ARN of a target group"))]
    target_group_arn: Input<TargetGroupArn>,
    /// The name of the container that answers.
    container_name: Input<String>,
    /// The port that it listens on: one of its port mappings.
    #[input(range = 1..=65535)]
    container_port: Input<u16>,
}

/// What AWS gives back of a [`Service`].
#[derive(Outputs, Debug)]
pub struct ServiceOutputs {
    /// The service's ARN.
    #[output("{id}")]
    pub arn: Output<ServiceArn>,
    /// The service's name.
    pub service_name: Output<ServiceName>,
    /// The cluster's ARN.
    pub cluster: Output<ClusterArn>,
}

impl Service {
    /// A service that keeps one task on each container instance, and replaces it in place.
    #[track_caller]
    pub fn daemon(
        service_name: impl Into<Input<String>>,
        cluster: impl Into<Input<ClusterArn>>,
        task_definition: impl Into<Input<TaskDefArn>>,
    ) -> Self {
        Self::new(service_name, cluster, task_definition)
            .scheduling_strategy(SchedulingStrategy::Daemon)
            .deployment_maximum_percent(100u32)
            .deployment_minimum_healthy_percent(0u32)
    }
}

impl DeploymentCircuitBreaker {
    /// Lets a deployment try for as long as it takes, as AWS does unless asked.
    pub fn off() -> Self {
        Self::new().enable(false).rollback(false)
    }
}

/// What AWS does not keep apart from nothing is nothing: a daemon's number of tasks, which follows its instances; a period
/// of no seconds; and no security groups, for which the VPC's default group stands in.
fn normalise(inputs: &mut Map) {
    if inputs.get("scheduling_strategy").and_then(Value::as_text) == Some("DAEMON") {
        inputs.remove("desired_count");
    }
    let grace = "health_check_grace_period_seconds";
    if inputs.get(grace).and_then(Value::as_int) == Some(0) {
        inputs.remove(grace);
    }
    let groups = "security_groups";
    if inputs.get(groups).and_then(Value::as_list).is_some_and(<[Value]>::is_empty) {
        inputs.remove(groups);
    }
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let strategy = "capacity_provider_strategy";
    capacity_provider_strategy::check(strategy, inputs, problems);
    if inputs.is_set(strategy) && inputs.is_set("launch_type") {
        problems.report(
            "launch_type",
            "the service has a capacity provider strategy too",
            "leave one of them out: a strategy says itself what tasks run on",
        );
    }
    if inputs.bool("assign_public_ip") == Some(true) && !inputs.is_set("subnets") {
        problems.report(
            "assign_public_ip",
            "there are no subnets whose public addresses the tasks could get",
            "set `subnets`, or leave it out",
        );
    }
    if inputs.is_set("security_groups") && !inputs.is_set("subnets") {
        problems.report(
            "security_groups",
            "there are no subnets, so the tasks have no network interfaces that could be members",
            "set `subnets`, or leave it out",
        );
    }
    if let Some(breaker) = inputs.block("deployment_circuit_breaker")
        && breaker.bool("enable") == Some(false)
        && breaker.bool("rollback") == Some(true)
    {
        problems.report(
            "deployment_circuit_breaker.rollback",
            "needs `enable`, which is off",
            "`DeploymentCircuitBreaker::off()` turns both off",
        );
    }
    if inputs.text("scheduling_strategy") == Some("DAEMON") {
        check_daemon(inputs, problems);
    } else {
        check_room(inputs, problems);
    }
}

/// A daemon runs on instances, one at a time on each.
fn check_daemon(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let providers = inputs.blocks("capacity_provider_strategy", None);
    let on_fargate = inputs.text("launch_type") == Some("FARGATE")
        || providers.iter().any(|(_, item)| {
            item.text("capacity_provider").is_some_and(|provider| provider.starts_with("FARGATE"))
        });
    if on_fargate {
        problems.report(
            "scheduling_strategy",
            "Fargate does not have `DAEMON`",
            "take `REPLICA` with a desired count, or container instances",
        );
    }
    for (name, allowed) in
        [("deployment_maximum_percent", 100..=100), ("deployment_minimum_healthy_percent", 0..=99)]
    {
        if let Some(percent) = inputs.int(name).filter(|percent| !allowed.contains(percent)) {
            problems.report(
                name,
                format!("{percent} % leave a `DAEMON` service no room: each instance has one task"),
                "`Service::daemon` sets 100 % at most and 0 % at least",
            );
        }
    }
}

/// A deployment must be able to start a task beyond the desired ones, or to stop one of them.
fn check_room(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let property = "deployment_maximum_percent";
    let Some(most) = inputs.int(property) else { return };
    if most < 100 {
        problems.report(
            property,
            format!("{most} % are fewer tasks than desired"),
            "write at least 100; the default is 200",
        );
        return;
    }
    if let (Some(least), Some(desired)) =
        (inputs.int("deployment_minimum_healthy_percent"), inputs.int("desired_count"))
    {
        // AWS rounds the most tasks down and the fewest up.
        let (most_tasks, fewest_tasks) = (desired * most / 100, (desired * least + 99) / 100);
        if desired > 0 && most_tasks <= fewest_tasks {
            problems.report(
                property,
                format!(
                    "a deployment has no room: of {desired} desired it may run {most_tasks} tasks ({most} %) and \
                     must run {fewest_tasks} ({least} %)"
                ),
                "raise `deployment_maximum_percent`, or lower `deployment_minimum_healthy_percent`",
            );
        }
    }
}

/// A service fits its task definition.
fn check_together(services: &Together<'_>, found: &mut Diagnostics) {
    for service in &services.resources {
        let Some(task) = service.inputs.reference("task_definition") else { continue };
        let Some(definition) = (services.inputs_of)(&task.address).map(Known) else { continue };
        let task = task.address.as_str();
        let mut problems = Problems::new(service.address, service.place, found);
        check_network(service, task, &definition, &mut problems);
        check_launch_type(service, task, &definition, &mut problems);
        check_load_balancers(service, task, &definition, &mut problems);
    }
}

fn check_network(service: &Member<'_>, task: &str, definition: &Known<'_>, problems: &mut Problems<'_>) {
    let Some(mode) = definition.text("network_mode") else { return };
    match (mode == "awsvpc", service.inputs.is_set("subnets")) {
        (true, false) => problems.report(
            "subnets",
            format!("{task} has network mode `awsvpc`: its tasks need subnets"),
            "set `.subnets([&subnet])`",
        ),
        (false, true) => problems.report(
            "subnets",
            format!("{task} has network mode `{mode}`: its tasks have no network interface of their own"),
            "leave `subnets` out, or take network mode `awsvpc`",
        ),
        _ => {}
    }
}

fn check_launch_type(service: &Member<'_>, task: &str, definition: &Known<'_>, problems: &mut Problems<'_>) {
    let compatible: Vec<&str> =
        definition.items("requires_compatibilities").iter().filter_map(Value::as_text).collect();
    if let Some(launch_type) = service.inputs.text("launch_type")
        && !compatible.is_empty()
        && !compatible.contains(&launch_type)
    {
        problems.report(
            "launch_type",
            format!("{task} is for {}, not for {launch_type}", compatible.join(" and ")),
            "choose one for both: `TaskDef::fargate` or `TaskDef::ec2`",
        );
    }
}

fn check_load_balancers(
    service: &Member<'_>,
    task: &str,
    definition: &Known<'_>,
    problems: &mut Problems<'_>,
) {
    let containers = definition.blocks("containers", None);
    let names: Vec<Option<&str>> = containers.iter().map(|(_, container)| container.text("name")).collect();
    for (path, balancer) in service.inputs.blocks("load_balancers", None) {
        let Some(name) = balancer.text("container_name") else { continue };
        let Some(at) = names.iter().position(|other| *other == Some(name)) else {
            if !names.contains(&None) {
                problems.report(
                    format!("{path}.container_name"),
                    format!("{task} has no container {name:?}"),
                    container::meant(name, names.iter().flatten().copied()),
                );
            }
            continue;
        };
        let mappings = containers[at].1.blocks("port_mappings", None);
        let ports: Vec<Option<i64>> =
            mappings.iter().map(|(_, mapping)| mapping.int("container_port")).collect();
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
}

/// Services deploy their tasks, and take their time.
struct Deployments;

impl Behaviour for Deployments {
    /// The ARN names the cluster, which the service knows by ARN only.
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let text = |name: &str| inputs.get(name).and_then(Value::as_text).unwrap_or_default();
        let (cluster, service) =
            (text("cluster").rsplit('/').next().unwrap_or_default(), text("service_name"));
        let (region, account) = (world.region(), world.account());
        Ok(Some(format!("arn:aws:ecs:{region}:{account}:service/{cluster}/{service}")))
    }

    fn created(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        refuse_unassociated(world, properties)
    }

    fn updated(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        refuse_unassociated(world, properties)
    }

    /// Tasks start in batches, so that many take longer than few, but not for ever.
    fn settling_time(&self, properties: &Map) -> Duration {
        let desired = properties.get("desired_count").and_then(Value::as_int).unwrap_or(1);
        match u64::try_from(desired) {
            Ok(0) | Err(_) => Duration::from_secs(1),
            Ok(tasks) => Duration::from_secs((8 + tasks).min(60)),
        }
    }
}

/// AWS takes a capacity provider only where the service's cluster has it.
fn refuse_unassociated(world: &dyn World, service: &Map) -> Result<(), Refusal> {
    let cluster = cluster_of(service);
    let associated = world.properties("ecs.ClusterCapacityProviders", cluster);
    let associated = associated.and_then(|properties| properties.get("capacity_providers")?.as_list());
    let missing = providers_of(service).find(|provider| {
        !associated.is_some_and(|all| all.iter().any(|one| one.as_text() == Some(provider)))
    });
    missing.map_or(Ok(()), |provider| {
        let message =
            format!("the capacity provider {provider} is not associated with the cluster {cluster}");
        Err(Refusal::new("InvalidParameterException", message))
    })
}

/// The name of a service's cluster.
pub(super) fn cluster_of(service: &Map) -> &str {
    let cluster = service.get("cluster").and_then(Value::as_text).unwrap_or_default();
    cluster.rsplit('/').next().unwrap_or_default()
}

/// The capacity providers of a service's own strategy.
pub(super) fn providers_of(service: &Map) -> impl Iterator<Item = &str> {
    let strategy = service.get("capacity_provider_strategy").and_then(Value::as_list).unwrap_or_default();
    strategy.iter().filter_map(|item| item.get("capacity_provider")?.as_text())
}

/// The ARN of a load balancer's target group.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TargetGroupArn(String);

impl From<&str> for TargetGroupArn {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Data for TargetGroupArn {
    const TYPE: Type = Type::Text;

    fn encode(&self) -> Value {
        Value::text(self.0.as_str())
    }

    fn decode(value: &Value) -> Result<Self, String> {
        String::decode(value).map(Self)
    }
}

impl Plain for TargetGroupArn {}

impl Parse for TargetGroupArn {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }
}
