//! Amazon EventBridge Scheduler's kinds.

mod schedule;
mod schedule_group;

mod api;
mod ecs_parameters;

pub(crate) use api::{Connected, SCHEDULER as SERVICE};
