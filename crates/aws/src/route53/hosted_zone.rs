//! `route53.HostedZone`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use super::domain;
use crate::ec2::VpcId;

ironwright_core::references! {
    /// The id of a hosted zone, `Z2FDTNDATAQYW2`.
    HostedZoneId = "route53.HostedZone" . "id";
    /// The ARN of a hosted zone.
    HostedZoneArn = "route53.HostedZone" . "arn";
}

/// The records of a domain: for everybody, or for some VPCs alone.
///
/// ```
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::aws::route53::{HostedZone, Record};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let zone = stack.add("internal", HostedZone::private("internal.example.com", &vpc));
/// stack.add("broker", Record::a(&zone, "broker.internal.example.com", ["10.12.1.17"], 60u32));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "route53.HostedZone",
    id = "Z{upper:20}",
    outputs = HostedZoneOutputs,
    page = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html",
    cloudformation = "AWS::Route53::HostedZone",
    check = check,
    normal_form = normalise,
    behaviour = HasNameServers,
    yields(HostedZoneId = id, HostedZoneArn = arn)
)]
pub struct HostedZone {
    /// The domain, `example.com`.
    #[input(replaces, length = 1..=255, pattern(domain::NAME, domain::NAME_IN_WORDS))]
    name: Input<String>,
    /// Whether VPCs alone see the records. They do where there are `vpcs`.
    #[input(replaces)]
    private_zone: Option<Input<bool>>,
    /// The VPCs that see the records of a private zone. A change takes others in and lets some go.
    #[input(each = vpc, key = "vpc_id", unordered, cloudformation = "VPCs")]
    vpcs: Vec<HostedZoneVpc>,
    /// What the zone is for: up to 256 characters.
    #[input(length = 0..=256, cloudformation = "HostedZoneConfig")]
    comment: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS, cloudformation = "HostedZoneTags")]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// A VPC that sees the records of a private zone.
#[derive(Block, Clone, Debug)]
pub struct HostedZoneVpc {
    /// The VPC.
    #[input(length = 0..=1024)]
    vpc_id: Input<VpcId>,
    /// Its region. The stack's when it is not set.
    #[input(length = 1..=64)]
    vpc_region: Option<Input<String>>,
}

/// What AWS gives back of a [`HostedZone`].
#[derive(Outputs, Debug)]
pub struct HostedZoneOutputs {
    /// The hosted zone's id.
    #[output("{id}")]
    pub id: Output<HostedZoneId>,
    /// The hosted zone's ARN.
    #[output("arn:aws:route53:::hostedzone/{id}")]
    pub arn: Output<HostedZoneArn>,
    /// The domain.
    pub name: Output<String>,
    /// The servers that know the records of a public zone: the domain's registrar is told them. None of a private zone.
    pub name_servers: Output<Vec<String>>,
}

impl HostedZone {
    /// A zone whose records everybody sees.
    #[track_caller]
    pub fn public(name: impl Into<Input<String>>) -> Self {
        Self::new(name)
    }

    /// A zone whose records a VPC sees.
    #[track_caller]
    pub fn private(name: impl Into<Input<String>>, vpc_id: impl Into<Input<VpcId>>) -> Self {
        Self::new(name).vpc(HostedZoneVpc::new(vpc_id))
    }
}

/// A zone with VPCs is private, and an empty comment is none.
fn normalise(inputs: &mut Map) {
    domain::normalise(inputs, "name");
    let is_set = |name: &str| inputs.get(name).is_some_and(|value| *value != Value::Null);
    if !is_set("private_zone") {
        let is_private = is_set("vpcs");
        inputs.insert("private_zone".into(), is_private.into());
    }
    if inputs.get("comment").and_then(Value::as_text) == Some("") {
        inputs.remove("comment");
    }
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let vpcs = inputs.blocks("vpcs", Some("vpc_id"));
    for (at, (path, vpc)) in vpcs.iter().enumerate() {
        let id = vpc.target("vpc_id");
        if id.is_some() && vpcs[..at].iter().any(|(_, other)| other.target("vpc_id") == id) {
            problems.report(&**path, "is there twice", "leave one of the two out");
        }
    }
    match (inputs.bool("private_zone"), inputs.is_set("vpcs")) {
        (Some(true), false) => problems.report(
            "private_zone",
            "there are no VPCs that could see the records",
            "write `HostedZone::private(\"example.com\", &vpc)`",
        ),
        (Some(false), true) => problems.report(
            "vpcs",
            "are for private zones, and `private_zone` is off",
            "leave `private_zone` out, or the VPCs",
        ),
        _ => {}
    }
}

/// Servers know a public zone, and none is deleted with records in it.
struct HasNameServers;

impl Behaviour for HasNameServers {
    fn created(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        let is_private = properties.get("private_zone").and_then(Value::as_bool) == Some(true);
        let endings = ["com", "net", "org", "co.uk"].iter().filter(|_| !is_private);
        let servers: Vec<Value> = endings
            .zip(0..)
            .map(|(ending, number)| {
                Value::text(world.make(&format!("ns-{number}{{digits:3}}.awsdns-{{digits:2}}.{ending}")))
            })
            .collect();
        properties.insert("name_servers".into(), Value::list(servers));
        Ok(())
    }
}
