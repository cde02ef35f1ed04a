//! Amazon CloudWatch Logs' kinds.

mod log_group;

mod api;

pub(crate) use api::{Connected, LOGS as SERVICE};
