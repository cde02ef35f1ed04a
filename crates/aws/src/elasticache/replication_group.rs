//! `elasticache.ReplicationGroup`

use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::dynamic::has_reference;
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::SubnetGroupName;
use crate::ec2::SecurityGroupId;
use crate::kms::KeyArn;

ironwright_core::references! {
    /// The id of a replication group, `shop`.
    ReplicationGroupId = "elasticache.ReplicationGroup" . "replication_group_id";
}

ironwright_core::choices! {
    /// What keeps the data.
    CacheEngine {
        /// Redis OSS.
        Redis = "redis",
        /// Valkey, which began as Redis OSS 7.2.
        Valkey = "valkey",
    }
}

/// A cache in memory: one node that is written to, and up to five that are read from and take over.
///
/// It takes some ten minutes until it is there, and as long until it is changed.
///
/// ```
/// use ironwright::aws::elasticache::{CacheEngine, ReplicationGroup};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let cache = ReplicationGroup::new("shop", "The shop's sessions", "cache.t4g.micro")
///     .engine(CacheEngine::Valkey)
///     .num_cache_clusters(2u32)
///     .automatic_failover_enabled(true);
/// let cache = stack.add("sessions", cache);
/// stack.output("host", &cache.primary_endpoint_address);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elasticache.ReplicationGroup",
    id = "{replication_group_id}",
    outputs = ReplicationGroupOutputs,
    page = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html",
    cloudformation = "AWS::ElastiCache::ReplicationGroup",
    unique = [["replication_group_id"]],
    ready_when = "available",
    check = check,
    behaviour = Running,
    yields(ReplicationGroupId = replication_group_id)
)]
pub struct ReplicationGroup {
    /// The id, one of its kind in account and region: up to 40 small letters, digits and single hyphens.
    #[input(
        replaces,
        length = 1..=40,
        pattern("[a-z]([a-z0-9]|-[a-z0-9])*", "a name of small letters, digits and single hyphens that begins with a letter")
    )]
    replication_group_id: Input<ReplicationGroupId>,
    /// What the group is for.
    replication_group_description: Input<String>,
    /// The type of the nodes, `cache.t4g.micro`.
    #[input(pattern("cache\\.[a-z0-9]+\\.[a-z0-9]+", "a type of node, `cache.t4g.micro`"))]
    cache_node_type: Input<String>,
    /// What keeps the data.
    #[input(default = "redis")]
    engine: Option<Input<CacheEngine>>,
    /// The version, `7.1`. With its major part alone AWS chooses the rest, and later ones are no difference.
    engine_version: Option<Input<String>>,
    /// How many nodes there are, 1 to 6: one is written to, the others follow it.
    #[input(default = 1, range = 1..=6)]
    num_cache_clusters: Option<Input<u32>>,
    /// Whether another node takes over when that which is written to fails. It needs two nodes.
    #[input(default = false)]
    automatic_failover_enabled: Option<Input<bool>>,
    /// Whether the nodes stand in several zones. It needs `automatic_failover_enabled`.
    #[input(default = false, cloudformation = "MultiAZEnabled")]
    multi_az_enabled: Option<Input<bool>>,
    /// How the cache is configured: as AWS does it for the version when it is not set.
    cache_parameter_group_name: Option<Input<String>>,
    /// The subnets in which it may stand: those of the default VPC when it is not set.
    #[input(replaces)]
    cache_subnet_group_name: Option<Input<SubnetGroupName>>,
    /// Who may talk to it.
    #[input(unordered)]
    security_group_ids: Option<Inputs<SecurityGroupId>>,
    /// The port that it listens on.
    #[input(default = 6379, replaces, range = 1..=65535)]
    port: Option<Input<u16>>,
    /// Whether data is encrypted where it is kept.
    #[input(default = false, replaces)]
    at_rest_encryption_enabled: Option<Input<bool>>,
    /// The key that encrypts it: AWS's own when it is not set.
    #[input(replaces)]
    kms_key_id: Option<Input<KeyArn>>,
    /// Whether data is encrypted on the way.
    #[input(default = false, replaces)]
    transit_encryption_enabled: Option<Input<bool>>,
    /// The password that clients give, 16 to 128 characters: no `/`, `"` and `@`, and no space. It needs encryption on the
    /// way.
    #[input(secret, write_only)]
    auth_token: Option<Input<String>>,
    /// For how many days snapshots are kept, up to 35: none are made with 0.
    #[input(default = 0, range = 0..=35)]
    snapshot_retention_limit: Option<Input<u32>>,
    /// When a snapshot is made, in UTC: `05:00-06:00`.
    #[input(pattern(
        "([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d",
        "a time of day in UTC, `05:00-06:00`"
    ))]
    snapshot_window: Option<Input<String>>,
    /// Whether AWS goes over to later minor versions by itself.
    #[input(default = true)]
    auto_minor_version_upgrade: Option<Input<bool>>,
    /// The name of a last snapshot, which is taken when the group is deleted: none when it is not set. AWS is told when it
    /// comes to that.
    #[input(write_only)]
    final_snapshot_identifier: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`ReplicationGroup`].
#[derive(Outputs, Debug)]
pub struct ReplicationGroupOutputs {
    /// The group's id.
    pub replication_group_id: Output<ReplicationGroupId>,
    /// The group's ARN.
    #[output("arn:aws:elasticache:{region}:{account}:replicationgroup:{replication_group_id}")]
    pub arn: Output<String>,
    /// The host that is written to.
    #[output("{replication_group_id}.{hex:6}.ng.0001.{region}.cache.amazonaws.com")]
    pub primary_endpoint_address: Output<String>,
    /// The host that is read from, whichever node it is.
    #[output("{replication_group_id}-ro.{hex:6}.ng.0001.{region}.cache.amazonaws.com")]
    pub reader_endpoint_address: Output<String>,
    /// The port of both.
    pub primary_endpoint_port: Output<u16>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let on = |name: &str| inputs.bool(name) == Some(true);
    if on("automatic_failover_enabled") && inputs.int("num_cache_clusters") == Some(1) {
        problems.report(
            "automatic_failover_enabled",
            "there is one node, and none that could take over",
            "take two: `.num_cache_clusters(2u32)`",
        );
    }
    if on("multi_az_enabled") && inputs.bool("automatic_failover_enabled") == Some(false) {
        problems.report(
            "multi_az_enabled",
            "needs `automatic_failover_enabled`, which is off",
            "set `.automatic_failover_enabled(true)`",
        );
    }
    if inputs.is_set("kms_key_id") && inputs.bool("at_rest_encryption_enabled") == Some(false) {
        problems.report(
            "kms_key_id",
            "needs `at_rest_encryption_enabled`, which is off",
            "set `.at_rest_encryption_enabled(true)`",
        );
    }
    let Some(token) = inputs.value("auth_token") else { return };
    if inputs.bool("transit_encryption_enabled") == Some(false) {
        problems.report(
            "auth_token",
            "needs `transit_encryption_enabled`, which is off",
            "set `.transit_encryption_enabled(true)`: a password is not sent in the open",
        );
    }
    if has_reference(token) {
        return;
    }
    let Some(token) = token.as_text() else { return };
    let taken = |c: char| ('!'..='~').contains(&c) && !"/\"@".contains(c);
    if !(16..=128).contains(&token.chars().count()) || !token.chars().all(taken) {
        problems.report(
            "auth_token",
            "is no password that ElastiCache takes",
            "it has 16 to 128 printable characters, and none of `/`, `\"`, `@` and space",
        );
    }
}

/// What ElastiCache fills in, and how long it takes.
struct Running;

impl Behaviour for Running {
    fn created(&self, _: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        let port = properties.get("port").cloned().unwrap_or(Value::Int(6379));
        properties.insert("primary_endpoint_port".into(), port);
        Ok(())
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_mins(8)
    }
}
