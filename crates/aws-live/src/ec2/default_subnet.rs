//! `ec2.DefaultSubnet` on AWS: the one subnet of a zone that says it is the default.

use aws_sdk_ec2::types::{AttributeBooleanValue, Subnet as Described};
use ironwright_aws::ec2::{DefaultSubnet, DefaultSubnetOutputs};

use super::adopted::{Adopted, AsAdopted, nothing_to_adopt};
use super::api::prelude::*;

const DESCRIBE: Action = EC2.action("DescribeSubnets");
const MODIFY: Action = EC2.action("ModifySubnetAttribute");

impl OnAws for DefaultSubnet {
    const HANDLER: &'static dyn Handler = &AsAdopted::<Self>::NEW;
}

impl Adopted for DefaultSubnet {
    const LOOK: Actions = &[DESCRIBE];
    const UPDATE: Actions = &[MODIFY];

    async fn find(aws: &Calls<'_>, inputs: &Map) -> Result<String> {
        let zone: String = text(inputs, Self::AVAILABILITY_ZONE).unwrap_or_default();
        let by = vec![filter("default-for-az", ["true"]), filter("availability-zone", [&zone])];
        let found = described(aws, by).await?;
        let id = found.first().and_then(Described::subnet_id).map(str::to_owned);
        id.ok_or_else(|| {
            let command = format!("aws ec2 create-default-subnet --availability-zone {zone}");
            nothing_to_adopt(DESCRIBE, &format!("default subnet in {zone}"), &command)
        })
    }

    async fn list(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<(String, Map)>> {
        let found = described(aws, vec![filter("subnet-id", ids)]).await?;
        Ok(found.iter().map(|subnet| observed(aws, subnet)).collect())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let Some(public) = change.flag(Self::MAP_PUBLIC_IP_ON_LAUNCH) else { return Ok(()) };
        let public = AttributeBooleanValue::builder().value(public).build();
        let modify = || aws.ec2().modify_subnet_attribute().subnet_id(change.id);
        aws.call(MODIFY, || modify().map_public_ip_on_launch(public.clone()).send()).await.map(drop)
    }
}

async fn described(aws: &Calls<'_>, by: Vec<Filter>) -> Result<Vec<Described>> {
    let list = || aws.ec2().describe_subnets().set_filters(Some(by.clone()));
    let send = |page| list().set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.subnets, it.next_token)).await
}

fn observed(aws: &Calls<'_>, subnet: &Described) -> (String, Map) {
    let id = subnet.subnet_id().unwrap_or_default();
    let observed = Properties::default()
        .with(DefaultSubnetOutputs::ID, id)
        .with(
            DefaultSubnetOutputs::ARN,
            aws.place().named_by("arn:aws:ec2:{region}:{account}:subnet/{id}", id),
        )
        .with(DefaultSubnetOutputs::VPC_ID, subnet.vpc_id())
        .with(DefaultSubnetOutputs::CIDR_BLOCK, subnet.cidr_block())
        .with(DefaultSubnet::AVAILABILITY_ZONE, subnet.availability_zone())
        .with(DefaultSubnet::MAP_PUBLIC_IP_ON_LAUNCH, subnet.map_public_ip_on_launch())
        .with_tags(subnet.tags());
    (id.to_owned(), observed.into_map())
}
