//! Every kind, one line each.

use ironwright_core::{Registry, Resource as _};

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
                DefaultVpc: default_vpc,
                DefaultSubnet: default_subnet,
                VpcEndpoint: vpc_endpoint,
                KeyPair: key_pair,
                LaunchTemplate: launch_template,
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
                RolePolicyAttachment: role_policy_attachment,
                ExclusivePolicyAttachment: exclusive_policy_attachment,
                InstanceProfile: instance_profile,
                User: user,
            }
            logs {
                LogGroup: log_group,
                MetricFilter: metric_filter,
                SubscriptionFilter: subscription_filter,
                ResourcePolicy: resource_policy,
            }
            servicediscovery if "servicediscovery" {
                HttpNamespace: http_namespace,
                PrivateDnsNamespace: private_dns_namespace,
                Service: service,
            }
            acm if "acm" {
                Certificate: certificate,
                CertificateValidation: certificate_validation,
            }
            elbv2 {
                LoadBalancer: load_balancer,
                TargetGroup: target_group,
                TargetGroupAttachment: target_group_attachment,
                Listener: listener,
                ListenerRule: listener_rule,
                ListenerCertificate: listener_certificate,
            }
            elb if "elb" {
                LoadBalancer: load_balancer,
            }
            route53 if "route53" {
                HostedZone: hosted_zone,
                Record: record,
            }
            autoscaling if "autoscaling" {
                LaunchConfiguration: launch_configuration,
                Group: group,
            }
            applicationautoscaling {
                ScalableTarget: scalable_target,
                ScalingPolicy: scaling_policy,
                ScheduledAction: scheduled_action,
            }
            ecs {
                Cluster: cluster,
                CapacityProvider: capacity_provider,
                ClusterCapacityProviders: cluster_capacity_providers,
                TaskDef: task_def,
                Service: service,
            }
            kms {
                Key: key,
                Alias: alias,
            }
            efs if "efs" {
                FileSystem: file_system,
                MountTarget: mount_target,
                AccessPoint: access_point,
            }
            opensearch if "opensearch" {
                Domain: domain,
            }
            rds if "rds" {
                DbSubnetGroup: db_subnet_group,
                DbParameterGroup: db_parameter_group,
                DbInstance: db_instance,
            }
            secretsmanager if "secretsmanager" {
                Secret: secret,
                ResourcePolicy: resource_policy,
                RotationSchedule: rotation_schedule,
                SecretTargetAttachment: secret_target_attachment,
            }
            ssm if "ssm" {
                Parameter: parameter,
            }
        }
    };
}

macro_rules! registry {
    ($($service:ident $(if $feature:literal)? { $($kind:ident: $name:ident,)* })*) => {
        /// All kinds that a program can declare.
        pub fn registry() -> Registry {
            static KINDS: std::sync::LazyLock<Registry> = std::sync::LazyLock::new(|| {
                Registry::of([$($(crate::$service::$kind::kind(),)*)*]).expect("each kind has one line in the list")
            });
            KINDS.clone()
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
            static KINDS: std::sync::LazyLock<Registry> = std::sync::LazyLock::new(|| {
                Registry::of([$($(crate::$service::$kind::kind(),)*)*]).expect("each kind has one line in the list")
            });
            KINDS.clone()
        }
    };
}

for_every_source!(sources);
