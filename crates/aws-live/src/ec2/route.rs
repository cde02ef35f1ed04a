//! `ec2.Route` on AWS.
//!
//! A route has neither id nor tags: its table and its destination are what it is. `CreateRoute` refuses a second one for
//! a destination; what is there then counts as made by us only when it leads where ours would, and nothing but
//! `CreateRoute` has made it.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{Route as Described, RouteOrigin, RouteTable};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::or_none;
use super::tables::tables;
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observations, text};

pub(crate) struct Route;

#[async_trait]
impl Handler for Route {
    fn kind(&self) -> &'static Kind {
        ec2::Route::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeRouteTables"],
            read: &["ec2:DescribeRouteTables"],
            create: &["ec2:CreateRoute"],
            update: &["ec2:ReplaceRoute"],
            delete: &["ec2:DeleteRoute"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let wanted = Target::of(&request.inputs);
        let id = wanted.id();
        let found = tables(aws, wanted.table.clone().into_iter().collect()).await?;
        let is_there = found.iter().flat_map(routes).any(|(of, observed)| of == id && wanted.is(&observed));
        Ok(is_there.then(|| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found =
            tables(aws, resources.iter().map(|request| parts(&request.id).0.to_owned()).collect()).await?;
        Ok(observations(resources, found.iter().flat_map(routes).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let wanted = Target::of(&request.inputs);
        let send = || {
            aws.ec2()
                .create_route()
                .set_route_table_id(wanted.table.clone())
                .set_destination_cidr_block(wanted.destination.clone())
                .set_gateway_id(wanted.gateway.clone())
                .set_nat_gateway_id(wanted.nat_gateway.clone())
                .send()
        };
        aws.call("ec2:CreateRoute", send).await?;
        // The answer says that it is done, and a route is no more than what was asked for.
        Ok(Made { id: wanted.id().into(), observed: Some(wanted.observed()) })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let wanted = Target::of(change.wanted);
        let send = || {
            aws.ec2()
                .replace_route()
                .set_route_table_id(wanted.table.clone())
                .set_destination_cidr_block(wanted.destination.clone())
                .set_gateway_id(wanted.gateway.clone())
                .set_nat_gateway_id(wanted.nat_gateway.clone())
                .send()
        };
        aws.call("ec2:ReplaceRoute", send).await?;
        Ok(wanted.observed())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let (table, destination) = parts(&request.id);
        let delete = || aws.ec2().delete_route().route_table_id(table);
        let send = || delete().destination_cidr_block(destination).send();
        aws.call("ec2:DeleteRoute", send).await.map(drop)
    }
}

/// A route as it is wanted.
struct Target {
    table: Option<String>,
    destination: Option<String>,
    gateway: Option<String>,
    nat_gateway: Option<String>,
}

impl Target {
    fn of(inputs: &Map) -> Self {
        Self {
            table: text(inputs, "route_table_id"),
            destination: text(inputs, "destination_cidr_block"),
            gateway: text(inputs, "gateway_id"),
            nat_gateway: text(inputs, "nat_gateway_id"),
        }
    }

    fn id(&self) -> String {
        id(self.table.as_deref().unwrap_or_default(), self.destination.as_deref().unwrap_or_default())
    }

    fn observed(&self) -> Map {
        properties(
            self.table.as_deref(),
            self.destination.as_deref(),
            self.gateway.as_deref(),
            self.nat_gateway.as_deref(),
        )
    }

    /// Whether a route is just this.
    fn is(&self, observed: &Map) -> bool {
        self.observed() == *observed
    }
}

fn id(table: &str, destination: &str) -> String {
    format!("{table}|{destination}")
}

/// The table and the destination that an id names.
fn parts(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or((id, ""))
}

/// The routes of a table that somebody has made; the others come with the VPC, or from a virtual private gateway.
fn routes(table: &RouteTable) -> Vec<(String, Map)> {
    let made = |route: &&Described| route.origin() == Some(&RouteOrigin::CreateRoute);
    let observed = |route: &Described| {
        let (table, destination) = (table.route_table_id()?, route.destination_cidr_block()?);
        let target = (route.gateway_id(), route.nat_gateway_id());
        Some((id(table, destination), properties(Some(table), Some(destination), target.0, target.1)))
    };
    table.routes().iter().filter(made).filter_map(observed).collect()
}

/// What a route is like. It has one target, so that AWS says of all others that they are none.
fn properties(
    table: Option<&str>,
    destination: Option<&str>,
    gateway: Option<&str>,
    nat_gateway: Option<&str>,
) -> Map {
    Properties::default()
        .with("route_table_id", table)
        .with("destination_cidr_block", destination)
        .with("gateway_id", or_none(gateway))
        .with("nat_gateway_id", or_none(nat_gateway))
        .into_map()
}
