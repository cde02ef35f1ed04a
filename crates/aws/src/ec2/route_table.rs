//! `ec2.RouteTable`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, InputMap, Map, Output};
use ironwright_macros::{Outputs, Resource};

use super::VpcId;
use super::belongings::remove_belongings;

ironwright_core::references! {
    /// The id of a route table, `rtb-a41bccfcd830199e4`.
    RouteTableId = "ec2.RouteTable" . "id";
    /// The ARN of a route table.
    RouteTableArn = "ec2.RouteTable" . "arn";
}

/// Where the traffic of the subnets associated with it goes, besides to other addresses of the VPC.
///
/// Each [`Route`](super::Route) and each [`RouteTableAssociation`](super::RouteTableAssociation) is a resource of its
/// own. AWS keeps a table as long as a subnet is associated with it; its routes go with it.
///
/// ```
/// use ironwright_aws::ec2::{RouteTable, Vpc};
/// use ironwright_core::{Stack, cidr};
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// stack.add("web-a", RouteTable::new(&vpc).tag("Name", "web-a"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.RouteTable",
    id = "rtb-{hex:17}",
    outputs = RouteTableOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    cloudformation = "AWS::EC2::RouteTable",
    behaviour = TakesRoutesAlong,
    yields(RouteTableId = id, RouteTableArn = arn)
)]
pub struct RouteTable {
    /// The VPC whose subnets may use the table.
    #[input(replaces)]
    vpc_id: Input<VpcId>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`RouteTable`].
#[derive(Outputs, Debug)]
pub struct RouteTableOutputs {
    /// The route table's id.
    #[output("{id}")]
    pub id: Output<RouteTableId>,
    /// The route table's ARN.
    #[output("arn:aws:ec2:{region}:{account}:route-table/{id}")]
    pub arn: Output<RouteTableArn>,
}

/// AWS deletes a table with its routes.
struct TakesRoutesAlong;

impl Behaviour for TakesRoutesAlong {
    fn deleting(&self, world: &mut dyn World, id: &str, _: &Map) -> Result<(), Refusal> {
        remove_belongings(world, "ec2.Route", "route_table_id", id);
        Ok(())
    }
}
