//! What AWS has made in each region, and endpoints of VPCs.

use ironwright_aws::ec2;
use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn default_vpc() -> Case {
    fn vpc(scene: &Scene) -> ec2::DefaultVpc {
        ec2::DefaultVpc::new().tag("Name", scene.name())
    }
    Case::new("ec2.DefaultVpc", |scene, stack| scene.it(stack, vpc(scene)))
        .changes("enable_dns_hostnames", |scene, stack| {
            scene.it(stack, vpc(scene).enable_dns_hostnames(false));
        })
        .changes("enable_dns_support", |scene, stack| {
            scene.it(stack, vpc(scene).enable_dns_hostnames(false).enable_dns_support(false));
        })
        .changes("tags", |scene, stack| scene.it(stack, vpc(scene).tag("Name", "other").tag("team", "web")))
}

pub(super) fn default_subnet() -> Case {
    fn subnet(scene: &Scene, zone: &str) -> ec2::DefaultSubnet {
        ec2::DefaultSubnet::new(zone).tag("Name", scene.name())
    }
    Case::new("ec2.DefaultSubnet", |scene, stack| scene.it(stack, subnet(scene, "us-east-1a")))
        .changes("map_public_ip_on_launch", |scene, stack| {
            scene.it(stack, subnet(scene, "us-east-1a").map_public_ip_on_launch(false));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, subnet(scene, "us-east-1a").tag("Name", "other").tag("team", "web"));
        })
        .replaces("availability_zone", |scene, stack| scene.it(stack, subnet(scene, "us-east-1b")))
}

pub(super) fn vpc_endpoint() -> Case {
    struct Network {
        subnets: [Declared<ec2::Subnet>; 2],
        groups: [Declared<ec2::SecurityGroup>; 2],
        tables: [Declared<ec2::RouteTable>; 2],
    }
    fn network(scene: &Scene, stack: &mut Stack) -> (Declared<ec2::Vpc>, Network) {
        let vpc = stack
            .add("main", ec2::Vpc::new(ironwright_core::cidr("10.90.0.0/16")).enable_dns_hostnames(true));
        let zones = [("a", 0), ("b", 1)];
        let subnets = zones.map(|(zone, number)| {
            let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
            stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
        });
        let groups = ["one", "two"].map(|name| {
            let group = ec2::SecurityGroup::new(&vpc, format!("{}-{name}", scene.name()), "Endpoints");
            stack.add(name, group)
        });
        let tables = ["one", "two"].map(|name| stack.add(name, ec2::RouteTable::new(&vpc)));
        (vpc, Network { subnets, groups, tables })
    }
    fn interface(
        scene: &Scene,
        stack: &mut Stack,
        change: fn(ec2::VpcEndpoint, &Network) -> ec2::VpcEndpoint,
    ) {
        let (vpc, network) = network(scene, stack);
        let endpoint = ec2::VpcEndpoint::interface(&vpc, "com.amazonaws.us-east-1.sqs")
            .subnets([&network.subnets[0]])
            .security_groups([&network.groups[0]])
            .private_dns_enabled(true)
            .tag("Name", scene.name());
        scene.it(stack, change(endpoint, &network));
    }
    Case::new("ec2.VpcEndpoint", |scene, stack| interface(scene, stack, |it, _| it))
        .changes("subnets", |scene, stack| interface(scene, stack, |it, all| it.subnets(&all.subnets)))
        .changes("security_groups", |scene, stack| {
            interface(scene, stack, |it, all| it.security_groups([&all.groups[1]]));
        })
        .changes("private_dns_enabled", |scene, stack| {
            interface(scene, stack, |it, _| it.private_dns_enabled(false));
        })
        .changes("policy_document", |scene, stack| {
            interface(scene, stack, |it, _| {
                let send = Statement::allow().principal(Principal::aws("*")).action("sqs:SendMessage");
                it.policy_document(PolicyDocument::new().statement(send.resource("*")))
            });
        })
        .changes("tags", |scene, stack| {
            interface(scene, stack, |it, _| it.tag("Name", "other").tag("team", "web"));
        })
        .replaces("service_name", |scene, stack| {
            let (vpc, all) = network(scene, stack);
            let endpoint = ec2::VpcEndpoint::interface(&vpc, "com.amazonaws.us-east-1.logs")
                .subnets([&all.subnets[0]])
                .security_groups([&all.groups[0]])
                .private_dns_enabled(true);
            scene.it(stack, endpoint.tag("Name", scene.name()));
        })
        .sample(|scene, stack| {
            let (vpc, all) = network(scene, stack);
            let endpoint = ec2::VpcEndpoint::gateway(&vpc, "com.amazonaws.us-east-1.s3");
            scene.it(stack, endpoint.route_tables(&all.tables));
        })
}

pub(super) fn key_pair() -> Case {
    const KEYS: [&str; 2] = [
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDnrdeNoTZm/WNV58uB5ZPBaQlbJyULyTvYWhKfEnZtr1H53SAqXUR8Z7MKn/vT2YG9S294p\
         +ClOkUeJFU8RFdaFLFeO3UpAk8OYfl5RpH1ocRfoBw7Jmvx6I+p5AVxjApU66/sCxjIA6SXle1fltix4OD1bgZWJTij+JgunwwUVi+mDMYd0a\
         Psinpyw0FVyRrrTwkPfylp24r3u8MK9VEDrzBUGlxZdZyEoXYhZ/zLh7wxQr5l8lcUpWqcZEYH3pA/XoH5hMgQckCNU+85HZYpGtFTWrAj24y\
         nX/4+nDyw43SpeVwUHVVHJrbdJFsEFsbPJyYpfHBTvKjNirt0vn6T me@example.com",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtxnbDHXbuCJHqPGhQBxnsZ6iNNwJUoXHAGNvZ3rtw2 me@example.com",
    ];
    fn pair(scene: &Scene, name: &str, key: usize) -> ec2::KeyPair {
        ec2::KeyPair::new(format!("{}{name}", scene.name()), KEYS[key]).tag("Name", scene.name())
    }
    Case::new("ec2.KeyPair", |scene, stack| scene.it(stack, pair(scene, "", 0)))
        .changes("tags", |scene, stack| {
            scene.it(stack, pair(scene, "", 0).tag("Name", "other").tag("team", "web"));
        })
        .replaces("key_name", |scene, stack| scene.it(stack, pair(scene, "-other", 0)))
        .replaces("public_key_material", |scene, stack| scene.it(stack, pair(scene, "", 1)))
}
