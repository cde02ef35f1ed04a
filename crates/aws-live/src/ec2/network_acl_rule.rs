//! `ec2.NetworkAclRule` on AWS.
//!
//! A rule has neither id nor tags: its place in the ACL, number and direction, is its identity, and an occupied place
//! refuses a second request. What is there with exactly the wanted content is what the request was for. All rules of
//! all ACLs are read by one call.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{IcmpTypeCode, NetworkAcl as Described, NetworkAclEntry, PortRange, RuleAction};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::acls;
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, number, observations, text};

pub(crate) struct NetworkAclRule;

#[async_trait]
impl Handler for NetworkAclRule {
    fn kind(&self) -> &'static Kind {
        ec2::NetworkAclRule::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeNetworkAcls"],
            read: &["ec2:DescribeNetworkAcls"],
            create: &["ec2:CreateNetworkAclEntry"],
            update: &["ec2:ReplaceNetworkAclEntry"],
            delete: &["ec2:DeleteNetworkAclEntry"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let place = Place::of(&request.inputs);
        let there = rules(aws, vec![place.acl.clone()]).await?.remove(&place.id());
        let as_wanted =
            |there: Map| request.inputs.iter().all(|(name, value)| there.get(name) == Some(value));
        Ok(there.is_some_and(as_wanted).then(|| place.id().into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let mut acls: Vec<String> =
            resources.iter().filter_map(|request| Some(Place::parse(&request.id)?.acl)).collect();
        acls.sort_unstable();
        acls.dedup();
        Ok(observations(resources, rules(aws, acls).await?))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let (place, inputs) = (Place::of(&request.inputs), &request.inputs);
        let send = || {
            aws.ec2()
                .create_network_acl_entry()
                .network_acl_id(&place.acl)
                .egress(place.egress)
                .rule_number(place.number)
                .set_protocol(protocol(inputs))
                .set_rule_action(action(inputs))
                .set_cidr_block(text(inputs, "cidr_block"))
                .set_port_range(ports(inputs))
                .set_icmp_type_code(icmp(inputs))
                .send()
        };
        aws.call("ec2:CreateNetworkAclEntry", send).await?;
        // The answer is a bare yes to all that was asked for, and there is nothing else to a rule.
        Ok(Made { id: place.id().into(), observed: Some(inputs.clone()) })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let (place, wanted) = (Place::of(change.wanted), change.wanted);
        let send = || {
            aws.ec2()
                .replace_network_acl_entry()
                .network_acl_id(&place.acl)
                .egress(place.egress)
                .rule_number(place.number)
                .set_protocol(protocol(wanted))
                .set_rule_action(action(wanted))
                .set_cidr_block(text(wanted, "cidr_block"))
                .set_port_range(ports(wanted))
                .set_icmp_type_code(icmp(wanted))
                .send()
        };
        aws.call("ec2:ReplaceNetworkAclEntry", send).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let Some(place) = Place::parse(&request.id) else { return Ok(()) };
        let delete = || aws.ec2().delete_network_acl_entry().network_acl_id(&place.acl);
        let send = || delete().egress(place.egress).rule_number(place.number).send();
        aws.call("ec2:DeleteNetworkAclEntry", send).await.map(drop)
    }
}

/// Where a rule stands.
struct Place {
    acl: String,
    egress: bool,
    number: i32,
}

impl Place {
    fn of(inputs: &Map) -> Self {
        Self {
            acl: text(inputs, "network_acl_id").unwrap_or_default(),
            egress: inputs.get("egress").and_then(Value::as_bool).unwrap_or_default(),
            number: number(inputs, "rule_number").unwrap_or_default(),
        }
    }

    /// From a physical id, `acl-a9a963f93064e4daa|true|100`.
    fn parse(id: &str) -> Option<Self> {
        let mut parts = id.split('|');
        let (acl, egress, number) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { acl: acl.to_owned(), egress: egress.parse().ok()?, number: number.parse().ok()? })
    }

    fn id(&self) -> String {
        let Self { acl, egress, number } = self;
        format!("{acl}|{egress}|{number}")
    }
}

/// All rules of some ACLs, by physical id.
async fn rules(aws: &Calls<'_>, acls: Vec<String>) -> Result<HashMap<String, Map>, CloudError> {
    let acls = acls::with_ids(aws, acls).await?;
    let of_acl = |acl: &Described| {
        let id = acl.network_acl_id().unwrap_or_default().to_owned();
        acl.entries().iter().filter_map(|entry| observed(&id, entry)).collect::<Vec<_>>()
    };
    Ok(acls.iter().flat_map(of_acl).collect())
}

/// Protocols as AWS numbers them.
const NUMBERS: [(&str, &str); 3] = [("tcp", "6"), ("udp", "17"), ("icmp", "1")];

fn protocol(inputs: &Map) -> Option<String> {
    let name = text(inputs, "protocol")?;
    let numbered = NUMBERS.iter().find(|(known, _)| *known == name);
    Some(numbered.map_or(name, |(_, number)| (*number).to_owned()))
}

fn action(inputs: &Map) -> Option<RuleAction> {
    text(inputs, "rule_action").map(|action| RuleAction::from(&*action))
}

fn ports(inputs: &Map) -> Option<PortRange> {
    let from = number(inputs, "from_port")?;
    Some(PortRange::builder().from(from).set_to(number(inputs, "to_port")).build())
}

fn icmp(inputs: &Map) -> Option<IcmpTypeCode> {
    let of_type = number(inputs, "icmp_type")?;
    Some(IcmpTypeCode::builder().r#type(of_type).set_code(number(inputs, "icmp_code")).build())
}

fn observed(acl: &str, entry: &NetworkAclEntry) -> Option<(String, Map)> {
    let place = Place { acl: acl.to_owned(), egress: entry.egress()?, number: entry.rule_number()? };
    let number = entry.protocol()?;
    let named = NUMBERS.iter().find(|(_, known)| *known == number);
    let name = named.map_or(number, |(name, _)| name);
    // Servers speak of ports and messages also where the protocol has none.
    let ports = entry.port_range().filter(|_| matches!(name, "tcp" | "udp"));
    let icmp = entry.icmp_type_code().filter(|_| name == "icmp");
    let observed = Properties::default()
        .with("network_acl_id", acl)
        .with("egress", place.egress)
        .with("rule_number", place.number)
        .with("protocol", name)
        .with("rule_action", entry.rule_action().map(RuleAction::as_str))
        .with("cidr_block", entry.cidr_block())
        .with("from_port", ports.and_then(PortRange::from))
        .with("to_port", ports.and_then(PortRange::to))
        .with("icmp_type", icmp.and_then(IcmpTypeCode::r#type))
        .with("icmp_code", icmp.and_then(IcmpTypeCode::code));
    Some((place.id(), observed.into_map()))
}
