//! `efs.FileSystem`

use std::time::Duration;

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::reach;
use crate::kms::KeyArn;

ironwright_core::references! {
    /// The id of a file system, `fs-0b8ee7ecd8c96f2c8`.
    FileSystemId = "efs.FileSystem" . "id";
    /// The ARN of a file system.
    FileSystemArn = "efs.FileSystem" . "arn";
}

ironwright_core::choices! {
    /// Whether a file system is quick, or takes much at once.
    PerformanceMode {
        /// Quick: what all but very few want.
        GeneralPurpose = "generalPurpose",
        /// More operations a second, each of which takes longer.
        MaxIo = "maxIO",
    }
    /// How much a file system transfers.
    ThroughputMode {
        /// The more the more is in it.
        Bursting = "bursting",
        /// So much as is paid for, whatever is in it.
        Provisioned = "provisioned",
        /// What is needed, paid for by use.
        Elastic = "elastic",
    }
    /// After how long without use a file is kept where it costs less.
    TransitionToIa {
        /// A day.
        After1Day = "AFTER_1_DAY",
        /// A week.
        After7Days = "AFTER_7_DAYS",
        /// Two weeks.
        After14Days = "AFTER_14_DAYS",
        /// Thirty days.
        After30Days = "AFTER_30_DAYS",
        /// Sixty days.
        After60Days = "AFTER_60_DAYS",
        /// Ninety days.
        After90Days = "AFTER_90_DAYS",
        /// 180 days.
        After180Days = "AFTER_180_DAYS",
        /// 270 days.
        After270Days = "AFTER_270_DAYS",
        /// A year.
        After365Days = "AFTER_365_DAYS",
    }
    /// After how long without use a file is kept where it costs least.
    TransitionToArchive {
        /// A day.
        After1Day = "AFTER_1_DAY",
        /// A week.
        After7Days = "AFTER_7_DAYS",
        /// Two weeks.
        After14Days = "AFTER_14_DAYS",
        /// Thirty days.
        After30Days = "AFTER_30_DAYS",
        /// Sixty days.
        After60Days = "AFTER_60_DAYS",
        /// Ninety days.
        After90Days = "AFTER_90_DAYS",
        /// 180 days.
        After180Days = "AFTER_180_DAYS",
        /// 270 days.
        After270Days = "AFTER_270_DAYS",
        /// A year.
        After365Days = "AFTER_365_DAYS",
    }
    /// When a file comes back to where it is quick.
    TransitionToPrimaryStorageClass {
        /// When it is read for the first time.
        After1Access = "AFTER_1_ACCESS",
    }
}

/// A file system that grows by itself and is mounted over NFS, from each zone through a [`MountTarget`](super::MountTarget)
/// there.
///
/// ```
/// use ironwright::aws::efs::{FileSystem, TransitionToIa};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let files = FileSystem::new().encrypted(true).transition_to_ia(TransitionToIa::After30Days).tag("Name", "uploads");
/// let files = stack.add("uploads", files);
/// stack.output("host", &files.dns_name);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "efs.FileSystem",
    id = "fs-{hex:17}",
    outputs = FileSystemOutputs,
    page = "https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html",
    cloudformation = "AWS::EFS::FileSystem",
    ready_when = "available",
    check = check,
    check_together = reach::check,
    behaviour = Growing,
    yields(FileSystemId = id, FileSystemArn = arn)
)]
pub struct FileSystem {
    /// Whether the file system is quick, or takes much at once.
    #[input(default = "generalPurpose", replaces)]
    performance_mode: Option<Input<PerformanceMode>>,
    /// Whether files are encrypted.
    #[input(default = false, replaces)]
    encrypted: Option<Input<bool>>,
    /// The key that encrypts: `aws/elasticfilesystem` where none is named.
    #[input(replaces, length = 0..=2048)]
    kms_key_id: Option<Input<KeyArn>>,
    /// How much is transferred. AWS takes a change a day.
    #[input(default = "bursting")]
    throughput_mode: Option<Input<ThroughputMode>>,
    /// So many MiB are transferred a second where throughput is provisioned.
    provisioned_throughput_in_mibps: Option<Input<f64>>,
    /// The one zone that keeps the files: all of them when it is not set.
    #[input(replaces, length = 1..=64)]
    availability_zone_name: Option<Input<String>>,
    /// After how long without use a file is kept where it costs less: never when it is not set.
    #[input(cloudformation = "LifecyclePolicies")]
    transition_to_ia: Option<Input<TransitionToIa>>,
    /// After how long without use a file is kept where it costs least: never when it is not set.
    #[input(cloudformation = "LifecyclePolicies")]
    transition_to_archive: Option<Input<TransitionToArchive>>,
    /// When a file comes back to where it is quick: never when it is not set.
    #[input(cloudformation = "LifecyclePolicies")]
    transition_to_primary_storage_class: Option<Input<TransitionToPrimaryStorageClass>>,
    /// Whether AWS Backup makes backups every day.
    #[input(cloudformation = "BackupPolicy")]
    backup: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS, cloudformation = "FileSystemTags")]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`FileSystem`].
#[derive(Outputs, Debug)]
pub struct FileSystemOutputs {
    /// The file system's id.
    #[output("{id}")]
    pub id: Output<FileSystemId>,
    /// The file system's ARN.
    #[output("arn:aws:elasticfilesystem:{region}:{account}:file-system/{id}")]
    pub arn: Output<FileSystemArn>,
    /// The name by which machines of a VPC find the mount target of their zone.
    #[output("{id}.efs.{region}.amazonaws.com")]
    pub dns_name: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if inputs.is_set("kms_key_id") && inputs.bool("encrypted") == Some(false) {
        problems.report("kms_key_id", "needs `encrypted`, which is off", "set `.encrypted(true)`");
    }
    let provisioned = inputs.text("throughput_mode").map(|mode| mode == "provisioned");
    let throughput = inputs.is_set("provisioned_throughput_in_mibps");
    if provisioned == Some(true) && !throughput {
        problems.report(
            "provisioned_throughput_in_mibps",
            "is needed where throughput is provisioned",
            "say how many MiB a second: `.provisioned_throughput_in_mibps(64.0)`",
        );
    }
    if provisioned == Some(false) && throughput {
        problems.report(
            "provisioned_throughput_in_mibps",
            "is paid for only where throughput is provisioned",
            "set `.throughput_mode(ThroughputMode::Provisioned)`, or leave it out",
        );
    }
    if inputs.text("performance_mode") == Some("maxIO") {
        if inputs.text("throughput_mode") == Some("elastic") {
            problems.report(
                "performance_mode",
                "`maxIO` does not go with elastic throughput",
                "leave it out: general purpose takes as much",
            );
        }
        if inputs.is_set("availability_zone_name") {
            problems.report("performance_mode", "`maxIO` is not had in one zone", "leave it out");
        }
    }
}

/// What a create does not say: `PutLifecycleConfiguration` does.
struct Growing;

impl Behaviour for Growing {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["transition_to_ia", "transition_to_archive", "transition_to_primary_storage_class"]
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_secs(5)
    }
}
