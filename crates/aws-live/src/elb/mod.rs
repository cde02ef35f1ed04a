//! Classic Elastic Load Balancing's kinds.

mod load_balancer;

mod api;
mod configuration;

pub(crate) use api::{Connected, ELB as SERVICE};
