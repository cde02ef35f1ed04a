//! `ec2.Route` on AWS: a destination in a route table, of which there is one route.
//!
//! What is there counts only when nothing but `CreateRoute` has made it: the others come with the VPC, or from a virtual
//! private gateway.

use std::collections::HashMap;

use aws_sdk_ec2::types::{Route as Described, RouteOrigin, RouteTable};
use ironwright_aws::ec2::Route;

use super::api::prelude::*;
use super::tables;

const CREATE: Action = EC2.action("CreateRoute");
const REPLACE: Action = EC2.action("ReplaceRoute");
const DELETE: Action = EC2.action("DeleteRoute");

on_aws!(Route as AsPlaced);

impl Placed for Route {
    const LOOK: Actions = &[tables::DESCRIBE];
    const PUT: Actions = &[CREATE];
    const CHANGE: Actions = &[REPLACE];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        id(&of(Self::ROUTE_TABLE_ID), &of(Self::DESTINATION_CIDR_BLOCK))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let tables = places.iter().map(|place| parts(&place.id).0.to_owned());
        let found = tables::tables(aws, tables.collect()).await?;
        let routes: HashMap<String, Map> = found.iter().flat_map(routes).collect();
        Ok(places.iter().map(|place| routes.get(&*place.id).cloned()).collect())
    }

    async fn put(aws: &Calls<'_>, _: &str, inputs: &Map) -> Result<Option<Map>> {
        let of = |name| text(inputs, name);
        let send = || {
            aws.ec2()
                .create_route()
                .set_route_table_id(of(Self::ROUTE_TABLE_ID))
                .set_destination_cidr_block(of(Self::DESTINATION_CIDR_BLOCK))
                .set_gateway_id(of(Self::GATEWAY_ID))
                .set_nat_gateway_id(of(Self::NAT_GATEWAY_ID))
                .send()
        };
        aws.call(CREATE, send).await?;
        // The answer says that it is done, and a route is no more than what was asked for.
        Ok(Some(as_asked_for(inputs)))
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        let (table, destination) = parts(change.id);
        let of = |name| text(change.wanted, name);
        let replace = || aws.ec2().replace_route().route_table_id(table).destination_cidr_block(destination);
        let to = || replace().set_gateway_id(of(Self::GATEWAY_ID));
        aws.call(REPLACE, || to().set_nat_gateway_id(of(Self::NAT_GATEWAY_ID)).send()).await?;
        Ok(as_asked_for(change.wanted))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (table, destination) = parts(&request.id);
        let delete = || aws.ec2().delete_route().route_table_id(table);
        aws.call(DELETE, || delete().destination_cidr_block(destination).send()).await.map(drop)
    }
}

fn id(table: &str, destination: &str) -> String {
    format!("{table}|{destination}")
}

/// The table and the destination that an id names.
fn parts(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or((id, ""))
}

/// The routes of a table that somebody has made.
fn routes(table: &RouteTable) -> Vec<(String, Map)> {
    let made = |route: &&Described| route.origin() == Some(&RouteOrigin::CreateRoute);
    let observed = |route: &Described| {
        let (table, destination) = (table.route_table_id()?, route.destination_cidr_block()?);
        let target = [route.gateway_id(), route.nat_gateway_id()];
        Some((id(table, destination), properties(table, destination, target)))
    };
    table.routes().iter().filter(made).filter_map(observed).collect()
}

fn as_asked_for(inputs: &Map) -> Map {
    let of = |name| inputs.get(name).and_then(Value::as_text);
    let place =
        [Route::ROUTE_TABLE_ID, Route::DESTINATION_CIDR_BLOCK].map(|name| of(name).unwrap_or_default());
    properties(place[0], place[1], [of(Route::GATEWAY_ID), of(Route::NAT_GATEWAY_ID)])
}

/// What a route is like. It has one target, so that AWS says of all others that they are none.
fn properties(table: &str, destination: &str, [gateway, nat_gateway]: [Option<&str>; 2]) -> Map {
    Properties::default()
        .with(Route::ROUTE_TABLE_ID, table)
        .with(Route::DESTINATION_CIDR_BLOCK, destination)
        .with_or_none(Route::GATEWAY_ID, gateway)
        .with_or_none(Route::NAT_GATEWAY_ID, nat_gateway)
        .into_map()
}
