//! Amazon EC2's kinds.

use ironwright_aws::ec2;
use ironwright_core::{Declared, Stack, cidr};

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

/// A VPC for what needs one.
fn vpc_of(stack: &mut Stack) -> Declared<ec2::Vpc> {
    stack.add("vpc", ec2::Vpc::new(cidr("10.90.0.0/16")))
}
