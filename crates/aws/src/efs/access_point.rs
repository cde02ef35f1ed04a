//! `efs.AccessPoint`

use std::time::Duration;

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output};
use ironwright_macros::{Block, Outputs, Resource};

use super::FileSystemId;

ironwright_core::references! {
    /// The id of an access point, `fsap-0d1a9a7b8f3c2e4d5`.
    AccessPointId = "efs.AccessPoint" . "id";
    /// The ARN of an access point.
    AccessPointArn = "efs.AccessPoint" . "arn";
}

/// A door to a folder of a file system, through which everybody comes as one user.
///
/// ```
/// use ironwright::aws::efs::{AccessPoint, FileSystem, PosixUser, RootDirectory};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let files = stack.add("files", FileSystem::new());
/// let uploads = AccessPoint::new(&files)
///     .posix_user(PosixUser::new(1000i64, 1000i64))
///     .root_directory(RootDirectory::new().path("/uploads").made_for(1000, 1000, "750"));
/// stack.add("uploads", uploads);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "efs.AccessPoint",
    id = "fsap-{hex:17}",
    outputs = AccessPointOutputs,
    page = "https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
    cloudformation = "AWS::EFS::AccessPoint",
    ready_when = "available",
    check = check,
    behaviour = Coming,
    yields(AccessPointId = id, AccessPointArn = arn)
)]
pub struct AccessPoint {
    /// The file system.
    #[input(replaces, pattern("fs-[0-9a-f]{8,40}", "the id of a file system, `fs-0b8ee7ecd8c96f2c8`"))]
    file_system_id: Input<FileSystemId>,
    /// The user that everybody is who comes through here: who they are when it is not set.
    #[input(replaces)]
    posix_user: Option<PosixUser>,
    /// The folder that is the root for who comes through here: the file system's when it is not set.
    #[input(replaces)]
    root_directory: Option<RootDirectory>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS, cloudformation = "AccessPointTags")]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// A user of a file system, by numbers.
#[derive(Block, Clone, Debug)]
pub struct PosixUser {
    /// The user's number.
    #[input(range = 0..=4_294_967_295)]
    uid: Input<i64>,
    /// The number of the user's group.
    #[input(range = 0..=4_294_967_295)]
    gid: Input<i64>,
    /// Further groups, up to 16.
    #[input(length = 0..=16, unordered)]
    secondary_gids: Option<Inputs<i64>>,
}

/// A folder of a file system.
#[derive(Block, Clone, Debug)]
pub struct RootDirectory {
    /// The folder, at most four deep: `/uploads`.
    #[input(default = "/", length = 1..=100)]
    path: Option<Input<String>>,
    /// Whose the folder is when it has to be made first. One that is not there cannot be mounted without.
    creation_info: Option<CreationInfo>,
}

/// Whose a new folder is.
#[derive(Block, Clone, Debug)]
pub struct CreationInfo {
    /// The owner's number.
    #[input(range = 0..=4_294_967_295)]
    owner_uid: Input<i64>,
    /// The number of the owner's group.
    #[input(range = 0..=4_294_967_295)]
    owner_gid: Input<i64>,
    /// What owner, group and others may do, in octal digits: `750`.
    #[input(length = 3..=4, pattern("[0-7]{3,4}", "three or four octal digits, `750`"))]
    permissions: Input<String>,
}

impl RootDirectory {
    /// Makes the folder when it is not there, for this user and group.
    #[track_caller]
    pub fn made_for(self, uid: i64, gid: i64, permissions: &str) -> Self {
        self.creation_info(CreationInfo::new(uid, gid, permissions))
    }
}

/// What AWS gives back of an [`AccessPoint`].
#[derive(Outputs, Debug)]
pub struct AccessPointOutputs {
    /// The access point's id.
    #[output("{id}")]
    pub id: Output<AccessPointId>,
    /// The access point's ARN.
    #[output("arn:aws:elasticfilesystem:{region}:{account}:access-point/{id}")]
    pub arn: Output<AccessPointArn>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if let Some(user) = inputs.block("posix_user") {
        for (at, group) in user.items("secondary_gids").iter().enumerate() {
            if let Some(number) = group.as_int().filter(|number| !(0..=4_294_967_295).contains(number)) {
                problems.report(
                    format!("posix_user.secondary_gids[{at}]"),
                    format!("{number} is not between 0 and 4294967295"),
                    "take the number of a group",
                );
            }
        }
    }
    let Some(root) = inputs.block("root_directory") else { return };
    let Some(path) = root.text("path") else { return };
    let folders = path.split('/').skip(1).filter(|folder| !folder.is_empty()).count();
    let ends = path.len() > 1 && path.ends_with('/');
    if !path.starts_with('/') || ends || folders > 4 {
        problems.report(
            "root_directory.path",
            format!("{path:?} is no folder from the root, at most four deep and without `/` at its end"),
            "write it from the root: `/uploads`",
        );
    }
}

/// An access point takes some seconds.
struct Coming;

impl Behaviour for Coming {
    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_secs(5)
    }
}
