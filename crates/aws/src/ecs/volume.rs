//! Volumes of a task that its containers mount.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Value};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// How long a Docker volume lives.
    DockerVolumeScope {
        /// As long as the task.
        Task = "task",
        /// Until somebody deletes it: other tasks on the same instance see it.
        Shared = "shared",
    }
}

/// A volume of a task. With nothing but a name it is empty at the start and goes with the task.
///
/// ```
/// use ironwright::aws::ecs::{EfsVolume, Volume};
/// let shared = Volume::efs("uploads", EfsVolume::new("fs-0b8ee7ecd8c96f2c8").transit_encryption(true));
/// let host = Volume::host("datavault", "/mnt/efs/docker");
/// # let _ = (shared, host);
/// ```
#[derive(Block, Clone, Debug)]
pub struct Volume {
    /// The name that mount points refer to: up to 255 letters, digits, hyphens and underscores.
    #[input(
        length = 1..=255,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    pub(super) name: Input<String>,
    /// A folder of the container instance. Not on Fargate.
    pub(super) host_path: Option<Input<String>>,
    /// An EFS file system.
    pub(super) efs_volume_configuration: Option<EfsVolume>,
    /// A volume of Docker's. Not on Fargate.
    pub(super) docker_volume_configuration: Option<DockerVolume>,
    /// An FSx for Windows file system. Not on Fargate.
    pub(super) fsx_windows_file_server_volume_configuration: Option<FsxWindowsVolume>,
    /// Whether what the volume is is said by the service or by whoever runs the task: an EBS volume.
    #[input(default = false)]
    pub(super) configured_at_launch: Option<Input<bool>>,
}

/// An EFS file system as a volume.
#[derive(Block, Clone, Debug)]
pub struct EfsVolume {
    /// The id of the file system, `fs-0b8ee7ecd8c96f2c8`.
    #[input(pattern("fs-[0-9a-f]{8,40}", "the id of a file system, `fs-0b8ee7ecd8c96f2c8`"))]
    pub(super) file_system_id: Input<String>,
    /// The folder of the file system that becomes the volume's root. An access point has its own: then leave it out.
    pub(super) root_directory: Option<Input<String>>,
    /// Whether data is encrypted on the way between host and file system. Access points and IAM need it.
    #[input(default = false)]
    pub(super) transit_encryption: Option<Input<bool>>,
    /// The port of encrypted traffic. EFS's mount helper chooses one when it is not set.
    #[input(range = 1..=65535)]
    pub(super) transit_encryption_port: Option<Input<u16>>,
    /// The id of the access point to go through, `fsap-0d1a9a7b8f3c2e4d5`.
    #[input(pattern("fsap-[0-9a-f]{8,40}", "the id of an access point, `fsap-0d1a9a7b8f3c2e4d5`"))]
    pub(super) access_point_id: Option<Input<String>>,
    /// Whether the task's role decides what the file system allows.
    #[input(default = false)]
    pub(super) iam: Option<Input<bool>>,
}

/// A volume of Docker's, of whatever driver.
#[derive(Block, Clone, Debug)]
pub struct DockerVolume {
    /// How long it lives.
    pub(super) scope: Option<Input<DockerVolumeScope>>,
    /// Whether it is made when it is not there. Of `shared` volumes only.
    pub(super) autoprovision: Option<Input<bool>>,
    /// Docker's driver: `local` when it is not set.
    pub(super) driver: Option<Input<String>>,
    /// Options of the driver.
    #[input(each = driver_opt)]
    pub(super) driver_opts: Option<InputMap<String>>,
    /// Labels for Docker.
    #[input(each = label)]
    pub(super) labels: Option<InputMap<String>>,
}

/// An FSx for Windows file system as a volume.
#[derive(Block, Clone, Debug)]
pub struct FsxWindowsVolume {
    /// The id of the file system, `fs-0b8ee7ecd8c96f2c8`.
    pub(super) file_system_id: Input<String>,
    /// The folder of the file system that becomes the volume's root.
    pub(super) root_directory: Input<String>,
    /// The ARN of the secret or parameter with name and password. The execution role reads it.
    pub(super) credentials_parameter: Input<String>,
    /// The domain of Active Directory.
    pub(super) domain: Input<String>,
}

impl Volume {
    /// A folder of the container instance.
    #[track_caller]
    pub fn host(name: impl Into<Input<String>>, path: impl Into<Input<String>>) -> Self {
        Self::new(name).host_path(path)
    }

    /// An EFS file system.
    #[track_caller]
    pub fn efs(name: impl Into<Input<String>>, file_system: EfsVolume) -> Self {
        Self::new(name).efs_volume_configuration(file_system)
    }

    /// A volume of Docker's.
    #[track_caller]
    pub fn docker(name: impl Into<Input<String>>, volume: DockerVolume) -> Self {
        Self::new(name).docker_volume_configuration(volume)
    }
}

/// The root of a file system is what AWS takes for the folder that is not set.
pub(super) fn normalise(volume: &mut Map) {
    if let Some(file_system) = volume.get_mut("efs_volume_configuration") {
        *file_system = file_system.with_blocks(&|file_system| {
            if file_system.get("root_directory").and_then(Value::as_text) == Some("/") {
                file_system.remove("root_directory");
            }
        });
    }
}

/// What AWS asks of a task's volumes, and of the mount points that name them.
pub(super) fn check(
    fargate: bool,
    inputs: &Inputs<'_>,
    containers: &[(String, Inputs<'_>)],
    problems: &mut Problems<'_>,
) {
    let volumes = inputs.blocks("volumes", Some("name"));
    let names: Vec<Option<&str>> = volumes.iter().map(|(_, volume)| volume.text("name")).collect();
    for (i, (path, volume)) in volumes.iter().enumerate() {
        if names[i].is_some() && names[..i].contains(&names[i]) {
            problems.report(&**path, "is there twice", "give each volume a name of its own");
        }
        let sorts: Vec<&str> =
            SORTS.iter().filter(|(name, _)| volume.is_set(name)).map(|(_, sort)| *sort).collect();
        if sorts.len() > 1 {
            problems.report(&**path, format!("is {}", sorts.join(" and ")), "leave one of them out");
        }
        if fargate {
            check_fargate(path, volume, problems);
        }
        if let Some(file_system) = volume.block("efs_volume_configuration") {
            check_efs(&format!("{path}.efs_volume_configuration"), &file_system, problems);
        }
        if let Some(docker) = volume.block("docker_volume_configuration")
            && docker.is_set("autoprovision")
            && docker.text("scope").unwrap_or("task") == "task"
            && !docker.value("scope").is_some_and(Value::has_unknown)
        {
            problems.report(
                format!("{path}.docker_volume_configuration.autoprovision"),
                "is for `shared` volumes: one of a task is always made",
                "leave it out, or set `.scope(DockerVolumeScope::Shared)`",
            );
        }
    }
    for (path, container) in containers {
        for (mount_path, mount) in container.blocks("mount_points", Some("container_path")) {
            if let Some(source) = mount.text("source_volume")
                && !names.iter().any(|name| name.is_none_or(|name| name == source))
            {
                problems.report(
                    format!("{path}.{mount_path}.source_volume"),
                    format!("the task has no volume {source:?}"),
                    format!("declare it: `.volume(Volume::new({source:?}))`"),
                );
            }
        }
    }
}

/// What a volume can be, beside empty.
const SORTS: [(&str, &str); 4] = [
    ("host_path", "a folder of the host"),
    ("efs_volume_configuration", "a file system"),
    ("docker_volume_configuration", "a volume of Docker's"),
    ("fsx_windows_file_server_volume_configuration", "a file system for Windows"),
];

/// What Fargate has no volumes of.
fn check_fargate(path: &str, volume: &Inputs<'_>, problems: &mut Problems<'_>) {
    for (name, has_no) in [
        ("host_path", "host whose folder a task could mount"),
        ("docker_volume_configuration", "host with volumes of Docker's"),
        ("fsx_windows_file_server_volume_configuration", "FSx for Windows"),
    ] {
        if volume.is_set(name) {
            problems.report(
                format!("{path}.{name}"),
                format!("Fargate has no {has_no}"),
                format!("take an EFS file system, `Volume::efs`, or leave `{name}` out for an empty volume"),
            );
        }
    }
}

fn check_efs(path: &str, file_system: &Inputs<'_>, problems: &mut Problems<'_>) {
    let through_access_point = file_system.is_set("access_point_id");
    let by_iam = file_system.bool("iam") == Some(true);
    if file_system.bool("transit_encryption") == Some(false) && (through_access_point || by_iam) {
        let what = if through_access_point { "access_point_id" } else { "iam" };
        problems.report(
            format!("{path}.{what}"),
            "needs `transit_encryption`, which is off",
            "set `.transit_encryption(true)`",
        );
    }
    if through_access_point && file_system.text("root_directory").is_some_and(|folder| folder != "/") {
        problems.report(
            format!("{path}.root_directory"),
            "an access point has a root of its own",
            "leave `root_directory` out",
        );
    }
}
