//! Amazon ElastiCache: caches in memory, by Valkey or Redis OSS.

use ironwright_core::tags::TagRules;

mod replication_group;
mod subnet_group;

pub use replication_group::{CacheEngine, ReplicationGroup, ReplicationGroupId, ReplicationGroupOutputs};
pub use subnet_group::{SubnetGroup, SubnetGroupName, SubnetGroupOutputs};

/// What ElastiCache takes of tags: <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Tagging-Resources.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
