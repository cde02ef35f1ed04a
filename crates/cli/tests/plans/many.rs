//! Many resources: what is alike is folded, and scopes are a tree.

use ironwright_aws::{ec2, logs};
use ironwright_core::plan::Verb;
use ironwright_core::{Declare as _, Stack, cidr};

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("twenty-subnets", "Twenty subnets of one shape.", subnets),
        Case {
            detail: super::Detail::Full,
            ..Case::new("twenty-subnets-in-detail", "Subnets of one shape, with every property.", |stack| {
                let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
                for n in 0..5 {
                    stack.add(format!("s{n}"), ec2::Subnet::new(&vpc, cidr("10.0.0.0/16").subnet(8, n)));
                }
            })
        },
        Case {
            verb: Verb::Destroy,
            ..Case::change("twenty-subnets-destroyed", "Twenty subnets go.", subnets, subnets)
        },
        Case::change(
            "twenty-tags",
            "A tag of everything changes.",
            |stack| tagged(stack, "test"),
            |stack| tagged(stack, "live"),
        ),
        Case::change("scope-renamed", "All of a scope moves to another.", groups, |stack| {
            let mut scope = stack.scope("services");
            for name in NAMES {
                scope.add(name, logs::LogGroup::new(name).renamed_from(format!("logs/{name}")));
            }
        }),
        Case::new(
            "rules",
            "Rules of a firewall are told one by one: each lets something else through.",
            |stack| {
                let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
                let acl = stack.add("public", ec2::NetworkAcl::new(&vpc));
                let anywhere = || cidr("0.0.0.0/0");
                for (at, (name, port)) in
                    [("ssh", 22), ("http", 80), ("https", 443), ("dns", 53)].into_iter().enumerate()
                {
                    let number = 100 + 10 * u16::try_from(at).expect("small");
                    let rule = ec2::NetworkAclRule::allow(&acl, number).ingress().tcp(port);
                    stack.add(format!("{name}-in"), rule.cidr(anywhere()));
                    let rule = ec2::NetworkAclRule::deny(&acl, number).egress().tcp(port);
                    stack.add(format!("{name}-out"), rule.cidr(cidr("10.0.0.0/8")));
                }
            },
        ),
        Case::new("scopes", "Scopes in scopes.", |stack| {
            stack.add("root", logs::LogGroup::new("root"));
            for region in ["north", "south"] {
                let regional = stack.scope("platform").scope("regions").scope(region);
                for part in ["ingest", "serve"] {
                    let mut part_of_it = regional.scope(part);
                    part_of_it.add("main", logs::LogGroup::new(format!("{region}-{part}")));
                    part_of_it.add("audit", logs::LogGroup::new(format!("{region}-{part}-audit")));
                }
            }
            stack.scope("a").scope("scope").scope("of").add("one", logs::LogGroup::new("one"));
        }),
    ]
}

const NAMES: [&str; 6] = ["ingest", "serve", "audit", "billing", "search", "mail"];

fn subnets(stack: &mut Stack) {
    let mut network = stack.scope("network");
    let vpc = network.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    for n in 0..20 {
        let zone = ["us-east-1a", "us-east-1b"][n as usize % 2];
        let subnet = ec2::Subnet::new(&vpc, cidr("10.0.0.0/16").subnet(8, n));
        network.add(format!("s{n}"), subnet.availability_zone(zone));
    }
}

fn groups(stack: &mut Stack) {
    let mut scope = stack.scope("logs");
    for name in NAMES {
        scope.add(name, logs::LogGroup::new(name));
    }
}

fn tagged(stack: &mut Stack, stage: &'static str) {
    stack.default_tag("stage", stage);
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    for n in 0..3 {
        stack.add(format!("s{n}"), ec2::Subnet::new(&vpc, cidr("10.0.0.0/16").subnet(8, n)));
    }
    groups(stack);
    for name in NAMES {
        stack.add(name, logs::LogGroup::new(format!("{name}-too")));
    }
}
