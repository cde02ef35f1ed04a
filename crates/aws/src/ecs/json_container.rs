//! Containers out of JSON files in AWS's own format.

use ironwright_core::expression::Expression;
use ironwright_core::{Input, Value};

use super::json_task_def::mistaken;
use super::{
    Container, ContainerDependency, Device, FirelensConfiguration, HealthCheck, HostEntry, LinuxParameters,
    LogConfiguration, MountPoint, PortMapping, PortRange, ResourceRequirement, RestartPolicy, SystemControl,
    Tmpfs, Ulimit, VolumeFrom,
};
use crate::json_file::{Found, JsonFile, Members};

impl Container {
    /// Reads a container out of a JSON file in AWS's own format: one of a task definition's `containerDefinitions`. All that
    /// is wrong in it is reported with its line, as with [`TaskDef::from_json`](super::TaskDef::from_json).
    ///
    /// ```
    /// use ironwright::aws::ecs::{Container, Cpu, Memory, TaskDef};
    /// use ironwright::prelude::*;
    ///
    /// let nginx = r#"{ "name": "nginx", "image": "nginx:1.29", "portMappings": [{ "containerPort": 8080 }] }"#;
    /// let mut stack = Stack::new("demo");
    /// let task = TaskDef::fargate("web", Cpu::QuarterVcpu, Memory::mib(512));
    /// stack.add("web", task.container(Container::from_json(nginx)));
    /// assert!(stack.graph().is_ok());
    /// ```
    #[track_caller]
    pub fn from_json(file: impl Into<JsonFile>) -> Self {
        let file = file.into();
        let nothing = || Self::new(unknown(), unknown());
        let (container, mistakes) = Found::in_file(&file, "a container", nothing, read);
        let mut all = Vec::new();
        for mistake in mistakes {
            all.push(Expression::invalid(mistake));
        }
        if all.is_empty() { container } else { Self { image: mistaken(container.image, all), ..container } }
    }
}

fn unknown() -> Input<String> {
    Input::new(Expression::Value(Value::Unknown(None)))
}

/// The containers of a task definition.
pub(super) fn containers(task: &Members<'_, '_>) -> Vec<Container> {
    task.blocks("containerDefinitions", read)
}

fn read(it: &Members<'_, '_>) -> Container {
    let one = |it: &Members<'_, '_>| !it.has("containerPortRange");
    let ports = it.blocks("portMappings", |it| if one(it) { Ok(port(it)) } else { Err(port_range(it)) });
    let (mut port_mappings, mut port_ranges) = (Vec::new(), Vec::new());
    for port in ports {
        match port {
            Ok(port) => port_mappings.push(port),
            Err(range) => port_ranges.push(range),
        }
    }
    let container = Container::new(it.required::<String>("name"), it.required::<String>("image"));
    Container {
        cpu: it.whole("cpu"),
        memory: it.whole("memory"),
        memory_reservation: it.whole("memoryReservation"),
        essential: it.flag("essential"),
        command: it.texts("command"),
        entry_point: it.texts("entryPoint"),
        environment: it.pairs("environment", "value"),
        secrets: it.pairs("secrets", "valueFrom"),
        environment_files: environment_files(it),
        port_mappings,
        port_ranges,
        health_check: it.block("healthCheck", health_check),
        log_configuration: it.block("logConfiguration", logs),
        depends_on: it.blocks("dependsOn", dependency),
        start_timeout: it.whole("startTimeout"),
        stop_timeout: it.whole("stopTimeout"),
        restart_policy: it.block("restartPolicy", restart_policy),
        version_consistency: it.word("versionConsistency"),
        repository_credentials: it
            .block("repositoryCredentials", |it| it.required::<String>("credentialsParameter")),
        working_directory: it.text("workingDirectory"),
        user: it.text("user"),
        read_only_root_filesystem: it.flag("readonlyRootFilesystem"),
        mount_points: it.blocks("mountPoints", mount_point),
        volumes_from: it.blocks("volumesFrom", volume_from),
        ulimits: it.blocks("ulimits", ulimit),
        system_controls: it.blocks("systemControls", |it| {
            SystemControl::new(it.required::<String>("namespace"), it.required::<String>("value"))
        }),
        linux_parameters: it.block("linuxParameters", linux_parameters),
        resource_requirements: it.blocks("resourceRequirements", |it| {
            let sort = it.word("type").unwrap_or_else(|| super::ResourceType::Gpu.into());
            ResourceRequirement::new(sort, it.required::<String>("value"))
        }),
        firelens_configuration: it.block("firelensConfiguration", firelens),
        docker_labels: it.texts_by_name("dockerLabels"),
        privileged: it.flag("privileged"),
        links: it.texts("links"),
        hostname: it.text("hostname"),
        extra_hosts: it.blocks("extraHosts", |it| {
            HostEntry::new(it.required::<String>("hostname"), it.required::<String>("ipAddress"))
        }),
        dns_servers: it.texts("dnsServers"),
        dns_search_domains: it.texts("dnsSearchDomains"),
        disable_networking: it.flag("disableNetworking"),
        docker_security_options: it.texts("dockerSecurityOptions"),
        credential_specs: it.texts("credentialSpecs"),
        interactive: it.flag("interactive"),
        pseudo_terminal: it.flag("pseudoTerminal"),
        ..container
    }
}

fn environment_files(it: &Members<'_, '_>) -> Option<ironwright_core::Inputs<String>> {
    let files = it.blocks("environmentFiles", |it| {
        // There is one type, `s3`.
        it.pass_over(&["type"]);
        it.required::<String>("value")
    });
    (!files.is_empty()).then(|| files.into())
}

fn port(it: &Members<'_, '_>) -> PortMapping {
    let mut port = PortMapping::new(it.whole("containerPort").unwrap_or_else(|| {
        it.mistake("containerPort", "what is in `portMappings` has no `containerPort`");
        Input::new(Expression::Value(Value::Unknown(None)))
    }));
    port.host_port = it.whole("hostPort");
    port.protocol = it.word("protocol");
    port.name = it.text("name");
    port.app_protocol = it.word("appProtocol");
    port
}

fn port_range(it: &Members<'_, '_>) -> PortRange {
    let mut range = PortRange::new(it.required::<String>("containerPortRange"));
    range.protocol = it.word("protocol");
    range
}

fn health_check(it: &Members<'_, '_>) -> HealthCheck {
    let command = it.texts("command").unwrap_or_else(|| {
        it.mistake("command", "`healthCheck` has no `command`");
        Vec::<Input<String>>::new().into()
    });
    let mut check = HealthCheck::new(command);
    check.interval = it.whole("interval");
    check.timeout = it.whole("timeout");
    check.retries = it.whole("retries");
    check.start_period = it.whole("startPeriod");
    check
}

fn logs(it: &Members<'_, '_>) -> LogConfiguration {
    let driver = it.word("logDriver").unwrap_or_else(|| {
        it.mistake("logDriver", "`logConfiguration` has no `logDriver`");
        super::LogDriver::Awslogs.into()
    });
    let mut logs = LogConfiguration::new(driver);
    logs.options = it.texts_by_name("options");
    logs.secret_options = it.pairs("secretOptions", "valueFrom");
    logs
}

fn dependency(it: &Members<'_, '_>) -> ContainerDependency {
    let condition = it.word("condition").unwrap_or_else(|| {
        it.mistake("condition", "what is in `dependsOn` has no `condition`");
        super::DependencyCondition::Start.into()
    });
    ContainerDependency::new(it.required::<String>("containerName"), condition)
}

fn restart_policy(it: &Members<'_, '_>) -> RestartPolicy {
    let mut policy = RestartPolicy::new();
    policy.enabled = it.flag("enabled");
    policy.ignored_exit_codes = it.wholes("ignoredExitCodes");
    policy.restart_attempt_period = it.whole("restartAttemptPeriod");
    policy
}

fn mount_point(it: &Members<'_, '_>) -> MountPoint {
    let mut mount =
        MountPoint::new(it.required::<String>("sourceVolume"), it.required::<String>("containerPath"));
    mount.read_only = it.flag("readOnly");
    mount
}

fn volume_from(it: &Members<'_, '_>) -> VolumeFrom {
    let mut other = VolumeFrom::new(it.required::<String>("sourceContainer"));
    other.read_only = it.flag("readOnly");
    other
}

fn ulimit(it: &Members<'_, '_>) -> Ulimit {
    let name = it.word("name").unwrap_or_else(|| {
        it.mistake("name", "what is in `ulimits` has no `name`");
        super::UlimitName::Nofile.into()
    });
    let limit = |name| {
        it.whole::<i32>(name).unwrap_or_else(|| {
            it.mistake(name, format!("what is in `ulimits` has no `{name}`"));
            Input::new(Expression::Value(Value::Unknown(None)))
        })
    };
    Ulimit::new(name, limit("softLimit"), limit("hardLimit"))
}

fn linux_parameters(it: &Members<'_, '_>) -> LinuxParameters {
    let mut linux = LinuxParameters::new();
    linux.init_process_enabled = it.flag("initProcessEnabled");
    let capabilities = it.block("capabilities", |it| (it.texts("add"), it.texts("drop")));
    (linux.add_capabilities, linux.drop_capabilities) = capabilities.unwrap_or_default();
    linux.devices = it.blocks("devices", |it| {
        let mut device = Device::new(it.required::<String>("hostPath"));
        device.container_path = it.text("containerPath");
        device.permissions = it.texts("permissions");
        device
    });
    linux.tmpfs = it.blocks("tmpfs", |it| {
        let size = it.whole("size").unwrap_or_else(|| {
            it.mistake("size", "what is in `tmpfs` has no `size`");
            Input::new(Expression::Value(Value::Unknown(None)))
        });
        let mut mount = Tmpfs::new(it.required::<String>("containerPath"), size);
        mount.mount_options = it.texts("mountOptions");
        mount
    });
    linux.shared_memory_size = it.whole("sharedMemorySize");
    linux.max_swap = it.whole("maxSwap");
    linux.swappiness = it.whole("swappiness");
    linux
}

fn firelens(it: &Members<'_, '_>) -> FirelensConfiguration {
    let program = it.word("type").unwrap_or_else(|| {
        it.mistake("type", "`firelensConfiguration` has no `type`");
        super::FirelensConfigurationType::Fluentbit.into()
    });
    let mut router = FirelensConfiguration::new(program);
    router.options = it.texts_by_name("options");
    router
}
