//! `ecs.ClusterCapacityProviders` on AWS: a part of the cluster, set and reset with one and the same call. Where a
//! cluster has none, nothing is there, unless nothing was asked for.

use aws_sdk_ecs::types::Cluster as Described;
use ironwright_aws::ecs::ClusterCapacityProviders;

use super::api::ECS;
use super::clusters::{DESCRIBE, several};
use super::strategy::{from_strategy, to_strategy};
use crate::handler::ids;
use crate::handler::prelude::*;

const PUT: Action = ECS.action("PutClusterCapacityProviders");

on_aws!(ClusterCapacityProviders as AsPlaced);

impl Placed for ClusterCapacityProviders {
    const LOOK: Actions = &[DESCRIBE];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[PUT];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::CLUSTER).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let found = several(aws, ids(places)).await?;
        let look = |place: &ReadRequest| {
            let cluster = found.iter().find(|found| found.cluster_name() == Some(&place.id))?;
            (!is_empty(cluster) || wants_nothing(&place.inputs)).then(|| observed(cluster))
        };
        Ok(places.iter().map(look).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let put = || {
            aws.ecs()
                .put_cluster_capacity_providers()
                .cluster(id)
                .set_capacity_providers(Some(texts(inputs, Self::CAPACITY_PROVIDERS).unwrap_or_default()))
                .set_default_capacity_provider_strategy(Some(to_strategy(inputs, STRATEGY)))
        };
        Ok(aws.call(PUT, || put().send()).await?.cluster().filter(|it| !is_empty(it)).map(observed))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        Self::put(aws, &request.id, &Map::new()).await.map(drop)
    }
}

const STRATEGY: &str = ClusterCapacityProviders::DEFAULT_CAPACITY_PROVIDER_STRATEGY;

fn is_empty(cluster: &Described) -> bool {
    cluster.capacity_providers().is_empty() && cluster.default_capacity_provider_strategy().is_empty()
}

fn wants_nothing(inputs: &Map) -> bool {
    let providers: Vec<String> =
        texts(inputs, ClusterCapacityProviders::CAPACITY_PROVIDERS).unwrap_or_default();
    providers.is_empty() && to_strategy(inputs, STRATEGY).is_empty()
}

fn observed(cluster: &Described) -> Map {
    Properties::default()
        .with(ClusterCapacityProviders::CLUSTER, cluster.cluster_name())
        .with_list(ClusterCapacityProviders::CAPACITY_PROVIDERS, cluster.capacity_providers())
        .with_list(STRATEGY, cluster.default_capacity_provider_strategy().iter().map(from_strategy))
        .into_map()
}
