//! `ec2.RouteTable` on AWS.
//!
//! `CreateRouteTable` takes a token, and its answer tells all there is to know. AWS deletes a table with its routes, but
//! none that a subnet is associated with.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, RouteTable as Described};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::tables::tables;
use super::{change_tags, is_made_by, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct RouteTable;

#[async_trait]
impl Handler for RouteTable {
    fn kind(&self) -> &'static Kind {
        ec2::RouteTable::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeRouteTables"],
            read: &["ec2:DescribeRouteTables"],
            create: &["ec2:CreateRouteTable", "ec2:CreateTags"],
            update: &["ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteRouteTable"],
            explain: &["ec2:DescribeRouteTables"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_route_tables().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeRouteTables", send).await?;
        let ours = found.route_tables().iter().find(|table| is_made_by(request, table.tags()));
        Ok(ours.and_then(Described::route_table_id).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = tables(aws, ids(resources)).await?;
        Ok(observations(resources, found.iter().filter_map(|table| observed(aws, table)).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let send = || {
            aws.ec2()
                .create_route_table()
                .client_token(&request.token)
                .set_vpc_id(text(&request.inputs, "vpc_id"))
                .tag_specifications(owned(ResourceType::RouteTable, request))
                .send()
        };
        let answer = aws.call("ec2:CreateRouteTable", send).await?;
        let (id, observed) = answer.route_table().and_then(|table| observed(aws, table)).unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().delete_route_table().route_table_id(&*request.id).send();
        aws.call("ec2:DeleteRouteTable", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        let tables = tables(aws, vec![request.id.to_string()]).await?;
        let routed = tables.iter().flat_map(Described::associations);
        Ok(routed.filter_map(|it| Some(format!("subnet {}", it.subnet_id()?))).collect())
    }
}

fn observed(aws: &Calls<'_>, table: &Described) -> Option<(String, Map)> {
    let id = table.route_table_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("route-table/{id}")))
        .with("vpc_id", table.vpc_id())
        .with_tags(users(table.tags()));
    Some((id.to_owned(), observed.into_map()))
}
