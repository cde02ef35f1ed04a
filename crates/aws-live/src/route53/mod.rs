//! Amazon Route 53's kinds.

mod hosted_zone;
mod record;

mod api;
mod records;
mod vpcs;
mod zones;

pub(crate) use api::{Connected, ROUTE53 as SERVICE};
