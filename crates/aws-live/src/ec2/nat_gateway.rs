//! `ec2.NatGateway` on AWS.
//!
//! `CreateNatGateway` takes a token and answers at once with a gateway that is `pending` for a minute or two, and may
//! come out as `failed`. It is gone no faster than it came: until it is `deleted`, its address, its subnet and the way
//! to the internet stay in use. What is `failed` or `deleted` AWS shows for an hour more: it counts as gone.

use aws_sdk_ec2::types::{ConnectivityType, NatGateway as Described};
use ironwright_aws::ec2::{NatGateway, NatGatewayOutputs};

use super::api::prelude::*;
use super::nat_stage::{Stage, failure, stage, word};

on_aws!(NatGateway as AsTagged);

impl Tagged for NatGateway {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::nat_gateway_id;
    const READ: Action = EC2.action("DescribeNatGateways");
    const CREATE: Action = EC2.action("CreateNatGateway");
    const DELETE: Action = EC2.action("DeleteNatGateway");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let mut found = described(aws, select(which, "nat-gateway-id")).await?;
        found.retain(|gateway| match stage(gateway) {
            Stage::Coming | Stage::There => true,
            // Nobody takes over what is on its way out.
            Stage::Leaving => matches!(which, Which::Read(_)),
            Stage::Failed | Stage::Gone => false,
        });
        Ok(found)
    }

    fn observe(_: &Calls<'_>, gateway: &Described, _: &Map) -> Properties {
        // Further addresses may be added to a gateway later; the first one is that which it was made with.
        let addresses = gateway.nat_gateway_addresses();
        let address = addresses.iter().find(|it| it.is_primary() == Some(true)).or(addresses.first());
        let is_private = gateway.connectivity_type() == Some(&ConnectivityType::Private);
        Properties::default()
            .with(Self::SUBNET_ID, gateway.subnet_id())
            .with(Self::ALLOCATION_ID, address.and_then(|it| it.allocation_id()))
            .with(Self::CONNECTIVITY_TYPE, gateway.connectivity_type())
            .with(
                NatGatewayOutputs::PUBLIC_IP,
                address.and_then(|it| it.public_ip()).or(is_private.then_some("")),
            )
            .with_tags(gateway.tags())
            .noting_present([("secondary_addresses", addresses.len() > 1)])
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_nat_gateway()
                .client_token(&request.token)
                .set_subnet_id(text(inputs, Self::SUBNET_ID))
                .set_allocation_id(text(inputs, Self::ALLOCATION_ID))
                .set_connectivity_type(text(inputs, Self::CONNECTIVITY_TYPE))
                .tag_specifications(tagged(ResourceType::Natgateway, request))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.nat_gateway(), request)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_nat_gateway().nat_gateway_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let stays =
            with_id(aws, id).await?.filter(|gateway| !matches!(stage(gateway), Stage::Failed | Stage::Gone));
        Ok(stays.map(|gateway| format!("AWS says it is {}", word(&gateway))))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let id = &*resource.id;
        let Some(gateway) = with_id(aws, id).await? else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        match stage(&gateway) {
            Stage::There => Ok(Readiness::Ready(Self::observed(aws, &gateway, &resource.inputs))),
            Stage::Coming => Ok(Readiness::Waiting(format!("AWS says it is {}", word(&gateway)))),
            Stage::Failed => Err(failure(&gateway)),
            Stage::Leaving | Stage::Gone => {
                let message = format!("{id} is {}: somebody else has deleted it", word(&gateway));
                Err(CloudError::new(Self::READ.to_string(), "Deleted", message, ErrorClass::Refused))
            }
        }
    }
}

async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<Described>> {
    let send = |page| aws.ec2().describe_nat_gateways().filter(by.clone()).set_next_token(page).send();
    aws.pages(NatGateway::READ, send, |it| (it.nat_gateways, it.next_token)).await
}

async fn with_id(aws: &Calls<'_>, id: &str) -> Result<Option<Described>> {
    let found = described(aws, filter("nat-gateway-id", [id])).await?;
    Ok(found.into_iter().find(|gateway| gateway.nat_gateway_id() == Some(id)))
}
