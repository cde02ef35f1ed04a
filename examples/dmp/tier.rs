//! One tier of the network: a subnet in each availability zone, and the access control list that guards them.

use ironwright::aws::ec2::{NetworkAcl, NetworkAclAssociation, NetworkAclRule, Subnet, Vpc};
use ironwright::prelude::*;

use super::network_rules::{Direction, Rule};
use super::{Settings, anywhere};

/// The availability zones that every tier is in.
pub(super) const ZONES: [&str; 2] = ["a", "b"];

/// The port of a game whose servers like to be hidden on other people's machines: nobody here plays it.
const UNWANTED: u16 = 25565;

/// A tier, once it is declared.
pub struct Tier {
    /// Its name, in the names of all that it has.
    pub name: &'static str,
    /// Its subnets, in the order of [`ZONES`].
    pub subnets: [Declared<Subnet>; ZONES.len()],
    /// What guards them. Numbers below 5000 are for emergencies, those from 10000 for services.
    pub acl: Declared<NetworkAcl>,
}

impl Tier {
    /// Declares the subnets, counted from a number, and their list.
    pub fn declare(
        stack: &mut Stack,
        settings: &Settings,
        vpc: &Declared<Vpc>,
        name: &'static str,
        first_subnet: u32,
    ) -> Self {
        let upper = name.to_uppercase();
        let acl = stack.add(name, NetworkAcl::new(vpc).tag("Name", settings.name(&upper)));
        let mut numbers = first_subnet..;
        let subnets = ZONES.map(|zone| {
            // Three bits more than the VPC's own: eight subnets, of which a tier has two.
            let network = vpc.cidr_block.subnet(3, numbers.next().unwrap_or_default());
            let name = format!("{name}-{zone}");
            let subnet = stack.add(
                &name,
                Subnet::new(vpc, network)
                    .availability_zone(settings.availability_zone(zone))
                    .tag("Name", settings.name(&format!("SUBNET:{upper}:{zone}"))),
            );
            stack.add(&name, NetworkAclAssociation::new(&subnet, &acl));
            subnet
        });
        Self { name, subnets, acl }
    }

    /// Lets pass what the rules say, and nothing else.
    pub fn guard(&self, stack: &mut Stack, rules: Vec<Rule>) {
        let (acl, name) = (&self.acl, self.name);
        let unwanted = NetworkAclRule::deny(acl, 5000).egress().tcp(UNWANTED).cidr(anywhere());
        stack.add(format!("{name}-unwanted-out"), unwanted);
        for Rule { name: rule, direction, number, ports, other_side } in rules {
            let allow = NetworkAclRule::allow(acl, number);
            let allow = match direction {
                Direction::In => allow.ingress(),
                Direction::Out => allow.egress(),
            };
            stack.add(format!("{name}-{rule}"), allow.tcp(ports).cidr(other_side));
        }
    }
}
