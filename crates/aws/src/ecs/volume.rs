//! Volumes of a task that its containers mount.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Map, Value};
use ironwright_macros::Block;

/// A volume of a task. With nothing but a name it is empty at the start and goes with the task.
///
/// ```
/// use ironwright_aws::ecs::{EfsVolume, Volume};
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
    name: Input<String>,
    /// A folder of the container instance. Not on Fargate.
    host_path: Option<Input<String>>,
    /// An EFS file system.
    efs_volume_configuration: Option<EfsVolume>,
}

/// An EFS file system as a volume.
#[derive(Block, Clone, Debug)]
pub struct EfsVolume {
    /// The id of the file system, `fs-0b8ee7ecd8c96f2c8`.
    #[input(pattern("fs-[0-9a-f]{8,40}", "the id of a file system, `fs-0b8ee7ecd8c96f2c8`"))]
    file_system_id: Input<String>,
    /// The folder of the file system that becomes the volume's root. An access point has its own: then leave it out.
    root_directory: Option<Input<String>>,
    /// Whether data is encrypted on the way between host and file system. Access points and IAM need it.
    #[input(default = false)]
    transit_encryption: Option<Input<bool>>,
    /// The port of encrypted traffic. EFS's mount helper chooses one when it is not set.
    #[input(range = 1..=65535)]
    transit_encryption_port: Option<Input<u16>>,
    /// The id of the access point to go through, `fsap-0d1a9a7b8f3c2e4d5`.
    #[input(pattern("fsap-[0-9a-f]{8,40}", "the id of an access point, `fsap-0d1a9a7b8f3c2e4d5`"))]
    access_point_id: Option<Input<String>>,
    /// Whether the task's role decides what the file system allows.
    #[input(default = false)]
    iam: Option<Input<bool>>,
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
        if fargate && volume.is_set("host_path") {
            problems.report(
                format!("{path}.host_path"),
                "Fargate has no host whose folder a task could mount",
                "take an EFS file system, `Volume::efs`, or leave `host_path` out for an empty volume",
            );
        }
        if let Some(file_system) = volume.block("efs_volume_configuration") {
            if volume.is_set("host_path") {
                problems.report(
                    &**path,
                    "is a folder of the host and a file system",
                    "leave one of them out",
                );
            }
            check_efs(&format!("{path}.efs_volume_configuration"), &file_system, problems);
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
