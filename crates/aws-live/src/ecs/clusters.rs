//! Clusters as AWS describes them: with their capacity providers in one answer.

use std::collections::BTreeSet;

use aws_sdk_ecs::types::{Cluster as Described, ClusterField};
use futures_util::future::try_join_all;

use super::api::ECS;
use crate::handler::prelude::*;

/// What tells of clusters.
pub(super) const DESCRIBE: Action = ECS.action("DescribeClusters");

/// How many clusters AWS describes with one call.
const AT_ONCE: usize = 100;

/// The clusters that exist, by name or ARN, and perhaps others: clusters and their capacity providers read at the same
/// time are one call.
pub(super) async fn several(aws: &Calls<'_>, clusters: Vec<String>) -> Result<Arc<[Described]>> {
    let all = |clusters: BTreeSet<String>| async move {
        let clusters: Vec<String> = clusters.into_iter().collect();
        let batches = clusters.chunks(AT_ONCE).map(|batch| describe(aws, batch.to_vec()));
        Ok(try_join_all(batches).await?.into_iter().flatten().collect())
    };
    aws.services().ecs.clusters.among(aws.announced(), clusters, all).await
}

/// The clusters that exist, by name or ARN, up to a hundred.
pub(super) async fn describe(aws: &Calls<'_>, clusters: Vec<String>) -> Result<Vec<Described>> {
    let include = [ClusterField::Configurations, ClusterField::Settings, ClusterField::Tags];
    let describe = || aws.ecs().describe_clusters().set_include(Some(include.to_vec()));
    let send = || describe().set_clusters(Some(clusters.clone())).send();
    let mut found = aws.call(DESCRIBE, send).await?.clusters.unwrap_or_default();
    found.retain(|cluster| cluster.status() != Some("INACTIVE"));
    Ok(found)
}
