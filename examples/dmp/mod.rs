//! The parts that the DMP services are made of.
//!
//! A part is a type: its fields are what a caller decides, and its `declare` puts the resources on a stack, usually on
//! a scope of it, and returns what others refer to. Nothing more is needed to reuse infrastructure: no template, no
//! module registry, and the compiler reads along.
//!
//! - [`Settings`]: what differs from one environment to the next.
//! - [`FourTierVpc`]: a network of four tiers in two availability zones, guarded by access control lists.
//! - [`Registry`]: where images are pushed to, and who may push.
//! - [`FargateCluster`]: where tasks run, and the role by which ECS starts them.
//! - [`FargateTask`]: containers that run together, with their logs and their role; [`nginx`] and [`uwsgi`] are two.
//! - [`PublicService`]: keeps tasks running, and lets everybody reach them.

use ironwright::prelude::*;

mod cluster;
mod containers;
mod four_tier_vpc;
mod network_rules;
mod public_service;
mod registry;
mod settings;
mod task;
mod tier;

pub use cluster::FargateCluster;
pub use containers::{nginx, uwsgi};
pub use four_tier_vpc::FourTierVpc;
pub use public_service::PublicService;
pub use registry::{Registry, Repositories};
pub use settings::Settings;
pub use task::FargateTask;

/// Every address there is.
pub fn anywhere() -> Input<Cidr> {
    Cidr::anywhere().into()
}
