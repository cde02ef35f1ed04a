//! `ec2.Route`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Cidr, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::alternatives::check_exactly_one;
use super::{InternetGatewayId, NatGatewayId, RouteTableId};

/// Where a route table sends traffic for some addresses: through an internet gateway or a NAT gateway.
///
/// A route whose gateway is deleted stays and leads nowhere, until it is given another.
///
/// ```
/// use ironwright::aws::ec2::{InternetGateway, Route, RouteTable, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let gateway = stack.add("main", InternetGateway::attached_to(&vpc));
/// let table = stack.add("public", RouteTable::new(&vpc));
/// stack.add("internet", Route::new(&table, cidr("0.0.0.0/0")).via_internet_gateway(&gateway));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.Route",
    id = "{route_table_id}|{destination_cidr_block}",
    outputs = RouteOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    cloudformation = "AWS::EC2::Route",
    unique = [["route_table_id", "destination_cidr_block"]],
    completes = ["route_table_id"],
    check = check
)]
#[expect(clippy::struct_field_names, reason = "AWS's names for its properties")]
pub struct Route {
    /// The table that the route is part of.
    #[input(replaces, weak)]
    route_table_id: Input<RouteTableId>,
    /// The addresses that the route is for. Where several routes fit, AWS takes the one with the longest prefix.
    #[input(replaces)]
    destination_cidr_block: Input<Cidr>,
    /// The internet gateway that the traffic goes through.
    #[input(weak)]
    gateway_id: Option<Input<InternetGatewayId>>,
    /// The NAT gateway that the traffic goes through.
    #[input(weak)]
    nat_gateway_id: Option<Input<NatGatewayId>>,
    options: Options,
}

impl Route {
    /// Sends the traffic through an internet gateway: what has a public address is reachable.
    #[track_caller]
    pub fn via_internet_gateway(self, gateway: impl Into<Input<InternetGatewayId>>) -> Self {
        self.gateway_id(gateway)
    }

    /// Sends the traffic through a NAT gateway: connections can be made from inside only.
    #[track_caller]
    pub fn via_nat_gateway(self, gateway: impl Into<Input<NatGatewayId>>) -> Self {
        self.nat_gateway_id(gateway)
    }
}

/// What AWS gives back of a [`Route`].
#[derive(Outputs, Debug)]
pub struct RouteOutputs {
    /// The addresses that the route is for.
    pub destination_cidr_block: Output<Cidr>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_exactly_one(
        &["gateway_id", "nat_gateway_id"],
        inputs,
        problems,
        "give the route one target: `.via_internet_gateway(…)` or `.via_nat_gateway(…)`",
    );
}
