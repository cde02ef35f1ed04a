//! VPCs, their subnets and their internet gateways.

use ironwright_aws::ec2::{InternetGateway, Subnet, Vpc};
use ironwright_core::cidr;

use crate::common::problems;

#[test]
fn a_vpc_is_between_a_16_and_a_28() {
    let of_size = |network: &'static str| {
        problems(|stack| {
            stack.add("main", Vpc::new(cidr(network)));
        })
    };
    assert_eq!(of_size("10.0.0.0/16"), [""; 0]);
    assert_eq!(of_size("10.0.0.0/28"), [""; 0]);
    assert_eq!(
        of_size("10.0.0.0/15"),
        ["error: ec2.Vpc.main: cidr_block: 10.0.0.0/15 is not between a /16 and a /28\n  \
          hint: AWS takes no other size"]
    );
    assert_eq!(
        of_size("10.0.0.0/29"),
        ["error: ec2.Vpc.main: cidr_block: 10.0.0.0/29 is not between a /16 and a /28\n  \
          hint: AWS takes no other size"]
    );
}

#[test]
fn dns_names_need_dns_support() {
    let with = |hostnames: bool, support: bool| {
        problems(|stack| {
            let vpc = Vpc::new(cidr("10.0.0.0/16"));
            stack.add("main", vpc.enable_dns_hostnames(hostnames).enable_dns_support(support));
        })
    };
    assert_eq!(
        with(true, false),
        ["error: ec2.Vpc.main: enable_dns_hostnames: needs `enable_dns_support`, which is off\n  \
          hint: leave `enable_dns_support` on, or both off"]
    );
    for (hostnames, support) in [(true, true), (false, true), (false, false)] {
        assert_eq!(with(hostnames, support), [""; 0]);
    }
}

#[test]
fn dns_support_is_on_unless_it_is_turned_off() {
    let found = problems(|stack| {
        stack.add("main", Vpc::new(cidr("10.0.0.0/16")).enable_dns_hostnames(true));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_subnet_is_between_a_16_and_a_28() {
    let of_size = |network: &'static str| {
        problems(|stack| {
            stack.add("a", Subnet::new("vpc-1a2743d115d4dd2b1", cidr(network)));
        })
    };
    assert_eq!(of_size("10.0.0.0/28"), [""; 0]);
    assert_eq!(
        of_size("10.0.0.0/29"),
        ["error: ec2.Subnet.a: cidr_block: 10.0.0.0/29 is not between a /16 and a /28\n  \
          hint: AWS takes no other size"]
    );
    assert_eq!(
        of_size("10.0.0.0/15"),
        ["error: ec2.Subnet.a: cidr_block: 10.0.0.0/15 is not between a /16 and a /28\n  \
          hint: AWS takes no other size"]
    );
}

#[test]
fn a_subnet_outside_its_vpc_is_named_with_the_vpc() {
    let at = |network: &'static str| {
        problems(|stack| {
            let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
            stack.add("web", Subnet::new(&vpc, cidr(network)));
        })
    };
    assert_eq!(at("10.12.1.0/24"), [""; 0]);
    assert_eq!(at("10.12.1.224/27"), [""; 0]);
    for beside_or_around in ["10.12.0.224/27", "10.12.2.0/27", "10.12.0.0/20"] {
        let expected = format!(
            "error: ec2.Subnet.web: cidr_block: {beside_or_around} is not inside 10.12.1.0/24, the range of \
             ec2.Vpc.main\n  \
             hint: take a part of it: `vpc.cidr_block.subnet(8, 0)` is one of 10.12.1.0/24"
        );
        assert_eq!(at(beside_or_around), [expected]);
    }
}

#[test]
fn overlapping_subnets_are_both_named() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
        line = line!() + 1;
        stack.add("first", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 1)));
        stack.add("second", Subnet::new(&vpc, vpc.cidr_block.subnet(4, 3)));
    });
    assert_eq!(found, [overlap("second", "10.12.1.48/28", "10.12.1.32/27", "first", line)]);
}

#[test]
fn a_big_subnet_overlaps_each_of_the_small_ones_inside_it() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
        line = line!() + 1;
        stack.add("big", Subnet::new(&vpc, cidr("10.12.1.0/24")));
        stack.add("small-a", Subnet::new(&vpc, cidr("10.12.1.0/27")));
        stack.add("small-b", Subnet::new(&vpc, cidr("10.12.1.224/27")));
        stack.add("next", Subnet::new(&vpc, cidr("10.12.2.0/27")));
    });
    assert_eq!(
        found,
        [
            overlap("small-a", "10.12.1.0/27", "10.12.1.0/24", "big", line),
            overlap("small-b", "10.12.1.224/27", "10.12.1.0/24", "big", line),
        ]
    );
}

#[test]
fn a_big_subnet_declared_last_is_blamed_for_each_of_the_small_ones() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
        line = line!() + 1;
        stack.add("small-a", Subnet::new(&vpc, cidr("10.12.1.0/27")));
        stack.add("small-b", Subnet::new(&vpc, cidr("10.12.1.224/27")));
        stack.add("big", Subnet::new(&vpc, cidr("10.12.1.0/24")));
    });
    assert_eq!(
        found,
        [
            overlap("big", "10.12.1.0/24", "10.12.1.0/27", "small-a", line),
            overlap("big", "10.12.1.0/24", "10.12.1.224/27", "small-b", line + 1),
        ]
    );
}

fn overlap(blamed: &str, its: &str, other: &str, first: &str, line: u32) -> String {
    format!(
        "error: ec2.Subnet.{blamed}: cidr_block: {its} overlaps {other} of ec2.Subnet.{first}, declared at {}:{line}\n  \
         hint: number the parts of the VPC apart: `vpc.cidr_block.subnet(3, 0)`, `(3, 1)`, …",
        file!()
    )
}

#[test]
fn subnets_of_different_vpcs_may_have_the_same_range() {
    let found = problems(|stack| {
        for name in ["blue", "green"] {
            let vpc = stack.add(name, Vpc::new(cidr("10.12.1.0/24")));
            stack.add(name, Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        }
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn the_second_internet_gateway_of_a_vpc_is_refused() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
        line = line!() + 1;
        stack.add("one", InternetGateway::attached_to(&vpc));
        stack.add("two", InternetGateway::attached_to(&vpc));
        stack.add("spare-one", InternetGateway::new());
        stack.add("spare-two", InternetGateway::new());
    });
    let expected = format!(
        "error: ec2.InternetGateway.two: has the same vpc_id as ec2.InternetGateway.one, declared at {}:{line}\n  \
         hint: AWS keeps one ec2.InternetGateway for each vpc_id",
        file!()
    );
    assert_eq!(found, [expected]);
}
