//! `route53.Record` on AWS: a record's place is its zone, name, type and identifier.
//!
//! `CREATE` is refused where there is one, and deleting one takes all that is in it: so it is read before.

use aws_sdk_route53::types::{
    AliasTarget, Change as ZoneChange, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType,
};
use futures_util::future::try_join_all;
use ironwright_aws::route53::{self, Record};

use super::api::ROUTE53;
use crate::handler::prelude::*;

const LIST: Action = ROUTE53.action("ListResourceRecordSets");
const CHANGE: Action = ROUTE53.action("ChangeResourceRecordSets");

on_aws!(Record as AsPlaced);

impl Placed for Record {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[CHANGE];
    const REMOVE: Actions = &[CHANGE, LIST];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        [of(Self::HOSTED_ZONE_ID), of(Self::NAME), of(Self::TYPE), of(Self::SET_IDENTIFIER)].join("|")
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let found = found(aws, &place.id).await?;
            Ok(found.map(|record| observed(&place.id, &record)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        change(aws, id, ChangeAction::Create, to_record(inputs)?).await?;
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, difference: &Change<'_>) -> Result<Map> {
        change(aws, difference.id, ChangeAction::Upsert, to_record(difference.wanted)?).await?;
        Ok(difference.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        match found(aws, &request.id).await? {
            Some(record) => change(aws, &request.id, ChangeAction::Delete, record).await,
            None => Ok(()),
        }
    }
}

/// Zone, name, type and identifier.
fn parts(id: &str) -> [&str; 4] {
    let mut parts = id.splitn(4, '|');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The record in a place. A list begins with it, if it is there.
async fn found(aws: &Calls<'_>, id: &str) -> Result<Option<ResourceRecordSet>> {
    let [zone, name, kind, identifier] = parts(id);
    let identifier = || Some(identifier.to_owned()).filter(|identifier| !identifier.is_empty());
    let send = || {
        aws.route53()
            .list_resource_record_sets()
            .hosted_zone_id(zone)
            .start_record_name(name)
            .start_record_type(kind.into())
            .set_start_record_identifier(identifier())
            .max_items(1)
            .send()
    };
    let answer = unless_missing(aws.call(LIST, send).await)?;
    let mut records = answer.map(|answer| answer.resource_record_sets).unwrap_or_default().into_iter();
    Ok(records.find(|record| {
        plain(record.name()) == name
            && record.r#type().as_str() == kind
            && record.set_identifier() == identifier().as_deref()
    }))
}

/// Route 53 writes names with a dot at their end, and a star as an escape.
fn plain(name: &str) -> String {
    name.trim_end_matches('.').replacen(r"\052", "*", 1)
}

async fn change(aws: &Calls<'_>, id: &str, action: ChangeAction, record: ResourceRecordSet) -> Result<()> {
    let change =
        ZoneChange::builder().action(action).resource_record_set(record).build().map_err(incomplete)?;
    let batch = ChangeBatch::builder().changes(change).build().map_err(incomplete)?;
    let [zone, ..] = parts(id);
    let send = || {
        aws.route53().change_resource_record_sets().hosted_zone_id(zone).change_batch(batch.clone()).send()
    };
    aws.call(CHANGE, send).await.map(drop)
}

/// What the SDK does not send.
fn incomplete(error: impl std::fmt::Display) -> CloudError {
    CloudError::new(CHANGE.to_string(), "Incomplete", error.to_string(), ErrorClass::Refused)
}

fn to_record(inputs: &Map) -> Result<ResourceRecordSet> {
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

fn observed(id: &str, record: &ResourceRecordSet) -> Map {
    let [zone, ..] = parts(id);
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
