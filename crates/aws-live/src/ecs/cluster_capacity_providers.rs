//! `ecs.ClusterCapacityProviders` on AWS: a part of the cluster, set and reset with one and the same call.
//!
//! There is no token and no tag, and the call overwrites whatever is there. So a cluster is looked at first: one that
//! has other capacity providers than those that are wanted has them from somebody else.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ecs::types::Cluster as Described;
use ironwright_aws::ecs;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use super::cluster::{describe, several};
use super::strategy::{from_strategy, to_strategy};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, text, texts};

pub(crate) struct ClusterCapacityProviders;

const PROVIDERS: &str = "capacity_providers";
const STRATEGY: &str = "default_capacity_provider_strategy";

#[async_trait]
impl Handler for ClusterCapacityProviders {
    fn kind(&self) -> &'static Kind {
        ecs::ClusterCapacityProviders::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ecs:DescribeClusters"],
            read: &["ecs:DescribeClusters"],
            create: &["ecs:DescribeClusters", "ecs:PutClusterCapacityProviders"],
            update: &["ecs:PutClusterCapacityProviders"],
            delete: &["ecs:PutClusterCapacityProviders"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let cluster = text(&request.inputs, "cluster").unwrap_or_default();
        let found = describe(aws, vec![cluster]).await?;
        let ours = found.iter().find(|found| is_as_wanted(self.kind(), found, &request.inputs));
        Ok(ours.and_then(Described::cluster_name).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = several(aws, ids(resources)).await?;
        let observe = |request: &ReadRequest| {
            let cluster = found.iter().find(|found| found.cluster_name() == Some(&request.id))?;
            // Nothing is there, unless nothing was asked for.
            let there = !is_empty(cluster) || wants_nothing(&request.inputs);
            there.then(|| Observation::Present(observed(cluster)))
        };
        Ok(resources.iter().map(|request| observe(request).unwrap_or(Observation::Gone)).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let cluster = text(inputs, "cluster").unwrap_or_default();
        let found = describe(aws, vec![cluster.clone()]).await?;
        if found.iter().any(|found| !is_empty(found) && !is_as_wanted(self.kind(), found, inputs)) {
            let message = format!("cluster {cluster} has other capacity providers already");
            let call = "ecs:PutClusterCapacityProviders";
            return Err(CloudError::new(call, "AlreadyExists", message, ErrorClass::Conflict));
        }
        put(aws, &cluster, inputs).await?;
        Ok(Made { id: cluster.into(), observed: None })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        put(aws, change.id, change.wanted).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        put(aws, &request.id, &Map::new()).await
    }
}

/// Sets both, as the call always does.
async fn put(aws: &Calls<'_>, cluster: &str, inputs: &Map) -> Result<(), CloudError> {
    let send = || {
        aws.ecs()
            .put_cluster_capacity_providers()
            .cluster(cluster)
            .set_capacity_providers(Some(texts(inputs, PROVIDERS).unwrap_or_default()))
            .set_default_capacity_provider_strategy(Some(to_strategy(inputs, STRATEGY)))
            .send()
    };
    aws.call("ecs:PutClusterCapacityProviders", send).await.map(drop)
}

fn is_empty(cluster: &Described) -> bool {
    cluster.capacity_providers().is_empty() && cluster.default_capacity_provider_strategy().is_empty()
}

fn wants_nothing(inputs: &Map) -> bool {
    texts(inputs, PROVIDERS).unwrap_or_default().is_empty() && to_strategy(inputs, STRATEGY).is_empty()
}

fn is_as_wanted(kind: &Kind, cluster: &Described, inputs: &Map) -> bool {
    // What is there and not wanted counts too.
    let there = observed(cluster);
    Change::new(kind, "", inputs, there.clone(), &there).is_empty()
}

fn observed(cluster: &Described) -> Map {
    Properties::default()
        .with("cluster", cluster.cluster_name())
        .with_list(PROVIDERS, cluster.capacity_providers().iter().map(String::as_str))
        .with_list(STRATEGY, cluster.default_capacity_provider_strategy().iter().map(from_strategy))
        .into_map()
}
