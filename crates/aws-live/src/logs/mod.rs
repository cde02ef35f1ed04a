//! Amazon CloudWatch Logs' kinds.

mod log_group;
mod metric_filter;
mod resource_policy;
mod subscription_filter;

mod api;

pub(crate) use api::{Connected, LOGS as SERVICE};
