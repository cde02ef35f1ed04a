//! `ec2.InternetGateway`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::VpcId;
use super::belongings::text;
use super::nat_gateway::public_gateways_of;

ironwright_core::references! {
    /// The id of an internet gateway, `igw-9c1d27e0b6a8f3345`.
    InternetGatewayId = "ec2.InternetGateway" . "id";
    /// The ARN of an internet gateway.
    InternetGatewayArn = "ec2.InternetGateway" . "arn";
}

/// The way between a VPC and the internet, together with its attachment to the VPC.
///
/// A subnet is public once its route table has a [`Route`](super::Route) to it. Public NAT gateways reach the internet
/// through it, and AWS makes none before it is attached: let them come after it with `depends_on`.
///
/// ```
/// use ironwright::aws::ec2::{InternetGateway, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// stack.add("main", InternetGateway::attached_to(&vpc).tag("Name", "demo"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.InternetGateway",
    id = "igw-{hex:17}",
    outputs = InternetGatewayOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    cloudformation = "AWS::EC2::InternetGateway",
    unique = [["vpc_id"]],
    completes = ["vpc_id"],
    behaviour = Attachment,
    yields(InternetGatewayId = id, InternetGatewayArn = arn)
)]
pub struct InternetGateway {
    /// The VPC that the gateway is attached to: a VPC has at most one. A change detaches it and attaches it anew.
    vpc_id: Option<Input<VpcId>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

impl InternetGateway {
    /// The internet gateway of this VPC.
    #[track_caller]
    pub fn attached_to(vpc_id: impl Into<Input<VpcId>>) -> Self {
        Self::new().vpc_id(vpc_id)
    }
}

/// What AWS gives back of an [`InternetGateway`].
#[derive(Outputs, Debug)]
pub struct InternetGatewayOutputs {
    /// The internet gateway's id.
    #[output("{id}")]
    pub id: Output<InternetGatewayId>,
    /// The internet gateway's ARN.
    #[output("arn:aws:ec2:{region}:{account}:internet-gateway/{id}")]
    pub arn: Output<InternetGatewayArn>,
}

/// AWS does not detach a gateway that public addresses in the VPC depend on.
struct Attachment;

impl Behaviour for Attachment {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["vpc_id"]
    }

    fn deleting(&self, world: &mut dyn World, id: &str, properties: &Map) -> Result<(), Refusal> {
        let Some(vpc) = text(properties, "vpc_id") else {
            return Ok(());
        };
        let mut addressed = public_gateways_of(world, vpc).into_iter().chain(public_services_of(world, vpc));
        match addressed.next() {
            None => Ok(()),
            Some(addressed) => Err(Refusal::new(
                "DependencyViolation",
                format!("{id} cannot be detached from {vpc}: the public address of {addressed} needs it"),
            )),
        }
    }
}

/// The services in a VPC whose tasks have public addresses.
fn public_services_of(world: &dyn World, vpc: &str) -> Vec<String> {
    let in_vpc = |subnet: &Value| {
        let subnet = subnet.as_text().and_then(|id| world.properties("ec2.Subnet", id));
        subnet.and_then(|subnet| text(subnet, "vpc_id")) == Some(vpc)
    };
    let mut services = world.ids("ecs.Service");
    services.retain(|id| {
        world.properties("ecs.Service", id).is_some_and(|service| {
            service.get("assign_public_ip").and_then(Value::as_bool) == Some(true)
                && service.get("subnets").and_then(Value::as_list).unwrap_or_default().iter().any(in_vpc)
        })
    });
    services
}

/// Whether a VPC has an internet gateway.
pub(super) fn is_attached(world: &dyn World, vpc: &str) -> bool {
    world.ids("ec2.InternetGateway").iter().any(|id| {
        let properties = world.properties("ec2.InternetGateway", id);
        properties.and_then(|properties| text(properties, "vpc_id")) == Some(vpc)
    })
}
