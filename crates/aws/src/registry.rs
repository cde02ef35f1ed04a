//! Every kind, one line each.

use ironwright_core::{Kind, Registry, Resource as _};

use crate::{ec2, ecr, iam, logs};

/// All kinds that a program can declare.
pub fn registry() -> Registry {
    static KINDS: std::sync::LazyLock<Vec<&'static Kind>> = std::sync::LazyLock::new(|| {
        vec![
            ec2::Vpc::kind(),
            ec2::Subnet::kind(),
            ecr::Repository::kind(),
            ecr::LifecyclePolicy::kind(),
            ecr::RepositoryPolicy::kind(),
            iam::Role::kind(),
            iam::RolePolicy::kind(),
            iam::Policy::kind(),
            iam::Group::kind(),
            iam::GroupPolicyAttachment::kind(),
            logs::LogGroup::kind(),
        ]
    });
    Registry(&KINDS)
}
