//! The kinds: what a program can declare on AWS, documented in AWS's words. No SDK.
//!
//! One file a kind, named after it, under the module of its service; one line in [`registry`]. The mirror of a file
//! here, `crates/aws-live`, says how the kind is read and changed.

#![expect(
    clippy::struct_field_names,
    reason = "a property is named as AWS names it: `role_name` of a `Role`"
)]

pub mod ec2;
pub mod ecr;
pub mod ecs;
pub mod iam;
pub mod logs;

pub mod written;

mod json;
mod registry;

pub use registry::registry;
