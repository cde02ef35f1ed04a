//! `ec2.Subnet` on AWS.
//!
//! `CreateSubnet` has no token, but no two subnets of a VPC overlap: a second request is refused, and the tag then says
//! whether the subnet that is there was made by the first. Its answer tells all there is to know.

use aws_sdk_ec2::types::{AttributeBooleanValue, Subnet as Described};
use ironwright_aws::ec2::Subnet;

use super::api::prelude::*;

const MODIFY: Action = EC2.action("ModifySubnetAttribute");

on_aws!(Subnet as AsTagged);

impl Tagged for Subnet {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::subnet_id;
    const READ: Action = EC2.action("DescribeSubnets");
    const CREATE: Action = EC2.action("CreateSubnet");
    const UPDATE: Actions = &[MODIFY];
    const DELETE: Action = EC2.action("DeleteSubnet");
    const BLOCKERS: Actions = blockers::INTERFACES;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let list = || aws.ec2().describe_subnets().filters(select(which, "subnet-id"));
        let send = |page| list().set_next_token(page).send();
        aws.pages(Self::READ, send, |it| (it.subnets, it.next_token)).await
    }

    fn observe(_: &Calls<'_>, subnet: &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::VPC_ID, subnet.vpc_id())
            .with(Self::CIDR_BLOCK, subnet.cidr_block())
            .with(Self::AVAILABILITY_ZONE, subnet.availability_zone())
            .with(Self::MAP_PUBLIC_IP_ON_LAUNCH, subnet.map_public_ip_on_launch())
            .with_tags(subnet.tags())
            .noting_present([("ipv6_cidr_block", !subnet.ipv6_cidr_block_association_set().is_empty())])
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_subnet()
                .set_vpc_id(text(inputs, Self::VPC_ID))
                .set_cidr_block(text(inputs, Self::CIDR_BLOCK))
                .set_availability_zone(text(inputs, Self::AVAILABILITY_ZONE))
                .tag_specifications(tagged(ResourceType::Subnet, request))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.subnet(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let Some(public) = change.of(Self::MAP_PUBLIC_IP_ON_LAUNCH) else { return Ok(()) };
        let public = AttributeBooleanValue::builder().set_value(public.as_bool()).build();
        let modify = || aws.ec2().modify_subnet_attribute().subnet_id(change.id);
        aws.call(MODIFY, || modify().map_public_ip_on_launch(public.clone()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.ec2().delete_subnet().subnet_id(&*request.id).send()).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        blockers::interfaces(aws, filter("subnet-id", [&*request.id])).await
    }
}
