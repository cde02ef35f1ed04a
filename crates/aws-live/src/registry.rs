//! Every kind that can be had on AWS, one line each.

use ironwright_core::Kind;

use crate::handler::Handler;
use crate::{ec2, ecs, iam, logs};

/// The handlers.
#[rustfmt::skip]
pub(crate) static HANDLERS: &[&dyn Handler] = &[
    &ec2::Vpc,
    &ec2::Subnet,
    &iam::Role,
    &logs::LogGroup,
    &ecs::Cluster,
];

/// The handler of a kind.
pub(crate) fn handler(kind: &Kind) -> Option<&'static dyn Handler> {
    HANDLERS.iter().copied().find(|handler| handler.kind().name == kind.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds that can be declared and rehearsed, and not yet be had on AWS. Lines only ever leave this list.
    const TO_COME: &[&str] = &[
        "ec2.InternetGateway",
        "ec2.RouteTable",
        "ec2.DefaultRouteTable",
        "ec2.Route",
        "ec2.RouteTableAssociation",
        "ec2.Eip",
        "ec2.NatGateway",
        "ec2.NetworkAcl",
        "ec2.NetworkAclAssociation",
        "ec2.NetworkAclRule",
        "ec2.SecurityGroup",
        "ec2.SecurityGroupRule",
        "ecr.Repository",
        "ecr.LifecyclePolicy",
        "ecr.RepositoryPolicy",
        "iam.RolePolicy",
        "iam.Policy",
        "iam.Group",
        "iam.GroupPolicyAttachment",
        "ecs.ClusterCapacityProviders",
        "ecs.TaskDef",
        "ecs.Service",
    ];

    #[test]
    fn every_kind_has_a_handler_or_is_to_come() {
        for kind in ironwright_aws::registry().0 {
            let (here, to_come) = (handler(kind).is_some(), TO_COME.contains(&kind.name));
            assert!(here || to_come, "{} has no handler: write one, and its line in HANDLERS", kind.name);
            assert!(!(here && to_come), "{} has a handler: take it from TO_COME", kind.name);
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
