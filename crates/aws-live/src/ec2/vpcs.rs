//! VPCs whole: with the attributes that a list leaves out, and the ids of what AWS makes with each.

use std::collections::HashMap;

use aws_sdk_ec2::types::{AttributeBooleanValue, RouteTable, Vpc as Listed, VpcAttributeName};

use super::api::prelude::*;
use super::{acls, groups, tables};

const ATTRIBUTE: Action = EC2.action("DescribeVpcAttribute");

/// What [`whole`] and [`defaults`] call.
pub(super) const READ: Actions = &[ATTRIBUTE, tables::DESCRIBE, acls::DESCRIBE, groups::DESCRIBE];

/// A VPC with what stands elsewhere.
pub(crate) struct Described {
    pub(super) vpc: Listed,
    pub(super) support: Option<bool>,
    pub(super) hostnames: Option<bool>,
    /// The ids of what AWS has made with it: route table, ACL and group.
    pub(super) defaults: [Option<String>; 3],
}

/// Asks for a VPC's attributes, which a list leaves out.
pub(super) async fn whole(aws: &Calls<'_>, vpc: Listed, defaults: &Defaults) -> Result<Described> {
    let id = vpc.vpc_id().unwrap_or_default();
    let describe = |name: VpcAttributeName| {
        let send = move || aws.ec2().describe_vpc_attribute().vpc_id(id).attribute(name.clone()).send();
        aws.call(ATTRIBUTE, send)
    };
    let (support, hostnames) = tokio::try_join!(
        describe(VpcAttributeName::EnableDnsSupport),
        describe(VpcAttributeName::EnableDnsHostnames),
    )?;
    Ok(Described {
        support: support.enable_dns_support().and_then(AttributeBooleanValue::value),
        hostnames: hostnames.enable_dns_hostnames().and_then(AttributeBooleanValue::value),
        defaults: defaults.each_ref().map(|of_vpc| of_vpc.get(id).cloned()),
        vpc,
    })
}

/// The ids of what AWS makes with each VPC, by the VPC's: route tables, ACLs and groups.
pub(super) type Defaults = [HashMap<String, String>; 3];

pub(super) async fn defaults(aws: &Calls<'_>, vpcs: Vec<String>) -> Result<Defaults> {
    let (tables, acls, groups) = tokio::try_join!(
        tables::tables(aws, vpcs.clone()),
        acls::with_ids(aws, vpcs.clone()),
        groups::groups(aws, vpcs)
    )?;
    let is_main = |table: &&RouteTable| table.associations().iter().any(|it| it.main() == Some(true));
    let pair = |vpc: Option<&str>, id: Option<&str>| Some((vpc?.to_owned(), id?.to_owned()));
    let main = tables.iter().filter(is_main);
    let default = acls.iter().filter(|acl| acl.is_default() == Some(true));
    let group = groups.iter().filter(|group| group.group_name() == Some("default"));
    Ok([
        main.filter_map(|it| pair(it.vpc_id(), it.route_table_id())).collect(),
        default.filter_map(|it| pair(it.vpc_id(), it.network_acl_id())).collect(),
        group.filter_map(|it| pair(it.vpc_id(), it.group_id())).collect(),
    ])
}
