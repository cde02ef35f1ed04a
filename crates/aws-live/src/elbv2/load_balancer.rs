//! `elbv2.LoadBalancer` on AWS.
//!
//! `CreateLoadBalancer` has no token, and where a load balancer of the name exists that is just as asked for it gives that
//! one back as if it had made it: so the name is looked up first, and one that is there is ours only when its tag says so.
//!
//! AWS makes one in two or three minutes. It is gone at once when it is deleted, but its network interfaces stay for
//! minutes more: until then its subnets and security groups are in use.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types::{
    AvailabilityZone, LoadBalancer as Listed, LoadBalancerAttribute, LoadBalancerStateEnum as State,
    LoadBalancerTypeEnum, SubnetMapping, Tag as ElbTag,
};
use futures_util::future::try_join_all;
use ironwright_aws::elbv2::{self, LoadBalancer, LoadBalancerOutputs};
use ironwright_core::Resource as _;

use super::api::{ByArn, ELBV2, TAGS, existing, tags_of, to_tags};
use super::attributes::{self, Attribute};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const ATTRIBUTES: Action = ELBV2.action("DescribeLoadBalancerAttributes");
const MODIFY_ATTRIBUTES: Action = ELBV2.action("ModifyLoadBalancerAttributes");
const SET_SUBNETS: Action = ELBV2.action("SetSubnets");
const SET_GROUPS: Action = ELBV2.action("SetSecurityGroups");
const SET_ADDRESS_TYPE: Action = ELBV2.action("SetIpAddressType");

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
    balancer: Listed,
    attributes: HashMap<String, String>,
    tags: Vec<ElbTag>,
}

on_aws!(LoadBalancer as AsTagged);

impl Tagged for LoadBalancer {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |it| it.balancer.load_balancer_arn();
    const READ: Action = ELBV2.action("DescribeLoadBalancers");
    const ALSO_READ: Actions = &[ATTRIBUTES, TAGS];
    const CREATE: Action = ELBV2.action("CreateLoadBalancer");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[SET_SUBNETS, SET_GROUPS, SET_ADDRESS_TYPE, MODIFY_ATTRIBUTES];
    const DELETE: Action = ELBV2.action("DeleteLoadBalancer");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => described(aws, ids(resources)).await?,
            Which::MadeBy(request) => named(aws, &request.inputs).await?,
        };
        let wanted = listed.iter().filter_map(Listed::load_balancer_arn);
        let wanted = wanted.filter(|arn| which.wants_tags(Some(*arn))).map(str::to_owned).collect();
        let mut tags = tags_of(aws, wanted).await?;
        let told = try_join_all(listed.iter().map(|balancer| attributes_of(aws, balancer))).await?;
        let whole = listed.into_iter().zip(told).filter_map(|(balancer, attributes)| {
            let tags = balancer.load_balancer_arn().and_then(|arn| tags.remove(arn)).unwrap_or_default();
            Some(Described { balancer, attributes: attributes?, tags })
        });
        Ok(whole.collect())
    }

    fn observe(_: &Calls<'_>, it: &Described, applied: &Map) -> Properties {
        let balancer = &it.balancer;
        let full_name = balancer.load_balancer_arn().and_then(|arn| arn.split_once("loadbalancer/"));
        let zones = balancer.availability_zones();
        let properties = Properties::default()
            .with(Self::NAME, balancer.load_balancer_name())
            .with(LoadBalancerOutputs::FULL_NAME, full_name.map(|(_, full_name)| full_name))
            .with(LoadBalancerOutputs::DNS_NAME, balancer.dns_name())
            .with(LoadBalancerOutputs::CANONICAL_HOSTED_ZONE_ID, balancer.canonical_hosted_zone_id())
            .with(Self::TYPE, balancer.r#type())
            .with(Self::SCHEME, balancer.scheme())
            .with(Self::IP_ADDRESS_TYPE, balancer.ip_address_type())
            .with_list(Self::SECURITY_GROUPS, balancer.security_groups());
        // A load balancer was told its subnets in one of two ways, of which AWS remembers none.
        let properties = if maps_subnets(balancer, applied) {
            properties.with_list(Self::SUBNET_MAPPINGS, zones.iter().map(from_zone))
        } else {
            properties.with_list(Self::SUBNETS, zones.iter().filter_map(AvailabilityZone::subnet_id))
        };
        let told = attributes::observed(Self::kind(), KEYS, &it.attributes);
        let properties = told.into_iter().fold(properties, |properties, (name, value)| {
            let is_off = &*name == Self::ACCESS_LOGS && value.get(elbv2::AccessLogs::BUCKET).is_none();
            properties.with(&name, Some(value).filter(|_| !is_off))
        });
        properties.with_tags(&it.tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::NAME).unwrap_or_default();
        if !named(aws, inputs).await?.is_empty() {
            return Err(exists_already(Self::CREATE, &format!("a load balancer {name}")));
        }
        let send = || {
            aws.elbv2()
                .create_load_balancer()
                .name(&name)
                .set_type(text(inputs, Self::TYPE))
                .set_scheme(text(inputs, Self::SCHEME))
                .set_subnets(texts(inputs, Self::SUBNETS))
                .set_subnet_mappings(to_mappings(inputs))
                .set_security_groups(texts(inputs, Self::SECURITY_GROUPS))
                .set_ip_address_type(text(inputs, Self::IP_ADDRESS_TYPE))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.load_balancers().first().and_then(Listed::load_balancer_arn))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (elbv2, arn, wanted) = (aws.elbv2(), change.id, change.wanted);
        if change.of(Self::SUBNETS).is_some() || change.of(Self::SUBNET_MAPPINGS).is_some() {
            let set = || elbv2.set_subnets().load_balancer_arn(arn).set_subnets(texts(wanted, Self::SUBNETS));
            aws.call(SET_SUBNETS, || set().set_subnet_mappings(to_mappings(wanted)).send()).await?;
        }
        if change.of(Self::SECURITY_GROUPS).is_some() {
            let groups = || Some(texts(wanted, Self::SECURITY_GROUPS).unwrap_or_default());
            let set = || elbv2.set_security_groups().load_balancer_arn(arn);
            aws.call(SET_GROUPS, || set().set_security_groups(groups()).send()).await?;
        }
        if change.of(Self::IP_ADDRESS_TYPE).is_some() {
            let set = || elbv2.set_ip_address_type().load_balancer_arn(arn);
            aws.call(SET_ADDRESS_TYPE, || {
                set().set_ip_address_type(text(wanted, Self::IP_ADDRESS_TYPE)).send()
            })
            .await?;
        }
        let changed = attributes::changed(change, KEYS);
        if changed.is_empty() {
            return Ok(());
        }
        let attribute =
            |(key, value): &(&str, String)| LoadBalancerAttribute::builder().key(*key).value(value).build();
        let all = || Some(changed.iter().map(attribute).collect());
        let modify = || elbv2.modify_load_balancer_attributes().load_balancer_arn(arn);
        aws.call(MODIFY_ATTRIBUTES, || modify().set_attributes(all()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.elbv2().delete_load_balancer().load_balancer_arn(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop).map_err(|error| match &*error.code {
            "OperationNotPermitted" => error.hint(
                "it is protected: say `.deletion_protection_enabled(false)`, type `up`, and then delete it",
            ),
            _ => error,
        })
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let request = std::slice::from_ref(resource);
        let Some(found) = Self::list(aws, Which::Read(request)).await?.pop() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        let state = found.balancer.state();
        match state.and_then(|state| state.code()) {
            Some(State::Provisioning) => Ok(Readiness::Waiting("AWS says it is provisioning".to_owned())),
            Some(State::Failed) => {
                let reason = state.and_then(|state| state.reason()).unwrap_or("AWS does not say why");
                Err(CloudError::new(Self::CREATE.to_string(), "Failed", reason, ErrorClass::Refused))
            }
            // One that is `active_impaired` works, and grows no more.
            _ => Ok(Readiness::Ready(Self::observed(aws, &found, &resource.inputs))),
        }
    }
}

async fn described(aws: &Calls<'_>, arns: Vec<String>) -> Result<Vec<Listed>> {
    existing(arns, |arns| async move {
        let describe = || aws.elbv2().describe_load_balancers();
        let send = |page| describe().set_load_balancer_arns(Some(arns.clone())).set_marker(page).send();
        aws.pages(LoadBalancer::READ, send, |it| (it.load_balancers, it.next_marker)).await
    })
    .await
}

/// The load balancer of a name, if there is one.
async fn named(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<Listed>> {
    let names = || text(inputs, LoadBalancer::NAME).map(|name| vec![name]);
    let send = || aws.elbv2().describe_load_balancers().set_names(names()).send();
    let answer = unless_missing(aws.call(LoadBalancer::READ, send).await)?;
    Ok(answer.and_then(|answer| answer.load_balancers).unwrap_or_default())
}

/// The attributes of a load balancer; `None` when it has gone meanwhile.
async fn attributes_of(aws: &Calls<'_>, balancer: &Listed) -> Result<Option<HashMap<String, String>>> {
    let describe = || aws.elbv2().describe_load_balancer_attributes();
    let send = || describe().set_load_balancer_arn(balancer.load_balancer_arn.clone()).send();
    let answer = unless_missing(aws.call(ATTRIBUTES, send).await)?;
    let pairs = |attributes: Vec<LoadBalancerAttribute>| {
        attributes.into_iter().filter_map(|it| Some((it.key?, it.value?)))
    };
    Ok(answer.map(|answer| pairs(answer.attributes.unwrap_or_default()).collect()))
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

fn to_mappings(inputs: &Map) -> Option<Vec<SubnetMapping>> {
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
