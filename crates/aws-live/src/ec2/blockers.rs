//! What keeps EC2 from deleting something, in the words of the person who will look for it.

use aws_sdk_ec2::types::{NetworkInterface, NetworkInterfaceStatus, NetworkInterfaceType, Tag};

use super::api::prelude::*;
use super::{acls, groups, tables};
use crate::handler::STACK;

const DESCRIBE: Action = EC2.action("DescribeNetworkInterfaces");
const ADDRESSES: Action = EC2.action("DescribeAddresses");
const SUBNETS: Action = EC2.action("DescribeSubnets");
const GATEWAYS: Action = EC2.action("DescribeInternetGateways");

/// What [`interfaces`] and [`public_interfaces`] call.
pub(super) const INTERFACES: Actions = &[DESCRIBE];
/// What [`with_address`] calls.
pub(super) const OF_ADDRESS: Actions = &[ADDRESSES, DESCRIBE];
/// What [`in_vpc`] calls.
pub(super) const IN_A_VPC: Actions = &[SUBNETS, GATEWAYS, groups::DESCRIBE, tables::DESCRIBE, acls::DESCRIBE];

/// The network interfaces that a filter selects: whose they are tells who holds what they are in.
pub(super) async fn interfaces(aws: &Calls<'_>, of: Filter) -> Result<Vec<String>> {
    Ok(described(aws, of).await?.iter().filter_map(interface).collect())
}

/// The network interfaces in a VPC that have a public address, which needs the VPC's gateway.
pub(super) async fn public_interfaces(aws: &Calls<'_>, vpc: &str) -> Result<Vec<String>> {
    let all = described(aws, filter("vpc-id", [vpc])).await?;
    let is_public = |it: &&NetworkInterface| it.association().is_some_and(|it| it.public_ip().is_some());
    Ok(all.iter().filter(is_public).filter_map(interface).collect())
}

/// The network interface that has an address.
pub(super) async fn with_address(aws: &Calls<'_>, allocation: &str) -> Result<Vec<String>> {
    let of_address = || filter("allocation-id", [allocation]);
    let send = || aws.ec2().describe_addresses().filters(of_address()).send();
    let addresses = aws.call(ADDRESSES, send).await?;
    let Some(id) = addresses.addresses().iter().find_map(|address| address.network_interface_id()) else {
        return Ok(Vec::new());
    };
    interfaces(aws, filter("network-interface-id", [id])).await
}

async fn described(aws: &Calls<'_>, of: Filter) -> Result<Vec<NetworkInterface>> {
    let send = || aws.ec2().describe_network_interfaces().filters(of.clone()).send();
    let found = aws.call(DESCRIBE, send).await?;
    Ok(found.network_interfaces.unwrap_or_default())
}

/// The groups whose rules name a group.
pub(super) async fn groups_that_name(aws: &Calls<'_>, group: &str) -> Result<Vec<String>> {
    let describe = |direction: &'static str| async move {
        let naming = || filter(direction, [group]);
        let send = || aws.ec2().describe_security_groups().filters(naming()).send();
        aws.call(groups::DESCRIBE, send).await
    };
    let (incoming, outgoing) =
        tokio::try_join!(describe("ip-permission.group-id"), describe("egress.ip-permission.group-id"))?;
    let mut names: Vec<String> = Vec::new();
    for other in incoming.security_groups().iter().chain(outgoing.security_groups()) {
        // A rule of its own goes with a group.
        if other.group_id() != Some(group) {
            names.extend(named("a rule of security group", other.group_id(), other.tags()));
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// What is still in a VPC, without what AWS makes and deletes with it.
pub(super) async fn in_vpc(aws: &Calls<'_>, vpc: &str) -> Result<Vec<String>> {
    let (ec2, of_vpc) = (aws.ec2(), || filter("vpc-id", [vpc]));
    let attached = || filter("attachment.vpc-id", [vpc]);
    let own = || filter("default", ["false"]);
    let (subnets, gateways, groups, tables, acls) = tokio::try_join!(
        aws.call(SUBNETS, || ec2.describe_subnets().filters(of_vpc()).send()),
        aws.call(GATEWAYS, || { ec2.describe_internet_gateways().filters(attached()).send() }),
        aws.call(groups::DESCRIBE, || ec2.describe_security_groups().filters(of_vpc()).send()),
        aws.call(tables::DESCRIBE, || ec2.describe_route_tables().filters(of_vpc()).send()),
        aws.call(acls::DESCRIBE, || { ec2.describe_network_acls().filters(of_vpc()).filters(own()).send() }),
    )?;
    let mut held = Vec::new();
    held.extend(subnets.subnets().iter().filter_map(|it| named("subnet", it.subnet_id(), it.tags())));
    let gateways = gateways.internet_gateways().iter();
    held.extend(gateways.filter_map(|it| named("internet gateway", it.internet_gateway_id(), it.tags())));
    let groups = groups.security_groups().iter().filter(|it| it.group_name() != Some("default"));
    held.extend(groups.filter_map(|it| named("security group", it.group_id(), it.tags())));
    let is_main =
        |it: &aws_sdk_ec2::types::RouteTable| it.associations().iter().any(|it| it.main() == Some(true));
    let tables = tables.route_tables().iter().filter(|it| !is_main(it));
    held.extend(tables.filter_map(|it| named("route table", it.route_table_id(), it.tags())));
    held.extend(
        acls.network_acls().iter().filter_map(|it| named("network ACL", it.network_acl_id(), it.tags())),
    );
    Ok(held)
}

/// `subnet subnet-1 ("public-a", of stack demo)`: what it is, and as far as tags tell what for and whose.
fn named(what: &str, id: Option<&str>, tags: &[Tag]) -> Option<String> {
    let tag = |key: &str| tags.iter().find(|tag| tag.key() == Some(key)).and_then(Tag::value);
    let name = tag("Name").map(|name| format!("{name:?}"));
    let stack = tag(STACK).map(|stack| format!("of stack {stack}"));
    Some(told(format!("{what} {}", id?), name.into_iter().chain(stack)))
}

/// `network interface eni-1 ("Interface for NAT Gateway nat-1", in-use, a nat_gateway's)`
fn interface(interface: &NetworkInterface) -> Option<String> {
    let id = interface.network_interface_id()?;
    let description = interface.description().filter(|text| !text.is_empty()).map(|text| format!("{text:?}"));
    let status = interface.status().map(NetworkInterfaceStatus::as_str).map(str::to_owned);
    let instance = interface.attachment().and_then(|attachment| attachment.instance_id());
    let service = || interface.requester_id().filter(|_| interface.requester_managed() == Some(true));
    let of_type = interface.interface_type().map(NetworkInterfaceType::as_str);
    let of_type = of_type.filter(|name| *name != "interface").map(|name| format!("a {name}'s"));
    let whose = match instance {
        Some(instance) => Some(format!("of instance {instance}")),
        None => of_type.or_else(|| service().map(|service| format!("made by {service}"))),
    };
    Some(told(format!("network interface {id}"), description.into_iter().chain(status).chain(whose)))
}

fn told(what: String, details: impl Iterator<Item = String>) -> String {
    let details: Vec<String> = details.collect();
    if details.is_empty() { what } else { format!("{what} ({})", details.join(", ")) }
}
