//! `ec2.Subnet`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Member, Problems, Target, Together};
use ironwright_core::{Cidr, Diagnostic, Diagnostics, Input, InputMap, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::VpcId;
use super::belongings::{remove_belongings, text};

ironwright_core::references! {
    /// The id of a subnet, `subnet-3127ba5d9c4651980`.
    SubnetId = "ec2.Subnet" . "id";
    /// The ARN of a subnet.
    SubnetArn = "ec2.Subnet" . "arn";
}

/// A range of a VPC's addresses in one availability zone.
///
/// ```
/// use ironwright::aws::ec2::{Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// for (zone, number) in [("a", 0), ("b", 1)] {
///     let network = vpc.cidr_block.subnet(3, number);
///     stack.add(format!("public-{zone}"), Subnet::new(&vpc, network).availability_zone(format!("eu-west-2{zone}")));
/// }
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.Subnet",
    id = "subnet-{hex:17}",
    outputs = SubnetOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html",
    cloudformation = "AWS::EC2::Subnet",
    check = check,
    check_together = check_together,
    unique = [["vpc_id", "cidr_block"]],
    behaviour = ZoneAndAssociations,
    yields(SubnetId = id, SubnetArn = arn)
)]
pub struct Subnet {
    /// The VPC whose part the subnet is.
    #[input(replaces)]
    vpc_id: Input<VpcId>,
    /// The range of IPv4 addresses: inside the VPC's, between a /16 and a /28, apart from all other subnets'.
    #[input(replaces, overlapping)]
    cidr_block: Input<Cidr>,
    /// The availability zone, `eu-west-2a`. AWS chooses one when it is not set.
    #[input(replaces)]
    availability_zone: Option<Input<String>>,
    /// Whether instances launched into the subnet get public addresses.
    #[input(default = false)]
    map_public_ip_on_launch: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Subnet`].
#[derive(Outputs, Debug)]
pub struct SubnetOutputs {
    /// The subnet's id.
    #[output("{id}")]
    pub id: Output<SubnetId>,
    /// The subnet's ARN.
    #[output("arn:aws:ec2:{region}:{account}:subnet/{id}")]
    pub arn: Output<SubnetArn>,
    /// The range of addresses, as AWS keeps it.
    pub cidr_block: Output<Cidr>,
    /// The availability zone.
    pub availability_zone: Output<String>,
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
}

/// Subnets lie inside their VPC and apart from each other.
fn check_together(subnets: &Together<'_>, found: &mut Diagnostics) {
    let mut placed = Vec::new();
    for subnet in &subnets.resources {
        let (Some(cidr), Some(vpc)) = (subnet.inputs.cidr("cidr_block"), subnet.inputs.target("vpc_id"))
        else {
            continue;
        };
        let declared_vpc = subnet.inputs.reference("vpc_id").map(|output| &output.address);
        if let Some(vpc_address) = declared_vpc
            && let Some(range) =
                (subnets.inputs_of)(vpc_address).and_then(|inputs| Inputs(inputs).cidr("cidr_block"))
            && !range.contains(cidr)
        {
            let problem =
                Diagnostic::new(format!("{cidr} is not inside {range}, the range of {vpc_address}"));
            let problem = problem.at(subnet.address).property("cidr_block").declared(subnet.place);
            found.push(
                problem.hint(format!("take a part of it: `vpc.cidr_block.subnet(8, 0)` is one of {range}")),
            );
        }
        placed.push((vpc, cidr, subnet));
    }
    // Sorted by VPC and first address: networks are nested or apart, so an overlap is always with an outer one that
    // began before and has not ended.
    placed.sort_by(|a, b| (&a.0, a.1.network(), a.1).cmp(&(&b.0, b.1.network(), b.1)));
    let mut outer: Option<&(Target<'_>, Cidr, &Member<'_>)> = None;
    for inner in &placed {
        match outer {
            Some(outer) if outer.0 == inner.0 && outer.1.overlaps(inner.1) => {
                found.push(overlap(outer, inner));
            }
            _ => outer = Some(inner),
        }
    }
}

/// Blames the one that was declared later.
fn overlap(one: &(Target<'_>, Cidr, &Member<'_>), other: &(Target<'_>, Cidr, &Member<'_>)) -> Diagnostic {
    let (first, second) = if one.2.place.line <= other.2.place.line { (one, other) } else { (other, one) };
    let message =
        format!("{} overlaps {} of {}, declared at {}", second.1, first.1, first.2.address, first.2.place);
    Diagnostic::new(message)
        .at(second.2.address)
        .property("cidr_block")
        .declared(second.2.place)
        .hint("number the parts of the VPC apart: `vpc.cidr_block.subnet(3, 0)`, `(3, 1)`, …")
}

fn refuse_overlap(world: &dyn World, id: &str, properties: &Map) -> Result<(), Refusal> {
    let range = |properties: &Map| text(properties, "cidr_block")?.parse::<Cidr>().ok();
    let Some(wanted) = range(properties) else { return Ok(()) };
    for other in world.ids("ec2.Subnet").iter().filter(|other| *other != id) {
        let Some(placed) = world.properties("ec2.Subnet", other) else { continue };
        let beside = text(placed, "vpc_id") == text(properties, "vpc_id");
        if let Some(taken) = range(placed).filter(|taken| beside && taken.overlaps(wanted)) {
            let message = format!("the CIDR {wanted} conflicts with {taken} of {other}");
            return Err(Refusal::new("InvalidSubnet.Conflict", message));
        }
    }
    Ok(())
}

/// AWS chooses a zone where none is asked for, knows no other than its own, and ends a subnet's associations with it.
struct ZoneAndAssociations;

impl Behaviour for ZoneAndAssociations {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["map_public_ip_on_launch"]
    }

    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        refuse_overlap(world, id, properties)?;
        let zones = ["a", "b", "c"].map(|suffix| format!("{}{suffix}", world.region()));
        let asked = properties.get_or_insert_with("availability_zone", || zones[0].as_str().into());
        if zones.iter().any(|zone| asked.as_text() == Some(zone)) {
            return Ok(());
        }
        let region = world.region();
        let message = format!("{asked} is no zone of {region}; subnets can be in {}", zones.join(", "));
        Err(Refusal::new("InvalidParameterValue", message))
    }

    fn deleting(&self, world: &mut dyn World, id: &str, _: &Map) -> Result<(), Refusal> {
        for association in ["ec2.RouteTableAssociation", "ec2.NetworkAclAssociation"] {
            remove_belongings(world, association, "subnet_id", id);
        }
        Ok(())
    }
}
