//! `elb.LoadBalancer` on AWS.
//!
//! `CreateLoadBalancer` has no token, and where a load balancer of the name exists that is just as asked for it gives that
//! one back as if it had made it: so the name is looked up first, and one that is there is ours only when its tag says so.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancing::types::{
    Listener, LoadBalancerAttributes, LoadBalancerDescription, Tag as ElbTag,
};
use futures_util::future::try_join_all;
use ironwright_aws::elb::{self, LoadBalancer, LoadBalancerOutputs};

use super::api::{ByName, ELB, to_tags};
use super::configuration::{
    from_health_check, from_listener, to_attributes, to_health_check, to_listener, with_attributes,
};
use crate::handler::owned;
use crate::handler::prelude::*;

const ATTRIBUTES: Action = ELB.action("DescribeLoadBalancerAttributes");
const TAGS: Action = ELB.action("DescribeTags");
const MODIFY_ATTRIBUTES: Action = ELB.action("ModifyLoadBalancerAttributes");
const CHECK: Action = ELB.action("ConfigureHealthCheck");
const ADD_LISTENERS: Action = ELB.action("CreateLoadBalancerListeners");
const REMOVE_LISTENERS: Action = ELB.action("DeleteLoadBalancerListeners");
const ATTACH: Action = ELB.action("AttachLoadBalancerToSubnets");
const DETACH: Action = ELB.action("DetachLoadBalancerFromSubnets");
const GROUPS: Action = ELB.action("ApplySecurityGroupsToLoadBalancer");

/// A load balancer with its attributes and tags.
pub(crate) struct Described {
    balancer: LoadBalancerDescription,
    attributes: LoadBalancerAttributes,
    tags: Vec<ElbTag>,
}

on_aws!(LoadBalancer as AsTagged);

impl Tagged for LoadBalancer {
    type Described = Described;
    type Tags = ByName;

    const ID: fn(&Described) -> Option<&str> = |it| it.balancer.load_balancer_name();
    const READ: Action = ELB.action("DescribeLoadBalancers");
    const ALSO_READ: Actions = &[ATTRIBUTES, TAGS];
    const CREATE: Action = ELB.action("CreateLoadBalancer");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions =
        &[MODIFY_ATTRIBUTES, CHECK, REMOVE_LISTENERS, ADD_LISTENERS, ATTACH, DETACH, GROUPS];
    const DELETE: Action = ELB.action("DeleteLoadBalancer");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::LOAD_BALANCER_NAME);
        let whole = async |name: &String| {
            let Some(balancer) = described(aws, name).await? else { return Ok(None) };
            let Some(attributes) = attributes_of(aws, name).await? else { return Ok(None) };
            let tags = if which.wants_tags(Some(name)) { tags(aws, name).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some(Described { balancer, attributes, tags }))
        };
        Ok(try_join_all(names.iter().map(whole)).await?.into_iter().flatten().collect())
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
        if described(aws, &name).await?.is_some() {
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

/// The load balancer of a name, if there is one.
async fn described(aws: &Calls<'_>, name: &str) -> Result<Option<LoadBalancerDescription>> {
    let send = || aws.elb().describe_load_balancers().load_balancer_names(name).send();
    let answer = unless_missing(aws.call(LoadBalancer::READ, send).await)?;
    Ok(answer.and_then(|answer| answer.load_balancer_descriptions).into_iter().flatten().next())
}

/// The attributes of a load balancer; `None` when it has gone meanwhile.
async fn attributes_of(aws: &Calls<'_>, name: &str) -> Result<Option<LoadBalancerAttributes>> {
    let send = || aws.elb().describe_load_balancer_attributes().load_balancer_name(name).send();
    let answer = unless_missing(aws.call(ATTRIBUTES, send).await)?;
    Ok(answer.map(|answer| {
        answer.load_balancer_attributes.unwrap_or_else(|| LoadBalancerAttributes::builder().build())
    }))
}

async fn tags(aws: &Calls<'_>, name: &str) -> Result<Vec<ElbTag>> {
    let send = || aws.elb().describe_tags().load_balancer_names(name).send();
    let answer = unless_missing(aws.call(TAGS, send).await)?;
    let descriptions = answer.and_then(|answer| answer.tag_descriptions).unwrap_or_default();
    Ok(descriptions.into_iter().filter_map(|it| it.tags).flatten().collect())
}

/// Takes away the listeners that are not as wanted, and makes those that are missing: none changes in place.
async fn change_listeners(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let by_port = |inputs: &Map| -> HashMap<Option<i32>, Listener> {
        let port = |listener: &Map| number(listener, elb::Listener::LOAD_BALANCER_PORT);
        let listeners = blocks(inputs, LoadBalancer::LISTENERS);
        listeners.filter_map(|listener| Some((port(listener), to_listener(listener)?))).collect()
    };
    let (there, wanted) = (by_port(change.observed), by_port(change.wanted));
    let only_in = |some: &HashMap<Option<i32>, Listener>,
                   others: &HashMap<Option<i32>, Listener>|
     -> Vec<Listener> {
        some.iter().filter(|(port, it)| others.get(*port) != Some(*it)).map(|(_, it)| it.clone()).collect()
    };
    let (gone, new) = (only_in(&there, &wanted), only_in(&wanted, &there));
    if !gone.is_empty() {
        let ports = || Some(gone.iter().map(Listener::load_balancer_port).collect());
        let delete = || aws.elb().delete_load_balancer_listeners().load_balancer_name(change.id);
        aws.call(REMOVE_LISTENERS, || delete().set_load_balancer_ports(ports()).send()).await?;
    }
    if !new.is_empty() {
        let create = || aws.elb().create_load_balancer_listeners().load_balancer_name(change.id);
        aws.call(ADD_LISTENERS, || create().set_listeners(Some(new.clone())).send()).await?;
    }
    Ok(())
}

/// Goes into the subnets that are missing before it leaves others: it is never in none.
async fn change_subnets(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let all = |inputs| texts::<String>(inputs, LoadBalancer::SUBNETS).unwrap_or_default();
    let (there, wanted) = (all(change.observed), all(change.wanted));
    let only_in = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter().filter(|subnet| !others.contains(subnet)).cloned().collect()
    };
    let (new, gone) = (only_in(&wanted, &there), only_in(&there, &wanted));
    if !new.is_empty() {
        let attach = || aws.elb().attach_load_balancer_to_subnets().load_balancer_name(change.id);
        aws.call(ATTACH, || attach().set_subnets(Some(new.clone())).send()).await?;
    }
    if !gone.is_empty() {
        let detach = || aws.elb().detach_load_balancer_from_subnets().load_balancer_name(change.id);
        aws.call(DETACH, || detach().set_subnets(Some(gone.clone())).send()).await?;
    }
    Ok(())
}
