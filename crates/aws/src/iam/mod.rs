//! AWS Identity and Access Management: who may do what.

mod role;

pub use role::{RoleArn, RoleName};
