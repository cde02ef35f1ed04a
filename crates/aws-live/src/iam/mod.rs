//! AWS IAM's kinds.

mod exclusive_policy_attachment;
mod group;
mod group_policy_attachment;
mod instance_profile;
mod policy;
mod role;
mod role_policy;
mod role_policy_attachment;
mod user;

mod account;
mod api;
mod versions;

pub(crate) use api::{Connected, IAM as SERVICE};
