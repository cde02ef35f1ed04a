//! `ec2.NatGateway` on AWS.
//!
//! `CreateNatGateway` takes a token and answers at once with a gateway that is `pending` for a minute or two, and may
//! come out as `failed`. It is gone no faster than it came: until it is `deleted`, its address, its subnet and the way
//! to the internet stay in use. What is `failed` or `deleted` AWS shows for an hour more: it counts as gone.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    ConnectivityType, NatGateway as Described, NatGatewayAddress, NatGatewayState, ResourceType,
};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest, Settling};

use super::{change_tags, filter, is_made_by, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct NatGateway;

#[async_trait]
impl Handler for NatGateway {
    fn kind(&self) -> &'static Kind {
        ec2::NatGateway::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeNatGateways"],
            read: &["ec2:DescribeNatGateways"],
            create: &["ec2:CreateNatGateway", "ec2:CreateTags"],
            update: &["ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteNatGateway", "ec2:DescribeNatGateways"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_nat_gateways().filter(made_by(request)).send();
        let found = aws.call("ec2:DescribeNatGateways", send).await?;
        let of_use = |gateway: &&Described| {
            matches!(stage(gateway), Stage::Coming | Stage::There) && is_made_by(request, gateway.tags())
        };
        let ours = found.nat_gateways().iter().find(of_use);
        Ok(ours.and_then(Described::nat_gateway_id).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = describe(aws, ids(resources)).await?;
        let there = found.iter().filter(|gateway| !matches!(stage(gateway), Stage::Failed | Stage::Gone));
        Ok(observations(resources, there.filter_map(|gateway| observed(aws, gateway)).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let connects_to = text(inputs, "connectivity_type").map(|name| ConnectivityType::from(&*name));
        let send = || {
            aws.ec2()
                .create_nat_gateway()
                .client_token(&request.token)
                .set_subnet_id(text(inputs, "subnet_id"))
                .set_allocation_id(text(inputs, "allocation_id"))
                .set_connectivity_type(connects_to.clone())
                .tag_specifications(owned(ResourceType::Natgateway, request))
                .send()
        };
        let answer = aws.call("ec2:CreateNatGateway", send).await?;
        let (id, observed) = answer.nat_gateway().and_then(|gateway| observed(aws, gateway)).unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().delete_nat_gateway().nat_gateway_id(&*request.id).send();
        aws.call("ec2:DeleteNatGateway", send).await.map(drop)
    }

    async fn leaving(&self, aws: &Calls<'_>, id: &str) -> Result<Option<String>, CloudError> {
        let found = find_by_id(aws, id).await?;
        let stays = found.filter(|gateway| !matches!(stage(gateway), Stage::Failed | Stage::Gone));
        Ok(stays.map(|gateway| format!("AWS says it is {}", word(&gateway))))
    }

    async fn settle(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Settling, CloudError> {
        let id = &*resource.id;
        let Some(gateway) = find_by_id(aws, id).await? else {
            return Ok(Settling::Waiting("AWS does not show it yet".to_owned()));
        };
        match stage(&gateway) {
            Stage::There => {
                let observed = observed(aws, &gateway).map(|(_, observed)| observed);
                Ok(Settling::Ready(observed.unwrap_or_default()))
            }
            Stage::Coming => Ok(Settling::Waiting(format!("AWS says it is {}", word(&gateway)))),
            Stage::Failed => Err(failure(&gateway)),
            Stage::Leaving | Stage::Gone => {
                let message = format!("{id} is {}: somebody else has deleted it", word(&gateway));
                Err(CloudError::new("ec2:DescribeNatGateways", "Deleted", message, ErrorClass::Refused))
            }
        }
    }
}

/// How far a gateway has come.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Stage {
    Coming,
    There,
    Failed,
    Leaving,
    Gone,
}

fn stage(gateway: &Described) -> Stage {
    match gateway.state() {
        Some(NatGatewayState::Pending) => Stage::Coming,
        Some(NatGatewayState::Failed) => Stage::Failed,
        Some(NatGatewayState::Deleting) => Stage::Leaving,
        Some(NatGatewayState::Deleted) => Stage::Gone,
        // A state that is new to us is none of those that end a gateway.
        _ => Stage::There,
    }
}

/// The state in AWS's own word.
fn word(gateway: &Described) -> &str {
    gateway.state().map_or("unknown", NatGatewayState::as_str)
}

/// Why AWS could not make a gateway.
fn failure(gateway: &Described) -> CloudError {
    let code = gateway.failure_code().unwrap_or("Failed");
    let message = gateway.failure_message().unwrap_or("AWS does not say why");
    let error = CloudError::new("ec2:CreateNatGateway", code, message, ErrorClass::Refused);
    let hint = match code {
        "Gateway.NotAttached" => {
            "let the NAT gateway come after the VPC's internet gateway with `depends_on`"
        }
        _ => {
            "once that is put right, type the same command again: a new gateway takes the failed one's place"
        }
    };
    error.hint(hint)
}

async fn describe(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<Described>, CloudError> {
    let send = || aws.ec2().describe_nat_gateways().filter(filter("nat-gateway-id", ids.clone())).send();
    let answer = aws.call("ec2:DescribeNatGateways", send).await?;
    Ok(answer.nat_gateways.unwrap_or_default())
}

async fn find_by_id(aws: &Calls<'_>, id: &str) -> Result<Option<Described>, CloudError> {
    let found = describe(aws, vec![id.to_owned()]).await?;
    Ok(found.into_iter().find(|gateway| gateway.nat_gateway_id() == Some(id)))
}

fn observed(aws: &Calls<'_>, gateway: &Described) -> Option<(String, Map)> {
    let id = gateway.nat_gateway_id()?;
    // Further addresses may be added to a gateway later; the first one is that which it was made with.
    let addresses = gateway.nat_gateway_addresses();
    let address = addresses.iter().find(|it| it.is_primary() == Some(true)).or(addresses.first());
    let is_private = gateway.connectivity_type() == Some(&ConnectivityType::Private);
    let public_ip = address.and_then(NatGatewayAddress::public_ip).or(is_private.then_some(""));
    let observed = Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("natgateway/{id}")))
        .with("subnet_id", gateway.subnet_id())
        .with("allocation_id", address.and_then(NatGatewayAddress::allocation_id))
        .with("connectivity_type", gateway.connectivity_type().map(ConnectivityType::as_str))
        .with("public_ip", public_ip)
        .with_tags(users(gateway.tags()));
    Some((id.to_owned(), observed.into_map()))
}
