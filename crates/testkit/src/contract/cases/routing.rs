//! Amazon EC2's kinds that say where traffic goes.

use ironwright_aws::ec2::{
    DefaultRouteTable, Eip, InternetGateway, NatGateway, Route, RouteTable, RouteTableAssociation, Subnet,
    Vpc,
};
use ironwright_core::{Declare as _, Declared, Stack, cidr};

use crate::contract::{Case, Scene};

pub(super) fn internet_gateway() -> Case {
    Case::new("ec2.InternetGateway", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, InternetGateway::attached_to(&vpcs[0]).tag("Name", scene.name()));
    })
    .changes("vpc_id", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, InternetGateway::attached_to(&vpcs[1]).tag("Name", scene.name()));
    })
    .changes("vpc_id", |scene, stack| {
        vpcs(stack);
        scene.it(stack, InternetGateway::new().tag("Name", scene.name()));
    })
    .changes("tags", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, InternetGateway::attached_to(&vpcs[0]).tag("Name", "other").tag("team", "web"));
    })
}

pub(super) fn route_table() -> Case {
    Case::new("ec2.RouteTable", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, RouteTable::new(&vpcs[0]).tag("Name", scene.name()));
    })
    .changes("tags", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, RouteTable::new(&vpcs[0]).tag("Name", "other").tag("team", "web"));
    })
    .replaces("vpc_id", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, RouteTable::new(&vpcs[1]).tag("Name", scene.name()));
    })
}

pub(super) fn default_route_table() -> Case {
    fn table(scene: &Scene, vpc: &Declared<Vpc>) -> DefaultRouteTable {
        DefaultRouteTable::new(&vpc.default_route_table_id).tag("Name", scene.name())
    }
    Case::new("ec2.DefaultRouteTable", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, table(scene, &vpcs[0]));
    })
    .changes("tags", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, table(scene, &vpcs[0]).tag("Name", "other").tag("team", "web"));
    })
    .replaces("default_route_table_id", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, table(scene, &vpcs[1]));
    })
}

pub(super) fn route() -> Case {
    /// Two tables, and two gateways that a route can lead to.
    struct Ways {
        tables: [Declared<RouteTable>; 2],
        internet: Declared<InternetGateway>,
        nat: Declared<NatGateway>,
    }
    fn ways(stack: &mut Stack) -> Ways {
        let vpc = vpc(stack);
        let subnet = stack.add("inside", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
        // A private one needs neither an address nor the way to the internet.
        let nat = stack.add("nat", NatGateway::private(&subnet));
        Ways { tables: tables(stack, &vpc), internet: internet(stack, &vpc), nat }
    }
    Case::new("ec2.Route", |scene, stack| {
        let ways = ways(stack);
        scene.it(stack, Route::new(&ways.tables[0], cidr("0.0.0.0/0")).via_internet_gateway(&ways.internet));
    })
    .changes("gateway_id", |scene, stack| {
        let ways = ways(stack);
        scene.it(stack, Route::new(&ways.tables[0], cidr("0.0.0.0/0")).via_nat_gateway(&ways.nat));
    })
    .changes("nat_gateway_id", |scene, stack| {
        let ways = ways(stack);
        scene.it(stack, Route::new(&ways.tables[0], cidr("0.0.0.0/0")).via_nat_gateway(&ways.nat));
    })
    .replaces("destination_cidr_block", |scene, stack| {
        let ways = ways(stack);
        let route = Route::new(&ways.tables[0], cidr("198.51.100.0/24"));
        scene.it(stack, route.via_internet_gateway(&ways.internet));
    })
    .replaces("route_table_id", |scene, stack| {
        let ways = ways(stack);
        scene.it(stack, Route::new(&ways.tables[1], cidr("0.0.0.0/0")).via_internet_gateway(&ways.internet));
    })
}

pub(super) fn route_table_association() -> Case {
    fn both(stack: &mut Stack) -> ([Declared<Subnet>; 2], [Declared<RouteTable>; 2]) {
        let vpc = vpc(stack);
        (subnets(stack, &vpc), tables(stack, &vpc))
    }
    Case::new("ec2.RouteTableAssociation", |scene, stack| {
        let (subnets, tables) = both(stack);
        scene.it(stack, RouteTableAssociation::new(&subnets[0], &tables[0]));
    })
    .replaces("subnet_id", |scene, stack| {
        let (subnets, tables) = both(stack);
        scene.it(stack, RouteTableAssociation::new(&subnets[1], &tables[0]));
    })
    .replaces("route_table_id", |scene, stack| {
        let (subnets, tables) = both(stack);
        scene.it(stack, RouteTableAssociation::new(&subnets[0], &tables[1]));
    })
}

pub(super) fn eip() -> Case {
    Case::new("ec2.Eip", |scene, stack| scene.it(stack, Eip::new().tag("Name", scene.name())))
        .changes("tags", |scene, stack| scene.it(stack, Eip::new().tag("Name", "other").tag("team", "web")))
        .changes("tags", |scene, stack| scene.it(stack, Eip::new()))
}

pub(super) fn nat_gateway() -> Case {
    /// Where a public gateway can stand, and with which address.
    struct Places {
        subnets: [Declared<Subnet>; 2],
        addresses: [Declared<Eip>; 2],
        internet: Declared<InternetGateway>,
    }
    fn places(stack: &mut Stack) -> Places {
        let vpc = vpc(stack);
        let addresses = [stack.add("first", Eip::new()), stack.add("second", Eip::new())];
        Places { subnets: subnets(stack, &vpc), addresses, internet: internet(stack, &vpc) }
    }
    Case::new("ec2.NatGateway", |scene, stack| {
        let places = places(stack);
        let gateway = NatGateway::public(&places.subnets[0], &places.addresses[0]).tag("Name", scene.name());
        scene.it(stack, gateway.depends_on(&places.internet));
    })
    .changes("tags", |scene, stack| {
        let places = places(stack);
        let gateway = NatGateway::public(&places.subnets[0], &places.addresses[0]).tag("team", "web");
        scene.it(stack, gateway.depends_on(&places.internet));
    })
    .replaces("subnet_id", |scene, stack| {
        let places = places(stack);
        let gateway = NatGateway::public(&places.subnets[1], &places.addresses[0]).tag("Name", scene.name());
        scene.it(stack, gateway.depends_on(&places.internet));
    })
    .replaces("allocation_id", |scene, stack| {
        let places = places(stack);
        let gateway = NatGateway::public(&places.subnets[0], &places.addresses[1]).tag("Name", scene.name());
        scene.it(stack, gateway.depends_on(&places.internet));
    })
    .replaces("connectivity_type", |scene, stack| {
        let places = places(stack);
        let gateway = NatGateway::private(&places.subnets[0]).tag("Name", scene.name());
        scene.it(stack, gateway.depends_on(&places.internet));
    })
}

/// Two VPCs, to move between.
fn vpcs(stack: &mut Stack) -> [Declared<Vpc>; 2] {
    [stack.add("here", Vpc::new(cidr("10.90.0.0/16"))), stack.add("there", Vpc::new(cidr("10.91.0.0/16")))]
}

fn vpc(stack: &mut Stack) -> Declared<Vpc> {
    stack.add("vpc", Vpc::new(cidr("10.90.0.0/16")))
}

fn subnets(stack: &mut Stack, vpc: &Declared<Vpc>) -> [Declared<Subnet>; 2] {
    [
        stack.add("first", Subnet::new(vpc, vpc.cidr_block.subnet(8, 0))),
        stack.add("second", Subnet::new(vpc, vpc.cidr_block.subnet(8, 1))),
    ]
}

fn tables(stack: &mut Stack, vpc: &Declared<Vpc>) -> [Declared<RouteTable>; 2] {
    [stack.add("first", RouteTable::new(vpc)), stack.add("second", RouteTable::new(vpc))]
}

fn internet(stack: &mut Stack, vpc: &Declared<Vpc>) -> Declared<InternetGateway> {
    stack.add("internet", InternetGateway::attached_to(vpc))
}
