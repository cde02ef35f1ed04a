//! Application Auto Scaling's kinds.

mod scalable_target;
mod scaling_policy;
mod scheduled_action;

mod api;

pub(crate) use api::{APPLICATION_AUTOSCALING as SERVICE, Connected};
