//! How each kind is put to the test: one file a service, one function a kind, one line each here.

mod ec2;
mod ecr;
mod ecs;
mod iam;
mod logs;
mod routing;

use super::Case;

/// All cases.
pub fn all() -> Vec<Case> {
    vec![
        ec2::vpc(),
        ec2::subnet(),
        routing::internet_gateway(),
        routing::route_table(),
        routing::default_route_table(),
        routing::route(),
        routing::route_table_association(),
        routing::eip(),
        routing::nat_gateway(),
        ec2::network_acl(),
        ec2::network_acl_association(),
        ec2::network_acl_rule(),
        ec2::security_group(),
        ec2::security_group_rule(),
        ecr::repository(),
        ecr::lifecycle_policy(),
        ecr::repository_policy(),
        iam::role(),
        iam::role_policy(),
        iam::policy(),
        iam::group(),
        iam::group_policy_attachment(),
        logs::log_group(),
        ecs::cluster(),
        ecs::cluster_capacity_providers(),
        ecs::task_def(),
        ecs::service(),
    ]
}

/// The case of a kind.
///
/// # Panics
/// When there is none.
pub fn of(kind: &str) -> Case {
    let case = all().into_iter().find(|case| case.kind == kind);
    case.unwrap_or_else(|| panic!("{kind} has no case: add one to `crates/testkit/src/contract/cases`"))
}
