//! `ec2.RouteTableAssociation` on AWS.
//!
//! A subnet has one association at most, and none has tags: one that is there counts as made by us only when it is with
//! the wanted table. An association never moves to another table: AWS gives what is made in its place an id of its own.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{RouteTable, RouteTableAssociation as Described, RouteTableAssociationStateCode};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::filter;
use super::tables::tables;
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observations, text};

pub(crate) struct RouteTableAssociation;

#[async_trait]
impl Handler for RouteTableAssociation {
    fn kind(&self) -> &'static Kind {
        ec2::RouteTableAssociation::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeRouteTables"],
            read: &["ec2:DescribeRouteTables"],
            create: &["ec2:AssociateRouteTable"],
            delete: &["ec2:DisassociateRouteTable"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let (table, subnet) = (text(&request.inputs, "route_table_id"), text(&request.inputs, "subnet_id"));
        let found = tables(aws, table.into_iter().collect()).await?;
        let ours = found.iter().flat_map(associations).find(|it| it.subnet_id() == subnet.as_deref());
        Ok(ours.and_then(Described::route_table_association_id).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let of = resources.iter().filter_map(|request| text(&request.inputs, "route_table_id"));
        let mut found = by_id(&tables(aws, of.collect()).await?);
        // Whoever imports one may not know which table it is with.
        let missing = resources.iter().map(|request| request.id.to_string());
        let missing: Vec<String> = missing.filter(|id| !found.contains_key(id)).collect();
        if !missing.is_empty() {
            let of_ids = || filter("association.route-table-association-id", missing.clone());
            let send = || aws.ec2().describe_route_tables().filters(of_ids()).send();
            let more = aws.call("ec2:DescribeRouteTables", send).await?;
            found.extend(by_id(more.route_tables()));
        }
        Ok(observations(resources, found))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let (table, subnet) = (text(&request.inputs, "route_table_id"), text(&request.inputs, "subnet_id"));
        let associate = || aws.ec2().associate_route_table().set_route_table_id(table.clone());
        let send = || associate().set_subnet_id(subnet.clone()).send();
        let answer = aws.call("ec2:AssociateRouteTable", send).await?;
        let id = answer.association_id().unwrap_or_default();
        // The answer says its id, and there is no more to it than what was asked for.
        let observed = properties(id, subnet.as_deref(), table.as_deref());
        Ok(Made { id: id.into(), observed: Some(observed) })
    }

    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().disassociate_route_table().association_id(&*request.id).send();
        aws.call("ec2:DisassociateRouteTable", send).await.map(drop)
    }
}

/// The associations of a table with subnets, but for those that are ending.
fn associations(table: &RouteTable) -> impl Iterator<Item = &Described> {
    table.associations().iter().filter(|association| {
        let state = association.association_state().and_then(|state| state.state());
        let ends = matches!(
            state,
            Some(
                RouteTableAssociationStateCode::Disassociating
                    | RouteTableAssociationStateCode::Disassociated
            )
        );
        association.subnet_id().is_some() && !ends
    })
}

fn by_id(tables: &[RouteTable]) -> HashMap<String, Map> {
    let observed = |it: &Described| {
        let id = it.route_table_association_id()?;
        Some((id.to_owned(), properties(id, it.subnet_id(), it.route_table_id())))
    };
    tables.iter().flat_map(associations).filter_map(observed).collect()
}

fn properties(id: &str, subnet: Option<&str>, table: Option<&str>) -> Map {
    let properties = Properties::default().with("id", id);
    properties.with("subnet_id", subnet).with("route_table_id", table).into_map()
}
