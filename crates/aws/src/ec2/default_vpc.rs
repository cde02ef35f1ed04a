//! `ec2.DefaultVpc`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems, Together};
use ironwright_core::{Cidr, Diagnostic, Diagnostics, Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::vpc::{DefaultsOfVpc, check_dns};
use super::{NetworkAclId, RouteTableId, SecurityGroupId, VpcArn, VpcId};

/// The VPC that AWS has made in each region of an account, adopted so that it can be tagged and built on.
///
/// It is there before the declaration and stays when the declaration goes, as it then is but for the declared tags. Where
/// somebody has deleted it, `aws ec2 create-default-vpc` brings another.
///
/// ```
/// use ironwright::aws::ec2::{DefaultVpc, SecurityGroup};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("default", DefaultVpc::new().tag("Name", "default"));
/// stack.add("web", SecurityGroup::new(&vpc, "web", "Tasks that serve web pages"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.DefaultVpc",
    id = "vpc-{hex:17}",
    outputs = DefaultVpcOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
    adopted,
    check = check,
    check_together = check_together,
    behaviour = IsThere,
    yields(VpcId = id, VpcArn = arn)
)]
pub struct DefaultVpc {
    /// Whether instances with public addresses get public DNS names.
    #[input(default = true)]
    enable_dns_hostnames: Option<Input<bool>>,
    /// Whether Amazon's DNS server answers in the VPC.
    #[input(default = true)]
    enable_dns_support: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`DefaultVpc`].
#[derive(Outputs, Debug)]
pub struct DefaultVpcOutputs {
    /// The VPC's id.
    #[output("{id}")]
    pub id: Output<VpcId>,
    /// The VPC's ARN.
    #[output("arn:aws:ec2:{region}:{account}:vpc/{id}")]
    pub arn: Output<VpcArn>,
    /// The range of addresses: 172.31.0.0/16.
    pub cidr_block: Output<Cidr>,
    /// The main route table, which leads to the internet.
    pub default_route_table_id: Output<RouteTableId>,
    /// The network ACL of subnets that are associated with no other.
    pub default_network_acl_id: Output<NetworkAclId>,
    /// The security group of what names no other.
    pub default_security_group_id: Output<SecurityGroupId>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_dns(inputs, problems);
}

/// A region has one default VPC.
fn check_together(vpcs: &Together<'_>, found: &mut Diagnostics) {
    let Some((first, others)) = vpcs.resources.split_first() else { return };
    for other in others {
        let message = format!("is the same VPC as {}, declared at {}", first.address, first.place);
        let problem = Diagnostic::new(message).at(other.address).declared(other.place);
        found.push(problem.hint("a region has one default VPC: declare it once, and use its handle"));
    }
}

/// What a rehearsal's region has had from the beginning.
struct IsThere;

impl Behaviour for IsThere {
    fn choose_id(&self, world: &mut dyn World, _: &Map) -> Result<Option<String>, Refusal> {
        default_vpc(world).map(Some)
    }

    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let there = world.properties("ec2.Vpc", id).cloned().unwrap_or_default();
        for output in
            ["cidr_block", "default_route_table_id", "default_network_acl_id", "default_security_group_id"]
        {
            if let Some(value) = there.get(output) {
                properties.insert(output.into(), value.clone());
            }
        }
        Ok(())
    }
}

/// The id of the region's default VPC.
pub(super) fn default_vpc(world: &mut dyn World) -> Result<String, Refusal> {
    let is_default = |id: &String| {
        world.properties("ec2.Vpc", id).and_then(|vpc| vpc.get("is_default")?.as_bool()) == Some(true)
    };
    if let Some(there) = world.ids("ec2.Vpc").into_iter().find(is_default) {
        return Ok(there);
    }
    let id = world.make("vpc-{hex:17}");
    let mut vpc = Map::from([
        ("cidr_block".into(), Value::text("172.31.0.0/16")),
        ("enable_dns_hostnames".into(), true.into()),
        ("enable_dns_support".into(), true.into()),
        ("instance_tenancy".into(), Value::text("default")),
        ("is_default".into(), true.into()),
    ]);
    DefaultsOfVpc.created(world, &id, &mut vpc)?;
    world.insert("ec2.Vpc", &id, vpc);
    Ok(id)
}
