//! Containers of a task: what each runs, and in which order they start.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Value};
use ironwright_macros::Block;

use super::{Cpu, HealthCheck, LogConfiguration, Memory, PortMapping, health_check};

ironwright_core::choices! {
    /// What another container must have reached before one starts.
    DependencyCondition {
        /// It has started.
        Start = "START",
        /// It has ended, however it went. Not for essential containers.
        Complete = "COMPLETE",
        /// It has ended with exit code 0. Not for essential containers.
        Success = "SUCCESS",
        /// Its health check has passed.
        Healthy = "HEALTHY",
    }
}

/// A container of a task.
///
/// ```
/// use ironwright_aws::ecs::{Container, Cpu, HealthCheck, Memory};
///
/// let nginx = Container::new("nginx", "123456789012.dkr.ecr.eu-west-2.amazonaws.com/nginx")
///     .cpu(Cpu::Vcpu2)
///     .memory(Memory::gib(2))
///     .port(8080)
///     .health_check(HealthCheck::shell("curl -f http://localhost:8080/ || exit 1"));
/// # let _ = nginx;
/// ```
#[derive(Block, Clone, Debug)]
pub struct Container {
    /// The name: up to 255 letters, digits, hyphens and underscores.
    #[input(
        length = 1..=255,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    name: Input<String>,
    /// The image, with repository and tag or digest; `latest` without.
    #[input(length = 1..=255)]
    image: Input<String>,
    /// The CPU that is set aside for the container. With all others' no more than the task's.
    cpu: Option<Input<Cpu>>,
    /// The memory at which the container is killed: at least 6 MiB. With all others' no more than the task's.
    memory: Option<Input<Memory>>,
    /// The memory that is set aside for the container: no more than `memory`.
    memory_reservation: Option<Input<Memory>>,
    /// Whether the whole task stops when this container stops.
    #[input(default = true)]
    essential: Option<Input<bool>>,
    /// What the container runs, in place of the image's own command.
    command: Option<Inputs<String>>,
    /// What the command is an argument of, in place of the image's own entry point.
    entry_point: Option<Inputs<String>>,
    /// Environment variables, readable for everyone who may describe the task definition.
    #[input(each = variable)]
    environment: Option<InputMap<String>>,
    /// Environment variables out of Secrets Manager or Systems Manager: the ARN of each, by the variable's name.
    #[input(each = secret)]
    secrets: Option<InputMap<String>>,
    /// Ports that are reachable from outside of the container.
    #[input(each = port_mapping, unordered)]
    port_mappings: Vec<PortMapping>,
    /// How ECS finds out whether the container is healthy. The image's own check does not count.
    health_check: Option<HealthCheck>,
    /// Where the output goes.
    log_configuration: Option<LogConfiguration>,
    /// Containers of the task that come before this one at the start, and after it at the end.
    #[input(each = dependency, key = "container_name")]
    depends_on: Vec<ContainerDependency>,
    /// The folder that the command runs in.
    working_directory: Option<Input<String>>,
    /// The user that the command runs as: `user`, `uid`, `user:group` or `uid:gid`.
    user: Option<Input<String>>,
    /// Whether the container cannot write to its own file system.
    #[input(default = false)]
    read_only_root_filesystem: Option<Input<bool>>,
    /// Volumes of the task, and where the container sees them.
    #[input(each = mount_point, key = "container_path")]
    mount_points: Vec<MountPoint>,
}

/// A container of the same task that must have come so far before another starts.
#[derive(Block, Clone, Debug)]
pub struct ContainerDependency {
    /// The name of the other container.
    container_name: Input<String>,
    /// How far it must have come.
    condition: Input<DependencyCondition>,
}

/// A volume of the task at a place in a container.
#[derive(Block, Clone, Debug)]
pub struct MountPoint {
    /// The name of the volume.
    source_volume: Input<String>,
    /// Where the container sees it.
    container_path: Input<String>,
    /// Whether the container cannot write to it.
    #[input(default = false)]
    read_only: Option<Input<bool>>,
}

impl Container {
    /// Makes a TCP port reachable under its own number.
    #[track_caller]
    pub fn port(self, port: u16) -> Self {
        self.port_mapping(PortMapping::new(port).host_port(port))
    }
}

/// What AWS writes where nothing is said is the same as nothing: no CPU, and no seconds in which checks do not count.
pub(super) fn normalise(container: &mut Map) {
    let is_zero = |block: &Map, name: &str| block.get(name).and_then(Value::as_int) == Some(0);
    if is_zero(container, "cpu") {
        container.remove("cpu");
    }
    if let Some(check) = container.get_mut("health_check") {
        *check = check.with_blocks(&|check| {
            if is_zero(check, "start_period") {
                check.remove("start_period");
            }
        });
    }
}

/// Drivers that Fargate has.
const FARGATE_LOG_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];

/// What AWS asks of a container by itself.
pub(super) fn check(fargate: bool, path: &str, container: &Known<'_>, problems: &mut Problems<'_>) {
    if let Some(memory) = container.int("memory") {
        if memory < 6 {
            problems.report(
                format!("{path}.memory"),
                format!("{memory} MiB are less than the 6 MiB that a container needs"),
                "write `Memory::mib` or `Memory::gib`",
            );
        }
        if let Some(reserved) = container.int("memory_reservation")
            && reserved > memory
        {
            problems.report(
                format!("{path}.memory_reservation"),
                format!("{reserved} MiB are more than {memory} MiB, where the container is killed"),
                "reserve no more than `memory`",
            );
        }
    }
    if let Some(check) = container.block("health_check") {
        health_check::check(&format!("{path}.health_check"), &check, problems);
    }
    if let Some(driver) = container.block("log_configuration").and_then(|logs| logs.text("log_driver"))
        && fargate
        && !FARGATE_LOG_DRIVERS.contains(&driver)
    {
        problems.report(
            format!("{path}.log_configuration.log_driver"),
            format!("Fargate does not have `{driver}`"),
            format!("take one of {}", FARGATE_LOG_DRIVERS.join(", ")),
        );
    }
    if let (Some(variables), Some(secrets)) = (container.block("environment"), container.block("secrets")) {
        for name in secrets.0.keys().filter(|name| variables.is_set(name)) {
            problems.report(
                format!("{path}.secrets"),
                format!("`{name}` is an environment variable already"),
                "take it out of `environment`",
            );
        }
    }
}

/// Containers have names of their own, and wait for others that there are and that can get there.
pub(super) fn check_together(containers: &[(String, Known<'_>)], problems: &mut Problems<'_>) {
    let names: Vec<Option<&str>> = containers.iter().map(|(_, container)| container.text("name")).collect();
    let mut waits: Vec<Vec<usize>> = vec![Vec::new(); containers.len()];
    for (i, (path, container)) in containers.iter().enumerate() {
        if names[i].is_some() && names[..i].contains(&names[i]) {
            problems.report(&**path, "is there twice", "give each container a name of its own");
        }
        for (dependency_path, dependency) in container.blocks("depends_on", Some("container_name")) {
            let Some(name) = dependency.text("container_name") else { continue };
            let path = format!("{path}.{dependency_path}");
            match names.iter().position(|other| *other == Some(name)) {
                Some(other) => {
                    waits[i].push(other);
                    check_condition(&path, &dependency, &containers[other].1, problems);
                }
                None if names.contains(&None) => {}
                None => problems.report(
                    path,
                    format!("the task has no container {name:?}"),
                    format!("it has {}", names.iter().flatten().copied().collect::<Vec<_>>().join(", ")),
                ),
            }
        }
    }
    while let Some(circle) = take_circle(&mut waits) {
        let walked: Vec<&str> = circle.iter().map(|&i| names[i].unwrap_or_default()).collect();
        problems.report(
            format!("{}.depends_on", containers[circle[0]].0),
            format!("waits for itself: {}", walked.join(" -> ")),
            "remove one dependency of the circle",
        );
    }
}

fn check_condition(path: &str, dependency: &Known<'_>, other: &Known<'_>, problems: &mut Problems<'_>) {
    let problem = match dependency.text("condition") {
        Some("HEALTHY") if !other.is_set("health_check") => {
            ("has no health check that could pass", "give it a `health_check`, or wait for `START`")
        }
        Some("COMPLETE" | "SUCCESS") if other.bool("essential") == Some(true) => {
            ("is essential: the task stops when it ends", "make it `.essential(false)`, or wait for `START`")
        }
        _ => return,
    };
    let name = dependency.text("container_name").unwrap_or_default();
    problems.report(format!("{path}.condition"), format!("{name:?} {}", problem.0), problem.1);
}

/// Finds containers that wait for each other, `[a, b, a]`, and cuts the circle so that the next call finds another.
fn take_circle(waits: &mut [Vec<usize>]) -> Option<Vec<usize>> {
    let mut ends: Vec<bool> = vec![false; waits.len()];
    while let Some(next) = (0..waits.len()).find(|&i| !ends[i] && waits[i].iter().all(|&other| ends[other])) {
        ends[next] = true;
    }
    // What does not end waits for something that does not end: walking on comes round.
    let mut path = vec![ends.iter().position(|end| !end)?];
    loop {
        let last = path[path.len() - 1];
        let next = waits[last].iter().copied().find(|&other| !ends[other])?;
        if let Some(start) = path.iter().position(|&earlier| earlier == next) {
            let mut circle = path.split_off(start);
            waits[last].retain(|&other| other != next);
            circle.push(next);
            return Some(circle);
        }
        path.push(next);
    }
}
