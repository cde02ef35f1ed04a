//! Containers of a task definition, to the SDK's types and back.
//!
//! What AWS fills in by itself, a CPU of 0, empty lists, the host's port, is given back as it is: a declaration that
//! leaves it open takes it for no difference. What it leaves out where the kind has a default is that default.

use aws_sdk_ecs::types::{
    ContainerDefinition, ContainerDependency, HealthCheck, KeyValuePair, LogConfiguration, MountPoint,
    PortMapping, Secret, TransportProtocol,
};
use ironwright_aws::ecs;

use crate::handler::prelude::*;

/// The containers that a task definition is registered with.
pub(super) fn to_containers(inputs: &Map) -> Vec<ContainerDefinition> {
    blocks(inputs, ecs::TaskDef::CONTAINERS).map(to_container).collect()
}

fn to_container(container: &Map) -> ContainerDefinition {
    let variable = |(name, value)| KeyValuePair::builder().name(name).value(value).build();
    let environment: Vec<_> = texts_by_name(container, ecs::Container::ENVIRONMENT).map(variable).collect();
    let ports: Vec<_> = blocks(container, ecs::Container::PORT_MAPPINGS).map(to_port).collect();
    let mounts: Vec<_> = blocks(container, ecs::Container::MOUNT_POINTS).map(to_mount).collect();
    ContainerDefinition::builder()
        .set_name(text(container, ecs::Container::NAME))
        .set_image(text(container, ecs::Container::IMAGE))
        .set_cpu(number(container, ecs::Container::CPU))
        .set_memory(number(container, ecs::Container::MEMORY))
        .set_memory_reservation(number(container, ecs::Container::MEMORY_RESERVATION))
        .set_essential(flag(container, ecs::Container::ESSENTIAL))
        .set_command(texts(container, ecs::Container::COMMAND))
        .set_entry_point(texts(container, ecs::Container::ENTRY_POINT))
        .set_environment(some(environment))
        .set_secrets(some(to_secrets(container, ecs::Container::SECRETS)))
        .set_port_mappings(some(ports))
        .set_health_check(block(container, ecs::Container::HEALTH_CHECK).and_then(to_health_check))
        .set_log_configuration(block(container, ecs::Container::LOG_CONFIGURATION).and_then(to_logs))
        .set_depends_on(some(
            blocks(container, ecs::Container::DEPENDS_ON).filter_map(to_dependency).collect(),
        ))
        .set_working_directory(text(container, ecs::Container::WORKING_DIRECTORY))
        .set_user(text(container, ecs::Container::USER))
        .set_readonly_root_filesystem(flag(container, ecs::Container::READ_ONLY_ROOT_FILESYSTEM))
        .set_mount_points(some(mounts))
        .build()
}

fn to_secrets(inputs: &Map, name: &str) -> Vec<Secret> {
    let secret = |(name, from)| Secret::builder().name(name).value_from(from).build().ok();
    texts_by_name(inputs, name).filter_map(secret).collect()
}

fn to_port(mapping: &Map) -> PortMapping {
    PortMapping::builder()
        .set_container_port(number(mapping, ecs::PortMapping::CONTAINER_PORT))
        .set_host_port(number(mapping, ecs::PortMapping::HOST_PORT))
        .set_protocol(text(mapping, ecs::PortMapping::PROTOCOL))
        .set_name(text(mapping, ecs::PortMapping::NAME))
        .build()
}

fn to_mount(mount: &Map) -> MountPoint {
    MountPoint::builder()
        .set_source_volume(text(mount, ecs::MountPoint::SOURCE_VOLUME))
        .set_container_path(text(mount, ecs::MountPoint::CONTAINER_PATH))
        .set_read_only(flag(mount, ecs::MountPoint::READ_ONLY))
        .build()
}

fn to_health_check(check: &Map) -> Option<HealthCheck> {
    let built = HealthCheck::builder()
        .set_command(texts(check, ecs::HealthCheck::COMMAND))
        .set_interval(number(check, ecs::HealthCheck::INTERVAL))
        .set_timeout(number(check, ecs::HealthCheck::TIMEOUT))
        .set_retries(number(check, ecs::HealthCheck::RETRIES))
        .set_start_period(number(check, ecs::HealthCheck::START_PERIOD));
    built.build().ok()
}

fn to_logs(logs: &Map) -> Option<LogConfiguration> {
    let options: std::collections::HashMap<_, _> =
        texts_by_name(logs, ecs::LogConfiguration::OPTIONS).collect();
    let built = LogConfiguration::builder()
        .set_log_driver(text(logs, ecs::LogConfiguration::LOG_DRIVER))
        .set_options((!options.is_empty()).then_some(options))
        .set_secret_options(some(to_secrets(logs, ecs::LogConfiguration::SECRET_OPTIONS)));
    built.build().ok()
}

fn to_dependency(dependency: &Map) -> Option<ContainerDependency> {
    let built = ContainerDependency::builder()
        .set_container_name(text(dependency, ecs::ContainerDependency::CONTAINER_NAME))
        .set_condition(text(dependency, ecs::ContainerDependency::CONDITION));
    built.build().ok()
}

/// A container as AWS has it.
pub(super) fn from_container(container: &ContainerDefinition) -> Value {
    let variable = |pair: &'_ KeyValuePair| -> Option<(String, String)> {
        Some((pair.name()?.to_owned(), pair.value().unwrap_or_default().to_owned()))
    };
    let environment: Vec<_> = container.environment().iter().filter_map(variable).collect();
    Properties::default()
        .with(ecs::Container::NAME, container.name())
        .with(ecs::Container::IMAGE, container.image())
        .with(ecs::Container::CPU, container.cpu())
        .with(ecs::Container::MEMORY, container.memory())
        .with(ecs::Container::MEMORY_RESERVATION, container.memory_reservation())
        .with(ecs::Container::ESSENTIAL, container.essential().unwrap_or(true))
        .with_some(ecs::Container::COMMAND, container.command())
        .with_some(ecs::Container::ENTRY_POINT, container.entry_point())
        .with_texts(ecs::Container::ENVIRONMENT, environment.iter().map(|(name, value)| (&**name, &**value)))
        .with_texts(ecs::Container::SECRETS, from_secrets(container.secrets()))
        .with_some(ecs::Container::PORT_MAPPINGS, container.port_mappings().iter().map(from_port))
        .with(ecs::Container::HEALTH_CHECK, container.health_check().map(from_health_check))
        .with(ecs::Container::LOG_CONFIGURATION, container.log_configuration().map(from_logs))
        .with_some(ecs::Container::DEPENDS_ON, container.depends_on().iter().map(from_dependency))
        .with(ecs::Container::WORKING_DIRECTORY, container.working_directory())
        .with(ecs::Container::USER, container.user())
        .with(
            ecs::Container::READ_ONLY_ROOT_FILESYSTEM,
            container.readonly_root_filesystem().unwrap_or(false),
        )
        .with_some(ecs::Container::MOUNT_POINTS, container.mount_points().iter().map(from_mount))
        .into_value()
}

fn from_secrets(secrets: &[Secret]) -> impl Iterator<Item = (&str, &str)> {
    secrets.iter().map(|secret| (secret.name(), secret.value_from()))
}

fn from_port(mapping: &PortMapping) -> Value {
    Properties::default()
        .with(ecs::PortMapping::CONTAINER_PORT, mapping.container_port())
        .with(ecs::PortMapping::HOST_PORT, mapping.host_port())
        .with(ecs::PortMapping::PROTOCOL, mapping.protocol().map_or("tcp", TransportProtocol::as_str))
        .with(ecs::PortMapping::NAME, mapping.name())
        .into_value()
}

fn from_health_check(check: &HealthCheck) -> Value {
    Properties::default()
        .with_some(ecs::HealthCheck::COMMAND, check.command())
        .with(ecs::HealthCheck::INTERVAL, check.interval())
        .with(ecs::HealthCheck::TIMEOUT, check.timeout())
        .with(ecs::HealthCheck::RETRIES, check.retries())
        .with(ecs::HealthCheck::START_PERIOD, check.start_period())
        .into_value()
}

fn from_logs(logs: &LogConfiguration) -> Value {
    let options = logs.options().into_iter().flatten();
    Properties::default()
        .with(ecs::LogConfiguration::LOG_DRIVER, logs.log_driver())
        .with_texts(ecs::LogConfiguration::OPTIONS, options.map(|(name, value)| (&**name, &**value)))
        .with_texts(ecs::LogConfiguration::SECRET_OPTIONS, from_secrets(logs.secret_options()))
        .into_value()
}

fn from_dependency(dependency: &ContainerDependency) -> Value {
    Properties::default()
        .with(ecs::ContainerDependency::CONTAINER_NAME, dependency.container_name())
        .with(ecs::ContainerDependency::CONDITION, dependency.condition())
        .into_value()
}

fn from_mount(mount: &MountPoint) -> Value {
    Properties::default()
        .with(ecs::MountPoint::SOURCE_VOLUME, mount.source_volume())
        .with(ecs::MountPoint::CONTAINER_PATH, mount.container_path())
        .with(ecs::MountPoint::READ_ONLY, mount.read_only().unwrap_or(false))
        .into_value()
}
