//! Task definitions out of JSON files: what `aws ecs register-task-definition --cli-input-json` takes, what
//! `describe-task-definition` prints, and CloudFormation's spelling of it.

use ironwright_core::expression::Expression;
use ironwright_core::{Input, Value};

use super::json_container::containers;
use super::{
    DockerVolume, EfsVolume, FsxWindowsVolume, PlacementConstraint, PlacementConstraintType,
    ProxyConfiguration, TaskDef, Volume,
};
use crate::json_file::{Found, JsonFile, Members};

impl TaskDef {
    /// Reads a task definition out of a JSON file in AWS's own format. All that is wrong in it is reported with its line.
    ///
    /// Names of members may be written as any of AWS's tools writes them, `containerDefinitions` or `ContainerDefinitions`;
    /// what `describe-task-definition` says beyond what was registered is passed over. What is set on the result counts more
    /// than the file.
    ///
    /// ```
    /// use ironwright::aws::JsonFile;
    /// use ironwright::aws::ecs::TaskDef;
    /// use ironwright::prelude::*;
    ///
    /// let text = r#"{
    ///     "family": "web",
    ///     "requiresCompatibilities": ["FARGATE"],
    ///     "networkMode": "awsvpc",
    ///     "cpu": "256",
    ///     "memory": "512",
    ///     "containerDefinitions": [{ "name": "web", "image": "nginx:${version}" }]
    /// }"#;
    /// let mut stack = Stack::new("demo");
    /// let file = JsonFile::new("web.json", text).fill("version", "1.29");
    /// stack.add("web", TaskDef::from_json(file));
    /// assert!(stack.graph().is_ok());
    /// ```
    #[track_caller]
    pub fn from_json(file: impl Into<JsonFile>) -> Self {
        let file = file.into();
        let nothing = || Self::ec2(Input::new(Expression::Value(Value::Unknown(None))));
        let (task, mistakes) = Found::in_file(&file, "a task definition", nothing, read);
        let mut all = Vec::new();
        for mistake in mistakes {
            all.push(Expression::invalid(mistake));
        }
        if all.is_empty() { task } else { Self { family: mistaken(task.family, all), ..task } }
    }
}

/// An input with mistakes, each of which is reported.
pub(super) fn mistaken<T>(input: Input<T>, mut mistakes: Vec<Expression>) -> Input<T> {
    mistakes.push(input.expression().clone());
    Input::new(Expression::apply(mistakes, |values| Ok(values.last().cloned().unwrap_or(Value::Null))))
}

/// What AWS says of a revision, and nobody registers.
const OF_A_REVISION: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

fn read(file: &Members<'_, '_>) -> TaskDef {
    let described = file.block("taskDefinition", |inner| read_definition(inner));
    let task = described.unwrap_or_else(|| read_definition(file));
    match tags(file) {
        Some(tags) => task.tags(tags),
        None => task,
    }
}

/// Tags are written with small letters by ECS, and with capitals by CloudFormation.
fn tags(file: &Members<'_, '_>) -> Option<ironwright_core::InputMap<String>> {
    file.keyed("tags", "key", "value")
}

fn read_definition(file: &Members<'_, '_>) -> TaskDef {
    file.pass_over(&OF_A_REVISION);
    let platform =
        file.block("runtimePlatform", |it| (it.word("cpuArchitecture"), it.word("operatingSystemFamily")));
    let (cpu_architecture, operating_system_family) = platform.unwrap_or_default();
    if file.has_items("inferenceAccelerators") {
        file.mistake(
            "inferenceAccelerators",
            "AWS has ended Elastic Inference: take `inferenceAccelerators` out",
        );
    }
    TaskDef {
        cpu: file.number("cpu", "CPU units, or vCPU as in `0.5 vCPU`", cpu),
        memory: file.number("memory", "MiB, or GB as in `2 GB`", memory),
        network_mode: file.word("networkMode"),
        requires_compatibilities: file.texts("requiresCompatibilities"),
        execution_role_arn: file.text("executionRoleArn"),
        task_role_arn: file.text("taskRoleArn"),
        cpu_architecture,
        operating_system_family,
        containers: containers(file),
        volumes: file.blocks("volumes", volume),
        ephemeral_storage_size_in_gib: file.block("ephemeralStorage", |it| it.whole("sizeInGiB")).flatten(),
        pid_mode: file.word("pidMode"),
        ipc_mode: file.word("ipcMode"),
        placement_constraints: file.blocks("placementConstraints", placement_constraint),
        proxy_configuration: file.block("proxyConfiguration", proxy),
        enable_fault_injection: file.flag("enableFaultInjection"),
        ..TaskDef::ec2(file.required::<String>("family"))
    }
}

/// CPU as AWS writes it: `256`, or `.25 vCPU`.
fn cpu(text: &str) -> Option<i64> {
    in_units(text, "vcpu")
}

/// Memory as AWS writes it: `512`, or `0.5 GB`.
fn memory(text: &str) -> Option<i64> {
    in_units(text, "gb")
}

/// A whole number, or 1024 times a number of a larger unit.
fn in_units(text: &str, unit: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else { return text.parse().ok() };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let digits = u32::try_from(part.len()).ok().filter(|digits| *digits <= 9)?;
    let part: i64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let scaled = part.checked_mul(1024)?;
    let scale = 10i64.pow(digits);
    (scaled % scale == 0).then_some(whole.checked_mul(1024)? + scaled / scale)
}

fn placement_constraint(it: &Members<'_, '_>) -> PlacementConstraint {
    let member_of = || PlacementConstraintType::MemberOf.into();
    let constraint = PlacementConstraint::new(it.word("type").unwrap_or_else(member_of));
    match it.text::<String>("expression") {
        Some(expression) => constraint.expression(expression),
        None => constraint,
    }
}

fn proxy(it: &Members<'_, '_>) -> ProxyConfiguration {
    // There is one type, `APPMESH`, and AWS takes it when none is said.
    it.pass_over(&["type"]);
    let proxy = ProxyConfiguration::new(it.required::<String>("containerName"));
    match it.pairs("properties", "value") {
        Some(properties) => proxy.properties(properties),
        None => proxy,
    }
}

fn volume(it: &Members<'_, '_>) -> Volume {
    let mut volume = Volume::new(it.required::<String>("name"));
    volume.host_path = it.block("host", |host| host.text("sourcePath")).flatten();
    volume.efs_volume_configuration = it.block("efsVolumeConfiguration", efs);
    volume.docker_volume_configuration = it.block("dockerVolumeConfiguration", docker);
    volume.fsx_windows_file_server_volume_configuration =
        it.block("fsxWindowsFileServerVolumeConfiguration", fsx);
    volume.configured_at_launch = it.flag("configuredAtLaunch");
    volume
}

fn efs(it: &Members<'_, '_>) -> EfsVolume {
    let mut volume = EfsVolume::new(it.required::<String>("fileSystemId"));
    volume.root_directory = it.text("rootDirectory");
    volume.transit_encryption = it.switch("transitEncryption");
    volume.transit_encryption_port = it.whole("transitEncryptionPort");
    let authorization = it.block("authorizationConfig", |it| (it.text("accessPointId"), it.switch("iam")));
    (volume.access_point_id, volume.iam) = authorization.unwrap_or_default();
    volume
}

fn docker(it: &Members<'_, '_>) -> DockerVolume {
    let mut volume = DockerVolume::new();
    volume.scope = it.word("scope");
    volume.autoprovision = it.flag("autoprovision");
    volume.driver = it.text("driver");
    volume.driver_opts = it.texts_by_name("driverOpts");
    volume.labels = it.texts_by_name("labels");
    volume
}

fn fsx(it: &Members<'_, '_>) -> FsxWindowsVolume {
    let of = |it: &Members<'_, '_>| {
        (it.required::<String>("credentialsParameter"), it.required::<String>("domain"))
    };
    let authorization = it.block("authorizationConfig", of);
    let (credentials, domain) = authorization.unwrap_or_else(|| of(it));
    let (id, root) = (it.required::<String>("fileSystemId"), it.required::<String>("rootDirectory"));
    FsxWindowsVolume::new(id, root, credentials, domain)
}
