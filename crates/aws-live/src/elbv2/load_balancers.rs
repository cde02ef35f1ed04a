//! What Elastic Load Balancing tells of load balancers, with their attributes and tags, and how subnets and attributes are
//! told to it.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types::{
    AvailabilityZone, LoadBalancer as Listed, LoadBalancerAttribute, LoadBalancerTypeEnum, SubnetMapping,
    Tag as ElbTag,
};
use futures_util::future::try_join_all;
use ironwright_aws::elbv2::{self, LoadBalancer};
use ironwright_core::Resource as _;

use super::api::{ELBV2, existing, with_tags};
use super::attributes::{self, Attribute};
use crate::handler::Change;
use crate::handler::prelude::*;

pub(super) const DESCRIBE: Action = ELBV2.action("DescribeLoadBalancers");
pub(super) const ATTRIBUTES: Action = ELBV2.action("DescribeLoadBalancerAttributes");
pub(super) const MODIFY_ATTRIBUTES: Action = ELBV2.action("ModifyLoadBalancerAttributes");

/// The inputs that are attributes.
const KEYS: &[Attribute] = &[
    (LoadBalancer::DELETION_PROTECTION_ENABLED, "deletion_protection.enabled", "false"),
    ("access_logs.enabled", "access_logs.s3.enabled", "false"),
    ("access_logs.bucket", "access_logs.s3.bucket", ""),
    ("access_logs.prefix", "access_logs.s3.prefix", ""),
    (LoadBalancer::LOAD_BALANCING_CROSS_ZONE_ENABLED, "load_balancing.cross_zone.enabled", "false"),
    (LoadBalancer::IDLE_TIMEOUT_SECONDS, "idle_timeout.timeout_seconds", "60"),
    (LoadBalancer::CLIENT_KEEP_ALIVE_SECONDS, "client_keep_alive.seconds", "3600"),
    (LoadBalancer::HTTP2_ENABLED, "routing.http2.enabled", "true"),
    (
        LoadBalancer::DROP_INVALID_HEADER_FIELDS_ENABLED,
        "routing.http.drop_invalid_header_fields.enabled",
        "false",
    ),
    (LoadBalancer::PRESERVE_HOST_HEADER_ENABLED, "routing.http.preserve_host_header.enabled", "false"),
    (LoadBalancer::DESYNC_MITIGATION_MODE, "routing.http.desync_mitigation_mode", "defensive"),
    (LoadBalancer::XFF_HEADER_PROCESSING_MODE, "routing.http.xff_header_processing.mode", "append"),
    (LoadBalancer::XFF_CLIENT_PORT_ENABLED, "routing.http.xff_client_port.enabled", "false"),
    (LoadBalancer::WAF_FAIL_OPEN_ENABLED, "waf.fail_open.enabled", "false"),
];

/// A load balancer with its attributes and tags.
pub(crate) struct Described {
    pub(super) balancer: Listed,
    attributes: HashMap<String, String>,
    pub(super) tags: Vec<ElbTag>,
}

impl Described {
    /// The attributes, as inputs.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (Arc<str>, Value)> {
        let told = attributes::observed(LoadBalancer::kind(), KEYS, &self.attributes).into_iter();
        // AWS tells also of logs that are not kept, and names no bucket for them.
        told.filter(|(name, value)| {
            &**name != LoadBalancer::ACCESS_LOGS || value.get(elbv2::AccessLogs::BUCKET).is_some()
        })
    }

    /// The subnets, in the way in which they were told: AWS remembers none.
    pub(super) fn with_subnets(&self, properties: Properties, applied: &Map) -> Properties {
        let zones = self.balancer.availability_zones();
        if maps_subnets(&self.balancer, applied) {
            properties.with_list(LoadBalancer::SUBNET_MAPPINGS, zones.iter().map(from_zone))
        } else {
            properties.with_list(LoadBalancer::SUBNETS, zones.iter().filter_map(AvailabilityZone::subnet_id))
        }
    }
}

/// The load balancers of these ARNs that there are.
pub(super) async fn described(aws: &Calls<'_>, arns: Vec<String>) -> Result<Vec<Listed>> {
    existing(arns, |arns| async move {
        let describe = || aws.elbv2().describe_load_balancers();
        let send = |page| describe().set_load_balancer_arns(Some(arns.clone())).set_marker(page).send();
        aws.pages(DESCRIBE, send, |it| (it.load_balancers, it.next_marker)).await
    })
    .await
}

/// The load balancer of a name, if there is one.
pub(super) async fn named(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<Listed>> {
    let names = || text(inputs, LoadBalancer::NAME).map(|name| vec![name]);
    let send = || aws.elbv2().describe_load_balancers().set_names(names()).send();
    let answer = unless_missing(aws.call(DESCRIBE, send).await)?;
    Ok(answer.and_then(|answer| answer.load_balancers).unwrap_or_default())
}

/// Load balancers with their attributes and tags, but for those that have gone meanwhile.
pub(super) async fn whole(aws: &Calls<'_>, which: Which<'_>, listed: Vec<Listed>) -> Result<Vec<Described>> {
    let listed = with_tags(aws, which, listed, Listed::load_balancer_arn).await?;
    let whole = async |(balancer, tags): (Listed, Vec<ElbTag>)| {
        let describe = || aws.elbv2().describe_load_balancer_attributes();
        let send = || describe().set_load_balancer_arn(balancer.load_balancer_arn.clone()).send();
        let answer = unless_missing(aws.call(ATTRIBUTES, send).await)?;
        let pair = |it: LoadBalancerAttribute| Some((it.key?, it.value?));
        Ok::<_, CloudError>(answer.map(|answer| {
            let attributes = answer.attributes.into_iter().flatten().filter_map(pair).collect();
            Described { balancer, attributes, tags }
        }))
    };
    Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
}

/// Sets the attributes that differ.
pub(super) async fn set_attributes(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let changed = attributes::changed(change, KEYS);
    if changed.is_empty() {
        return Ok(());
    }
    let attribute =
        |(key, value): &(&str, String)| LoadBalancerAttribute::builder().key(*key).value(value).build();
    let all = || Some(changed.iter().map(attribute).collect());
    let modify = || aws.elbv2().modify_load_balancer_attributes().load_balancer_arn(change.id);
    aws.call(MODIFY_ATTRIBUTES, || modify().set_attributes(all()).send()).await.map(drop)
}

/// Whether subnets were told with addresses. Of one that nothing is known of, its own addresses tell.
fn maps_subnets(balancer: &Listed, applied: &Map) -> bool {
    if applied.contains_key(LoadBalancer::SUBNETS)
        || balancer.r#type() != Some(&LoadBalancerTypeEnum::Network)
    {
        return false;
    }
    let has_address = |zone: &AvailabilityZone| {
        let addresses = zone.load_balancer_addresses().iter();
        addresses.into_iter().any(|it| it.allocation_id().or(it.private_ipv4_address()).is_some())
    };
    applied.contains_key(LoadBalancer::SUBNET_MAPPINGS)
        || balancer.availability_zones().iter().any(has_address)
}

pub(super) fn to_mappings(inputs: &Map) -> Option<Vec<SubnetMapping>> {
    let mapping = |mapping: &Map| {
        SubnetMapping::builder()
            .set_subnet_id(text(mapping, elbv2::SubnetMapping::SUBNET_ID))
            .set_allocation_id(text(mapping, elbv2::SubnetMapping::ALLOCATION_ID))
            .set_private_ipv4_address(text(mapping, elbv2::SubnetMapping::PRIVATE_IPV4_ADDRESS))
            .build()
    };
    some(blocks(inputs, LoadBalancer::SUBNET_MAPPINGS).map(mapping).collect())
}

fn from_zone(zone: &AvailabilityZone) -> Value {
    let address = zone.load_balancer_addresses().first();
    Properties::default()
        .with(elbv2::SubnetMapping::SUBNET_ID, zone.subnet_id())
        .with(elbv2::SubnetMapping::ALLOCATION_ID, address.and_then(|it| it.allocation_id()))
        .with(elbv2::SubnetMapping::PRIVATE_IPV4_ADDRESS, address.and_then(|it| it.private_ipv4_address()))
        .into_value()
}
