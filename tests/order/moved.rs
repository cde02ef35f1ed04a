//! A network that is made anew, with all that stands in it: what was in the old one moves over, or goes in time.
//!
//! AWS detaches no internet gateway while public addresses are mapped through it, whether it is deleted or moved.

use ironwright::aws::{ec2, ecs};
use ironwright::testing::rehearse;

use super::*;

/// A VPC with its gateway, a subnet, and a NAT gateway at an address of its own.
fn with_nat(stack: &mut Stack, name: &str, range: &str, address: &str) -> Declared<ec2::NatGateway> {
    let vpc = stack.add(name, ec2::Vpc::new(cidr(range)));
    stack.add("main", ec2::InternetGateway::attached_to(&vpc));
    let subnet = stack.add("public", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let address = stack.add(address, ec2::Eip::new());
    stack.add("nat", ec2::NatGateway::public(&subnet, &address))
}

#[test]
fn a_vpc_of_another_range_with_its_gateway_and_nat() {
    goes_through(|stack, after| {
        with_nat(stack, "main", if *after { "10.1.0.0/16" } else { "10.0.0.0/16" }, "nat");
        Ok(())
    });
}

#[test]
fn a_vpc_under_another_logical_name_whose_nat_gets_another_address() {
    goes_through(|stack, after| {
        let (name, address) = if *after { ("other", "second") } else { ("main", "first") };
        with_nat(stack, name, "10.0.0.0/16", address);
        Ok(())
    });
}

#[test]
fn a_vpc_that_was_only_told_to_come_after_a_nat_gateway_does_not_keep_it() {
    goes_through(|stack, after| {
        let (first, second) = if *after { ("one", "two") } else { ("main", "another") };
        let nat = with_nat(stack, first, "10.0.0.0/16", "nat");
        let vpc = stack.add(second, ec2::Vpc::new(cidr("10.1.0.0/16")).depends_on(&nat));
        stack.add("another", ec2::InternetGateway::attached_to(&vpc));
        Ok(())
    });
}

#[test]
fn two_gateways_exchange_their_vpcs_under_public_addresses() {
    goes_through(|stack, after| {
        let vpcs = ["a", "b"].map(|name| stack.add(name, ec2::Vpc::new(cidr("10.0.0.0/16"))));
        for (at, name) in ["one", "two"].into_iter().enumerate() {
            let vpc = &vpcs[if *after { 1 - at } else { at }];
            stack.add(name, ec2::InternetGateway::attached_to(vpc));
        }
        for (vpc, name) in vpcs.iter().zip(["a", "b"]) {
            let subnet = stack.add(name, ec2::Subnet::new(vpc, cidr("10.0.1.0/24")));
            let address = stack.add(name, ec2::Eip::new());
            stack.add(name, ec2::NatGateway::public(&subnet, &address));
        }
        Ok(())
    });
}

/// A service with public addresses in one of two VPCs, between which the gateway moves.
fn public_service(stack: &mut Stack, moved: &bool) -> Outcome {
    let vpcs = ["a", "b"].map(|name| stack.add(name, ec2::Vpc::new(cidr("10.0.0.0/16"))));
    let subnets = [0, 1].map(|at| {
        let name = ["a", "b"][at];
        stack.add(name, ec2::Subnet::new(&vpcs[at], cidr("10.0.1.0/24")))
    });
    let at = usize::from(*moved);
    stack.add("main", ec2::InternetGateway::attached_to(&vpcs[at]));
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    let task = task(stack, |task| task);
    let service = ecs::Service::new("web", &cluster, &task).launch_type(ecs::LaunchType::Fargate);
    stack.add("web", service.subnets([&subnets[at]]).assign_public_ip(true));
    Ok(())
}

#[test]
fn a_gateway_that_public_tasks_need_where_it_is_is_made_anew_and_they_move_over() {
    let mut world = rehearse("demo", public_service, &false);
    let plan = world.preview(public_service, &true).expect("a plan");
    let of = |address: &str| plan.step(address).map(|step| step.action.as_str());
    assert_eq!(of("ec2.InternetGateway.main"), Some("replace"), "{plan}");
    assert_eq!(of("ecs.Service.web"), Some("update"), "{plan}");
    let told = "the new one first, because it cannot be moved while something needs it where it is";
    assert!(plan.to_string().contains(told), "{plan}");
    goes_through(public_service);
}

#[test]
fn a_gateway_that_nothing_needs_where_it_is_moves() {
    let gateway = |stack: &mut Stack, moved: &bool| -> Outcome {
        let vpcs = ["a", "b"].map(|name| stack.add(name, ec2::Vpc::new(cidr("10.0.0.0/16"))));
        stack.add("main", ec2::InternetGateway::attached_to(&vpcs[usize::from(*moved)]));
        Ok(())
    };
    let mut world = rehearse("demo", gateway, &false);
    let plan = world.preview(gateway, &true).expect("a plan");
    assert_eq!(
        plan.step("ec2.InternetGateway.main").map(|step| step.action.as_str()),
        Some("update"),
        "{plan}"
    );
}

#[test]
fn a_gateway_goes_first_whose_next_vpc_is_told_to_wait_for_what_needs_its_successor() {
    goes_through(|stack, after| {
        let (vpc, subnet) = network(stack);
        if *after {
            stack.add("main", ec2::InternetGateway::attached_to(&vpc));
            let table = stack.add("public", ec2::RouteTable::new(&vpc));
            let association = stack.add("a", ec2::RouteTableAssociation::new(&subnet, &table));
            let other = stack.add("other", ec2::Vpc::new(cidr("10.1.0.0/16")));
            let gateway = ec2::InternetGateway::attached_to(&other);
            stack.add("moving", gateway.depends_on(&association));
        } else {
            stack.add("moving", ec2::InternetGateway::attached_to(&vpc));
        }
        Ok(())
    });
}
