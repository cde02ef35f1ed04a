//! AWS for real: how each kind is found, read, created, updated and deleted through the AWS SDK.
//!
//! The mirror of `crates/aws`: one file a kind, and one a service (`<service>/api.rs`). [`Live`] is the cloud that an
//! engine acts on; it does what is alike for all kinds, and a `Handler` the rest. Nothing of the SDK is public.

mod live;
mod permissions;

mod handler;
mod registry;

mod call;
mod clients;
mod credentials;
mod identity;

pub mod wire;

mod ec2;
mod ecr;
mod ecs;
mod iam;
mod logs;

mod kms;
pub mod store;

pub use clients::Options;
pub use kms::Kms;
pub use live::Live;
pub use permissions::Permissions;
