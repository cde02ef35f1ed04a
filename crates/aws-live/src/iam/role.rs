//! `iam.Role` on AWS.
//!
//! `CreateRole` has no token, but a name is given once: a second request is refused, and the tag then says whether the
//! role that is there was made by the first. IAM reads roles whole one at a time only; its lists leave out tags.
//!
//! A role can be deleted only when nothing hangs on it. What is part of the role, its policies and attachments, goes
//! with it, whoever put it there; an instance profile that holds it is somebody's own, and the error names it.

use aws_sdk_iam::types::{InstanceProfile, Role as Described};
use futures_util::future::try_join_all;
use ironwright_aws::iam::{Role, RoleOutputs};

use super::api::{IAM, OfRole, decoded, to_tags};
use crate::handler::prelude::*;
use crate::handler::{documents, owned};

const UPDATE_TRUST: Action = IAM.action("UpdateAssumeRolePolicy");
const UPDATE: Action = IAM.action("UpdateRole");
const LIST_INLINE: Action = IAM.action("ListRolePolicies");
const DELETE_INLINE: Action = IAM.action("DeleteRolePolicy");
const LIST_ATTACHED: Action = IAM.action("ListAttachedRolePolicies");
const DETACH: Action = IAM.action("DetachRolePolicy");
const LIST_PROFILES: Action = IAM.action("ListInstanceProfilesForRole");

on_aws!(Role as AsTagged);

impl Tagged for Role {
    type Described = Described;
    type Tags = OfRole;

    const ID: fn(&Described) -> Option<&str> = |role| Some(role.role_name());
    const READ: Action = IAM.action("GetRole");
    const CREATE: Action = IAM.action("CreateRole");
    const UPDATE: Actions = &[UPDATE_TRUST, UPDATE];
    const DELETE: Action = IAM.action("DeleteRole");
    const ALSO_DELETE: Actions = &[LIST_INLINE, DELETE_INLINE, LIST_ATTACHED, DETACH, LIST_PROFILES];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let get = async |name: String| {
            let send = || aws.iam().get_role().role_name(&name).send();
            Ok(unless_missing(aws.call(Self::READ, send).await)?.and_then(|answer| answer.role))
        };
        let found = try_join_all(which.names(Self::ROLE_NAME).into_iter().map(get)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, role: &Described, applied: &Map) -> Properties {
        let trust = decoded(role.assume_role_policy_document());
        properties(role)
            .with(
                Self::ASSUME_ROLE_POLICY,
                documents::as_applied(trust, applied.get(Self::ASSUME_ROLE_POLICY)),
            )
            .with(Self::DESCRIPTION, role.description().filter(|text| !text.is_empty()))
            .with(Self::MAX_SESSION_DURATION, role.max_session_duration())
            .with_tags(role.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_role()
                .set_role_name(text(inputs, Self::ROLE_NAME))
                .set_assume_role_policy_document(documents::text(inputs, Self::ASSUME_ROLE_POLICY))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_path(text(inputs, Self::PATH))
                .set_max_session_duration(number(inputs, Self::MAX_SESSION_DURATION))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        let made = Made::named(Self::CREATE, answer.role().map(Described::role_name))?;
        // The answer leaves out some of what was said in the call, such as how long a session may last.
        let said = [Self::ASSUME_ROLE_POLICY, Self::DESCRIPTION, Self::MAX_SESSION_DURATION, Self::TAGS];
        Ok(match answer.role() {
            Some(role) => made.with(properties(role).with_those_of(inputs, &said).into_map()),
            None => made,
        })
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (id, wanted) = (change.id, change.wanted);
        if change.of(Self::ASSUME_ROLE_POLICY).is_some() {
            let policy = || documents::text(wanted, Self::ASSUME_ROLE_POLICY);
            let update = || aws.iam().update_assume_role_policy().role_name(id);
            aws.call(UPDATE_TRUST, || update().set_policy_document(policy()).send()).await?;
        }
        if change.of(Self::DESCRIPTION).is_some() || change.of(Self::MAX_SESSION_DURATION).is_some() {
            // Both together: a duration that is left out becomes an hour again.
            let description: String = text(wanted, Self::DESCRIPTION).unwrap_or_default();
            let update = || aws.iam().update_role().role_name(id).description(&description);
            let lasting = number(wanted, Self::MAX_SESSION_DURATION);
            aws.call(UPDATE, || update().set_max_session_duration(lasting).send()).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let role = &*request.id;
        let send = || aws.iam().delete_role().role_name(role).send();
        match aws.call(Self::DELETE, send).await {
            // Lists cost a call each; nearly always there is nothing left on it.
            Err(error) if error.code == "DeleteConflict" => strip(aws, role).await?,
            result => return result.map(drop),
        }
        match aws.call(Self::DELETE, send).await {
            Err(error) if error.code == "DeleteConflict" => Err(held(aws, role, error).await?),
            result => result.map(drop),
        }
    }
}

/// What every answer about a role tells.
fn properties(role: &Described) -> Properties {
    Properties::default()
        .with(Role::ROLE_NAME, role.role_name())
        .with(RoleOutputs::ARN, role.arn())
        .with(RoleOutputs::UNIQUE_ID, role.role_id())
        .with(Role::PATH, role.path())
}

/// Takes from a role what is part of it alone.
async fn strip(aws: &Calls<'_>, role: &str) -> Result<()> {
    let list = |page| aws.iam().list_role_policies().role_name(role).set_marker(page).send();
    for name in aws.pages(LIST_INLINE, list, |it| (Some(it.policy_names), it.marker)).await? {
        let send = || aws.iam().delete_role_policy().role_name(role).policy_name(&name).send();
        unless_missing(aws.call(DELETE_INLINE, send).await)?;
    }
    let list = |page| aws.iam().list_attached_role_policies().role_name(role).set_marker(page).send();
    let attached = aws.pages(LIST_ATTACHED, list, |it| (it.attached_policies, it.marker)).await?;
    for arn in attached.iter().filter_map(|policy| policy.policy_arn()) {
        let send = || aws.iam().detach_role_policy().role_name(role).policy_arn(arn).send();
        unless_missing(aws.call(DETACH, send).await)?;
    }
    Ok(())
}

/// The refusal to delete a role, with the instance profiles that hold it.
async fn held(aws: &Calls<'_>, role: &str, error: CloudError) -> Result<CloudError> {
    let list = |page| aws.iam().list_instance_profiles_for_role().role_name(role).set_marker(page).send();
    let profiles = aws.pages(LIST_PROFILES, list, |it| (Some(it.instance_profiles), it.marker)).await?;
    let names: Vec<&str> = profiles.iter().map(InstanceProfile::instance_profile_name).collect();
    if names.is_empty() {
        return Ok(error);
    }
    Ok(error.hint(format!("take it out of the instance profiles that hold it: {}", names.join(", "))))
}
