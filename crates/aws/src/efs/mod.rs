//! Amazon Elastic File System: folders that many machines share.

use ironwright_core::tags::TagRules;

mod access_point;
mod file_system;
mod mount_target;
mod reach;

pub use access_point::{
    AccessPoint, AccessPointArn, AccessPointId, AccessPointOutputs, CreationInfo, PosixUser, RootDirectory,
};
pub use file_system::{
    FileSystem, FileSystemArn, FileSystemId, FileSystemOutputs, PerformanceMode, ThroughputMode,
    TransitionToArchive, TransitionToIa, TransitionToPrimaryStorageClass,
};
pub use mount_target::{MountTarget, MountTargetId, MountTargetOutputs};

/// What EFS takes of tags: <https://docs.aws.amazon.com/efs/latest/ug/manage-fs-tags.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
