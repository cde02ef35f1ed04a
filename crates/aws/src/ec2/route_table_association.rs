//! `ec2.RouteTableAssociation`

use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{RouteTableId, SubnetId};

ironwright_core::references! {
    /// The id of a subnet's association with a route table, `rtbassoc-781d0d8d15c3b0d4e`.
    RouteTableAssociationId = "ec2.RouteTableAssociation" . "id";
}

/// The choice of a route table for a subnet. A subnet without one uses its VPC's main route table.
///
/// ```
/// use ironwright::aws::ec2::{RouteTable, RouteTableAssociation, Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let subnet = stack.add("web-a", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
/// let table = stack.add("web-a", RouteTable::new(&vpc));
/// stack.add("web-a", RouteTableAssociation::new(&subnet, &table));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.RouteTableAssociation",
    id = "rtbassoc-{hex:17}",
    outputs = RouteTableAssociationOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html#AssociateSubnet",
    cloudformation = "AWS::EC2::SubnetRouteTableAssociation",
    unique = [["subnet_id"]],
    completes = ["subnet_id"],
    yields(RouteTableAssociationId = id)
)]
pub struct RouteTableAssociation {
    /// The subnet, which has one association at most. It takes the association along when it is deleted.
    #[input(replaces, weak)]
    subnet_id: Input<SubnetId>,
    /// The table that the subnet uses, of the same VPC.
    #[input(replaces)]
    route_table_id: Input<RouteTableId>,
    options: Options,
}

/// What AWS gives back of a [`RouteTableAssociation`].
#[derive(Outputs, Debug)]
pub struct RouteTableAssociationOutputs {
    /// The association's id.
    #[output("{id}")]
    pub id: Output<RouteTableAssociationId>,
}
