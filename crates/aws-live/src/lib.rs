//! AWS for real: how each kind is found, read, created, updated and deleted through the AWS SDK.
//!
//! The mirror of `crates/aws`: one file a kind, one line in `registry.rs`. [`Live`] is the cloud
//! that an engine acts on; it does what is alike for all kinds, and a `Handler` the rest. Nothing
//! of the SDK is public.

mod live;
mod permissions;

mod handler;
mod holding;
mod placed;
mod registry;

mod change;
mod documents;
mod properties;
mod tags;

mod calls;
mod consistency;
mod error;
mod gather;
mod pace;

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
