//! `iam.RolePolicy` on AWS.
//!
//! An inline policy has no tags and no token: its place, the role with the policy's name, is its natural key, and
//! `PutRolePolicy` puts it there as often as it is sent. It also overwrites without a word what somebody else has put
//! there, so the place is looked at first. A policy that is there already is ours when it says what is to be said.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use ironwright_aws::iam;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{account, decoded};
use crate::calls::Calls;
use crate::change::Change;
use crate::documents;
use crate::error::{taken, unless_missing};
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observation, text};

pub(crate) struct RolePolicy;

#[async_trait]
impl Handler for RolePolicy {
    fn kind(&self) -> &'static Kind {
        iam::RolePolicy::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["iam:GetRolePolicy"],
            read: &[account::DETAILS, "iam:GetRolePolicy"],
            create: &["iam:GetRolePolicy", "iam:PutRolePolicy"],
            update: &["iam:PutRolePolicy"],
            delete: &["iam:DeleteRolePolicy"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let id = id(&request.inputs);
        let found = get(aws, &id).await?.and_then(|policy| observed(&id, policy, &request.inputs));
        let is_wanted = |found: &Map| found.get("policy") == request.inputs.get("policy");
        Ok(found.filter(is_wanted).map(|_| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let account = &account::known(aws).await?;
        let read = |request: &ReadRequest| {
            let id = Arc::clone(&request.id);
            async move {
                let known = place(&id).and_then(|(role, name)| account.inline(role, name));
                if known.is_some() { Ok(known.cloned()) } else { get(aws, &id).await }
            }
        };
        let policies = try_join_all(resources.iter().map(read)).await?;
        let observe = |(request, policy): (&ReadRequest, Option<Value>)| {
            observation(policy.and_then(|policy| observed(&request.id, policy, &request.inputs)))
        };
        Ok(resources.iter().zip(policies).map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let id = id(inputs);
        if get(aws, &id).await?.is_some() {
            return Err(taken("iam:PutRolePolicy", format!("there is a policy {id} already")));
        }
        put(aws, &id, inputs).await?;
        // All that there is of it was put there.
        let observed = inputs.get("policy").and_then(|policy| observed(&id, policy.clone(), inputs));
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        put(aws, change.id, change.wanted).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let Some((role, name)) = place(&request.id) else { return Ok(()) };
        let send = || aws.iam().delete_role_policy().role_name(role).policy_name(name).send();
        aws.call("iam:DeleteRolePolicy", send).await.map(drop)
    }
}

fn id(inputs: &Map) -> String {
    let of = |name| text(inputs, name).unwrap_or_default();
    format!("{}:{}", of("role_name"), of("policy_name"))
}

/// The role and the policy's name; neither holds a colon.
fn place(id: &str) -> Option<(&str, &str)> {
    id.split_once(':')
}

async fn get(aws: &Calls<'_>, id: &str) -> Result<Option<Value>, CloudError> {
    let Some((role, name)) = place(id) else { return Ok(None) };
    let send = || aws.iam().get_role_policy().role_name(role).policy_name(name).send();
    let answer = unless_missing(aws.call("iam:GetRolePolicy", send).await)?;
    Ok(answer.and_then(|answer| decoded(Some(answer.policy_document()))))
}

async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<(), CloudError> {
    let (role, name) = place(id).unwrap_or_default();
    let put = || aws.iam().put_role_policy().role_name(role).policy_name(name);
    let send = || put().set_policy_document(documents::text(inputs, "policy")).send();
    aws.call("iam:PutRolePolicy", send).await.map(drop)
}

fn observed(id: &str, policy: Value, applied: &Map) -> Option<Map> {
    let (role, name) = place(id)?;
    let observed = Properties::default()
        .with("role_name", role)
        .with("policy_name", name)
        .with("policy", documents::as_applied(Some(policy), applied.get("policy")));
    Some(observed.into_map())
}
