//! `route53.Record` on AWS: a record's place is its zone, name, type and identifier.
//!
//! `CREATE` is refused where there is one, and deleting one takes all that is in it: so it is read before.

use aws_sdk_route53::types::{Change as ZoneChange, ChangeAction, ChangeBatch, ResourceRecordSet};
use futures_util::future::try_join_all;
use ironwright_aws::route53::Record;

use super::api::ROUTE53;
use super::records::{from_record, incomplete, plain, to_record};
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
            Ok(found.map(|record| from_record(parts(&place.id)[0], &record)))
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
