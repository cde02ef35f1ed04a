//! Every kind, one line each.

use ironwright_core::{Kind, Registry, Resource as _};

/// Gives a macro the list of all kinds, by service: a kind is in the registry, has a handler on AWS and keeps its contract
/// because of its one line here. Beside the type stands the name of its files, which its contract's case bears too.
/// A service whose part of the SDK is compiled on demand says so with its feature: `rds if "rds" { … }`.
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! for_every_kind {
    ($with:ident) => {
        $with! {
            ec2 {
                Vpc: vpc,
                Subnet: subnet,
                InternetGateway: internet_gateway,
                RouteTable: route_table,
                DefaultRouteTable: default_route_table,
                Route: route,
                RouteTableAssociation: route_table_association,
                Eip: eip,
                NatGateway: nat_gateway,
                NetworkAcl: network_acl,
                NetworkAclAssociation: network_acl_association,
                NetworkAclRule: network_acl_rule,
                SecurityGroup: security_group,
                SecurityGroupRule: security_group_rule,
            }
            ecr {
                Repository: repository,
                LifecyclePolicy: lifecycle_policy,
                RepositoryPolicy: repository_policy,
            }
            iam {
                Role: role,
                RolePolicy: role_policy,
                Policy: policy,
                Group: group,
                GroupPolicyAttachment: group_policy_attachment,
            }
            logs {
                LogGroup: log_group,
            }
            ecs {
                Cluster: cluster,
                ClusterCapacityProviders: cluster_capacity_providers,
                TaskDef: task_def,
                Service: service,
            }
        }
    };
}

macro_rules! registry {
    ($($service:ident $(if $feature:literal)? { $($kind:ident: $name:ident,)* })*) => {
        /// All kinds that a program can declare.
        pub fn registry() -> Registry {
            static KINDS: std::sync::LazyLock<Vec<&'static Kind>> =
                std::sync::LazyLock::new(|| vec![$($(crate::$service::$kind::kind(),)*)*]);
            Registry(&KINDS)
        }
    };
}

for_every_kind!(registry);
