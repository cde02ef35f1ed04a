//! AWS for real: how each kind is found, read, created, updated and deleted through the AWS SDK.
//!
//! The mirror of `crates/aws`: one file a kind, one line in `registry.rs`. [`Live`] is the cloud
//! that an engine acts on; it does what is alike for all kinds, and a `Handler` the rest. Nothing
//! of the SDK is public.

mod live;

mod handler;
mod registry;

mod change;
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

mod ec2;
mod ecs;
mod iam;
mod logs;

pub mod store;

pub use clients::Options;
pub use live::Live;
