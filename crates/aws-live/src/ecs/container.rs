//! Containers of a task definition, to the SDK's types and back.
//!
//! What AWS fills in by itself, a CPU of 0, empty lists, the host's port, is given back as it is: a declaration that
//! leaves it open takes it for no difference. What it leaves out where the kind has a default is that default.

use aws_sdk_ecs::types::{
    ContainerCondition, ContainerDefinition, ContainerDependency, HealthCheck, KeyValuePair,
    LogConfiguration, LogDriver, MountPoint, PortMapping, Secret, TransportProtocol,
};
use ironwright_core::{Map, Value};

use crate::properties::{Properties, block, blocks, flag, number, text, texts, texts_by_name};

/// The containers that a task definition is registered with.
pub(super) fn to_containers(inputs: &Map) -> Vec<ContainerDefinition> {
    blocks(inputs, "containers").map(to_container).collect()
}

fn to_container(container: &Map) -> ContainerDefinition {
    let variable = |(name, value)| KeyValuePair::builder().name(name).value(value).build();
    let environment: Vec<_> = texts_by_name(container, "environment").map(variable).collect();
    let ports: Vec<_> = blocks(container, "port_mappings").map(to_port).collect();
    let mounts: Vec<_> = blocks(container, "mount_points").map(to_mount).collect();
    ContainerDefinition::builder()
        .set_name(text(container, "name"))
        .set_image(text(container, "image"))
        .set_cpu(number(container, "cpu"))
        .set_memory(number(container, "memory"))
        .set_memory_reservation(number(container, "memory_reservation"))
        .set_essential(flag(container, "essential"))
        .set_command(texts(container, "command"))
        .set_entry_point(texts(container, "entry_point"))
        .set_environment(some(environment))
        .set_secrets(some(to_secrets(container, "secrets")))
        .set_port_mappings(some(ports))
        .set_health_check(block(container, "health_check").and_then(to_health_check))
        .set_log_configuration(block(container, "log_configuration").and_then(to_logs))
        .set_depends_on(some(blocks(container, "depends_on").filter_map(to_dependency).collect()))
        .set_working_directory(text(container, "working_directory"))
        .set_user(text(container, "user"))
        .set_readonly_root_filesystem(flag(container, "read_only_root_filesystem"))
        .set_mount_points(some(mounts))
        .build()
}

fn to_secrets(inputs: &Map, name: &str) -> Vec<Secret> {
    let secret = |(name, from)| Secret::builder().name(name).value_from(from).build().ok();
    texts_by_name(inputs, name).filter_map(secret).collect()
}

fn to_port(mapping: &Map) -> PortMapping {
    PortMapping::builder()
        .set_container_port(number(mapping, "container_port"))
        .set_host_port(number(mapping, "host_port"))
        .set_protocol(text(mapping, "protocol").as_deref().map(TransportProtocol::from))
        .set_name(text(mapping, "name"))
        .build()
}

fn to_mount(mount: &Map) -> MountPoint {
    MountPoint::builder()
        .set_source_volume(text(mount, "source_volume"))
        .set_container_path(text(mount, "container_path"))
        .set_read_only(flag(mount, "read_only"))
        .build()
}

fn to_health_check(check: &Map) -> Option<HealthCheck> {
    let built = HealthCheck::builder()
        .set_command(texts(check, "command"))
        .set_interval(number(check, "interval"))
        .set_timeout(number(check, "timeout"))
        .set_retries(number(check, "retries"))
        .set_start_period(number(check, "start_period"));
    built.build().ok()
}

fn to_logs(logs: &Map) -> Option<LogConfiguration> {
    let options: std::collections::HashMap<_, _> = texts_by_name(logs, "options").collect();
    let built = LogConfiguration::builder()
        .set_log_driver(text(logs, "log_driver").as_deref().map(LogDriver::from))
        .set_options((!options.is_empty()).then_some(options))
        .set_secret_options(some(to_secrets(logs, "secret_options")));
    built.build().ok()
}

fn to_dependency(dependency: &Map) -> Option<ContainerDependency> {
    let built = ContainerDependency::builder()
        .set_container_name(text(dependency, "container_name"))
        .set_condition(text(dependency, "condition").as_deref().map(ContainerCondition::from));
    built.build().ok()
}

/// A list, if there is something in it.
pub(super) fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

/// A container as AWS has it.
pub(super) fn from_container(container: &ContainerDefinition) -> Value {
    let variable = |pair: &'_ KeyValuePair| -> Option<(String, String)> {
        Some((pair.name()?.to_owned(), pair.value().unwrap_or_default().to_owned()))
    };
    let environment: Vec<_> = container.environment().iter().filter_map(variable).collect();
    Properties::default()
        .with("name", container.name())
        .with("image", container.image())
        .with("cpu", container.cpu())
        .with("memory", container.memory())
        .with("memory_reservation", container.memory_reservation())
        .with("essential", container.essential().unwrap_or(true))
        .with_some("command", texts_of(container.command()))
        .with_some("entry_point", texts_of(container.entry_point()))
        .with_texts("environment", environment.iter().map(|(name, value)| (&**name, &**value)))
        .with_texts("secrets", from_secrets(container.secrets()))
        .with_some("port_mappings", container.port_mappings().iter().map(from_port))
        .with("health_check", container.health_check().map(from_health_check))
        .with("log_configuration", container.log_configuration().map(from_logs))
        .with_some("depends_on", container.depends_on().iter().map(from_dependency))
        .with("working_directory", container.working_directory())
        .with("user", container.user())
        .with("read_only_root_filesystem", container.readonly_root_filesystem().unwrap_or(false))
        .with_some("mount_points", container.mount_points().iter().map(from_mount))
        .into_value()
}

fn texts_of(texts: &[String]) -> impl Iterator<Item = &str> {
    texts.iter().map(String::as_str)
}

fn from_secrets(secrets: &[Secret]) -> impl Iterator<Item = (&str, &str)> {
    secrets.iter().map(|secret| (secret.name(), secret.value_from()))
}

fn from_port(mapping: &PortMapping) -> Value {
    Properties::default()
        .with("container_port", mapping.container_port())
        .with("host_port", mapping.host_port())
        .with("protocol", mapping.protocol().map_or("tcp", TransportProtocol::as_str))
        .with("name", mapping.name())
        .into_value()
}

fn from_health_check(check: &HealthCheck) -> Value {
    Properties::default()
        .with_some("command", texts_of(check.command()))
        .with("interval", check.interval())
        .with("timeout", check.timeout())
        .with("retries", check.retries())
        .with("start_period", check.start_period())
        .into_value()
}

fn from_logs(logs: &LogConfiguration) -> Value {
    let options = logs.options().into_iter().flatten();
    Properties::default()
        .with("log_driver", logs.log_driver().as_str())
        .with_texts("options", options.map(|(name, value)| (&**name, &**value)))
        .with_texts("secret_options", from_secrets(logs.secret_options()))
        .into_value()
}

fn from_dependency(dependency: &ContainerDependency) -> Value {
    Properties::default()
        .with("container_name", dependency.container_name())
        .with("condition", dependency.condition().as_str())
        .into_value()
}

fn from_mount(mount: &MountPoint) -> Value {
    Properties::default()
        .with("source_volume", mount.source_volume())
        .with("container_path", mount.container_path())
        .with("read_only", mount.read_only().unwrap_or(false))
        .into_value()
}
