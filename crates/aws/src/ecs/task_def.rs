//! `ecs.TaskDef`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::{Container, Cpu, Memory, Volume, container, execution_role, port_mapping, size, volume};
use crate::iam::RoleArn;

ironwright_core::references! {
    /// The ARN of a task definition with its revision, `arn:aws:ecs:eu-west-2:123456789012:task-definition/poc:1`.
    TaskDefArn = "ecs.TaskDef" . "arn";
}

ironwright_core::choices! {
    /// What tasks run on.
    LaunchType {
        /// Container instances of one's own.
        Ec2 = "EC2",
        /// Capacity that AWS provides for each task.
        Fargate = "FARGATE",
        /// Machines outside of AWS.
        External = "EXTERNAL",
    }

    /// How containers reach the network.
    NetworkMode {
        /// The task has a network interface of its own, with addresses and security groups.
        Awsvpc = "awsvpc",
        /// Docker's virtual network on the host.
        Bridge = "bridge",
        /// The host's own network.
        Host = "host",
        /// No network.
        None = "none",
    }

    /// The processors that the images are built for.
    CpuArchitecture {
        /// 64-bit x86.
        X86_64 = "X86_64",
        /// 64-bit ARM.
        Arm64 = "ARM64",
    }

    /// The operating system that the images are built for.
    OperatingSystemFamily {
        /// Linux.
        Linux = "LINUX",
        /// Windows Server 2019, full.
        WindowsServer2019Full = "WINDOWS_SERVER_2019_FULL",
        /// Windows Server 2019, core.
        WindowsServer2019Core = "WINDOWS_SERVER_2019_CORE",
        /// Windows Server 2022, full.
        WindowsServer2022Full = "WINDOWS_SERVER_2022_FULL",
        /// Windows Server 2022, core.
        WindowsServer2022Core = "WINDOWS_SERVER_2022_CORE",
        /// Windows Server 2025, full.
        WindowsServer2025Full = "WINDOWS_SERVER_2025_FULL",
        /// Windows Server 2025, core.
        WindowsServer2025Core = "WINDOWS_SERVER_2025_CORE",
    }
}

/// A task definition: containers that run together, and what they need.
///
/// AWS never changes one: every change but that of tags registers a new revision of the family. The new revision is
/// there before the old one is deregistered, so that services can move over.
///
/// ```
/// use ironwright::aws::ecs::{Container, Cpu, LogConfiguration, Memory, TaskDef};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let logs = LogConfiguration::awslogs("poc", "eu-west-2", "container");
/// let task = stack.add(
///     "poc",
///     TaskDef::fargate("poc", Cpu::Vcpu1, Memory::gib(2))
///         .execution_role("arn:aws:iam::123456789012:role/ecs-execution")
///         .container(Container::new("nginx", "nginx:1.29").port(8080).log_configuration(logs)),
/// );
/// stack.output("task_definition", &task.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecs.TaskDef",
    id = "arn:aws:ecs:{region}:{account}:task-definition/{family}:{revision}",
    outputs = TaskDefOutputs,
    page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html",
    cloudformation = "AWS::ECS::TaskDefinition",
    check = check,
    normal_form = normalise,
    behaviour = Revisions,
    private_new,
    yields(TaskDefArn = arn)
)]
pub struct TaskDef {
    /// The name that all revisions share: up to 255 letters, digits, hyphens and underscores.
    #[input(
        replaces,
        length = 1..=255,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    family: Input<String>,
    /// The CPU of the task: on Fargate one of its sizes, elsewhere 128 to 196608 units, or none for no limit.
    #[input(replaces, range = 128..=196_608)]
    cpu: Option<Input<Cpu>>,
    /// The memory of the task: on Fargate what goes with the CPU, elsewhere any, or none when each container has its own.
    #[input(replaces)]
    memory: Option<Input<Memory>>,
    /// How containers reach the network. Fargate has `awsvpc` only.
    #[input(replaces)]
    network_mode: Option<Input<NetworkMode>>,
    /// What the task must be able to run on: AWS then refuses a definition that could not.
    #[input(replaces, unordered)]
    requires_compatibilities: Option<Inputs<LaunchType>>,
    /// The role by which ECS pulls images, writes logs and reads secrets for the task.
    #[input(replaces, weak)]
    execution_role_arn: Option<Input<RoleArn>>,
    /// The role that the containers themselves have.
    #[input(replaces, weak)]
    task_role_arn: Option<Input<RoleArn>>,
    /// The processors that the images are built for. Fargate takes `X86_64` when it is not set.
    #[input(replaces, cloudformation = "RuntimePlatform")]
    cpu_architecture: Option<Input<CpuArchitecture>>,
    /// The operating system that the images are built for. Fargate takes `LINUX` when it is not set.
    #[input(replaces, cloudformation = "RuntimePlatform")]
    operating_system_family: Option<Input<OperatingSystemFamily>>,
    /// The containers: at least one of them essential.
    #[input(replaces, required, each = container, key = "name", cloudformation = "ContainerDefinitions")]
    containers: Vec<Container>,
    /// Volumes that the containers mount.
    #[input(replaces, each = volume, key = "name")]
    volumes: Vec<Volume>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`TaskDef`].
#[derive(Outputs, Debug)]
pub struct TaskDefOutputs {
    /// The ARN, with the revision.
    #[output("{id}")]
    pub arn: Output<TaskDefArn>,
    /// The number of the revision: each family counts from 1, and never back.
    pub revision: Output<u32>,
    /// The family.
    pub family: Output<String>,
}

impl TaskDef {
    /// A definition of tasks for Fargate, in network mode `awsvpc`.
    #[track_caller]
    pub fn fargate(
        family: impl Into<Input<String>>,
        cpu: impl Into<Input<Cpu>>,
        memory: impl Into<Input<Memory>>,
    ) -> Self {
        Self::new(family)
            .cpu(cpu)
            .memory(memory)
            .network_mode(NetworkMode::Awsvpc)
            .requires_compatibilities([LaunchType::Fargate])
    }

    /// A definition of tasks for container instances, in network mode `bridge`.
    #[track_caller]
    pub fn ec2(family: impl Into<Input<String>>) -> Self {
        Self::new(family).network_mode(NetworkMode::Bridge).requires_compatibilities([LaunchType::Ec2])
    }

    /// The same as [`execution_role_arn`](Self::execution_role_arn), as one says it of a role.
    #[track_caller]
    pub fn execution_role(self, role: impl Into<Input<RoleArn>>) -> Self {
        self.execution_role_arn(role)
    }

    /// The same as [`task_role_arn`](Self::task_role_arn), as one says it of a role.
    #[track_caller]
    pub fn task_role(self, role: impl Into<Input<RoleArn>>) -> Self {
        self.task_role_arn(role)
    }
}

/// Containers, their ports in the task's network mode, and volumes are written as AWS writes them.
fn normalise(inputs: &mut Map) {
    if let Some(containers) = inputs.get_mut("containers") {
        *containers = containers.with_blocks(&container::normalise);
    }
    if let Some(volumes) = inputs.get_mut("volumes") {
        *volumes = volumes.with_blocks(&volume::normalise);
    }
    let mode = inputs.get("network_mode").cloned().unwrap_or(Value::Null);
    // Which ports are whose is not known before the mode is.
    if let Some(containers) = inputs.get_mut("containers").filter(|_| !mode.has_unknown()) {
        *containers = containers.with_blocks(&|container| port_mapping::normalise(mode.as_text(), container));
    }
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let containers = inputs.blocks("containers", Some("name"));
    let fargate =
        inputs.items("requires_compatibilities").iter().any(|value| value.as_text() == Some("FARGATE"));
    if fargate {
        check_fargate(inputs, problems);
    }
    for (path, container) in &containers {
        container::check(fargate, path, container, problems);
        if !fargate && ["memory", "memory_reservation"].iter().all(|name| !container.is_set(name)) {
            check_memory_of_task(path, inputs, problems);
        }
    }
    container::check_together(&containers, problems);
    execution_role::check(fargate, inputs, &containers, problems);
    port_mapping::check(inputs.text("network_mode"), &containers, problems);
    volume::check(fargate, inputs, &containers, problems);
    if !containers.is_empty()
        && containers.iter().all(|(_, container)| container.bool("essential") == Some(false))
    {
        problems.report(
            "containers",
            "none is essential",
            "leave one as it is by default: the task runs as long as it does",
        );
    }
    check_sum("cpu", "CPU units", inputs, &containers, problems);
    check_sum("memory", "MiB", inputs, &containers, problems);
}

/// Fargate has sizes, and one network mode.
fn check_fargate(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if let Some(mode) = inputs.text("network_mode").filter(|mode| *mode != "awsvpc") {
        problems.report(
            "network_mode",
            format!("Fargate does not have `{mode}`"),
            "take `awsvpc`, as `TaskDef::fargate` does",
        );
    }
    for name in ["cpu", "memory"] {
        if !inputs.is_set(name) {
            problems.report(name, "Fargate needs it", "`TaskDef::fargate` takes CPU and memory together");
        }
    }
    if let Some(cpu) = inputs.int("cpu")
        && let Err(wrong) = size::check_fargate(cpu, inputs.int("memory"))
    {
        problems.report(wrong.property, wrong.message, wrong.hint);
    }
}

fn check_memory_of_task(path: &str, inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if !inputs.is_set("memory") {
        problems.report(
            path,
            "has no memory, and the task has none either",
            "set `memory` or `memory_reservation` of the container, or `memory` of the task",
        );
    }
}

/// All containers together fit into the task.
fn check_sum(
    property: &str,
    unit: &str,
    inputs: &Known<'_>,
    containers: &[(String, Known<'_>)],
    problems: &mut Problems<'_>,
) {
    let of = |container: &Known<'_>| {
        let reserved = || container.int("memory_reservation").filter(|_| property == "memory");
        container.int(property).or_else(reserved).unwrap_or_default()
    };
    let sum: i64 = containers.iter().map(|(_, container)| of(container)).sum();
    if let Some(total) = inputs.int(property)
        && sum > total
    {
        let parts: Vec<String> =
            containers.iter().map(|(path, container)| format!("{path} {}", of(container))).collect();
        problems.report(
            property,
            format!("the containers need {sum} {unit} together, the task has {total}"),
            format!("give the task more or a container less: {}", parts.join(", ")),
        );
    }
}

/// AWS numbers the revisions of a family, and never uses a number again.
struct Revisions;

impl Behaviour for Revisions {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let family = inputs.get("family").and_then(Value::as_text).unwrap_or_default();
        let revision = world.count(&format!("ecs.TaskDef {family}"));
        let (region, account) = (world.region(), world.account());
        Ok(Some(format!("arn:aws:ecs:{region}:{account}:task-definition/{family}:{revision}")))
    }

    fn created(&self, _: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        if let Some(revision) = id.rsplit(':').next().and_then(|number| number.parse().ok()) {
            properties.insert("revision".into(), Value::Int(revision));
        }
        Ok(())
    }
}
