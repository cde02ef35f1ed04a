//! `iam.Role` on AWS.
//!
//! `CreateRole` has no token, but a name is given once: a second request is refused, and the tag then says whether the
//! role that is there was made by the first. IAM reads roles whole one at a time only; its lists leave out tags.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_iam::types::Role as Described;
use futures_util::future::try_join_all;
use ironwright_aws::iam;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{are_of, decoded, document, owned, to_tags, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, number, text};

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
            delete: &["iam:DeleteRole"],
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
        let observe = |role: Option<Described>| {
            role.map_or(Observation::Gone, |role| Observation::Present(observed(&role)))
        };
        Ok(roles.into_iter().map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_role()
                .set_role_name(text(inputs, "role_name"))
                .set_assume_role_policy_document(document(inputs, "assume_role_policy"))
                .set_description(text(inputs, "description"))
                .set_path(text(inputs, "path"))
                .set_max_session_duration(number(inputs, "max_session_duration"))
                .set_tags(Some(owned(request)))
                .send()
        };
        let answer = aws.call("iam:CreateRole", send).await?;
        let id = answer.role().map(Described::role_name).unwrap_or_default();
        // The answer leaves out how long a session may last.
        Ok(Made { id: id.into(), observed: None })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let (id, wanted) = (change.id, change.wanted);
        if change.of("assume_role_policy").is_some() {
            let policy = || document(wanted, "assume_role_policy");
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
        let send = || aws.iam().delete_role().role_name(&*request.id).send();
        aws.call("iam:DeleteRole", send).await.map(drop)
    }
}

async fn get(aws: &Calls<'_>, name: &str) -> Result<Option<Described>, CloudError> {
    let got = aws.call("iam:GetRole", || aws.iam().get_role().role_name(name).send()).await;
    Ok(unless_missing(got)?.and_then(|answer| answer.role))
}

fn observed(role: &Described) -> Map {
    Properties::default()
        .with("role_name", role.role_name())
        .with("arn", role.arn())
        .with("unique_id", role.role_id())
        .with("assume_role_policy", decoded(role.assume_role_policy_document()))
        .with("description", role.description().filter(|text| !text.is_empty()))
        .with("path", role.path())
        .with("max_session_duration", role.max_session_duration())
        .with_tags(users(role.tags()))
        .into_map()
}
