//! `ec2.RouteTableAssociation` on AWS.
//!
//! A subnet has one association at most, and none has tags: one that is there is no create of ours, also where it is with
//! the wanted table. An association never moves to another table: AWS gives what is made in its place an id of its own.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_ec2::types::{RouteTable, RouteTableAssociation as Described, RouteTableAssociationStateCode};
use ironwright_aws::ec2::{RouteTableAssociation, RouteTableAssociationOutputs};
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource as _};

use super::api::prelude::*;
use super::tables;
use crate::handler::{Verb, observations};

const ASSOCIATE: Action = EC2.action("AssociateRouteTable");
const DISASSOCIATE: Action = EC2.action("DisassociateRouteTable");

/// Its handler.
pub(crate) struct OfSubnet;

impl OnAws for RouteTableAssociation {
    const HANDLER: &'static dyn Handler = &OfSubnet;
}

#[async_trait]
impl Handler for OfSubnet {
    fn kind(&self) -> &'static Kind {
        RouteTableAssociation::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Settle => vec![tables::DESCRIBE],
            Verb::Create => vec![ASSOCIATE, tables::DESCRIBE],
            Verb::Delete => vec![DISASSOCIATE],
            Verb::Update | Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let (table, subnet) = ends(&request.inputs);
        let found = tables::of_ids(aws, vec![table]).await?;
        let ours = found.iter().flat_map(associations).find(|it| it.subnet_id() == Some(&subnet));
        Ok(ours.and_then(Described::route_table_association_id).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        let of = resources.iter().map(|request| ends(&request.inputs).0).filter(|table| !table.is_empty());
        let mut found = by_id(&tables::tables(aws, of.collect()).await?);
        // Whoever imports one may not know which table it is with.
        let missing: Vec<String> = ids(resources).into_iter().filter(|id| !found.contains_key(id)).collect();
        if !missing.is_empty() {
            let of_ids = filter("association.route-table-association-id", missing);
            found.extend(by_id(&tables::described(aws, of_ids).await?));
        }
        Ok(observations(resources, found))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        if self.find(aws, request).await?.is_some() {
            let (table, subnet) = ends(&request.inputs);
            return Err(exists_already(ASSOCIATE, &format!("an association of {subnet} with {table}")));
        }
        let (table, subnet) = ends(&request.inputs);
        let send = || aws.ec2().associate_route_table().route_table_id(&table).subnet_id(&subnet).send();
        let answer = aws.call(ASSOCIATE, send).await?;
        let made = Made::named(ASSOCIATE, answer.association_id())?;
        // The answer says its id, and there is no more to it than what was asked for.
        let observed = properties(&made.id, Some(&subnet), Some(&table));
        Ok(made.with(observed))
    }

    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().disassociate_route_table().association_id(&*request.id).send();
        aws.call(DISASSOCIATE, send).await.map(drop)
    }
}

/// Table and subnet.
fn ends(inputs: &Map) -> (String, String) {
    let of = |name| text(inputs, name).unwrap_or_default();
    (of(RouteTableAssociation::ROUTE_TABLE_ID), of(RouteTableAssociation::SUBNET_ID))
}

/// The associations of a table with subnets, but for those that are ending.
fn associations(table: &RouteTable) -> impl Iterator<Item = &Described> {
    use RouteTableAssociationStateCode::{Disassociated, Disassociating};
    table.associations().iter().filter(|association| {
        let state = association.association_state().and_then(|state| state.state());
        association.subnet_id().is_some() && !matches!(state, Some(Disassociating | Disassociated))
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
    Properties::default()
        .with(RouteTableAssociationOutputs::ID, id)
        .with(RouteTableAssociation::SUBNET_ID, subnet)
        .with(RouteTableAssociation::ROUTE_TABLE_ID, table)
        .into_map()
}
