//! `servicediscovery.PrivateDnsNamespace`

use std::time::Duration;

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{NamespaceArn, NamespaceId};
use crate::ec2::VpcId;

/// A namespace with DNS in a VPC: what is registered in it is found by the VPC's DNS, and by asking Cloud Map.
///
/// AWS makes a private hosted zone of the name with it; its id is an output. To make one takes about a minute.
///
/// ```
/// use ironwright::aws::servicediscovery::PrivateDnsNamespace;
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
/// let internal = stack.add("internal", PrivateDnsNamespace::new("internal.example.com", &vpc));
/// stack.output("zone", &internal.hosted_zone_id);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "servicediscovery.PrivateDnsNamespace",
    id = "ns-{hex:16}",
    outputs = PrivateDnsNamespaceOutputs,
    page = "https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-namespaces.html",
    cloudformation = "AWS::ServiceDiscovery::PrivateDnsNamespace",
    unique = [["name", "vpc"]],
    ready_when = "created",
    check = check,
    behaviour = Zones,
    yields(NamespaceId = id, NamespaceArn = arn)
)]
pub struct PrivateDnsNamespace {
    /// The domain, `internal.example.com`: up to 253 characters.
    #[input(
        replaces,
        length = 1..=253,
        pattern("[!-~]+", "a name of visible characters")
    )]
    name: Input<String>,
    /// The VPC whose DNS answers. Cloud Map never tells it again, so that nobody notices when it is another.
    #[input(replaces, write_only, length = 1..=64)]
    vpc: Input<VpcId>,
    /// What people read of it: up to 1024 characters.
    #[input(length = 0..=1024)]
    description: Option<Input<String>>,
    /// Seconds for which resolvers keep the answer that there is no such name. AWS's default: 15.
    #[input(range = 0..=2_147_483_647, cloudformation = "Properties")]
    soa_ttl: Option<Input<u32>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`PrivateDnsNamespace`].
#[derive(Outputs, Debug)]
pub struct PrivateDnsNamespaceOutputs {
    /// The namespace's id.
    #[output("{id}")]
    pub id: Output<NamespaceId>,
    /// The namespace's ARN.
    #[output("arn:aws:servicediscovery:{region}:{account}:namespace/{id}")]
    pub arn: Output<NamespaceArn>,
    /// The id of the private hosted zone that AWS has made with it.
    #[output("Z{upper:20}")]
    pub hosted_zone_id: Output<String>,
    /// The domain.
    pub name: Output<String>,
}

/// A domain has no empty part.
fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(name) = inputs.text("name") else { return };
    let mut parts = name.trim_end_matches('.').split('.');
    if parts.any(|part| part.is_empty() || part.len() > 63) {
        problems.report(
            "name",
            format!("{name:?} is no domain: each part between periods has 1 to 63 characters"),
            "write it like `internal.example.com`",
        );
    }
}

/// AWS makes the hosted zone meanwhile.
struct Zones;

impl Behaviour for Zones {
    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_secs(45)
    }
}
