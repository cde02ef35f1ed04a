//! AWS for real: how each kind is found, read, created, updated and deleted through the AWS SDK.
//!
//! The mirror of `crates/aws`: one file a kind, and one a service (`<service>/api.rs`). [`Live`] is the cloud that an
//! engine acts on; it does what is alike for all kinds, and a `Handler` the rest. Nothing of the SDK is public.

mod dynamic;
mod live;
mod permissions;

mod handler;
mod registry;

mod call;
mod clients;
mod credentials;
mod identity;

pub mod wire;

#[cfg(feature = "acm")]
mod acm;
mod applicationautoscaling;
#[cfg(feature = "autoscaling")]
mod autoscaling;
mod ec2;
mod ecr;
mod ecs;
#[cfg(feature = "efs")]
mod efs;
#[cfg(feature = "elb")]
mod elb;
mod elbv2;
mod iam;
mod kms;
mod logs;
#[cfg(feature = "opensearch")]
mod opensearch;
#[cfg(feature = "rds")]
mod rds;
#[cfg(feature = "route53")]
mod route53;
#[cfg(feature = "secretsmanager")]
mod secretsmanager;
#[cfg(feature = "servicediscovery")]
mod servicediscovery;
#[cfg(feature = "ssm")]
mod ssm;
mod sts;

pub mod store;

pub use clients::Options;
pub use kms::Kms;
pub use live::Live;
pub use permissions::Permissions;
