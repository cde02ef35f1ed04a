//! `ec2.RouteTable` on AWS.
//!
//! `CreateRouteTable` takes a token, and its answer tells all there is to know. AWS deletes a table with its routes, but
//! none that a subnet is associated with.

use aws_sdk_ec2::types::RouteTable as Described;
use ironwright_aws::ec2::RouteTable;

use super::api::prelude::*;
use super::tables;

on_aws!(RouteTable as AsTagged);

impl Tagged for RouteTable {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::route_table_id;
    const READ: Action = tables::DESCRIBE;
    const CREATE: Action = EC2.action("CreateRouteTable");
    const DELETE: Action = EC2.action("DeleteRouteTable");
    const BLOCKERS: Actions = &[tables::DESCRIBE];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        match which {
            Which::Read(resources) => tables::of_ids(aws, ids(resources)).await,
            Which::MadeBy(_) => tables::described(aws, select(which, "")).await,
        }
    }

    fn observe(_: &Calls<'_>, table: &Described, _: &Map) -> Properties {
        Properties::default().with(Self::VPC_ID, table.vpc_id()).with_tags(table.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let send = || {
            aws.ec2()
                .create_route_table()
                .client_token(&request.token)
                .set_vpc_id(text(&request.inputs, Self::VPC_ID))
                .tag_specifications(tagged(ResourceType::RouteTable, request))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.route_table(), request)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_route_table().route_table_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        let tables = tables::of_ids(aws, vec![request.id.to_string()]).await?;
        let routed = tables.iter().flat_map(Described::associations);
        Ok(routed.filter_map(|it| Some(format!("subnet {}", it.subnet_id()?))).collect())
    }
}
