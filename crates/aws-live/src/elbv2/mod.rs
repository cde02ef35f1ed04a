//! Elastic Load Balancing's kinds: application and network load balancers.

mod listener;
mod listener_certificate;
mod listener_rule;
mod load_balancer;
mod target_group;
mod target_group_attachment;

mod actions;
mod attributes;
mod conditions;
mod listeners;
mod load_balancers;
mod rules;
mod target_groups;
mod targets;

mod api;

pub(crate) use api::{Connected, ELBV2 as SERVICE};
