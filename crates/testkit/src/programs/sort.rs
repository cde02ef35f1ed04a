//! The kinds that programs are drawn from: all that there are.

/// A kind, and how a program makes use of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Sort {
    Vpc,
    Gateway,
    Subnet,
    Table,
    DefaultTable,
    Route,
    TableAssociation,
    Acl,
    AclRule,
    AclAssociation,
    Address,
    Nat,
    Group,
    Rule,
    Logs,
    Role,
    RolePolicy,
    Policy,
    People,
    Attachment,
    Cluster,
    Providers,
    Task,
    Service,
    Repository,
    RepositoryPolicy,
    Lifecycle,
    Record,
}

impl Sort {
    /// What each refers to.
    pub(super) fn needs(self) -> &'static [Self] {
        use Sort::{
            Acl, AclAssociation, AclRule, Address, Attachment, Cluster, DefaultTable, Gateway, Group,
            Lifecycle, Logs, Nat, People, Policy, Providers, Record, Repository, RepositoryPolicy, Role,
            RolePolicy, Route, Rule, Service, Subnet, Table, TableAssociation, Task, Vpc,
        };
        match self {
            Vpc | Address | Logs | Role | Policy | People | Cluster | Repository => &[],
            Gateway | Subnet | Table | DefaultTable | Acl | Group | Record => &[Vpc],
            Route => &[Table, Gateway],
            TableAssociation => &[Subnet, Table],
            AclRule => &[Acl],
            AclAssociation => &[Subnet, Acl],
            Nat => &[Subnet, Address, Gateway],
            Rule => &[Group],
            RolePolicy | Task => &[Role],
            Attachment => &[People, Policy],
            Providers => &[Cluster],
            Service => &[Cluster, Task, Subnet],
            RepositoryPolicy | Lifecycle => &[Repository],
        }
    }

    /// The kind that it is declared as.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Vpc => "ec2.Vpc",
            Self::Gateway => "ec2.InternetGateway",
            Self::Subnet => "ec2.Subnet",
            Self::Table => "ec2.RouteTable",
            Self::DefaultTable => "ec2.DefaultRouteTable",
            Self::Route => "ec2.Route",
            Self::TableAssociation => "ec2.RouteTableAssociation",
            Self::Acl => "ec2.NetworkAcl",
            Self::AclRule => "ec2.NetworkAclRule",
            Self::AclAssociation => "ec2.NetworkAclAssociation",
            Self::Address => "ec2.Eip",
            Self::Nat => "ec2.NatGateway",
            Self::Group => "ec2.SecurityGroup",
            Self::Rule => "ec2.SecurityGroupRule",
            Self::Logs => "logs.LogGroup",
            Self::Role => "iam.Role",
            Self::RolePolicy => "iam.RolePolicy",
            Self::Policy => "iam.Policy",
            Self::People => "iam.Group",
            Self::Attachment => "iam.GroupPolicyAttachment",
            Self::Cluster => "ecs.Cluster",
            Self::Providers => "ecs.ClusterCapacityProviders",
            Self::Task => "ecs.TaskDef",
            Self::Service => "ecs.Service",
            Self::Repository => "ecr.Repository",
            Self::RepositoryPolicy => "ecr.RepositoryPolicy",
            Self::Lifecycle => "ecr.LifecyclePolicy",
            Self::Record => "builtin.Record",
        }
    }

    /// Whether the key goes into anything.
    pub(super) fn has_key(self) -> bool {
        use Sort::{
            AclRule, Cluster, Group, Logs, People, Policy, Repository, Role, RolePolicy, Route, Rule,
            Service, Subnet, Task, Vpc,
        };
        matches!(
            self,
            Vpc | Subnet
                | Route
                | AclRule
                | Group
                | Rule
                | Logs
                | Role
                | RolePolicy
                | Policy
                | People
                | Cluster
                | Task
                | Service
                | Repository
        )
    }

    /// Whether AWS keeps more than one that are alike, so that a successor may come first.
    pub(super) fn may_be_twice(self) -> bool {
        matches!(self, Self::Vpc | Self::Table | Self::Acl | Self::Address | Self::Task)
    }

    /// What logical names of the sort begin with.
    pub(super) fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// The property that a variant goes into, where there is one that may be absent or changes in place.
    pub(super) fn in_place(self) -> Option<&'static str> {
        Some(match self {
            Self::Vpc => "enable_dns_hostnames",
            Self::Subnet => "map_public_ip_on_launch",
            Self::Gateway
            | Self::Table
            | Self::DefaultTable
            | Self::Acl
            | Self::Address
            | Self::Nat
            | Self::Group
            | Self::Cluster => "tags",
            Self::AclRule => "rule_action",
            Self::Rule | Self::Role => "description",
            Self::Logs => "retention_in_days",
            Self::RolePolicy | Self::Policy | Self::RepositoryPolicy | Self::Lifecycle => "policy",
            Self::People => "path",
            Self::Providers => "capacity_providers",
            Self::Service => "desired_count",
            Self::Repository => "scan_on_push",
            Self::Route
            | Self::TableAssociation
            | Self::AclAssociation
            | Self::Attachment
            | Self::Task
            | Self::Record => return None,
        })
    }
}
