//! `ec2.Vpc`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Cidr, Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::{NetworkAclId, RouteTableId, SecurityGroupId};

ironwright_core::references! {
    /// The id of a VPC, `vpc-1a2743d115d4dd2b1`.
    VpcId = "ec2.Vpc" . "id";
    /// The ARN of a VPC.
    VpcArn = "ec2.Vpc" . "arn";
}

ironwright_core::choices! {
    /// Who may share the hardware of instances launched into the VPC.
    Tenancy {
        /// Hardware shared with other accounts, unless an instance asks for its own.
        Default = "default",
        /// Hardware of one's own for every instance.
        Dedicated = "dedicated",
    }
}

/// A virtual private cloud: an isolated network with a range of private addresses.
///
/// AWS makes a main route table, a network ACL and a security group with it; their ids are outputs.
///
/// ```
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")).enable_dns_hostnames(true).tag("Name", "demo"));
/// stack.output("vpc_id", &vpc.id);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.Vpc",
    id = "vpc-{hex:17}",
    outputs = VpcOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html",
    cloudformation = "AWS::EC2::VPC",
    check = check,
    behaviour = DefaultsOfVpc,
    yields(VpcId = id, VpcArn = arn)
)]
pub struct Vpc {
    /// The primary range of IPv4 addresses, between a /16 and a /28.
    #[input(replaces)]
    cidr_block: Input<Cidr>,
    /// Whether instances with public addresses get public DNS names.
    #[input(default = false)]
    enable_dns_hostnames: Option<Input<bool>>,
    /// Whether Amazon's DNS server answers in the VPC.
    #[input(default = true)]
    enable_dns_support: Option<Input<bool>>,
    /// The tenancy of instances launched into the VPC. Only the way from dedicated to default is open in place.
    #[input(default = "default", replaces)]
    instance_tenancy: Option<Input<Tenancy>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Vpc`].
#[derive(Outputs, Debug)]
pub struct VpcOutputs {
    /// The VPC's id.
    #[output("{id}")]
    pub id: Output<VpcId>,
    /// The VPC's ARN.
    #[output("arn:aws:ec2:{region}:{account}:vpc/{id}")]
    pub arn: Output<VpcArn>,
    /// The range of addresses, as AWS keeps it.
    pub cidr_block: Output<Cidr>,
    /// The main route table: for subnets that are associated with no other.
    pub default_route_table_id: Output<RouteTableId>,
    /// The network ACL of subnets that are associated with no other.
    pub default_network_acl_id: Output<NetworkAclId>,
    /// The security group of what names no other.
    pub default_security_group_id: Output<SecurityGroupId>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if let Some(cidr) = inputs.cidr("cidr_block")
        && !(16..=28).contains(&cidr.prefix_length())
    {
        problems.report(
            "cidr_block",
            format!("{cidr} is not between a /16 and a /28"),
            "AWS takes no other size",
        );
    }
    if inputs.bool("enable_dns_hostnames") == Some(true) && inputs.bool("enable_dns_support") == Some(false) {
        problems.report(
            "enable_dns_hostnames",
            "needs `enable_dns_support`, which is off",
            "leave `enable_dns_support` on, or both off",
        );
    }
}

/// AWS makes a main route table, a network ACL and a security group with each VPC, and takes them away with it.
struct DefaultsOfVpc;

const DEFAULTS: [(&str, &str, &str); 3] = [
    ("ec2.RouteTable", "rtb-{hex:17}", "default_route_table_id"),
    ("ec2.NetworkAcl", "acl-{hex:17}", "default_network_acl_id"),
    ("ec2.SecurityGroup", "sg-{hex:17}", "default_security_group_id"),
];

impl Behaviour for DefaultsOfVpc {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["enable_dns_hostnames", "enable_dns_support"]
    }

    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        for (kind, template, output) in DEFAULTS {
            let default = world.make(template);
            let mut made = Map::new();
            made.insert("id".into(), default.as_str().into());
            made.insert("vpc_id".into(), id.into());
            if kind == "ec2.SecurityGroup" {
                made.insert("group_name".into(), "default".into());
            }
            world.insert(kind, &default, made);
            properties.insert(output.into(), default.into());
        }
        Ok(())
    }

    fn deleting(&self, world: &mut dyn World, _: &str, properties: &Map) -> Result<(), Refusal> {
        for (kind, _, output) in DEFAULTS {
            if let Some(id) = properties.get(output).and_then(Value::as_text) {
                world.remove(kind, id);
                // Whoever has adopted the main route table loses it with its VPC.
                if kind == "ec2.RouteTable" {
                    world.remove("ec2.DefaultRouteTable", id);
                }
            }
        }
        Ok(())
    }
}
