//! `iam.User` on AWS.
//!
//! `CreateUser` has no token, but a name is given once: a second request is refused, and the tag then says whether the
//! user that is there was made by the first. A user that has policies, groups or credentials cannot be deleted: what the
//! stack has given it goes before it, and what somebody else has given it is theirs to take.

use aws_sdk_iam::types::User as Described;
use futures_util::future::try_join_all;
use ironwright_aws::iam::{User, UserOutputs};

use super::api::{IAM, OfUser, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const UPDATE: Action = IAM.action("UpdateUser");
const PUT_BOUNDARY: Action = IAM.action("PutUserPermissionsBoundary");
const DELETE_BOUNDARY: Action = IAM.action("DeleteUserPermissionsBoundary");
const KEYS: Action = IAM.action("ListAccessKeys");
const GROUPS: Action = IAM.action("ListGroupsForUser");
const ATTACHED: Action = IAM.action("ListAttachedUserPolicies");
const INLINE: Action = IAM.action("ListUserPolicies");

on_aws!(User as AsTagged);

impl Tagged for User {
    type Described = Described;
    type Tags = OfUser;

    const ID: fn(&Described) -> Option<&str> = |user| Some(user.user_name());
    const READ: Action = IAM.action("GetUser");
    const CREATE: Action = IAM.action("CreateUser");
    const UPDATE: Actions = &[UPDATE, PUT_BOUNDARY, DELETE_BOUNDARY];
    const DELETE: Action = IAM.action("DeleteUser");
    const BLOCKERS: Actions = &[KEYS, GROUPS, ATTACHED, INLINE];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let get = async |name: String| {
            let send = || aws.iam().get_user().user_name(&name).send();
            Ok(unless_missing(aws.call(Self::READ, send).await)?.and_then(|answer| answer.user))
        };
        let found = try_join_all(which.names(Self::USER_NAME).into_iter().map(get)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, user: &Described, _: &Map) -> Properties {
        let boundary = user.permissions_boundary().and_then(|it| it.permissions_boundary_arn());
        Properties::default()
            .with(Self::USER_NAME, user.user_name())
            .with(Self::PATH, user.path())
            .with(Self::PERMISSIONS_BOUNDARY, boundary)
            .with(UserOutputs::ARN, user.arn())
            .with(UserOutputs::UNIQUE_ID, user.user_id())
            .with_tags(user.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_user()
                .set_user_name(text(inputs, Self::USER_NAME))
                .set_path(text(inputs, Self::PATH))
                .set_permissions_boundary(text(inputs, Self::PERMISSIONS_BOUNDARY))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.user(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let user = change.id;
        if let Some(path) = change.of(Self::PATH) {
            let path = path.as_text().unwrap_or("/");
            aws.call(UPDATE, || aws.iam().update_user().user_name(user).new_path(path).send()).await?;
        }
        match change.of(Self::PERMISSIONS_BOUNDARY).map(Value::as_text) {
            Some(Some(policy)) => {
                let put = || aws.iam().put_user_permissions_boundary().user_name(user);
                aws.call(PUT_BOUNDARY, || put().permissions_boundary(policy).send()).await?;
            }
            Some(None) => {
                let send = || aws.iam().delete_user_permissions_boundary().user_name(user).send();
                aws.call(DELETE_BOUNDARY, send).await?;
            }
            None => {}
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.iam().delete_user().user_name(&*request.id).send()).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        let (iam, user) = (aws.iam(), &*request.id);
        let (keys, groups, attached, inline) = tokio::try_join!(
            aws.call(KEYS, || iam.list_access_keys().user_name(user).send()),
            aws.call(GROUPS, || iam.list_groups_for_user().user_name(user).send()),
            aws.call(ATTACHED, || iam.list_attached_user_policies().user_name(user).send()),
            aws.call(INLINE, || iam.list_user_policies().user_name(user).send()),
        )?;
        let keys = keys
            .access_key_metadata()
            .iter()
            .filter_map(|key| Some(format!("access key {}", key.access_key_id()?)));
        let groups = groups.groups().iter().map(|group| format!("group {}", group.group_name()));
        let attached =
            attached.attached_policies().iter().filter_map(|it| Some(format!("policy {}", it.policy_arn()?)));
        let inline = inline.policy_names().iter().map(|name| format!("policy {name} of its own"));
        Ok(keys.chain(groups).chain(attached).chain(inline).collect())
    }
}
