//! `iam.Role` on AWS.
//!
//! `CreateRole` has no token, but a name is given once: a second request is refused, and the tag then says whether the
//! role that is there was made by the first. IAM reads roles whole one at a time only; its lists leave out tags.
//!
//! A role can be deleted only when nothing hangs on it. What is part of the role, its policies and attachments, goes
//! with it, whoever put it there; an instance profile that holds it is somebody's own, and the error names it.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_iam::types::{InstanceProfile, Role as Described};
use futures_util::future::try_join_all;
use ironwright_aws::iam;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{are_of, decoded, owned, to_tags, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::documents;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, number, observation, text};

pub(crate) struct Role;

#[async_trait]
impl Handler for Role {
    fn kind(&self) -> &'static Kind {
        iam::Role::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["iam:GetRole"],
            read: &["iam:GetRole"],
            create: &["iam:CreateRole", "iam:TagRole"],
            update: &["iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:TagRole", "iam:UntagRole"],
            delete: &[
                "iam:DeleteRole",
                "iam:ListRolePolicies",
                "iam:DeleteRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:DetachRolePolicy",
                "iam:ListInstanceProfilesForRole",
            ],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let name = text(&request.inputs, "role_name").unwrap_or_default();
        let found = get(aws, &name).await?.filter(|role| are_of(request, role.tags()));
        Ok(found.map(|role| role.role_name().into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let roles = try_join_all(resources.iter().map(|request| get(aws, &request.id))).await?;
        let observe = |(request, role): (&ReadRequest, Option<Described>)| {
            observation(role.map(|role| observed(&role, &request.inputs)))
        };
        Ok(resources.iter().zip(roles).map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_role()
                .set_role_name(text(inputs, "role_name"))
                .set_assume_role_policy_document(documents::text(inputs, "assume_role_policy"))
                .set_description(text(inputs, "description"))
                .set_path(text(inputs, "path"))
                .set_max_session_duration(number(inputs, "max_session_duration"))
                .set_tags(Some(owned(request)))
                .send()
        };
        let answer = aws.call("iam:CreateRole", send).await?;
        let made = answer.role();
        let id = made.map(Described::role_name).unwrap_or_default();
        // The answer leaves out some of what was said in the call, such as how long a session may last.
        let said = |name: &str| inputs.get(name).cloned();
        let observed = made.map(|role| {
            properties(role, said("assume_role_policy"))
                .with("description", said("description"))
                .with("max_session_duration", said("max_session_duration"))
                .with("tags", said("tags"))
                .into_map()
        });
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let (id, wanted) = (change.id, change.wanted);
        if change.of("assume_role_policy").is_some() {
            let policy = || documents::text(wanted, "assume_role_policy");
            let update = || aws.iam().update_assume_role_policy().role_name(id);
            let send = || update().set_policy_document(policy()).send();
            aws.call("iam:UpdateAssumeRolePolicy", send).await?;
        }
        if change.of("description").is_some() || change.of("max_session_duration").is_some() {
            // Both together: a duration that is left out becomes an hour again.
            let send = || {
                aws.iam()
                    .update_role()
                    .role_name(id)
                    .description(text(wanted, "description").unwrap_or_default())
                    .set_max_session_duration(number(wanted, "max_session_duration"))
                    .send()
            };
            aws.call("iam:UpdateRole", send).await?;
        }
        if let Some(tags) = change.of_tags() {
            if !tags.set.is_empty() {
                let send = || aws.iam().tag_role().role_name(id).set_tags(Some(to_tags(&tags.set))).send();
                aws.call("iam:TagRole", send).await?;
            }
            if !tags.remove.is_empty() {
                let remove = || Some(tags.remove.clone());
                let send = || aws.iam().untag_role().role_name(id).set_tag_keys(remove()).send();
                aws.call("iam:UntagRole", send).await?;
            }
        }
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let role = &*request.id;
        let send = || aws.iam().delete_role().role_name(role).send();
        match aws.call("iam:DeleteRole", send).await {
            // Lists cost a call each; nearly always there is nothing left on it.
            Err(error) if error.code == "DeleteConflict" => strip(aws, role).await?,
            result => return result.map(drop),
        }
        match aws.call("iam:DeleteRole", send).await {
            Err(error) if error.code == "DeleteConflict" => Err(held(aws, role, error).await?),
            result => result.map(drop),
        }
    }
}

/// Takes from a role what is part of it alone.
async fn strip(aws: &Calls<'_>, role: &str) -> Result<(), CloudError> {
    let list = || aws.iam().list_role_policies().role_name(role).into_paginator().items();
    let policies = aws.call("iam:ListRolePolicies", || list().send().try_collect()).await?;
    for name in &policies {
        let send = || aws.iam().delete_role_policy().role_name(role).policy_name(name).send();
        unless_missing(aws.call("iam:DeleteRolePolicy", send).await)?;
    }
    let list = || aws.iam().list_attached_role_policies().role_name(role).into_paginator().items();
    let attached = aws.call("iam:ListAttachedRolePolicies", || list().send().try_collect()).await?;
    for arn in attached.iter().filter_map(|policy| policy.policy_arn()) {
        let send = || aws.iam().detach_role_policy().role_name(role).policy_arn(arn).send();
        unless_missing(aws.call("iam:DetachRolePolicy", send).await)?;
    }
    Ok(())
}

/// The refusal to delete a role, with the instance profiles that hold it.
async fn held(aws: &Calls<'_>, role: &str, error: CloudError) -> Result<CloudError, CloudError> {
    let list = || aws.iam().list_instance_profiles_for_role().role_name(role).into_paginator().items();
    let profiles = aws.call("iam:ListInstanceProfilesForRole", || list().send().try_collect()).await?;
    let names: Vec<&str> = profiles.iter().map(InstanceProfile::instance_profile_name).collect();
    if names.is_empty() {
        return Ok(error);
    }
    Ok(error.hint(format!("take it out of the instance profiles that hold it: {}", names.join(", "))))
}

async fn get(aws: &Calls<'_>, name: &str) -> Result<Option<Described>, CloudError> {
    let got = aws.call("iam:GetRole", || aws.iam().get_role().role_name(name).send()).await;
    Ok(unless_missing(got)?.and_then(|answer| answer.role))
}

fn observed(role: &Described, applied: &Map) -> Map {
    let trust = decoded(role.assume_role_policy_document());
    properties(role, documents::as_applied(trust, applied.get("assume_role_policy")))
        .with("description", role.description().filter(|text| !text.is_empty()))
        .with("max_session_duration", role.max_session_duration())
        .with_tags(users(role.tags()))
        .into_map()
}

fn properties(role: &Described, trust: Option<Value>) -> Properties {
    Properties::default()
        .with("role_name", role.role_name())
        .with("arn", role.arn())
        .with("unique_id", role.role_id())
        .with("assume_role_policy", trust)
        .with("path", role.path())
}
