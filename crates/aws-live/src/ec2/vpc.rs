//! `ec2.Vpc` on AWS.
//!
//! `CreateVpc` has no token and two VPCs may have one range, so a lost answer is found again by the tag alone. Its two
//! attributes for DNS are set by `ModifyVpcAttribute`, one a call, and read one a call too; the ids of what AWS makes with
//! a VPC are found with one filtered call each, for all VPCs together.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, Tenancy, Vpc as Described, VpcAttributeName};
use futures_util::future::try_join_all;
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{change_tags, filter, holders, made_by, owned, users};
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
        let send = || aws.ec2().describe_vpcs().filters(filter("vpc-id", ids(resources))).send();
        let vpcs = aws.call("ec2:DescribeVpcs", send).await?;
        let there: Vec<&Described> = vpcs.vpcs().iter().collect();
        let there_ids: Vec<&str> = there.iter().filter_map(|vpc| vpc.vpc_id()).collect();
        let (attributes, defaults) = tokio::try_join!(
            try_join_all(there_ids.iter().map(|id| dns(aws, id))),
            defaults(aws, &there_ids),
        )?;
        let observed = there.iter().zip(attributes).filter_map(|(vpc, dns)| {
            let id = vpc.vpc_id()?;
            Some((id.to_owned(), observed(aws, vpc, id, &dns, &defaults)))
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

async fn defaults(aws: &Calls<'_>, vpcs: &[&str]) -> Result<Defaults, CloudError> {
    if vpcs.is_empty() {
        return Ok(Defaults::default());
    }
    let of_vpcs = || filter("vpc-id", vpcs.iter().copied());
    let (main, default, group) = (
        || filter("association.main", ["true"]),
        || filter("default", ["true"]),
        || filter("group-name", ["default"]),
    );
    let (tables, acls, groups) = tokio::try_join!(
        aws.call("ec2:DescribeRouteTables", || {
            aws.ec2().describe_route_tables().filters(of_vpcs()).filters(main()).send()
        }),
        aws.call("ec2:DescribeNetworkAcls", || {
            aws.ec2().describe_network_acls().filters(of_vpcs()).filters(default()).send()
        }),
        aws.call("ec2:DescribeSecurityGroups", || {
            aws.ec2().describe_security_groups().filters(of_vpcs()).filters(group()).send()
        }),
    )?;
    let pair = |vpc: Option<&str>, id: Option<&str>| Some((vpc?.to_owned(), id?.to_owned()));
    Ok(Defaults {
        route_tables: tables
            .route_tables()
            .iter()
            .filter_map(|it| pair(it.vpc_id(), it.route_table_id()))
            .collect(),
        network_acls: acls
            .network_acls()
            .iter()
            .filter_map(|it| pair(it.vpc_id(), it.network_acl_id()))
            .collect(),
        security_groups: groups
            .security_groups()
            .iter()
            .filter_map(|it| pair(it.vpc_id(), it.group_id()))
            .collect(),
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
