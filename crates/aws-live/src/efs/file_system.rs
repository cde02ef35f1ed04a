//! `efs.FileSystem` on AWS.
//!
//! `CreateFileSystem` takes a token, by which a second request is refused; the tag then says that what is there was made by
//! the first. When files move and whether there are backups is told by calls of their own, and set by such.

use aws_sdk_efs::types::{
    BackupPolicy, FileSystemDescription, LifeCycleState, LifecyclePolicy, Status, ThroughputMode,
};
use futures_util::future::try_join_all;
use ironwright_aws::efs::{FileSystem, FileSystemOutputs};

use super::api::{ById, EFS, readiness, to_tags, unseen};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const LIFECYCLE: Action = EFS.action("DescribeLifecycleConfiguration");
const BACKUP: Action = EFS.action("DescribeBackupPolicy");
const UPDATE: Action = EFS.action("UpdateFileSystem");
const PUT_LIFECYCLE: Action = EFS.action("PutLifecycleConfiguration");
const PUT_BACKUP: Action = EFS.action("PutBackupPolicy");

/// What says when files move.
const TRANSITIONS: [&str; 3] = [
    FileSystem::TRANSITION_TO_IA,
    FileSystem::TRANSITION_TO_ARCHIVE,
    FileSystem::TRANSITION_TO_PRIMARY_STORAGE_CLASS,
];

/// A file system with what EFS tells of it by other calls.
pub(crate) struct Described {
    system: FileSystemDescription,
    policies: Vec<LifecyclePolicy>,
    backup: Option<bool>,
}

on_aws!(FileSystem as AsTagged);

impl Tagged for FileSystem {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = |described| Some(described.system.file_system_id());
    const READ: Action = EFS.action("DescribeFileSystems");
    const ALSO_READ: Actions = &[LIFECYCLE, BACKUP];
    const CREATE: Action = EFS.action("CreateFileSystem");
    const UPDATE: Actions = &[UPDATE, PUT_LIFECYCLE, PUT_BACKUP];
    const DELETE: Action = EFS.action("DeleteFileSystem");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let mut systems = match which {
            Which::Read(resources) => {
                let ids = ids(resources);
                let mut systems = systems(aws, None).await?;
                systems.retain(|system| ids.iter().any(|id| id == system.file_system_id()));
                systems
            }
            Which::MadeBy(request) => systems(aws, Some(request.token.clone())).await?,
        };
        systems.retain(stays);
        let whole = async |system: FileSystemDescription| {
            let id = system.file_system_id();
            let wants = |name: &str| which.wants(Some(id), name);
            let moves = TRANSITIONS.iter().any(|name| wants(name));
            let policies = if moves { policies(aws, id).await? } else { Vec::new() };
            let backup = if wants(Self::BACKUP) { backup(aws, id).await? } else { None };
            Ok(Described { system, policies, backup })
        };
        try_join_all(systems.into_iter().map(whole)).await
    }

    fn observe(_: &Calls<'_>, described: &Described, _: &Map) -> Properties {
        let Described { system, policies, backup } = described;
        Properties::default()
            .with(FileSystemOutputs::ARN, system.file_system_arn())
            .with(Self::PERFORMANCE_MODE, system.performance_mode())
            .with(Self::ENCRYPTED, system.encrypted())
            .with(Self::KMS_KEY_ID, system.kms_key_id())
            .with(Self::THROUGHPUT_MODE, system.throughput_mode())
            .with(Self::PROVISIONED_THROUGHPUT_IN_MIBPS, system.provisioned_throughput_in_mibps())
            .with(Self::AVAILABILITY_ZONE_NAME, system.availability_zone_name())
            .with(Self::TRANSITION_TO_IA, policies.iter().find_map(LifecyclePolicy::transition_to_ia))
            .with(
                Self::TRANSITION_TO_ARCHIVE,
                policies.iter().find_map(LifecyclePolicy::transition_to_archive),
            )
            .with(
                Self::TRANSITION_TO_PRIMARY_STORAGE_CLASS,
                policies.iter().find_map(LifecyclePolicy::transition_to_primary_storage_class),
            )
            .with(Self::BACKUP, *backup)
            .with_tags(system.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.efs()
                .create_file_system()
                .creation_token(&request.token)
                .set_performance_mode(text(inputs, Self::PERFORMANCE_MODE))
                .set_encrypted(flag(inputs, Self::ENCRYPTED))
                .set_kms_key_id(text(inputs, Self::KMS_KEY_ID))
                .set_throughput_mode(text(inputs, Self::THROUGHPUT_MODE))
                .set_provisioned_throughput_in_mibps(throughput(inputs))
                .set_availability_zone_name(text(inputs, Self::AVAILABILITY_ZONE_NAME))
                .set_backup(flag(inputs, Self::BACKUP))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, Some(answer.file_system_id()))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (id, wanted) = (change.id, change.wanted);
        let differs = |names: &[&str]| names.iter().any(|name| change.of(name).is_some());
        if differs(&[Self::THROUGHPUT_MODE, Self::PROVISIONED_THROUGHPUT_IN_MIBPS]) {
            let mode: ThroughputMode =
                text(wanted, Self::THROUGHPUT_MODE).unwrap_or(ThroughputMode::Bursting);
            let update = || aws.efs().update_file_system().file_system_id(id).throughput_mode(mode.clone());
            let send = || update().set_provisioned_throughput_in_mibps(throughput(wanted)).send();
            aws.call(UPDATE, send).await?;
        }
        if differs(&TRANSITIONS) {
            let put = || aws.efs().put_lifecycle_configuration().file_system_id(id);
            let send = || put().set_lifecycle_policies(Some(to_policies(wanted))).send();
            aws.call(PUT_LIFECYCLE, send).await?;
        }
        if differs(&[Self::BACKUP]) {
            let on = flag(wanted, Self::BACKUP).unwrap_or_default();
            let status = if on { Status::Enabled } else { Status::Disabled };
            if let Ok(policy) = BackupPolicy::builder().status(status).build() {
                let put = || aws.efs().put_backup_policy().file_system_id(id);
                aws.call(PUT_BACKUP, || put().backup_policy(policy.clone()).send()).await?;
            }
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.efs().delete_file_system().file_system_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let found = Self::list(aws, Which::Read(std::slice::from_ref(resource))).await?;
        let Some(described) = found.first() else { return Ok(unseen()) };
        let state = described.system.life_cycle_state();
        readiness(&resource.id, state, || Self::observed(aws, described, &resource.inputs))
    }
}

/// All file systems, or that which a token has made.
async fn systems(aws: &Calls<'_>, token: Option<String>) -> Result<Vec<FileSystemDescription>> {
    let describe = || aws.efs().describe_file_systems().set_creation_token(token.clone());
    let send = |page| describe().set_marker(page).send();
    let found = aws.pages(FileSystem::READ, send, |it| (it.file_systems, it.next_marker)).await;
    Ok(unless_missing(found)?.unwrap_or_default())
}

fn stays(system: &FileSystemDescription) -> bool {
    !matches!(system.life_cycle_state(), LifeCycleState::Deleting | LifeCycleState::Deleted)
}

async fn policies(aws: &Calls<'_>, id: &str) -> Result<Vec<LifecyclePolicy>> {
    let send = || aws.efs().describe_lifecycle_configuration().file_system_id(id).send();
    let answer = unless_missing(aws.call(LIFECYCLE, send).await)?;
    Ok(answer.and_then(|answer| answer.lifecycle_policies).unwrap_or_default())
}

/// Whether there are backups; `None` where nobody has said anything about it.
async fn backup(aws: &Calls<'_>, id: &str) -> Result<Option<bool>> {
    let send = || aws.efs().describe_backup_policy().file_system_id(id).send();
    let status = match aws.call(BACKUP, send).await {
        Err(error) if error.code == "PolicyNotFound" => None,
        answer => unless_missing(answer)?.and_then(|answer| Some(answer.backup_policy?.status)),
    };
    Ok(status.map(|status| matches!(status, Status::Enabled | Status::Enabling)))
}

fn throughput(inputs: &Map) -> Option<f64> {
    match inputs.get(FileSystem::PROVISIONED_THROUGHPUT_IN_MIBPS)? {
        Value::Float(mibps) => Some(*mibps),
        _ => None,
    }
}

/// Each transition is a policy of its own.
fn to_policies(inputs: &Map) -> Vec<LifecyclePolicy> {
    let policy = LifecyclePolicy::builder;
    let all = [
        text(inputs, FileSystem::TRANSITION_TO_IA).map(|after| policy().transition_to_ia(after).build()),
        text(inputs, FileSystem::TRANSITION_TO_ARCHIVE)
            .map(|after| policy().transition_to_archive(after).build()),
        text(inputs, FileSystem::TRANSITION_TO_PRIMARY_STORAGE_CLASS)
            .map(|after| policy().transition_to_primary_storage_class(after).build()),
    ];
    all.into_iter().flatten().collect()
}
