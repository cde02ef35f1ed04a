//! `efs.AccessPoint` on AWS.
//!
//! `CreateAccessPoint` takes a token, by which a second request is refused; the tag then says that what is there was made by
//! the first. None is changed afterwards, but for its tags.

use aws_sdk_efs::types::{
    AccessPointDescription as Described, CreationInfo as Creation, LifeCycleState, PosixUser as User,
    RootDirectory as Root,
};
use ironwright_aws::efs::{AccessPoint, AccessPointOutputs, CreationInfo, PosixUser, RootDirectory};

use super::api::{ById, EFS, readiness, to_tags, unseen};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

on_aws!(AccessPoint as AsTagged);

impl Tagged for AccessPoint {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::access_point_id;
    const READ: Action = EFS.action("DescribeAccessPoints");
    const CREATE: Action = EFS.action("CreateAccessPoint");
    const DELETE: Action = EFS.action("DeleteAccessPoint");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let system: Option<String> = match which {
            Which::Read(_) => None,
            Which::MadeBy(request) => text(&request.inputs, Self::FILE_SYSTEM_ID),
        };
        let describe = || aws.efs().describe_access_points().set_file_system_id(system.clone());
        let send = |page| describe().set_next_token(page).send();
        let found = aws.pages(Self::READ, send, |it| (it.access_points, it.next_token)).await;
        let mut found = unless_missing(found)?.unwrap_or_default();
        found.retain(stays);
        if let Which::Read(resources) = which {
            let ids = ids(resources);
            found.retain(|point| ids.iter().any(|id| point.access_point_id() == Some(id)));
        }
        Ok(found)
    }

    fn observe(_: &Calls<'_>, point: &Described, inputs: &Map) -> Properties {
        let root = point
            .root_directory()
            .filter(|root| is_another(root) || inputs.contains_key(Self::ROOT_DIRECTORY));
        Properties::default()
            .with(AccessPointOutputs::ARN, point.access_point_arn())
            .with(Self::FILE_SYSTEM_ID, point.file_system_id())
            .with(Self::POSIX_USER, point.posix_user().map(of_user))
            .with(Self::ROOT_DIRECTORY, root.map(of_root))
            .with_tags(point.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.efs()
                .create_access_point()
                .client_token(&request.token)
                .set_file_system_id(text(inputs, Self::FILE_SYSTEM_ID))
                .set_posix_user(block(inputs, Self::POSIX_USER).and_then(to_user))
                .set_root_directory(block(inputs, Self::ROOT_DIRECTORY).map(to_root))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.access_point_id())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.efs().delete_access_point().access_point_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let found = Self::list(aws, Which::Read(std::slice::from_ref(resource))).await?;
        let Some(point) = found.first() else { return Ok(unseen()) };
        let state = point.life_cycle_state().unwrap_or(&LifeCycleState::Creating);
        readiness(&resource.id, state, || Self::observed(aws, point, &resource.inputs))
    }
}

fn stays(point: &Described) -> bool {
    !matches!(point.life_cycle_state(), Some(LifeCycleState::Deleting | LifeCycleState::Deleted))
}

/// Whether it is another root than the file system's own, which AWS tells where none was asked for.
fn is_another(root: &Root) -> bool {
    root.path().is_some_and(|path| path != "/") || root.creation_info().is_some()
}

fn of_user(user: &User) -> Value {
    Properties::default()
        .with(PosixUser::UID, user.uid())
        .with(PosixUser::GID, user.gid())
        .with_some(PosixUser::SECONDARY_GIDS, user.secondary_gids().iter().copied())
        .into_value()
}

fn of_root(root: &Root) -> Value {
    let creation = |info: &Creation| {
        Properties::default()
            .with(CreationInfo::OWNER_UID, info.owner_uid())
            .with(CreationInfo::OWNER_GID, info.owner_gid())
            .with(CreationInfo::PERMISSIONS, info.permissions())
            .into_value()
    };
    Properties::default()
        .with(RootDirectory::PATH, root.path())
        .with(RootDirectory::CREATION_INFO, root.creation_info().map(creation))
        .into_value()
}

/// A number of a user or group, which has 32 bits.
fn id(block: &Map, name: &str) -> Option<i64> {
    block.get(name).and_then(Value::as_int)
}

fn to_user(user: &Map) -> Option<User> {
    let groups = user.get(PosixUser::SECONDARY_GIDS).and_then(Value::as_list);
    let groups = groups.map(|groups| groups.iter().filter_map(Value::as_int).collect());
    let builder = User::builder().set_uid(id(user, PosixUser::UID)).set_gid(id(user, PosixUser::GID));
    builder.set_secondary_gids(groups).build().ok()
}

fn to_root(root: &Map) -> Root {
    let creation = block(root, RootDirectory::CREATION_INFO).and_then(|info| {
        Creation::builder()
            .set_owner_uid(id(info, CreationInfo::OWNER_UID))
            .set_owner_gid(id(info, CreationInfo::OWNER_GID))
            .set_permissions(text(info, CreationInfo::PERMISSIONS))
            .build()
            .ok()
    });
    Root::builder().set_path(text(root, RootDirectory::PATH)).set_creation_info(creation).build()
}
