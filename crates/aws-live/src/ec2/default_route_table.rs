//! `ec2.DefaultRouteTable` on AWS: made with its VPC, and deleted with it.

use aws_sdk_ec2::types::RouteTable;
use ironwright_aws::ec2::{DefaultRouteTable, DefaultRouteTableOutputs};

use super::adopted::{Adopted, AsAdopted};
use super::api::prelude::*;
use super::tables;

impl OnAws for DefaultRouteTable {
    const HANDLER: &'static dyn Handler = &AsAdopted::<Self>::NEW;
}

impl Adopted for DefaultRouteTable {
    const LOOK: Actions = &[tables::DESCRIBE];

    async fn find(_: &Calls<'_>, inputs: &Map) -> Result<String> {
        Ok(text(inputs, Self::DEFAULT_ROUTE_TABLE_ID).unwrap_or_default())
    }

    async fn list(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<(String, Map)>> {
        Ok(tables::of_ids(aws, ids).await?.iter().map(observed).collect())
    }
}

fn observed(table: &RouteTable) -> (String, Map) {
    let id = table.route_table_id().unwrap_or_default();
    let observed = Properties::default()
        .with(DefaultRouteTableOutputs::ID, id)
        .with(DefaultRouteTable::DEFAULT_ROUTE_TABLE_ID, id)
        .with_tags(table.tags());
    (id.to_owned(), observed.into_map())
}
