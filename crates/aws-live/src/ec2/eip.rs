//! `ec2.Eip` on AWS.
//!
//! `AllocateAddress` has no token, and an address that nobody knows of costs money: a lost answer is found again by the
//! tag alone. AWS releases no address that is in use.

use aws_sdk_ec2::types::Address;
use ironwright_aws::ec2::{Eip, EipOutputs};

use super::api::prelude::*;
use crate::handler::owned;

on_aws!(Eip as AsTagged);

impl Tagged for Eip {
    type Described = Address;
    type Tags = ById;

    const ID: fn(&Address) -> Option<&str> = Address::allocation_id;
    const READ: Action = EC2.action("DescribeAddresses");
    const CREATE: Action = EC2.action("AllocateAddress");
    const DELETE: Action = EC2.action("ReleaseAddress");
    const BLOCKERS: Actions = blockers::OF_ADDRESS;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Address>> {
        let send = || aws.ec2().describe_addresses().filters(select(which, "allocation-id")).send();
        Ok(aws.call(Self::READ, send).await?.addresses.unwrap_or_default())
    }

    fn observe(_: &Calls<'_>, address: &Address, _: &Map) -> Properties {
        Properties::default()
            .with(EipOutputs::PUBLIC_IP, address.public_ip())
            .with(Self::DOMAIN, address.domain())
            .with_tags(address.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let allocate = || aws.ec2().allocate_address().set_domain(text(&request.inputs, Self::DOMAIN));
        let send = || allocate().tag_specifications(tagged(ResourceType::ElasticIp, request)).send();
        let answer = aws.call(Self::CREATE, send).await?;
        // The answer leaves out the tags alone, and they were set with the same call.
        let address = Address::builder()
            .set_allocation_id(answer.allocation_id)
            .set_public_ip(answer.public_ip)
            .set_domain(answer.domain)
            .set_tags(Some(to_tags(&owned(request))))
            .build();
        Self::made(aws, Some(&address), request)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().release_address().allocation_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        blockers::with_address(aws, &request.id).await
    }
}
