//! `ecr.LifecyclePolicy` on AWS.
//!
//! A repository has one place for rules, and `PutLifecyclePolicy` fills it as often as it is sent; whoever's stood there
//! before is lost. So the place is looked at first. What is there already is ours when it says what is to be said.
//! ECR reads one at a time only.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use ironwright_aws::ecr;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use crate::calls::Calls;
use crate::change::Change;
use crate::documents;
use crate::error::{taken, unless_missing};
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observation, text};

pub(crate) struct LifecyclePolicy;

#[async_trait]
impl Handler for LifecyclePolicy {
    fn kind(&self) -> &'static Kind {
        ecr::LifecyclePolicy::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ecr:GetLifecyclePolicy"],
            read: &["ecr:GetLifecyclePolicy"],
            create: &["ecr:GetLifecyclePolicy", "ecr:PutLifecyclePolicy"],
            update: &["ecr:PutLifecyclePolicy"],
            delete: &["ecr:DeleteLifecyclePolicy"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let name = text(&request.inputs, "repository_name").unwrap_or_default();
        let found = get(aws, &name).await?.map(|policy| observed(&name, policy, &request.inputs));
        let is_wanted = |found: &Map| found.get("policy") == request.inputs.get("policy");
        Ok(found.filter(is_wanted).map(|_| name.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let policies = try_join_all(resources.iter().map(|request| get(aws, &request.id))).await?;
        let observe = |(request, policy): (&ReadRequest, Option<Value>)| {
            observation(policy.map(|policy| observed(&request.id, policy, &request.inputs)))
        };
        Ok(resources.iter().zip(policies).map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let name = text(inputs, "repository_name").unwrap_or_default();
        if get(aws, &name).await?.is_some() {
            return Err(taken("ecr:PutLifecyclePolicy", format!("{name} has rules already")));
        }
        put(aws, &name, inputs).await?;
        // All that there is of it was put there.
        let observed = inputs.get("policy").map(|policy| observed(&name, policy.clone(), inputs));
        Ok(Made { id: name.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        put(aws, change.id, change.wanted).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ecr().delete_lifecycle_policy().repository_name(&*request.id).send();
        aws.call("ecr:DeleteLifecyclePolicy", send).await.map(drop)
    }
}

async fn get(aws: &Calls<'_>, repository: &str) -> Result<Option<Value>, CloudError> {
    let send = || aws.ecr().get_lifecycle_policy().repository_name(repository).send();
    let answer = unless_missing(aws.call("ecr:GetLifecyclePolicy", send).await)?;
    Ok(answer.and_then(|answer| documents::parsed(answer.lifecycle_policy_text()?)))
}

async fn put(aws: &Calls<'_>, repository: &str, inputs: &Map) -> Result<(), CloudError> {
    let put = || aws.ecr().put_lifecycle_policy().repository_name(repository);
    let send = || put().set_lifecycle_policy_text(documents::text(inputs, "policy")).send();
    aws.call("ecr:PutLifecyclePolicy", send).await.map(drop)
}

fn observed(repository: &str, policy: Value, applied: &Map) -> Map {
    Properties::default()
        .with("repository_name", repository)
        .with("policy", documents::as_applied(Some(policy), applied.get("policy")))
        .into_map()
}
