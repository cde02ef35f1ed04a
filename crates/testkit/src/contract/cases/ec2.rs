//! Amazon EC2's kinds.

use ironwright_aws::ec2;
use ironwright_core::{Declared, Stack, cidr};

pub(super) use super::routing::{
    default_route_table, eip, internet_gateway, nat_gateway, route, route_table, route_table_association,
};
use crate::contract::{Case, Scene};

pub(super) fn vpc() -> Case {
    fn vpc(scene: &Scene) -> ec2::Vpc {
        ec2::Vpc::new(cidr("10.90.0.0/16")).tag("Name", scene.name())
    }
    Case::new("ec2.Vpc", |scene, stack| scene.it(stack, vpc(scene)))
        .changes("enable_dns_hostnames", |scene, stack| {
            scene.it(stack, vpc(scene).enable_dns_hostnames(true));
        })
        .changes("enable_dns_support", |scene, stack| scene.it(stack, vpc(scene).enable_dns_support(false)))
        .changes("tags", |scene, stack| scene.it(stack, vpc(scene).tag("Name", "other").tag("team", "web")))
        .changes("tags", |scene, stack| scene.it(stack, ec2::Vpc::new(cidr("10.90.0.0/16"))))
        .replaces("cidr_block", |scene, stack| {
            scene.it(stack, ec2::Vpc::new(cidr("10.91.0.0/16")).tag("Name", scene.name()));
        })
        .replaces("instance_tenancy", |scene, stack| {
            scene.it(stack, vpc(scene).instance_tenancy(ec2::Tenancy::Dedicated));
        })
}

pub(super) fn subnet() -> Case {
    fn subnet(scene: &Scene, stack: &mut Stack, number: u32) -> ec2::Subnet {
        let vpc = vpc_of(stack);
        let network = vpc.cidr_block.subnet(8, number);
        // Where none is asked for, AWS chooses a zone at will.
        ec2::Subnet::new(&vpc, network).availability_zone("us-east-1a").tag("Name", scene.name())
    }
    Case::new("ec2.Subnet", |scene, stack| {
        let subnet = subnet(scene, stack, 0);
        scene.it(stack, subnet);
    })
    .changes("map_public_ip_on_launch", |scene, stack| {
        let subnet = subnet(scene, stack, 0).map_public_ip_on_launch(true);
        scene.it(stack, subnet);
    })
    .changes("tags", |scene, stack| {
        let subnet = subnet(scene, stack, 0).tag("Name", "other").tag("team", "web");
        scene.it(stack, subnet);
    })
    .replaces("cidr_block", |scene, stack| {
        let subnet = subnet(scene, stack, 1);
        scene.it(stack, subnet);
    })
    .replaces("availability_zone", |scene, stack| {
        let subnet = subnet(scene, stack, 0).availability_zone("us-east-1c");
        scene.it(stack, subnet);
    })
}

pub(super) fn network_acl() -> Case {
    fn acl(stack: &mut Stack) -> ec2::NetworkAcl {
        other_vpc_of(stack);
        ec2::NetworkAcl::new(vpc_of(stack))
    }
    Case::new("ec2.NetworkAcl", |scene, stack| {
        let acl = acl(stack).tag("Name", scene.name());
        scene.it(stack, acl);
    })
    .changes("tags", |scene, stack| {
        let acl = acl(stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, acl);
    })
    .replaces("vpc_id", |scene, stack| {
        vpc_of(stack);
        let acl = ec2::NetworkAcl::new(other_vpc_of(stack)).tag("Name", scene.name());
        scene.it(stack, acl);
    })
}

pub(super) fn network_acl_association() -> Case {
    fn surroundings(stack: &mut Stack) -> ([Declared<ec2::Subnet>; 2], [Declared<ec2::NetworkAcl>; 2]) {
        let vpc = vpc_of(stack);
        let subnets = [("a", 0), ("b", 1)]
            .map(|(name, number)| stack.add(name, ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number))));
        (subnets, ["one", "two"].map(|name| stack.add(name, ec2::NetworkAcl::new(&vpc))))
    }
    Case::new("ec2.NetworkAclAssociation", |scene, stack| {
        let (subnets, acls) = surroundings(stack);
        scene.it(stack, ec2::NetworkAclAssociation::new(&subnets[0], &acls[0]));
    })
    .replaces("network_acl_id", |scene, stack| {
        let (subnets, acls) = surroundings(stack);
        scene.it(stack, ec2::NetworkAclAssociation::new(&subnets[0], &acls[1]));
    })
    .replaces("subnet_id", |scene, stack| {
        let (subnets, acls) = surroundings(stack);
        scene.it(stack, ec2::NetworkAclAssociation::new(&subnets[1], &acls[0]));
    })
}

pub(super) fn network_acl_rule() -> Case {
    fn acls(stack: &mut Stack) -> [Declared<ec2::NetworkAcl>; 2] {
        let vpc = vpc_of(stack);
        ["one", "two"].map(|name| stack.add(name, ec2::NetworkAcl::new(&vpc)))
    }
    fn with(
        scene: &Scene,
        stack: &mut Stack,
        rule: fn(ec2::NeedsTraffic<ec2::NeedsCidr>) -> ec2::NetworkAclRule,
    ) {
        let [acl, _] = acls(stack);
        scene.it(stack, rule(ec2::NetworkAclRule::allow(&acl, 100).ingress()));
    }
    Case::new("ec2.NetworkAclRule", |scene, stack| {
        with(scene, stack, |rule| rule.tcp(443).cidr(cidr("10.0.0.0/8")));
    })
    .changes("from_port", |scene, stack| {
        with(scene, stack, |rule| rule.tcp(80..=443).cidr(cidr("10.0.0.0/8")));
    })
    .changes("to_port", |scene, stack| {
        with(scene, stack, |rule| rule.tcp(443..=8443).cidr(cidr("10.0.0.0/8")));
    })
    .changes("cidr_block", |scene, stack| {
        with(scene, stack, |rule| rule.tcp(443).cidr(cidr("0.0.0.0/0")));
    })
    .changes("protocol", |scene, stack| {
        with(scene, stack, |rule| rule.all_traffic().cidr(cidr("10.0.0.0/8")));
    })
    .changes("icmp_type", |scene, stack| {
        with(scene, stack, |rule| rule.icmp(8, 0).cidr(cidr("10.0.0.0/8")));
    })
    .changes("icmp_code", |scene, stack| {
        with(scene, stack, |rule| rule.all_icmp().cidr(cidr("10.0.0.0/8")));
    })
    .changes("rule_action", |scene, stack| {
        let [acl, _] = acls(stack);
        scene.it(stack, ec2::NetworkAclRule::deny(&acl, 100).ingress().tcp(443).cidr(cidr("10.0.0.0/8")));
    })
    .replaces("egress", |scene, stack| {
        let [acl, _] = acls(stack);
        scene.it(stack, ec2::NetworkAclRule::allow(&acl, 100).egress().tcp(443).cidr(cidr("10.0.0.0/8")));
    })
    .replaces("rule_number", |scene, stack| {
        let [acl, _] = acls(stack);
        scene.it(stack, ec2::NetworkAclRule::allow(&acl, 200).ingress().tcp(443).cidr(cidr("10.0.0.0/8")));
    })
    .replaces("network_acl_id", |scene, stack| {
        let [_, acl] = acls(stack);
        scene.it(stack, ec2::NetworkAclRule::allow(&acl, 100).ingress().tcp(443).cidr(cidr("10.0.0.0/8")));
    })
}

pub(super) fn security_group() -> Case {
    fn group(scene: &Scene, stack: &mut Stack) -> ec2::SecurityGroup {
        other_vpc_of(stack);
        ec2::SecurityGroup::new(vpc_of(stack), scene.name(), "Tasks that serve web pages")
    }
    Case::new("ec2.SecurityGroup", |scene, stack| {
        let group = group(scene, stack).tag("Name", "web");
        scene.it(stack, group);
    })
    .changes("tags", |scene, stack| {
        let group = group(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, group);
    })
    .replaces("group_name", |scene, stack| {
        let name = format!("{}-other", scene.name());
        other_vpc_of(stack);
        let group = ec2::SecurityGroup::new(vpc_of(stack), name, "Tasks that serve web pages");
        scene.it(stack, group.tag("Name", "web"));
    })
    .replaces("description", |scene, stack| {
        other_vpc_of(stack);
        let group = ec2::SecurityGroup::new(vpc_of(stack), scene.name(), "Tasks that serve pictures");
        scene.it(stack, group.tag("Name", "web"));
    })
    .replaces("vpc_id", |scene, stack| {
        vpc_of(stack);
        let vpc = other_vpc_of(stack);
        let group = ec2::SecurityGroup::new(&vpc, scene.name(), "Tasks that serve web pages");
        scene.it(stack, group.tag("Name", "web"));
    })
}

pub(super) fn security_group_rule() -> Case {
    fn groups(scene: &Scene, stack: &mut Stack) -> [Declared<ec2::SecurityGroup>; 2] {
        let vpc = vpc_of(stack);
        ["one", "two"].map(|name| {
            let full = format!("{}-{name}", scene.name());
            stack.add(name, ec2::SecurityGroup::new(&vpc, full, "Tasks that serve web pages"))
        })
    }
    fn rule(scene: &Scene, stack: &mut Stack) -> ec2::SecurityGroupRule {
        let [group, _] = groups(scene, stack);
        ec2::SecurityGroupRule::egress(&group).tcp(443).to_cidr(cidr("10.0.0.0/8"))
    }
    fn to(scene: &Scene, stack: &mut Stack, rule: ec2::SecurityGroupRule) {
        scene.it(stack, rule.description("Pages").tag("Name", "web"));
    }
    Case::new("ec2.SecurityGroupRule", |scene, stack| {
        let rule = rule(scene, stack);
        to(scene, stack, rule);
    })
    .changes("description", |scene, stack| {
        let rule = rule(scene, stack).description("Pictures").tag("Name", "web");
        scene.it(stack, rule);
    })
    .changes("tags", |scene, stack| {
        let rule = rule(scene, stack).description("Pages").tag("team", "web");
        scene.it(stack, rule);
    })
    .replaces("from_port", |scene, stack| {
        let [group, _] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::egress(&group).tcp(80..=443).to_cidr(cidr("10.0.0.0/8")));
    })
    .replaces("to_port", |scene, stack| {
        let [group, _] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::egress(&group).tcp(443..=8443).to_cidr(cidr("10.0.0.0/8")));
    })
    .replaces("cidr_ipv4", |scene, stack| {
        let [group, _] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::egress(&group).tcp(443).to_cidr(cidr("0.0.0.0/0")));
    })
    .replaces("referenced_security_group_id", |scene, stack| {
        let [group, other] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::egress(&group).tcp(443).to_group(&other));
    })
    .replaces("ip_protocol", |scene, stack| {
        let [group, _] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::egress(&group).all_traffic().to_cidr(cidr("10.0.0.0/8")));
    })
    .replaces("direction", |scene, stack| {
        let [group, _] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::ingress(&group).tcp(443).from_cidr(cidr("10.0.0.0/8")));
    })
    .replaces("security_group_id", |scene, stack| {
        let [_, group] = groups(scene, stack);
        to(scene, stack, ec2::SecurityGroupRule::egress(&group).tcp(443).to_cidr(cidr("10.0.0.0/8")));
    })
}

/// A VPC for what needs one.
fn vpc_of(stack: &mut Stack) -> Declared<ec2::Vpc> {
    stack.add("vpc", ec2::Vpc::new(cidr("10.90.0.0/16")))
}

/// Another VPC for what moves.
fn other_vpc_of(stack: &mut Stack) -> Declared<ec2::Vpc> {
    stack.add("other-vpc", ec2::Vpc::new(cidr("10.92.0.0/16")))
}
