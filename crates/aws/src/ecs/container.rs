//! Containers of a task: what each runs, and in which order they start.

use std::collections::BTreeSet;

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::diagnostic::nearest;
use ironwright_core::{Input, InputMap, Inputs, Map, Value};
use ironwright_macros::Block;

use super::{
    Cpu, FirelensConfiguration, HealthCheck, LinuxParameters, LogConfiguration, Memory, PortMapping,
    PortRange, ResourceRequirement, RestartPolicy, SystemControl, Ulimit, health_check, host, restart_policy,
    ulimit,
};

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

    /// Whether all tasks of a deployment run the very image that its tag meant at the beginning.
    VersionConsistency {
        /// The tag is looked up once, and its digest deployed.
        Enabled = "enabled",
        /// Each task looks the tag up by itself.
        Disabled = "disabled",
    }
}

/// A container of a task.
///
/// ```
/// use ironwright::aws::ecs::{Container, Cpu, HealthCheck, Memory};
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
    pub(super) name: Input<String>,
    /// The image, with repository and tag or digest; `latest` without.
    #[input(length = 1..=255)]
    pub(super) image: Input<String>,
    /// The CPU that is set aside for the container. With all others' no more than the task's.
    pub(super) cpu: Option<Input<Cpu>>,
    /// The memory at which the container is killed: at least 6 MiB. With all others' no more than the task's.
    pub(super) memory: Option<Input<Memory>>,
    /// The memory that is set aside for the container: no more than `memory`.
    pub(super) memory_reservation: Option<Input<Memory>>,
    /// Whether the whole task stops when this container stops.
    #[input(default = true)]
    pub(super) essential: Option<Input<bool>>,
    /// What the container runs, in place of the image's own command.
    pub(super) command: Option<Inputs<String>>,
    /// What the command is an argument of, in place of the image's own entry point.
    pub(super) entry_point: Option<Inputs<String>>,
    /// Environment variables, readable for everyone who may describe the task definition.
    #[input(each = variable)]
    pub(super) environment: Option<InputMap<String>>,
    /// Environment variables out of Secrets Manager or Systems Manager: the ARN of each, by the variable's name.
    #[input(each = secret)]
    pub(super) secrets: Option<InputMap<String>>,
    /// Files of `NAME=value` lines in S3, by their ARNs, whose variables the container gets: up to 10, each named `….env`.
    /// What `environment` sets counts more, and of two files the first. The execution role reads them.
    #[input(length = 0..=10)]
    pub(super) environment_files: Option<Inputs<String>>,
    /// Ports that are reachable from outside of the container.
    #[input(each = port_mapping, unordered)]
    pub(super) port_mappings: Vec<PortMapping>,
    /// Ranges of ports that are reachable from outside of the container.
    #[input(each = port_range, key = "container_port_range", length = 0..=100)]
    pub(super) port_ranges: Vec<PortRange>,
    /// How ECS finds out whether the container is healthy. The image's own check does not count.
    pub(super) health_check: Option<HealthCheck>,
    /// Where the output goes.
    pub(super) log_configuration: Option<LogConfiguration>,
    /// Containers of the task that come before this one at the start, and after it at the end.
    #[input(each = dependency, key = "container_name")]
    pub(super) depends_on: Vec<ContainerDependency>,
    /// Seconds after which containers that depend on this one give up waiting for it: 2 to 120 on Fargate.
    pub(super) start_timeout: Option<Input<u32>>,
    /// Seconds that the container has to end by itself before it is killed: 2 to 120 on Fargate, where 30 is the default.
    pub(super) stop_timeout: Option<Input<u32>>,
    /// Whether the container is started again when it ends, without the task being replaced.
    pub(super) restart_policy: Option<RestartPolicy>,
    /// Whether all tasks of a deployment run the image that the tag meant at its beginning. AWS's default: `enabled`.
    pub(super) version_consistency: Option<Input<VersionConsistency>>,
    /// The ARN of the secret with name and password for a registry that is not AWS's. The execution role reads it.
    pub(super) repository_credentials: Option<Input<String>>,
    /// The folder that the command runs in.
    pub(super) working_directory: Option<Input<String>>,
    /// The user that the command runs as: `user`, `uid`, `user:group` or `uid:gid`.
    pub(super) user: Option<Input<String>>,
    /// Whether the container cannot write to its own file system.
    #[input(default = false)]
    pub(super) read_only_root_filesystem: Option<Input<bool>>,
    /// Volumes of the task, and where the container sees them.
    #[input(each = mount_point, key = "container_path")]
    pub(super) mount_points: Vec<MountPoint>,
    /// Other containers of the task whose volumes this one mounts too, at the same places.
    #[input(each = volume_from, key = "source_container")]
    pub(super) volumes_from: Vec<VolumeFrom>,
    /// Limits that the kernel sets to the container's processes.
    #[input(each = ulimit, key = "name")]
    pub(super) ulimits: Vec<Ulimit>,
    /// Parameters of the kernel that the container has for itself.
    #[input(each = system_control, key = "namespace")]
    pub(super) system_controls: Vec<SystemControl>,
    /// Capabilities, devices and memory settings that only Linux has.
    pub(super) linux_parameters: Option<LinuxParameters>,
    /// Devices that are set aside for the container: GPUs.
    #[input(each = resource_requirement, key = "type")]
    pub(super) resource_requirements: Vec<ResourceRequirement>,
    /// Makes the container the log router of the task: to it goes what other containers log with `awsfirelens`.
    pub(super) firelens_configuration: Option<FirelensConfiguration>,
    /// Labels for Docker.
    #[input(each = docker_label)]
    pub(super) docker_labels: Option<InputMap<String>>,
    /// Whether the container has root's rights on the host. Not on Fargate.
    #[input(default = false)]
    pub(super) privileged: Option<Input<bool>>,
    /// Other containers that this one reaches by name, `name:alias`. In network mode `bridge` only.
    #[input(unordered)]
    pub(super) links: Option<Inputs<String>>,
    /// The name that the container has for itself. Not in network mode `awsvpc`.
    pub(super) hostname: Option<Input<String>>,
    /// Names that the container knows the addresses of beside DNS. Not in network mode `awsvpc`.
    #[input(each = extra_host)]
    pub(super) extra_hosts: Vec<HostEntry>,
    /// The addresses of DNS servers to ask.
    pub(super) dns_servers: Option<Inputs<String>>,
    /// Domains that names are looked for in.
    pub(super) dns_search_domains: Option<Inputs<String>>,
    /// Whether the container has no network.
    #[input(default = false)]
    pub(super) disable_networking: Option<Input<bool>>,
    /// Options of SELinux, AppArmor, or a credential specification. Not on Fargate.
    pub(super) docker_security_options: Option<Inputs<String>>,
    /// Where the credential specification for Active Directory lies: `credentialspec:ARN` or `credentialspecdomainless:ARN`.
    #[input(length = 0..=1)]
    pub(super) credential_specs: Option<Inputs<String>>,
    /// Whether standard input stays open.
    #[input(default = false)]
    pub(super) interactive: Option<Input<bool>>,
    /// Whether the container has a terminal.
    #[input(default = false)]
    pub(super) pseudo_terminal: Option<Input<bool>>,
}

/// A container of the same task that must have come so far before another starts.
#[derive(Block, Clone, Debug)]
pub struct ContainerDependency {
    /// The name of the other container.
    pub(super) container_name: Input<String>,
    /// How far it must have come.
    pub(super) condition: Input<DependencyCondition>,
}

/// A volume of the task at a place in a container.
#[derive(Block, Clone, Debug)]
pub struct MountPoint {
    /// The name of the volume.
    pub(super) source_volume: Input<String>,
    /// Where the container sees it.
    pub(super) container_path: Input<String>,
    /// Whether the container cannot write to it.
    #[input(default = false)]
    pub(super) read_only: Option<Input<bool>>,
}

/// A container of the same task whose volumes another mounts too.
#[derive(Block, Clone, Debug)]
pub struct VolumeFrom {
    /// The name of that container.
    pub(super) source_container: Input<String>,
    /// Whether the volumes cannot be written to.
    #[input(default = false)]
    pub(super) read_only: Option<Input<bool>>,
}

/// A name and its address in a container's `/etc/hosts`.
#[derive(Block, Clone, Debug)]
pub struct HostEntry {
    /// The name.
    pub(super) hostname: Input<String>,
    /// Its address.
    pub(super) ip_address: Input<String>,
}

impl Container {
    /// Comes after another container of the task whose health check has passed, and ends before it.
    ///
    /// ```
    /// use ironwright::aws::ecs::{Container, HealthCheck};
    ///
    /// let app = Container::new("app", "app:1").health_check(HealthCheck::shell("curl -f http://localhost/"));
    /// let nginx = Container::new("nginx", "nginx:1").after_healthy("app");
    /// # let _ = (app, nginx);
    /// ```
    #[track_caller]
    pub fn after_healthy(self, container: impl Into<Input<String>>) -> Self {
        self.dependency(ContainerDependency::new(container, DependencyCondition::Healthy))
    }

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
    if fargate {
        host::check_fargate(path, container, problems);
    }
    for file in container.items("environment_files").iter().filter_map(Value::as_text) {
        if !(file.starts_with("arn:") && file.contains(":s3:::") && file.ends_with(".env")) {
            problems.report(
                format!("{path}.environment_files"),
                format!("{file:?} is not the ARN of a file in S3 whose name ends with `.env`"),
                "write it like `arn:aws:s3:::config/web.env`",
            );
        }
    }
    let mut mounted = Vec::new();
    for (other_path, other) in container.blocks("volumes_from", Some("source_container")) {
        if let Some(name) = other.text("source_container") {
            if mounted.contains(&name) {
                problems.report(format!("{path}.{other_path}"), "is there twice", "name each container once");
            }
            mounted.push(name);
        }
    }
    ulimit::check(path, container, problems);
    restart_policy::check(path, container, problems);
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
                    meant(name, names.iter().flatten().copied()),
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

/// What to write instead of a container that the task does not have.
pub(super) fn meant<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("it has {}", names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", "))
        }
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
