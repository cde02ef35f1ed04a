//! Amazon SNS's kinds.

mod subscription;
mod topic;

mod api;

pub(crate) use api::{Connected, SNS as SERVICE};
