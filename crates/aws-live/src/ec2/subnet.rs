//! `ec2.Subnet` on AWS.
//!
//! `CreateSubnet` has no token, but no two subnets of a VPC overlap: a second request is refused, and the tag then says
//! whether the subnet that is there was made by the first. Its answer tells all there is to know.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, Subnet as Described};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{change_tags, filter, holders, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct Subnet;

#[async_trait]
impl Handler for Subnet {
    fn kind(&self) -> &'static Kind {
        ec2::Subnet::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeSubnets"],
            read: &["ec2:DescribeSubnets"],
            create: &["ec2:CreateSubnet", "ec2:CreateTags"],
            update: &["ec2:ModifySubnetAttribute", "ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteSubnet"],
            explain: &["ec2:DescribeNetworkInterfaces"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_subnets().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeSubnets", send).await?;
        Ok(found.subnets().iter().find_map(|subnet| subnet.subnet_id().map(Arc::from)))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let send = || aws.ec2().describe_subnets().filters(filter("subnet-id", ids(resources))).send();
        let found = aws.call("ec2:DescribeSubnets", send).await?;
        let observed = found.subnets().iter().filter_map(observed);
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_subnet()
                .set_vpc_id(text(inputs, "vpc_id"))
                .set_cidr_block(text(inputs, "cidr_block"))
                .set_availability_zone(text(inputs, "availability_zone"))
                .tag_specifications(owned(ResourceType::Subnet, request))
                .send()
        };
        let answer = aws.call("ec2:CreateSubnet", send).await?;
        let made = answer.subnet().and_then(observed);
        let (id, observed) = made.unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        if let Some(public) = change.of("map_public_ip_on_launch").and_then(Value::as_bool) {
            let public = AttributeBooleanValue::builder().value(public).build();
            let modify = || aws.ec2().modify_subnet_attribute().subnet_id(change.id);
            let send = || modify().map_public_ip_on_launch(public.clone()).send();
            aws.call("ec2:ModifySubnetAttribute", send).await?;
        }
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().delete_subnet().subnet_id(&*request.id).send();
        aws.call("ec2:DeleteSubnet", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        holders::interfaces(aws, filter("subnet-id", [&*request.id])).await
    }
}

fn observed(subnet: &Described) -> Option<(String, Map)> {
    let id = subnet.subnet_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("arn", subnet.subnet_arn())
        .with("vpc_id", subnet.vpc_id())
        .with("cidr_block", subnet.cidr_block())
        .with("availability_zone", subnet.availability_zone())
        .with("map_public_ip_on_launch", subnet.map_public_ip_on_launch())
        .with_tags(users(subnet.tags()));
    Some((id.to_owned(), observed.into_map()))
}
