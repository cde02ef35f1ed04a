//! `ec2.DefaultRouteTable` on AWS.
//!
//! AWS has made the table with its VPC, and deletes it with it: to create is to take note of it, to delete is to take
//! the declared tags away again. It carries no ownership tags, since it is nobody's to sweep away. One that bears the
//! declared tags already is somebody's: to take it twice would be to lose them when the first lets go.

use async_trait::async_trait;
use aws_sdk_ec2::types::RouteTable;
use ironwright_aws::ec2::{DefaultRouteTable, DefaultRouteTableOutputs};
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource as _};

use super::api::prelude::*;
use super::tables;
use crate::handler::{TagChange, Verb, change_tags, observations};

/// Its handler.
pub(crate) struct OfVpc;

impl OnAws for DefaultRouteTable {
    const HANDLER: &'static dyn Handler = &OfVpc;
}

#[async_trait]
impl Handler for OfVpc {
    fn kind(&self) -> &'static Kind {
        DefaultRouteTable::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Create | Verb::Settle => vec![tables::DESCRIBE],
            Verb::Update => vec![ById::SET, ById::REMOVE],
            Verb::Delete => vec![ById::REMOVE],
            Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let id = id_of(request);
        Ok(tables::of_ids(aws, vec![id.clone()]).await?.pop().map(|_| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        let found = tables::of_ids(aws, ids(resources)).await?;
        Ok(observations(resources, found.iter().map(observed).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let id = id_of(request);
        let found = tables::of_ids(aws, vec![id.clone()]).await?.pop();
        let observed = found.as_ref().map(|table| observed(table).1);
        let (tags, wanted) = (DefaultRouteTable::TAGS, request.inputs.get(DefaultRouteTable::TAGS));
        let there = observed.as_ref().and_then(|observed| observed.get(tags));
        let wants_some = wanted.and_then(Value::as_map).is_some_and(|wanted| !wanted.is_empty());
        if wants_some && wanted.is_some_and(|wanted| TagChange::between(there, wanted).set.is_empty()) {
            return Err(exists_already(ById::SET, &format!("{id} with these tags")));
        }
        // One that AWS does not show yet is read until it does.
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        change_tags::<ById>(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let names: Vec<String> =
            texts_by_name(&request.inputs, DefaultRouteTable::TAGS).map(|(name, _)| name).collect();
        if names.is_empty() { Ok(()) } else { ById::remove(aws, &request.id, names).await }
    }
}

fn id_of(request: &CreateRequest) -> String {
    text(&request.inputs, DefaultRouteTable::DEFAULT_ROUTE_TABLE_ID).unwrap_or_default()
}

fn observed(table: &RouteTable) -> (String, Map) {
    let id = table.route_table_id().unwrap_or_default();
    let observed = Properties::default()
        .with(DefaultRouteTableOutputs::ID, id)
        .with(DefaultRouteTable::DEFAULT_ROUTE_TABLE_ID, id)
        .with_tags(table.tags());
    (id.to_owned(), observed.into_map())
}
