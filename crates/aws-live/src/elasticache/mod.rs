//! Amazon ElastiCache's kinds.

mod replication_group;
mod subnet_group;

mod api;

pub(crate) use api::{Connected, ELASTICACHE as SERVICE};
