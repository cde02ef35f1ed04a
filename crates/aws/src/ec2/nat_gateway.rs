//! `ec2.NatGateway`

use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::belongings::text;
use super::internet_gateway::is_attached;
use super::{AllocationId, SubnetId};

ironwright_core::references! {
    /// The id of a NAT gateway, `nat-56db9a1a4b3ef7f03`.
    NatGatewayId = "ec2.NatGateway" . "id";
    /// The ARN of a NAT gateway.
    NatGatewayArn = "ec2.NatGateway" . "arn";
}

ironwright_core::choices! {
    /// What a NAT gateway connects to.
    ConnectivityType {
        /// The internet, with an elastic IP address.
        Public = "public",
        /// Other private networks, without a public address.
        Private = "private",
    }
}

/// A gateway through which a private subnet's instances reach outwards, and nobody reaches them.
///
/// A public one stands in a public subnet and has an elastic IP address. AWS makes none in a VPC that has no internet
/// gateway yet, which no property says: let it come after with `depends_on`.
///
/// ```
/// use ironwright::aws::ec2::{Eip, InternetGateway, NatGateway, Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let internet = stack.add("main", InternetGateway::attached_to(&vpc));
/// let subnet = stack.add("public-a", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
/// let address = stack.add("nat-a", Eip::new());
/// stack.add("a", NatGateway::public(&subnet, &address).tag("Name", "nat-a").depends_on(&internet));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.NatGateway",
    id = "nat-{hex:17}",
    outputs = NatGatewayOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    cloudformation = "AWS::EC2::NatGateway",
    unique = [["allocation_id"]],
    keeps = [("ec2.InternetGateway", "allocation_id")],
    ready_when = "available",
    check = check,
    behaviour = BecomesAvailable,
    yields(NatGatewayId = id, NatGatewayArn = arn)
)]
pub struct NatGateway {
    /// The subnet that the gateway stands in: a public subnet for a public gateway.
    #[input(replaces)]
    subnet_id: Input<SubnetId>,
    /// The elastic IP address of a public gateway, which no other may use.
    #[input(replaces)]
    allocation_id: Option<Input<AllocationId>>,
    /// What the gateway connects to.
    #[input(default = "public", replaces)]
    connectivity_type: Option<Input<ConnectivityType>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

impl NatGateway {
    /// A gateway to the internet, in a public subnet and with an elastic IP address.
    #[track_caller]
    pub fn public(
        subnet_id: impl Into<Input<SubnetId>>,
        allocation_id: impl Into<Input<AllocationId>>,
    ) -> Self {
        Self::new(subnet_id).allocation_id(allocation_id)
    }

    /// A gateway to other private networks.
    #[track_caller]
    pub fn private(subnet_id: impl Into<Input<SubnetId>>) -> Self {
        Self::new(subnet_id).connectivity_type(ConnectivityType::Private)
    }
}

/// What AWS gives back of a [`NatGateway`].
#[derive(Outputs, Debug)]
pub struct NatGatewayOutputs {
    /// The NAT gateway's id.
    #[output("{id}")]
    pub id: Output<NatGatewayId>,
    /// The NAT gateway's ARN.
    #[output("arn:aws:ec2:{region}:{account}:natgateway/{id}")]
    pub arn: Output<NatGatewayArn>,
    /// The public address that its traffic comes from; empty for a private gateway.
    pub public_ip: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    match (inputs.text("connectivity_type"), inputs.is_set("allocation_id")) {
        (Some("public"), false) => problems.report(
            "allocation_id",
            "a public NAT gateway needs an elastic IP address",
            "declare an `Eip` and use `NatGateway::public(&subnet, &address)`, or make the gateway private",
        ),
        (Some("private"), true) => problems.report(
            "allocation_id",
            "a private NAT gateway has no elastic IP address",
            "use `NatGateway::private(&subnet)`, or make the gateway public",
        ),
        _ => {}
    }
}

/// AWS takes a while to make the gateway, and fails without a way to the internet.
struct BecomesAvailable;

impl Behaviour for BecomesAvailable {
    fn created(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        if let Some(vpc) = vpc_of_public(world, properties)
            && !is_attached(world, &vpc)
        {
            let message = format!("{vpc} has no internet gateway; let the NAT gateway come after one");
            return Err(Refusal::new("Gateway.NotAttached", message));
        }
        let allocation = text(properties, "allocation_id");
        let address = allocation.and_then(|id| text(world.properties("ec2.Eip", id)?, "public_ip"));
        let address = address.unwrap_or_default().to_owned();
        properties.insert("public_ip".into(), address.into());
        Ok(())
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_secs(3)
    }
}

/// The public NAT gateways of a VPC.
pub(super) fn public_gateways_of(world: &dyn World, vpc: &str) -> Vec<String> {
    let mut gateways = world.ids("ec2.NatGateway");
    gateways.retain(|id| {
        let properties = world.properties("ec2.NatGateway", id);
        properties.and_then(|properties| vpc_of_public(world, properties)).as_deref() == Some(vpc)
    });
    gateways
}

/// The VPC of a NAT gateway that is public.
fn vpc_of_public(world: &dyn World, gateway: &Map) -> Option<String> {
    if text(gateway, "connectivity_type") != Some("public") {
        return None;
    }
    let subnet = world.properties("ec2.Subnet", text(gateway, "subnet_id")?)?;
    text(subnet, "vpc_id").map(ToOwned::to_owned)
}
