//! `ec2.DefaultRouteTable`

use ironwright_core::{Input, InputMap, Output};
use ironwright_macros::{Outputs, Resource};

use super::RouteTableId;

/// The main route table that AWS makes with a VPC, adopted so that it can be tagged and given routes.
///
/// It serves every subnet that is associated with no other table. It is there before the declaration and stays when the
/// declaration goes: it leaves with its VPC.
///
/// ```
/// use ironwright_aws::ec2::{DefaultRouteTable, InternetGateway, Route, Vpc};
/// use ironwright_core::{Stack, cidr};
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let gateway = stack.add("main", InternetGateway::attached_to(&vpc));
/// let table = stack.add("main", DefaultRouteTable::new(&vpc.default_route_table_id));
/// stack.add("internet", Route::new(&table, cidr("0.0.0.0/0")).via_internet_gateway(&gateway));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.DefaultRouteTable",
    id = "{default_route_table_id}",
    outputs = DefaultRouteTableOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html#main-route-table",
    unique = [["default_route_table_id"]],
    adopted,
    yields(RouteTableId = id)
)]
pub struct DefaultRouteTable {
    /// The table: `vpc.default_route_table_id`.
    #[input(replaces, weak)]
    default_route_table_id: Input<RouteTableId>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`DefaultRouteTable`].
#[derive(Outputs, Debug)]
pub struct DefaultRouteTableOutputs {
    /// The route table's id.
    #[output("{id}")]
    pub id: Output<RouteTableId>,
}
