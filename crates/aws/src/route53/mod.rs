//! Amazon Route 53: names of the domain name system.

use ironwright_core::tags::TagRules;

mod hosted_zone;
mod record;

mod domain;
mod record_check;

pub use hosted_zone::{HostedZone, HostedZoneArn, HostedZoneId, HostedZoneOutputs, HostedZoneVpc};
pub use record::{AliasTarget, Failover, Record, RecordOutputs, RecordType};

/// What Route 53 takes of tags: <https://docs.aws.amazon.com/Route53/latest/APIReference/API_Tag.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: None,
    ignores_case: false,
};
