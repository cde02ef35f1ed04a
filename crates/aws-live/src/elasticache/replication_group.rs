//! `elasticache.ReplicationGroup` on AWS.
//!
//! `CreateReplicationGroup` has no token, but an id is given once: a second request is refused, and the tag then says whether
//! the group that is there was made by the first. It answers at once with a group that takes some ten minutes to be there.
//! Half of what a group is like AWS tells of its nodes alone, which are all alike: one is asked for.

use aws_sdk_elasticache::types::{
    AuthTokenUpdateStrategyType, AutomaticFailoverStatus, CacheCluster, MultiAzStatus,
    ReplicationGroup as Listed, Tag as CacheTag,
};
use futures_util::future::try_join_all;
use ironwright_aws::elasticache::{ReplicationGroup, ReplicationGroupOutputs};

use super::api::{ByArn, ELASTICACHE, LIST_TAGS, tags, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const NODES: Action = ELASTICACHE.action("DescribeCacheClusters");
const MODIFY: Action = ELASTICACHE.action("ModifyReplicationGroup");
const MORE: Action = ELASTICACHE.action("IncreaseReplicaCount");
const FEWER: Action = ELASTICACHE.action("DecreaseReplicaCount");

/// A group with one of its nodes, if there is one yet, and its tags.
pub(crate) struct Described {
    group: Listed,
    node: Option<CacheCluster>,
    tags: Vec<CacheTag>,
}

/// The role by which ElastiCache acts in an account is made with the first cache.
const LINKED_ROLE: Action = crate::iam::SERVICE.action("CreateServiceLinkedRole");

on_aws!(ReplicationGroup as AsTagged);

impl Tagged for ReplicationGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |described| described.group.replication_group_id();
    const READ: Action = ELASTICACHE.action("DescribeReplicationGroups");
    const ALSO_READ: Actions = &[NODES, LIST_TAGS];
    const CREATE: Action = ELASTICACHE.action("CreateReplicationGroup");
    const ALSO_CREATE: Actions = &[LINKED_ROLE];
    const UPDATE: Actions = &[MODIFY, MORE, FEWER];
    const DELETE: Action = ELASTICACHE.action("DeleteReplicationGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let mut groups = groups(aws, &which.names(Self::REPLICATION_GROUP_ID)).await?;
        // Nobody takes over what is on its way out.
        groups.retain(|group| matches!(which, Which::Read(_)) || group.status() != Some("deleting"));
        let whole = async |group: Listed| {
            let node = match group.member_clusters().first() {
                Some(node) => self::node(aws, node).await?,
                None => None,
            };
            let wanted = which.wants_tags(group.replication_group_id());
            let tags = if wanted { tags(aws, group.arn()).await?.unwrap_or_default() } else { Vec::new() };
            Ok(Described { group, node, tags })
        };
        try_join_all(groups.into_iter().map(whole)).await
    }

    fn observe(_: &Calls<'_>, described: &Described, inputs: &Map) -> Properties {
        let Described { group, node, tags } = described;
        let node = node.as_ref();
        let shard = group.node_groups().first();
        let primary = shard.and_then(|shard| shard.primary_endpoint());
        let reader = shard.and_then(|shard| shard.reader_endpoint());
        let failover = group
            .automatic_failover()
            .map(|it| matches!(it, AutomaticFailoverStatus::Enabled | AutomaticFailoverStatus::Enabling));
        let count = i64::try_from(group.member_clusters().len()).ok().filter(|count| *count > 0);
        Properties::default()
            .with(Self::REPLICATION_GROUP_ID, group.replication_group_id())
            .with(ReplicationGroupOutputs::ARN, group.arn())
            .with(ReplicationGroupOutputs::PRIMARY_ENDPOINT_ADDRESS, primary.and_then(|it| it.address()))
            .with(ReplicationGroupOutputs::PRIMARY_ENDPOINT_PORT, primary.and_then(|it| it.port()))
            .with(ReplicationGroupOutputs::READER_ENDPOINT_ADDRESS, reader.and_then(|it| it.address()))
            .with(Self::REPLICATION_GROUP_DESCRIPTION, group.description())
            .with(Self::CACHE_NODE_TYPE, group.cache_node_type())
            .with(Self::ENGINE, group.engine().or(node.and_then(|it| it.engine())))
            .with(Self::ENGINE_VERSION, node.and_then(|it| version(it, inputs)))
            .with(Self::NUM_CACHE_CLUSTERS, count)
            .with(Self::AUTOMATIC_FAILOVER_ENABLED, failover)
            .with(Self::MULTI_AZ_ENABLED, group.multi_az().map(|it| *it == MultiAzStatus::Enabled))
            .with(
                Self::CACHE_PARAMETER_GROUP_NAME,
                node.and_then(|it| it.cache_parameter_group()?.cache_parameter_group_name()),
            )
            .with(Self::CACHE_SUBNET_GROUP_NAME, node.and_then(|it| it.cache_subnet_group_name()))
            .with_some(
                Self::SECURITY_GROUP_IDS,
                node.into_iter().flat_map(|it| it.security_groups()).map(|it| it.security_group_id()),
            )
            .with(Self::PORT, primary.and_then(|it| it.port()))
            .with(Self::AT_REST_ENCRYPTION_ENABLED, group.at_rest_encryption_enabled())
            .with(Self::KMS_KEY_ID, group.kms_key_id())
            .with(Self::TRANSIT_ENCRYPTION_ENABLED, group.transit_encryption_enabled())
            .with(Self::SNAPSHOT_RETENTION_LIMIT, group.snapshot_retention_limit())
            .with(Self::SNAPSHOT_WINDOW, group.snapshot_window())
            .with(Self::AUTO_MINOR_VERSION_UPGRADE, group.auto_minor_version_upgrade())
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.elasticache()
                .create_replication_group()
                .set_replication_group_id(text(inputs, Self::REPLICATION_GROUP_ID))
                .set_replication_group_description(text(inputs, Self::REPLICATION_GROUP_DESCRIPTION))
                .set_cache_node_type(text(inputs, Self::CACHE_NODE_TYPE))
                .set_engine(text(inputs, Self::ENGINE))
                .set_engine_version(text(inputs, Self::ENGINE_VERSION))
                .set_num_cache_clusters(number(inputs, Self::NUM_CACHE_CLUSTERS))
                .set_automatic_failover_enabled(flag(inputs, Self::AUTOMATIC_FAILOVER_ENABLED))
                .set_multi_az_enabled(flag(inputs, Self::MULTI_AZ_ENABLED))
                .set_cache_parameter_group_name(text(inputs, Self::CACHE_PARAMETER_GROUP_NAME))
                .set_cache_subnet_group_name(text(inputs, Self::CACHE_SUBNET_GROUP_NAME))
                .set_security_group_ids(texts(inputs, Self::SECURITY_GROUP_IDS))
                .set_port(number(inputs, Self::PORT))
                .set_at_rest_encryption_enabled(flag(inputs, Self::AT_REST_ENCRYPTION_ENABLED))
                .set_kms_key_id(text(inputs, Self::KMS_KEY_ID))
                .set_transit_encryption_enabled(flag(inputs, Self::TRANSIT_ENCRYPTION_ENABLED))
                .set_auth_token(text(inputs, Self::AUTH_TOKEN))
                .set_snapshot_retention_limit(number(inputs, Self::SNAPSHOT_RETENTION_LIMIT))
                .set_snapshot_window(text(inputs, Self::SNAPSHOT_WINDOW))
                .set_auto_minor_version_upgrade(flag(inputs, Self::AUTO_MINOR_VERSION_UPGRADE))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.replication_group().and_then(Listed::replication_group_id))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        // Nodes come before what needs two of them, and go after it.
        let count = change.number(Self::NUM_CACHE_CLUSTERS);
        let before = number(change.observed, Self::NUM_CACHE_CLUSTERS).unwrap_or(1);
        if let Some(count) = count.filter(|count| *count > before) {
            let more = || aws.elasticache().increase_replica_count().replication_group_id(change.id);
            let send = || more().new_replica_count(count - 1).apply_immediately(true).send();
            aws.call(MORE, send).await?;
        }
        modify(aws, change).await?;
        if let Some(count) = count.filter(|count| *count < before) {
            let fewer = || aws.elasticache().decrease_replica_count().replication_group_id(change.id);
            let send = || fewer().new_replica_count(count - 1).apply_immediately(true).send();
            aws.call(FEWER, send).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let last: Option<String> = text(&request.inputs, Self::FINAL_SNAPSHOT_IDENTIFIER);
        let delete = || aws.elasticache().delete_replication_group().replication_group_id(&*request.id);
        let send =
            || delete().retain_primary_cluster(false).set_final_snapshot_identifier(last.clone()).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let found = groups(aws, &[id.to_owned()]).await?;
        Ok(found.first().map(|group| format!("AWS says it is {}", status(group))))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let found = Self::list(aws, Which::Read(std::slice::from_ref(resource))).await?;
        let Some(described) = found.first() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        match status(&described.group) {
            "available" => Ok(Readiness::Ready(Self::observed(aws, described, &resource.inputs))),
            "create-failed" => {
                let message = format!("{} could not be made", resource.id);
                let error = CloudError::new(Self::READ.to_string(), "Failed", message, ErrorClass::Refused);
                Err(error.hint("ElastiCache's events say why: `aws elasticache describe-events`"))
            }
            status => Ok(Readiness::Waiting(format!("AWS says it is {status}"))),
        }
    }
}

/// Sets all that one call can change.
async fn modify(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    type It = ReplicationGroup;
    let changed = [
        It::REPLICATION_GROUP_DESCRIPTION,
        It::CACHE_NODE_TYPE,
        It::ENGINE,
        It::ENGINE_VERSION,
        It::AUTOMATIC_FAILOVER_ENABLED,
        It::MULTI_AZ_ENABLED,
        It::CACHE_PARAMETER_GROUP_NAME,
        It::SECURITY_GROUP_IDS,
        It::AUTH_TOKEN,
        It::SNAPSHOT_RETENTION_LIMIT,
        It::SNAPSHOT_WINDOW,
        It::AUTO_MINOR_VERSION_UPGRADE,
    ];
    if changed.iter().all(|name| change.of(name).is_none()) {
        return Ok(());
    }
    let groups =
        texts(change.wanted, It::SECURITY_GROUP_IDS).filter(|_| change.of(It::SECURITY_GROUP_IDS).is_some());
    let token: Option<String> = change.text(It::AUTH_TOKEN);
    // The former password counts as well until this one is set, so that clients can go over.
    let strategy = token.is_some().then_some(AuthTokenUpdateStrategyType::Rotate);
    let send = || {
        aws.elasticache()
            .modify_replication_group()
            .replication_group_id(change.id)
            .apply_immediately(true)
            .set_replication_group_description(change.text(It::REPLICATION_GROUP_DESCRIPTION))
            .set_cache_node_type(change.text(It::CACHE_NODE_TYPE))
            .set_engine(change.text(It::ENGINE))
            .set_engine_version(change.text(It::ENGINE_VERSION))
            .set_automatic_failover_enabled(change.flag(It::AUTOMATIC_FAILOVER_ENABLED))
            .set_multi_az_enabled(change.flag(It::MULTI_AZ_ENABLED))
            .set_cache_parameter_group_name(change.text(It::CACHE_PARAMETER_GROUP_NAME))
            .set_security_group_ids(groups.clone())
            .set_auth_token(token.clone())
            .set_auth_token_update_strategy(strategy.clone())
            .set_snapshot_retention_limit(change.number(It::SNAPSHOT_RETENTION_LIMIT))
            .set_snapshot_window(change.text(It::SNAPSHOT_WINDOW))
            .set_auto_minor_version_upgrade(change.flag(It::AUTO_MINOR_VERSION_UPGRADE))
            .send()
    };
    aws.call(MODIFY, send).await.map(drop)
}

/// The groups of these ids: asked for one by one, since a list cannot be narrowed to some.
async fn groups(aws: &Calls<'_>, ids: &[String]) -> Result<Vec<Listed>> {
    let describe = async |id: &String| {
        let send = || aws.elasticache().describe_replication_groups().replication_group_id(id).send();
        let answer = unless_missing(aws.call(ReplicationGroup::READ, send).await)?;
        Ok(answer.and_then(|answer| answer.replication_groups).unwrap_or_default())
    };
    let all: Result<Vec<Vec<Listed>>> = try_join_all(ids.iter().map(describe)).await;
    Ok(all?.into_iter().flatten().collect())
}

async fn node(aws: &Calls<'_>, id: &str) -> Result<Option<CacheCluster>> {
    let send = || aws.elasticache().describe_cache_clusters().cache_cluster_id(id).send();
    let answer = unless_missing(aws.call(NODES, send).await)?;
    Ok(answer.and_then(|answer| answer.cache_clusters).and_then(|nodes| nodes.into_iter().next()))
}

fn status(group: &Listed) -> &str {
    group.status().unwrap_or("in a state that it does not tell")
}

/// The version as it was applied, where AWS has chosen the rest of it.
fn version(node: &CacheCluster, inputs: &Map) -> Option<String> {
    let version = node.engine_version()?;
    let applied: Option<String> = text(inputs, ReplicationGroup::ENGINE_VERSION);
    // `6.x` is how version 6 was written.
    let is_part = |applied: &String| {
        let major = applied.trim_end_matches(".x");
        version.strip_prefix(major).is_some_and(|rest| rest.starts_with('.'))
    };
    Some(applied.filter(is_part).unwrap_or_else(|| version.to_owned()))
}
