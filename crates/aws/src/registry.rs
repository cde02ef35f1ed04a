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
                MetricFilter: metric_filter,
                SubscriptionFilter: subscription_filter,
                ResourcePolicy: resource_policy,
            }
            s3 {
                Bucket: bucket,
                BucketPolicy: bucket_policy,
            }
            servicediscovery if "servicediscovery" {
                HttpNamespace: http_namespace,
                PrivateDnsNamespace: private_dns_namespace,
                Service: service,
            }
            ecs {
                Cluster: cluster,
                ClusterCapacityProviders: cluster_capacity_providers,
                TaskDef: task_def,
                Service: service,
            }
            sqs if "sqs" {
                Queue: queue,
                QueuePolicy: queue_policy,
            }
            sns if "sns" {
                Topic: topic,
                Subscription: subscription,
            }
            events if "events" {
                Rule: rule,
                Target: target,
            }
            scheduler if "scheduler" {
                ScheduleGroup: schedule_group,
                Schedule: schedule,
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

/// Gives a macro the list of all kinds that can be looked up and not declared, as [`for_every_kind`] gives the others.
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! for_every_source {
    ($with:ident) => {
        $with! {
            ec2 {
                AvailabilityZones: availability_zones,
                Image: image,
            }
            sts {
                CallerIdentity: caller_identity,
            }
        }
    };
}

macro_rules! sources {
    ($($service:ident $(if $feature:literal)? { $($kind:ident: $name:ident,)* })*) => {
        /// All kinds that a program can look up and not declare.
        pub fn sources() -> Registry {
            static KINDS: std::sync::LazyLock<Vec<&'static Kind>> =
                std::sync::LazyLock::new(|| vec![$($(crate::$service::$kind::kind(),)*)*]);
            Registry(&KINDS)
        }
    };
}

for_every_source!(sources);
