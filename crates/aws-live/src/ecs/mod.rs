//! Amazon ECS's kinds.

mod cluster;
mod cluster_capacity_providers;
mod service;
mod task_def;

mod api;
mod clusters;
mod configuration;
mod container;
mod deployment;
mod strategy;
mod volume;

pub(crate) use api::{Connected, ECS as SERVICE};
