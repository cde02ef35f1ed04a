//! Every kind that can be had on AWS, one line each.

use ironwright_core::Kind;

use crate::handler::Handler;
use crate::{ec2, ecr, ecs, iam, logs};

/// The handlers.
#[rustfmt::skip]
pub(crate) static HANDLERS: &[&dyn Handler] = &[
    &ec2::Vpc,
    &ec2::Subnet,
    &ec2::InternetGateway,
    &ec2::RouteTable,
    &ec2::DefaultRouteTable,
    &ec2::Route,
    &ec2::RouteTableAssociation,
    &ec2::Eip,
    &ec2::NatGateway,
    &ec2::NetworkAcl,
    &ec2::NetworkAclAssociation,
    &ec2::NetworkAclRule,
    &ec2::SecurityGroup,
    &ec2::SecurityGroupRule,
    &ecr::Repository,
    &ecr::LifecyclePolicy,
    &ecr::RepositoryPolicy,
    &iam::Role,
    &iam::RolePolicy,
    &iam::Policy,
    &iam::Group,
    &iam::GroupPolicyAttachment,
    &logs::LogGroup,
    &ecs::Cluster,
    &ecs::ClusterCapacityProviders,
    &ecs::TaskDef,
    &ecs::Service,
];

/// The handler of a kind.
pub(crate) fn handler(kind: &Kind) -> Option<&'static dyn Handler> {
    HANDLERS.iter().copied().find(|handler| handler.kind().name == kind.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_handler() {
        for kind in ironwright_aws::registry().0 {
            let name = kind.name;
            assert!(handler(kind).is_some(), "{name} has no handler: write one, and its line in HANDLERS");
        }
    }

    #[test]
    fn handlers_stand_once_and_declare_what_they_may_do() {
        for handler in HANDLERS {
            let name = handler.kind().name;
            assert_eq!(HANDLERS.iter().filter(|other| other.kind().name == name).count(), 1, "{name}");
            let permissions = handler.permissions();
            for actions in [permissions.find, permissions.read, permissions.create, permissions.delete] {
                assert!(!actions.is_empty(), "{name} declares nothing for one of its verbs");
            }
        }
    }
}
