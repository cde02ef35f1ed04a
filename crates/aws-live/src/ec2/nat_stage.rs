//! How far is a NAT gateway, and why did it come to nothing?

use aws_sdk_ec2::types::{NatGateway as Described, NatGatewayState};
use ironwright_aws::ec2::NatGateway;

use super::api::prelude::*;

/// How far a gateway has come.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Stage {
    Coming,
    There,
    Failed,
    Leaving,
    Gone,
}

pub(super) fn stage(gateway: &Described) -> Stage {
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
pub(super) fn word(gateway: &Described) -> &str {
    gateway.state().map_or("unknown", NatGatewayState::as_str)
}

/// Why AWS could not make a gateway.
pub(super) fn failure(gateway: &Described) -> CloudError {
    let code = gateway.failure_code().unwrap_or("Failed");
    let message = gateway.failure_message().unwrap_or("AWS does not say why");
    let error = CloudError::new(NatGateway::CREATE.to_string(), code, message, ErrorClass::Refused);
    error.hint(match code {
        "Gateway.NotAttached" => {
            "let the NAT gateway come after the VPC's internet gateway with `depends_on`"
        }
        _ => {
            "once that is put right, type the same command again: a new gateway takes the failed one's place"
        }
    })
}
