//! Route tables, routes, and the gateways that routes lead to.

use ironwright_aws::ec2::{
    ConnectivityType, DefaultRouteTable, Eip, InternetGateway, NatGateway, Route, RouteTable,
    RouteTableAssociation, Subnet, Vpc,
};
use ironwright_core::{Address, Declared, Stack, cidr};

use crate::common::problems;

fn vpc(stack: &mut Stack) -> Declared<Vpc> {
    stack.add("main", Vpc::new(cidr("10.12.1.0/24")))
}

#[test]
fn a_route_needs_a_target() {
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let table = stack.add("web", RouteTable::new(&vpc));
        stack.add("nowhere", Route::new(&table, cidr("0.0.0.0/0")));
    });
    assert_eq!(
        found,
        ["error: ec2.Route.nowhere: `gateway_id`, `nat_gateway_id`: one of them must be set\n  \
          hint: give the route one target: `.via_internet_gateway(…)` or `.via_nat_gateway(…)`"]
    );
}

#[test]
fn a_route_has_no_second_target() {
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let table = stack.add("web", RouteTable::new(&vpc));
        let internet = stack.add("main", InternetGateway::attached_to(&vpc));
        let route = Route::new(&table, cidr("0.0.0.0/0"));
        stack.add("both", route.via_internet_gateway(&internet).via_nat_gateway("nat-56db9a1a4b3ef7f03"));
    });
    assert_eq!(
        found,
        ["error: ec2.Route.both: nat_gateway_id: cannot be set beside `gateway_id`\n  \
          hint: give the route one target: `.via_internet_gateway(…)` or `.via_nat_gateway(…)`"]
    );
}

#[test]
fn two_routes_of_a_table_for_the_same_addresses_are_both_named() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let internet = stack.add("main", InternetGateway::attached_to(&vpc));
        let table = stack.add("public", RouteTable::new(&vpc));
        let other = stack.add("other", RouteTable::new(&vpc));
        let to = |table, network| Route::new(table, cidr(network)).via_internet_gateway(&internet);
        line = line!() + 1;
        stack.add("all", to(&table, "0.0.0.0/0"));
        stack.add("all-again", to(&table, "0.0.0.0/0"));
        stack.add("some", to(&table, "198.18.0.0/15"));
        stack.add("other", to(&other, "0.0.0.0/0"));
    });
    let expected = format!(
        "error: ec2.Route.all-again: has the same route_table_id and destination_cidr_block as ec2.Route.all, \
         declared at {}:{line}\n  \
         hint: AWS keeps one ec2.Route for each route_table_id and destination_cidr_block",
        file!()
    );
    assert_eq!(found, [expected]);
}

#[test]
fn a_route_of_the_default_table_comes_after_its_adoption() {
    let mut stack = Stack::new("test");
    let vpc = vpc(&mut stack);
    let internet = stack.add("main", InternetGateway::attached_to(&vpc));
    let table = stack.add("main", DefaultRouteTable::new(&vpc.default_route_table_id));
    let route = stack.add("all", Route::new(&table, cidr("0.0.0.0/0")).via_internet_gateway(&internet));
    let graph = stack.graph().expect("valid");
    let before = |of: &Address| -> Vec<&str> {
        let position = graph.position(of).expect("declared");
        graph.dependencies(position).iter().map(|&at| graph.nodes()[at].address.as_str()).collect()
    };
    assert_eq!(before(route.address()), ["ec2.InternetGateway.main", "ec2.DefaultRouteTable.main"]);
    assert_eq!(before(table.address()), ["ec2.Vpc.main", "ec2.InternetGateway.main"]);
}

#[test]
fn a_default_route_table_is_adopted_once() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = vpc(stack);
        line = line!() + 1;
        stack.add("one", DefaultRouteTable::new(&vpc.default_route_table_id));
        stack.add("two", DefaultRouteTable::new(&vpc.default_route_table_id));
    });
    let expected = format!(
        "error: ec2.DefaultRouteTable.two: has the same default_route_table_id as ec2.DefaultRouteTable.one, \
         declared at {}:{line}\n  \
         hint: AWS keeps one ec2.DefaultRouteTable for each default_route_table_id",
        file!()
    );
    assert_eq!(found, [expected]);
}

#[test]
fn a_subnet_uses_one_route_table() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let subnet = stack.add("web", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        let (one, two) = (stack.add("one", RouteTable::new(&vpc)), stack.add("two", RouteTable::new(&vpc)));
        line = line!() + 1;
        stack.add("one", RouteTableAssociation::new(&subnet, &one));
        stack.add("two", RouteTableAssociation::new(&subnet, &two));
    });
    let expected = format!(
        "error: ec2.RouteTableAssociation.two: has the same subnet_id as ec2.RouteTableAssociation.one, \
         declared at {}:{line}\n  \
         hint: AWS keeps one ec2.RouteTableAssociation for each subnet_id",
        file!()
    );
    assert_eq!(found, [expected]);
}

#[test]
fn a_public_nat_gateway_needs_an_address_and_a_private_one_has_none() {
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let subnet = stack.add("public", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        let address = stack.add("nat", Eip::new());
        stack.add("bare", NatGateway::new(&subnet));
        let private = NatGateway::new(&subnet).connectivity_type(ConnectivityType::Private);
        stack.add("addressed", private.allocation_id(&address));
    });
    assert_eq!(
        found,
        [
            "error: ec2.NatGateway.bare: allocation_id: a public NAT gateway needs an elastic IP address\n  \
             hint: declare an `Eip` and use `NatGateway::public(&subnet, &address)`, or make the gateway private",
            "error: ec2.NatGateway.addressed: allocation_id: a private NAT gateway has no elastic IP address\n  \
             hint: use `NatGateway::private(&subnet)`, or make the gateway public",
        ]
    );
}

#[test]
fn nat_gateways_are_public_or_private() {
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let subnet = stack.add("public", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        let address = stack.add("nat", Eip::new());
        stack.add("public", NatGateway::public(&subnet, &address));
        stack.add("private", NatGateway::private(&subnet));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn an_elastic_ip_address_serves_one_nat_gateway() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = vpc(stack);
        let subnet = stack.add("public", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        let address = stack.add("nat", Eip::new());
        line = line!() + 1;
        stack.add("one", NatGateway::public(&subnet, &address));
        stack.add("two", NatGateway::public(&subnet, &address));
    });
    let expected = format!(
        "error: ec2.NatGateway.two: has the same allocation_id as ec2.NatGateway.one, declared at {}:{line}\n  \
         hint: AWS keeps one ec2.NatGateway for each allocation_id",
        file!()
    );
    assert_eq!(found, [expected]);
}
