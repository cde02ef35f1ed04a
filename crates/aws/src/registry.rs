//! Every kind, one line each.

use ironwright_core::{Kind, Registry, Resource as _};

use crate::{ec2, ecr, ecs, iam, logs};

/// All kinds that a program can declare.
pub fn registry() -> Registry {
    static KINDS: std::sync::LazyLock<Vec<&'static Kind>> = std::sync::LazyLock::new(|| {
        vec![
            ec2::Vpc::kind(),
            ec2::Subnet::kind(),
            ec2::InternetGateway::kind(),
            ec2::RouteTable::kind(),
            ec2::DefaultRouteTable::kind(),
            ec2::Route::kind(),
            ec2::RouteTableAssociation::kind(),
            ec2::Eip::kind(),
            ec2::NatGateway::kind(),
            ec2::NetworkAcl::kind(),
            ec2::NetworkAclAssociation::kind(),
            ec2::NetworkAclRule::kind(),
            ec2::SecurityGroup::kind(),
            ec2::SecurityGroupRule::kind(),
            ecr::Repository::kind(),
            ecr::LifecyclePolicy::kind(),
            ecr::RepositoryPolicy::kind(),
            iam::Role::kind(),
            iam::RolePolicy::kind(),
            iam::Policy::kind(),
            iam::Group::kind(),
            iam::GroupPolicyAttachment::kind(),
            logs::LogGroup::kind(),
            ecs::Cluster::kind(),
            ecs::ClusterCapacityProviders::kind(),
            ecs::TaskDef::kind(),
            ecs::Service::kind(),
        ]
    });
    Registry(&KINDS)
}
