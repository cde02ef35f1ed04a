//! Records to and from the SDK's types.

use aws_sdk_route53::types::{AliasTarget, ResourceRecord, ResourceRecordSet, RrType};
use ironwright_aws::route53::{self, Record};

use crate::handler::prelude::*;

/// Route 53 writes names with a dot at their end, and a star as an escape.
pub(super) fn plain(name: &str) -> String {
    name.trim_end_matches('.').replacen(r"\052", "*", 1)
}

/// What the SDK does not send.
pub(super) fn incomplete(error: impl std::fmt::Display) -> CloudError {
    CloudError::new("route53:ChangeResourceRecordSets", "Incomplete", error.to_string(), ErrorClass::Refused)
}

/// A record as a call takes it.
pub(super) fn to_record(inputs: &Map) -> Result<ResourceRecordSet> {
    let value = |value: String| ResourceRecord::builder().value(value).build().ok();
    let values: Option<Vec<String>> = texts(inputs, Record::RECORDS);
    let number = |name| inputs.get(name).and_then(Value::as_int);
    let target = block(inputs, Record::ALIAS_TARGET).map(to_target).transpose()?;
    ResourceRecordSet::builder()
        .set_name(text(inputs, Record::NAME))
        .set_type(text::<RrType>(inputs, Record::TYPE))
        .set_ttl(number(Record::TTL))
        .set_resource_records(values.map(|values| values.into_iter().filter_map(value).collect()))
        .set_alias_target(target)
        .set_set_identifier(text(inputs, Record::SET_IDENTIFIER))
        .set_weight(number(Record::WEIGHT))
        .set_region(text(inputs, Record::REGION))
        .set_failover(text(inputs, Record::FAILOVER))
        .set_multi_value_answer(flag(inputs, Record::MULTI_VALUE_ANSWER))
        .set_health_check_id(text(inputs, Record::HEALTH_CHECK_ID))
        .build()
        .map_err(incomplete)
}

fn to_target(target: &Map) -> Result<AliasTarget> {
    AliasTarget::builder()
        .set_dns_name(text(target, route53::AliasTarget::DNS_NAME))
        .set_hosted_zone_id(text(target, route53::AliasTarget::HOSTED_ZONE_ID))
        .evaluate_target_health(
            flag(target, route53::AliasTarget::EVALUATE_TARGET_HEALTH).unwrap_or_default(),
        )
        .build()
        .map_err(incomplete)
}

/// A record of a zone, as inputs.
pub(super) fn from_record(zone: &str, record: &ResourceRecordSet) -> Map {
    let target = record.alias_target().map(|target| {
        Properties::default()
            .with(route53::AliasTarget::DNS_NAME, target.dns_name().trim_end_matches('.'))
            .with(route53::AliasTarget::HOSTED_ZONE_ID, target.hosted_zone_id())
            .with(route53::AliasTarget::EVALUATE_TARGET_HEALTH, target.evaluate_target_health)
            .into_value()
    });
    Properties::default()
        .with(Record::HOSTED_ZONE_ID, zone)
        .with(Record::NAME, plain(record.name()))
        .with(Record::TYPE, record.r#type())
        .with(Record::TTL, record.ttl())
        .with_some(Record::RECORDS, record.resource_records().iter().map(ResourceRecord::value))
        .with(Record::ALIAS_TARGET, target)
        .with(Record::SET_IDENTIFIER, record.set_identifier())
        .with(Record::WEIGHT, record.weight())
        .with(Record::REGION, record.region())
        .with(Record::FAILOVER, record.failover())
        .with(Record::MULTI_VALUE_ANSWER, record.multi_value_answer())
        .with(Record::HEALTH_CHECK_ID, record.health_check_id())
        .into_map()
}
