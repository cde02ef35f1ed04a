//! Amazon ECS's kinds.

mod cluster;
mod cluster_capacity_providers;
mod service;
mod task_def;

mod api;
mod clusters;
mod configuration;
mod connect;
mod container;
mod deployment;
mod kernel;
mod placement;
mod running;
mod strategy;
mod unmodelled;
mod volume;

pub(crate) use api::{Connected, ECS as SERVICE};
