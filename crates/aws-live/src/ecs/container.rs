//! Containers of a task definition, to the SDK's types and back.
//!
//! What AWS fills in by itself, a CPU of 0, empty lists, the host's port, is given back as it is: a declaration that
//! leaves it open takes it for no difference. What it leaves out where the kind has a default is that default.

use std::collections::HashMap;

use aws_sdk_ecs::types::{
    ContainerDefinition, ContainerDependency, HealthCheck, HostEntry, KeyValuePair, LogConfiguration,
    MountPoint, PortMapping, RepositoryCredentials, Secret, TransportProtocol, VolumeFrom,
};
use ironwright_aws::ecs;

use super::kernel::{
    from_linux_parameters, from_system_control, from_ulimit, to_linux_parameters, to_system_controls,
    to_ulimits,
};
use super::running::{
    from_environment_file, from_firelens, from_resource_requirement, from_restart_policy,
    to_environment_files, to_firelens, to_resource_requirements, to_restart_policy,
};
use crate::handler::prelude::*;

/// The containers that a task definition is registered with.
pub(super) fn to_containers(inputs: &Map) -> Vec<ContainerDefinition> {
    blocks(inputs, ecs::TaskDef::CONTAINERS).map(to_container).collect()
}

fn to_container(container: &Map) -> ContainerDefinition {
    let variable = |(name, value)| KeyValuePair::builder().name(name).value(value).build();
    let environment: Vec<_> = texts_by_name(container, ecs::Container::ENVIRONMENT).map(variable).collect();
    let ports = blocks(container, ecs::Container::PORT_MAPPINGS).map(to_port);
    let ports: Vec<_> =
        ports.chain(blocks(container, ecs::Container::PORT_RANGES).map(to_port_range)).collect();
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
        .set_environment_files(some(to_environment_files(container)))
        .set_start_timeout(number(container, ecs::Container::START_TIMEOUT))
        .set_stop_timeout(number(container, ecs::Container::STOP_TIMEOUT))
        .set_restart_policy(block(container, ecs::Container::RESTART_POLICY).and_then(to_restart_policy))
        .set_version_consistency(text(container, ecs::Container::VERSION_CONSISTENCY))
        .set_repository_credentials(
            text(container, ecs::Container::REPOSITORY_CREDENTIALS).and_then(to_credentials),
        )
        .set_volumes_from(some(blocks(container, ecs::Container::VOLUMES_FROM).map(to_volume_from).collect()))
        .set_ulimits(some(to_ulimits(container)))
        .set_system_controls(some(to_system_controls(container)))
        .set_linux_parameters(block(container, ecs::Container::LINUX_PARAMETERS).map(to_linux_parameters))
        .set_resource_requirements(some(to_resource_requirements(container)))
        .set_firelens_configuration(
            block(container, ecs::Container::FIRELENS_CONFIGURATION).and_then(to_firelens),
        )
        .set_docker_labels(some_texts(container, ecs::Container::DOCKER_LABELS))
        .set_privileged(set_flag(container, ecs::Container::PRIVILEGED))
        .set_links(texts(container, ecs::Container::LINKS).and_then(some))
        .set_hostname(text(container, ecs::Container::HOSTNAME))
        .set_extra_hosts(some(blocks(container, ecs::Container::EXTRA_HOSTS).filter_map(to_host).collect()))
        .set_dns_servers(texts(container, ecs::Container::DNS_SERVERS).and_then(some))
        .set_dns_search_domains(texts(container, ecs::Container::DNS_SEARCH_DOMAINS).and_then(some))
        .set_disable_networking(set_flag(container, ecs::Container::DISABLE_NETWORKING))
        .set_docker_security_options(texts(container, ecs::Container::DOCKER_SECURITY_OPTIONS).and_then(some))
        .set_credential_specs(texts(container, ecs::Container::CREDENTIAL_SPECS).and_then(some))
        .set_interactive(set_flag(container, ecs::Container::INTERACTIVE))
        .set_pseudo_terminal(set_flag(container, ecs::Container::PSEUDO_TERMINAL))
        .build()
}

/// A flag that is on. Off is left out: AWS refuses some flags on Fargate whatever they say.
fn set_flag(container: &Map, name: &str) -> Option<bool> {
    flag(container, name).filter(|on| *on)
}

fn to_credentials(secret: String) -> Option<RepositoryCredentials> {
    RepositoryCredentials::builder().credentials_parameter(secret).build().ok()
}

fn to_volume_from(other: &Map) -> VolumeFrom {
    VolumeFrom::builder()
        .set_source_container(text(other, ecs::VolumeFrom::SOURCE_CONTAINER))
        .set_read_only(flag(other, ecs::VolumeFrom::READ_ONLY))
        .build()
}

fn to_host(entry: &Map) -> Option<HostEntry> {
    let built = HostEntry::builder()
        .set_hostname(text(entry, ecs::HostEntry::HOSTNAME))
        .set_ip_address(text(entry, ecs::HostEntry::IP_ADDRESS));
    built.build().ok()
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
        .set_app_protocol(text(mapping, ecs::PortMapping::APP_PROTOCOL))
        .build()
}

fn to_port_range(range: &Map) -> PortMapping {
    PortMapping::builder()
        .set_container_port_range(text(range, ecs::PortRange::CONTAINER_PORT_RANGE))
        .set_protocol(text(range, ecs::PortRange::PROTOCOL))
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

pub(super) fn to_logs(logs: &Map) -> Option<LogConfiguration> {
    let built = LogConfiguration::builder()
        .set_log_driver(text(logs, ecs::LogConfiguration::LOG_DRIVER))
        .set_options(some_texts(logs, ecs::LogConfiguration::OPTIONS))
        .set_secret_options(some(to_secrets(logs, ecs::LogConfiguration::SECRET_OPTIONS)));
    built.build().ok()
}

/// Texts by name as the SDK takes them, if there are any.
pub(super) fn some_texts(inputs: &Map, name: &str) -> Option<HashMap<String, String>> {
    let texts: HashMap<_, _> = texts_by_name(inputs, name).collect();
    (!texts.is_empty()).then_some(texts)
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
    let (ports, is_one) =
        (container.port_mappings(), |it: &&PortMapping| it.container_port_range().is_none());
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
        .with_some(ecs::Container::PORT_MAPPINGS, ports.iter().filter(|it| is_one(it)).map(from_port))
        .with_some(ecs::Container::PORT_RANGES, ports.iter().filter(|it| !is_one(it)).map(from_port_range))
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
        .with_some(
            ecs::Container::ENVIRONMENT_FILES,
            container.environment_files().iter().map(from_environment_file),
        )
        .with(ecs::Container::START_TIMEOUT, container.start_timeout())
        .with(ecs::Container::STOP_TIMEOUT, container.stop_timeout())
        .with(ecs::Container::RESTART_POLICY, container.restart_policy().map(from_restart_policy))
        .with(ecs::Container::VERSION_CONSISTENCY, container.version_consistency())
        .with(
            ecs::Container::REPOSITORY_CREDENTIALS,
            container.repository_credentials().map(RepositoryCredentials::credentials_parameter),
        )
        .with_some(ecs::Container::VOLUMES_FROM, container.volumes_from().iter().map(from_volume_from))
        .with_some(ecs::Container::ULIMITS, container.ulimits().iter().map(from_ulimit))
        .with_some(
            ecs::Container::SYSTEM_CONTROLS,
            container.system_controls().iter().map(from_system_control),
        )
        .with(ecs::Container::LINUX_PARAMETERS, container.linux_parameters().map(from_linux_parameters))
        .with_some(
            ecs::Container::RESOURCE_REQUIREMENTS,
            container.resource_requirements().iter().map(from_resource_requirement),
        )
        .with(ecs::Container::FIRELENS_CONFIGURATION, container.firelens_configuration().map(from_firelens))
        .with_texts(ecs::Container::DOCKER_LABELS, from_texts(container.docker_labels()))
        .with(ecs::Container::PRIVILEGED, container.privileged().unwrap_or(false))
        .with_some(ecs::Container::LINKS, container.links())
        .with(ecs::Container::HOSTNAME, container.hostname())
        .with_some(ecs::Container::EXTRA_HOSTS, container.extra_hosts().iter().map(from_host))
        .with_some(ecs::Container::DNS_SERVERS, container.dns_servers())
        .with_some(ecs::Container::DNS_SEARCH_DOMAINS, container.dns_search_domains())
        .with(ecs::Container::DISABLE_NETWORKING, container.disable_networking().unwrap_or(false))
        .with_some(ecs::Container::DOCKER_SECURITY_OPTIONS, container.docker_security_options())
        .with_some(ecs::Container::CREDENTIAL_SPECS, container.credential_specs())
        .with(ecs::Container::INTERACTIVE, container.interactive().unwrap_or(false))
        .with(ecs::Container::PSEUDO_TERMINAL, container.pseudo_terminal().unwrap_or(false))
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
        .with(ecs::PortMapping::APP_PROTOCOL, mapping.app_protocol())
        .into_value()
}

fn from_port_range(range: &PortMapping) -> Value {
    Properties::default()
        .with(ecs::PortRange::CONTAINER_PORT_RANGE, range.container_port_range())
        .with(ecs::PortRange::PROTOCOL, range.protocol().map_or("tcp", TransportProtocol::as_str))
        .into_value()
}

fn from_volume_from(other: &VolumeFrom) -> Value {
    Properties::default()
        .with(ecs::VolumeFrom::SOURCE_CONTAINER, other.source_container())
        .with(ecs::VolumeFrom::READ_ONLY, other.read_only().unwrap_or(false))
        .into_value()
}

fn from_host(entry: &HostEntry) -> Value {
    Properties::default()
        .with(ecs::HostEntry::HOSTNAME, entry.hostname())
        .with(ecs::HostEntry::IP_ADDRESS, entry.ip_address())
        .into_value()
}

/// Texts by name as AWS has them.
pub(super) fn from_texts(texts: Option<&HashMap<String, String>>) -> impl Iterator<Item = (&str, &str)> {
    texts.into_iter().flatten().map(|(name, text)| (&**name, &**text))
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

pub(super) fn from_logs(logs: &LogConfiguration) -> Value {
    Properties::default()
        .with(ecs::LogConfiguration::LOG_DRIVER, logs.log_driver())
        .with_texts(ecs::LogConfiguration::OPTIONS, from_texts(logs.options()))
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
