//! Every kind, one line each.

use ironwright_core::{Kind, Registry, Resource as _};

use crate::{ec2, ecs};

/// All kinds that a program can declare.
pub fn registry() -> Registry {
    static KINDS: std::sync::LazyLock<Vec<&'static Kind>> = std::sync::LazyLock::new(|| {
        vec![
            ec2::Vpc::kind(),
            ec2::Subnet::kind(),
            ecs::Cluster::kind(),
            ecs::ClusterCapacityProviders::kind(),
            ecs::TaskDef::kind(),
            ecs::Service::kind(),
        ]
    });
    Registry(&KINDS)
}
