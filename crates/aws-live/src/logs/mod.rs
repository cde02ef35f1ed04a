//! Amazon CloudWatch Logs' kinds.

mod log_group;

pub(crate) use log_group::LogGroup;
