//! Entries of network ACLs, to the SDK's types and back: where a rule stands, and what it is about.

use aws_sdk_ec2::types::{IcmpTypeCode, NetworkAclEntry, PortRange};
use ironwright_aws::ec2::NetworkAclRule;

use super::api::prelude::*;

/// Where a rule stands.
pub(super) struct Place<'a> {
    pub(super) acl: &'a str,
    pub(super) egress: bool,
    pub(super) number: i32,
}

impl<'a> Place<'a> {
    /// From a physical id, `acl-a9a963f93064e4daa|true|100`.
    pub(super) fn parse(id: &'a str) -> Option<Self> {
        let mut parts = id.split('|');
        let (acl, egress, number) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { acl, egress: egress.parse().ok()?, number: number.parse().ok()? })
    }

    pub(super) fn id(&self) -> String {
        let Self { acl, egress, number } = self;
        format!("{acl}|{egress}|{number}")
    }
}

/// Protocols as AWS numbers them.
const NUMBERS: [(&str, &str); 3] = [("tcp", "6"), ("udp", "17"), ("icmp", "1")];

pub(super) fn protocol(inputs: &Map) -> Option<String> {
    let name: String = text(inputs, NetworkAclRule::PROTOCOL)?;
    let numbered = NUMBERS.iter().find(|(known, _)| *known == name);
    Some(numbered.map_or(name, |(_, number)| (*number).to_owned()))
}

pub(super) fn ports(inputs: &Map) -> Option<PortRange> {
    let from = number(inputs, NetworkAclRule::FROM_PORT)?;
    Some(PortRange::builder().from(from).set_to(number(inputs, NetworkAclRule::TO_PORT)).build())
}

pub(super) fn icmp(inputs: &Map) -> Option<IcmpTypeCode> {
    let of_type = number(inputs, NetworkAclRule::ICMP_TYPE)?;
    Some(IcmpTypeCode::builder().r#type(of_type).set_code(number(inputs, NetworkAclRule::ICMP_CODE)).build())
}

pub(super) fn observed(acl: &str, entry: &NetworkAclEntry) -> Option<(String, Map)> {
    type Rule = NetworkAclRule;
    let place = Place { acl, egress: entry.egress()?, number: entry.rule_number()? };
    let number = entry.protocol()?;
    let named = NUMBERS.iter().find(|(_, known)| *known == number);
    let name = named.map_or(number, |(name, _)| name);
    // Servers speak of ports and messages also where the protocol has none.
    let ports = entry.port_range().filter(|_| matches!(name, "tcp" | "udp"));
    let icmp = entry.icmp_type_code().filter(|_| name == "icmp");
    let observed = Properties::default()
        .with(Rule::NETWORK_ACL_ID, acl)
        .with(Rule::EGRESS, place.egress)
        .with(Rule::RULE_NUMBER, place.number)
        .with(Rule::PROTOCOL, name)
        .with(Rule::RULE_ACTION, entry.rule_action())
        .with(Rule::CIDR_BLOCK, entry.cidr_block())
        .with(Rule::FROM_PORT, ports.and_then(PortRange::from))
        .with(Rule::TO_PORT, ports.and_then(PortRange::to))
        .with(Rule::ICMP_TYPE, icmp.and_then(IcmpTypeCode::r#type))
        .with(Rule::ICMP_CODE, icmp.and_then(IcmpTypeCode::code));
    Some((place.id(), observed.into_map()))
}
