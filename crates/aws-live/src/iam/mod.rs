//! AWS IAM's kinds.

mod group;
mod group_policy_attachment;
mod policy;
mod role;
mod role_policy;

mod account;
mod api;
mod versions;

pub(crate) use api::{Connected, IAM as SERVICE};
