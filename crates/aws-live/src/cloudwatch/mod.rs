//! Amazon CloudWatch's kinds.

mod alarm;
mod dashboard;

mod api;
mod metric;

pub(crate) use api::{CLOUDWATCH as SERVICE, Connected};
