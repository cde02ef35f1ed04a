//! AWS Secrets Manager's kinds, and the values that others are made with.

mod resource_policy;
mod rotation_schedule;
mod secret;
mod secret_target_attachment;

mod api;
mod value;

pub(crate) use api::{Connected, SECRETS_MANAGER as SERVICE};
pub(crate) use value::{GET as GET_VALUE, value};
