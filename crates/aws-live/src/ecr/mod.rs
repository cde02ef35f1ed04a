//! Amazon ECR's kinds.

mod lifecycle_policy;
mod repository;
mod repository_policy;

mod api;

pub(crate) use api::{Connected, ECR as SERVICE};
