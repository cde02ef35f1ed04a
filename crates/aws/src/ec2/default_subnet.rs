//! `ec2.DefaultSubnet`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Cidr, Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::belongings::text;
use super::default_vpc::default_vpc;
use super::{SubnetArn, SubnetId, VpcId};

/// The subnet of an availability zone that AWS has made in the default VPC, adopted so that it can be tagged and used.
///
/// It is there before the declaration and stays when the declaration goes, as it then is but for the declared tags. Where
/// somebody has deleted it, `aws ec2 create-default-subnet` brings another.
///
/// ```
/// use ironwright::aws::ec2::DefaultSubnet;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let a = stack.add("a", DefaultSubnet::new("us-east-1a").tag("Name", "default-a"));
/// let b = stack.add("b", DefaultSubnet::new("us-east-1b").tag("Name", "default-b"));
/// stack.output("subnets", all([&a.id, &b.id]));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.DefaultSubnet",
    id = "subnet-{hex:17}",
    outputs = DefaultSubnetOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/default-subnet.html",
    unique = [["availability_zone"]],
    adopted,
    behaviour = IsThere,
    yields(SubnetId = id, SubnetArn = arn)
)]
pub struct DefaultSubnet {
    /// The availability zone, `us-east-1a`: each has one default subnet.
    #[input(replaces)]
    availability_zone: Input<String>,
    /// Whether instances get public addresses.
    #[input(default = true)]
    map_public_ip_on_launch: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`DefaultSubnet`].
#[derive(Outputs, Debug)]
pub struct DefaultSubnetOutputs {
    /// The subnet's id.
    #[output("{id}")]
    pub id: Output<SubnetId>,
    /// The subnet's ARN.
    #[output("arn:aws:ec2:{region}:{account}:subnet/{id}")]
    pub arn: Output<SubnetArn>,
    /// The default VPC.
    pub vpc_id: Output<VpcId>,
    /// The range of addresses, a /20.
    pub cidr_block: Output<Cidr>,
    /// The availability zone.
    pub availability_zone: Output<String>,
}

/// What a rehearsal's zones have had from the beginning.
struct IsThere;

impl Behaviour for IsThere {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let zone = text(inputs, "availability_zone").unwrap_or_default().to_owned();
        let zones = ["a", "b", "c"].map(|suffix| format!("{}{suffix}", world.region()));
        let Some(number) = zones.iter().position(|other| *other == zone) else {
            let message = format!("{zone} is no zone of {}; there are {}", world.region(), zones.join(", "));
            return Err(Refusal::new("InvalidParameterValue", message));
        };
        let vpc = default_vpc(world)?;
        let is_it = |id: &String| {
            let subnet = world.properties("ec2.Subnet", id);
            let is = |name, value: &str| subnet.and_then(|subnet| text(subnet, name)) == Some(value);
            is("vpc_id", &vpc) && is("availability_zone", &zone)
        };
        if let Some(there) = world.ids("ec2.Subnet").into_iter().find(is_it) {
            return Ok(Some(there));
        }
        let id = world.make("subnet-{hex:17}");
        let subnet = Map::from([
            ("vpc_id".into(), vpc.into()),
            ("availability_zone".into(), zone.into()),
            ("cidr_block".into(), format!("172.31.{}.0/20", number * 16).into()),
            ("map_public_ip_on_launch".into(), true.into()),
        ]);
        world.insert("ec2.Subnet", &id, subnet);
        Ok(Some(id))
    }

    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let there = world.properties("ec2.Subnet", id).cloned().unwrap_or_default();
        for output in ["vpc_id", "cidr_block"] {
            properties.insert(output.into(), there.get(output).cloned().unwrap_or(Value::Null));
        }
        Ok(())
    }
}
