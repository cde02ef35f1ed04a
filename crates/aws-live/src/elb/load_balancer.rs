//! `elb.LoadBalancer` on AWS.
//!
//! `CreateLoadBalancer` has no token, and where a load balancer of the name exists that is just as asked for it gives that
//! one back as if it had made it: so the name is looked up first, and one that is there is ours only when its tag says so.

use aws_sdk_elasticloadbalancing::types::Listener;
use ironwright_aws::elb::{LoadBalancer, LoadBalancerOutputs};

use super::api::{ByName, ELB, to_tags};
use super::changes::{ADD_LISTENERS, ATTACH, DETACH, REMOVE_LISTENERS, change_listeners, change_subnets};
use super::configuration::{
    from_health_check, from_listener, to_attributes, to_health_check, to_listener, with_attributes,
};
use super::described::{ATTRIBUTES, DESCRIBE, Described, TAGS, named, whole};
use crate::handler::owned;
use crate::handler::prelude::*;

const MODIFY_ATTRIBUTES: Action = ELB.action("ModifyLoadBalancerAttributes");
const CHECK: Action = ELB.action("ConfigureHealthCheck");
const GROUPS: Action = ELB.action("ApplySecurityGroupsToLoadBalancer");

on_aws!(LoadBalancer as AsTagged);

impl Tagged for LoadBalancer {
    type Described = Described;
    type Tags = ByName;

    const ID: fn(&Described) -> Option<&str> = |it| it.balancer.load_balancer_name();
    const READ: Action = DESCRIBE;
    const ALSO_READ: Actions = &[ATTRIBUTES, TAGS];
    const CREATE: Action = ELB.action("CreateLoadBalancer");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions =
        &[MODIFY_ATTRIBUTES, CHECK, REMOVE_LISTENERS, ADD_LISTENERS, ATTACH, DETACH, GROUPS];
    const DELETE: Action = ELB.action("DeleteLoadBalancer");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::LOAD_BALANCER_NAME);
        whole(aws, which, &names).await
    }

    fn observe(_: &Calls<'_>, it: &Described, _: &Map) -> Properties {
        let balancer = &it.balancer;
        let listeners = balancer.listener_descriptions().iter().filter_map(|it| it.listener());
        let zone = balancer.canonical_hosted_zone_name_id();
        let properties = Properties::default()
            .with(Self::LOAD_BALANCER_NAME, balancer.load_balancer_name())
            .with(LoadBalancerOutputs::DNS_NAME, balancer.dns_name())
            .with(LoadBalancerOutputs::CANONICAL_HOSTED_ZONE_NAME_ID, zone)
            .with_list(Self::LISTENERS, listeners.map(from_listener))
            .with_list(Self::SUBNETS, balancer.subnets())
            .with_list(Self::SECURITY_GROUPS, balancer.security_groups())
            .with(Self::SCHEME, balancer.scheme())
            .with(Self::HEALTH_CHECK, balancer.health_check().map(from_health_check));
        with_attributes(properties, &it.attributes).with_tags(&it.tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::LOAD_BALANCER_NAME).unwrap_or_default();
        if named(aws, &name).await?.is_some() {
            return Err(exists_already(Self::CREATE, &format!("a load balancer {name}")));
        }
        // AWS knows no other word than `internal`.
        let scheme: Option<String> = text(inputs, Self::SCHEME).filter(|scheme| scheme == "internal");
        let listeners: Vec<Listener> = blocks(inputs, Self::LISTENERS).filter_map(to_listener).collect();
        let send = || {
            aws.elb()
                .create_load_balancer()
                .load_balancer_name(&name)
                .set_listeners(Some(listeners.clone()))
                .set_subnets(texts(inputs, Self::SUBNETS))
                .set_security_groups(texts(inputs, Self::SECURITY_GROUPS))
                .set_scheme(scheme.clone())
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, Some(&name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::LISTENERS).is_some() {
            change_listeners(aws, change).await?;
        }
        if change.of(Self::SUBNETS).is_some() {
            change_subnets(aws, change).await?;
        }
        if change.of(Self::SECURITY_GROUPS).is_some() {
            let apply = || aws.elb().apply_security_groups_to_load_balancer().load_balancer_name(change.id);
            let groups = || texts(change.wanted, Self::SECURITY_GROUPS);
            aws.call(GROUPS, || apply().set_security_groups(groups()).send()).await?;
        }
        if let Some(check) = change.of(Self::HEALTH_CHECK).and_then(|_| to_health_check(change.wanted)) {
            let configure = || aws.elb().configure_health_check().load_balancer_name(change.id);
            aws.call(CHECK, || configure().health_check(check.clone()).send()).await?;
        }
        let Some(attributes) = to_attributes(change) else { return Ok(()) };
        let modify = || aws.elb().modify_load_balancer_attributes().load_balancer_name(change.id);
        let send = || modify().load_balancer_attributes(attributes.clone()).send();
        aws.call(MODIFY_ATTRIBUTES, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.elb().delete_load_balancer().load_balancer_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}
