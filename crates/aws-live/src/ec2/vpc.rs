//! `ec2.Vpc` on AWS.
//!
//! `CreateVpc` has no token and two VPCs may have one range, so a lost answer is found again by the tag alone. Its two
//! attributes for DNS are set by `ModifyVpcAttribute`, one a call, and read one a call too; the ids of what AWS makes with
//! a VPC are found in the lists that tell of all its tables, ACLs and groups.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, ResourceType, RouteTable, Tenancy, Vpc as Described, VpcAttributeName,
};
use futures_util::future::try_join_all;
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::groups::groups;
use super::tables::tables;
use super::{acls, change_tags, filter, holders, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct Vpc;

#[async_trait]
impl Handler for Vpc {
    fn kind(&self) -> &'static Kind {
        ec2::Vpc::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeVpcs"],
            read: &[
                "ec2:DescribeVpcs",
                "ec2:DescribeVpcAttribute",
                "ec2:DescribeRouteTables",
                "ec2:DescribeNetworkAcls",
                "ec2:DescribeSecurityGroups",
            ],
            create: &["ec2:CreateVpc", "ec2:CreateTags"],
            update: &["ec2:ModifyVpcAttribute", "ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteVpc"],
            explain: holders::IN_A_VPC,
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_vpcs().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeVpcs", send).await?;
        Ok(found.vpcs().iter().find_map(|vpc| vpc.vpc_id().map(Arc::from)))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let (there, defaults) =
            tokio::try_join!(described(aws, ids(resources)), defaults(aws, ids(resources)))?;
        let observed = there.iter().filter_map(|(vpc, dns)| {
            let id = vpc.vpc_id()?;
            Some((id.to_owned(), observed(aws, vpc, id, dns, &defaults)))
        });
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_vpc()
                .set_cidr_block(text(inputs, "cidr_block"))
                .set_instance_tenancy(text(inputs, "instance_tenancy").map(|name| Tenancy::from(&*name)))
                .tag_specifications(owned(ResourceType::Vpc, request))
                .send()
        };
        let answer = aws.call("ec2:CreateVpc", send).await?;
        let id = answer.vpc().and_then(Described::vpc_id).unwrap_or_default();
        // The answer says nothing of attributes and defaults.
        Ok(Made { id: id.into(), observed: None })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let value = |on: &Value| AttributeBooleanValue::builder().set_value(on.as_bool()).build();
        let modify = || aws.ec2().modify_vpc_attribute().vpc_id(change.id);
        // Names for hosts need Amazon's DNS: switched on after it, and off before it.
        let support = change.of("enable_dns_support");
        let on = support.filter(|on| on.as_bool() == Some(true));
        let off = support.filter(|on| on.as_bool() != Some(true));
        if let Some(on) = on {
            let send = || modify().enable_dns_support(value(on)).send();
            aws.call("ec2:ModifyVpcAttribute", send).await?;
        }
        if let Some(hostnames) = change.of("enable_dns_hostnames") {
            let send = || modify().enable_dns_hostnames(value(hostnames)).send();
            aws.call("ec2:ModifyVpcAttribute", send).await?;
        }
        if let Some(off) = off {
            let send = || modify().enable_dns_support(value(off)).send();
            aws.call("ec2:ModifyVpcAttribute", send).await?;
        }
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().delete_vpc().vpc_id(&*request.id).send();
        aws.call("ec2:DeleteVpc", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        Box::pin(holders::in_vpc(aws, &request.id)).await
    }
}

/// The VPCs that exist, with what they do about names.
async fn described(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<(Described, Dns)>, CloudError> {
    let of_ids = filter("vpc-id", ids);
    let send = || aws.ec2().describe_vpcs().filters(of_ids.clone()).send();
    let there = aws.call("ec2:DescribeVpcs", send).await?.vpcs.unwrap_or_default();
    let attributes = try_join_all(there.iter().map(|vpc| dns(aws, vpc.vpc_id().unwrap_or_default()))).await?;
    Ok(there.into_iter().zip(attributes).collect())
}

/// The attributes for DNS.
struct Dns {
    support: Option<bool>,
    hostnames: Option<bool>,
}

async fn dns(aws: &Calls<'_>, id: &str) -> Result<Dns, CloudError> {
    let describe = |name: VpcAttributeName| {
        let send = move || aws.ec2().describe_vpc_attribute().vpc_id(id).attribute(name.clone()).send();
        aws.call("ec2:DescribeVpcAttribute", send)
    };
    let (support, hostnames) = tokio::try_join!(
        describe(VpcAttributeName::EnableDnsSupport),
        describe(VpcAttributeName::EnableDnsHostnames),
    )?;
    Ok(Dns {
        support: support.enable_dns_support().and_then(AttributeBooleanValue::value),
        hostnames: hostnames.enable_dns_hostnames().and_then(AttributeBooleanValue::value),
    })
}

/// What AWS makes with each VPC: ids by VPC.
#[derive(Default)]
struct Defaults {
    route_tables: HashMap<String, String>,
    network_acls: HashMap<String, String>,
    security_groups: HashMap<String, String>,
}

/// Asked with the ids of VPCs that may be gone, so that it need not wait until others are read.
async fn defaults(aws: &Calls<'_>, vpcs: Vec<String>) -> Result<Defaults, CloudError> {
    let (tables, acls, groups) =
        tokio::try_join!(tables(aws, vpcs.clone()), acls::with_ids(aws, vpcs.clone()), groups(aws, vpcs))?;
    let is_main = |table: &&RouteTable| table.associations().iter().any(|it| it.main() == Some(true));
    let pair = |vpc: Option<&str>, id: Option<&str>| Some((vpc?.to_owned(), id?.to_owned()));
    let main = tables.iter().filter(is_main);
    let default = acls.iter().filter(|acl| acl.is_default() == Some(true));
    let group = groups.iter().filter(|group| group.group_name() == Some("default"));
    Ok(Defaults {
        route_tables: main.filter_map(|it| pair(it.vpc_id(), it.route_table_id())).collect(),
        network_acls: default.filter_map(|it| pair(it.vpc_id(), it.network_acl_id())).collect(),
        security_groups: group.filter_map(|it| pair(it.vpc_id(), it.group_id())).collect(),
    })
}

fn observed(aws: &Calls<'_>, vpc: &Described, id: &str, dns: &Dns, defaults: &Defaults) -> Map {
    Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("vpc/{id}")))
        .with("cidr_block", vpc.cidr_block())
        .with("instance_tenancy", vpc.instance_tenancy().map(Tenancy::as_str))
        .with("enable_dns_support", dns.support)
        .with("enable_dns_hostnames", dns.hostnames)
        .with("default_route_table_id", defaults.route_tables.get(id).cloned())
        .with("default_network_acl_id", defaults.network_acls.get(id).cloned())
        .with("default_security_group_id", defaults.security_groups.get(id).cloned())
        .with_tags(users(vpc.tags()))
        .into_map()
}
