//! Amazon Elastic Container Service: what containers run, where, and how many of them.

use ironwright_core::tags::TagRules;

mod capacity_provider_strategy;
mod cluster;
mod cluster_capacity_providers;
mod container;
mod execution_role;
mod health_check;
mod log_configuration;
mod port_mapping;
mod service;
mod size;
mod task_def;
mod volume;

pub use capacity_provider_strategy::CapacityProviderStrategyItem;
pub use cluster::{
    Cluster, ClusterArn, ClusterName, ClusterOutputs, ContainerInsights, ExecuteCommandLogging,
};
pub use cluster_capacity_providers::{ClusterCapacityProviders, ClusterCapacityProvidersOutputs};
pub use container::{Container, ContainerDependency, DependencyCondition, MountPoint};
pub use health_check::HealthCheck;
pub use log_configuration::{LogConfiguration, LogDriver};
pub use port_mapping::{PortMapping, TransportProtocol};
pub use service::{
    DeploymentCircuitBreaker, LoadBalancer, PropagateTags, SchedulingStrategy, Service, ServiceArn,
    ServiceName, ServiceOutputs, TargetGroupArn,
};
pub use size::{Cpu, Memory};
pub use task_def::{
    CpuArchitecture, LaunchType, NetworkMode, OperatingSystemFamily, TaskDef, TaskDefArn, TaskDefOutputs,
};
pub use volume::{EfsVolume, Volume};

/// What ECS takes of tags: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};

/// How clusters, services, containers, families and volumes are named.
const NAME: &str = "[A-Za-z0-9_-]*";
/// The same in words.
const NAME_IN_WORDS: &str = "a name of letters, digits, hyphens and underscores";
