//! Amazon Elastic Container Service: what containers run, where, and how many of them.

use ironwright_core::tags::TagRules;

mod capacity_provider_strategy;
mod cluster;
mod cluster_capacity_providers;
mod container;
mod execution_role;
mod firelens_configuration;
mod health_check;
mod host;
mod json_container;
mod json_task_def;
mod linux_parameters;
mod log_configuration;
mod placement;
mod port_mapping;
mod proxy_configuration;
mod resource_requirement;
mod restart_policy;
mod service;
mod service_connect;
mod service_registry;
mod size;
mod task_def;
mod ulimit;
mod volume;

pub use capacity_provider_strategy::CapacityProviderStrategyItem;
pub use cluster::{
    Cluster, ClusterArn, ClusterName, ClusterOutputs, ContainerInsights, ExecuteCommandLogging,
};
pub use cluster_capacity_providers::{ClusterCapacityProviders, ClusterCapacityProvidersOutputs};
pub use container::{
    Container, ContainerDependency, DependencyCondition, HostEntry, MountPoint, VersionConsistency,
    VolumeFrom,
};
pub use firelens_configuration::{FirelensConfiguration, FirelensConfigurationType};
pub use health_check::HealthCheck;
pub use linux_parameters::{Device, DeviceCgroupPermission, LinuxParameters, Tmpfs};
pub use log_configuration::{LogConfiguration, LogDriver};
pub use placement::{PlacementConstraint, PlacementConstraintType, PlacementStrategy, PlacementStrategyType};
pub use port_mapping::{ApplicationProtocol, PortMapping, PortRange, TransportProtocol};
pub use proxy_configuration::ProxyConfiguration;
pub use resource_requirement::{ResourceRequirement, ResourceType};
pub use restart_policy::RestartPolicy;
pub use service::{
    AvailabilityZoneRebalancing, DeploymentAlarms, DeploymentCircuitBreaker, LoadBalancer, PropagateTags,
    SchedulingStrategy, Service, ServiceArn, ServiceName, ServiceOutputs, TargetGroupArn,
};
pub use service_connect::{
    ServiceConnectClientAlias, ServiceConnectConfiguration, ServiceConnectService, ServiceConnectTls,
};
pub use service_registry::ServiceRegistry;
pub use size::{Cpu, Memory};
pub use task_def::{
    CpuArchitecture, IpcMode, LaunchType, NetworkMode, OperatingSystemFamily, PidMode, TaskDef, TaskDefArn,
    TaskDefOutputs,
};
pub use ulimit::{SystemControl, Ulimit, UlimitName};
pub use volume::{DockerVolume, DockerVolumeScope, EfsVolume, FsxWindowsVolume, Volume};

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
