//! Amazon EventBridge's kinds.

mod rule;
mod target;

mod api;
mod ecs_parameters;

pub(crate) use api::{Connected, EVENTS as SERVICE};
