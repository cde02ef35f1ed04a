//! `efs.MountTarget` on AWS.
//!
//! `CreateMountTarget` has no token and a mount target no tags, but a file system has one in each zone: a second request is
//! refused. Nothing tells whose one that is there is, so it is ours only where our own request may have been heard.

use async_trait::async_trait;
use aws_sdk_efs::types::{LifeCycleState, MountTargetDescription as Described};
use futures_util::future::try_join_all;
use ironwright_aws::efs::{MountTarget, MountTargetOutputs};
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource as _};

use super::api::{EFS, readiness, unseen};
use crate::handler::Verb;
use crate::handler::prelude::*;

const DESCRIBE: Action = EFS.action("DescribeMountTargets");
const GROUPS: Action = EFS.action("DescribeMountTargetSecurityGroups");
const CREATE: Action = EFS.action("CreateMountTarget");
const MODIFY: Action = EFS.action("ModifyMountTargetSecurityGroups");
const DELETE: Action = EFS.action("DeleteMountTarget");

/// The role by which EFS acts in an account is made with the first mount target.
const LINKED_ROLE: Action = crate::iam::SERVICE.action("CreateServiceLinkedRole");

/// Its handler.
pub(crate) struct InZone;

impl OnAws for MountTarget {
    const HANDLER: &'static dyn Handler = &InZone;
}

#[async_trait]
impl Handler for InZone {
    fn kind(&self) -> &'static Kind {
        MountTarget::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Settle => vec![DESCRIBE, GROUPS],
            Verb::Create => vec![CREATE, LINKED_ROLE],
            Verb::Update => vec![MODIFY],
            Verb::Delete => vec![DELETE, DESCRIBE],
            Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let system: String = text(&request.inputs, MountTarget::FILE_SYSTEM_ID).unwrap_or_default();
        let subnet: String = text(&request.inputs, MountTarget::SUBNET_ID).unwrap_or_default();
        let send = |page| aws.efs().describe_mount_targets().file_system_id(&system).set_marker(page).send();
        let all = aws.pages(DESCRIBE, send, |it| (it.mount_targets, it.next_marker)).await;
        let all = unless_missing(all)?.unwrap_or_default();
        let ours = all.iter().find(|target| target.subnet_id() == subnet && stays(target));
        Ok(ours.map(|target| target.mount_target_id().into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        let look = async |resource: &ReadRequest| {
            let target = described(aws, &resource.id).await?.filter(stays);
            let Some(target) = target else { return Ok(Observation::Gone) };
            let there = properties(aws, &target).await?;
            Ok(there.map_or(Observation::Gone, Observation::Present))
        };
        try_join_all(resources.iter().map(look)).await
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.efs()
                .create_mount_target()
                .set_file_system_id(text(inputs, MountTarget::FILE_SYSTEM_ID))
                .set_subnet_id(text(inputs, MountTarget::SUBNET_ID))
                .set_ip_address(text(inputs, MountTarget::IP_ADDRESS))
                .set_security_groups(texts(inputs, MountTarget::SECURITY_GROUPS))
                .send()
        };
        let answer = aws.call(CREATE, send).await?;
        Made::named(CREATE, Some(answer.mount_target_id()))
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        if change.of(MountTarget::SECURITY_GROUPS).is_some_and(|groups| *groups != Value::Null) {
            let groups: Option<Vec<String>> = texts(change.wanted, MountTarget::SECURITY_GROUPS);
            let modify = || aws.efs().modify_mount_target_security_groups().mount_target_id(change.id);
            aws.call(MODIFY, || modify().set_security_groups(groups.clone()).send()).await?;
        }
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.efs().delete_mount_target().mount_target_id(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }

    /// Until it is gone, its address and its groups are in use, and the file system stays.
    async fn deletion_progress(&self, aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let target = described(aws, id).await?;
        let target = target.filter(|target| *target.life_cycle_state() != LifeCycleState::Deleted);
        Ok(target.map(|target| format!("AWS says it is {}", target.life_cycle_state().as_str())))
    }

    async fn readiness(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let Some(target) = described(aws, &resource.id).await? else { return Ok(unseen()) };
        let Some(observed) = properties(aws, &target).await? else { return Ok(unseen()) };
        readiness(&resource.id, target.life_cycle_state(), || observed)
    }
}

async fn described(aws: &Calls<'_>, id: &str) -> Result<Option<Described>> {
    let send = || aws.efs().describe_mount_targets().mount_target_id(id).send();
    let answer = unless_missing(aws.call(DESCRIBE, send).await)?;
    Ok(answer.and_then(|answer| answer.mount_targets).and_then(|targets| targets.into_iter().next()))
}

fn stays(target: &Described) -> bool {
    !matches!(target.life_cycle_state(), LifeCycleState::Deleting | LifeCycleState::Deleted)
}

/// What a mount target is like; `None` when it has gone meanwhile.
async fn properties(aws: &Calls<'_>, target: &Described) -> Result<Option<Map>> {
    let id = target.mount_target_id();
    let send = || aws.efs().describe_mount_target_security_groups().mount_target_id(id).send();
    let Some(answer) = unless_missing(aws.call(GROUPS, send).await)? else { return Ok(None) };
    let observed = Properties::default()
        .with(MountTargetOutputs::ID, id)
        .with(MountTarget::FILE_SYSTEM_ID, target.file_system_id())
        .with(MountTarget::SUBNET_ID, target.subnet_id())
        .with(MountTarget::IP_ADDRESS, target.ip_address())
        .with_list(MountTarget::SECURITY_GROUPS, answer.security_groups().iter().map(String::as_str));
    Ok(Some(observed.into_map()))
}
