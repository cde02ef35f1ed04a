//! Amazon EC2 Auto Scaling's kinds.

mod group;
mod launch_configuration;

mod api;
mod volumes;

pub(crate) use api::{AUTOSCALING as SERVICE, Connected};
