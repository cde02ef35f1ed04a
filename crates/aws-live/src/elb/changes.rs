//! How listeners and subnets of a classic load balancer are changed: none of them changes in place.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancing::types::Listener;
use ironwright_aws::elb::{self, LoadBalancer};

use super::api::ELB;
use super::configuration::to_listener;
use crate::handler::Change;
use crate::handler::prelude::*;

pub(super) const ADD_LISTENERS: Action = ELB.action("CreateLoadBalancerListeners");
pub(super) const REMOVE_LISTENERS: Action = ELB.action("DeleteLoadBalancerListeners");
pub(super) const ATTACH: Action = ELB.action("AttachLoadBalancerToSubnets");
pub(super) const DETACH: Action = ELB.action("DetachLoadBalancerFromSubnets");

/// Takes away the listeners that are not as wanted, and makes those that are missing: none changes in place.
pub(super) async fn change_listeners(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
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
pub(super) async fn change_subnets(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
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
