//! Classic Elastic Load Balancing's kinds.

mod load_balancer;

mod api;
mod changes;
mod configuration;
mod described;

pub(crate) use api::{Connected, ELB as SERVICE};
