//! What containers have of the kernel, to the SDK's types and back: limits, parameters, capabilities, devices.

use aws_sdk_ecs::types::{Device, KernelCapabilities, LinuxParameters, SystemControl, Tmpfs, Ulimit};
use ironwright_aws::ecs;

use crate::handler::prelude::*;

pub(super) fn to_ulimits(container: &Map) -> Vec<Ulimit> {
    let ulimit = |limit: &Map| {
        let built = Ulimit::builder()
            .set_name(text(limit, ecs::Ulimit::NAME))
            .set_soft_limit(number(limit, ecs::Ulimit::SOFT_LIMIT))
            .set_hard_limit(number(limit, ecs::Ulimit::HARD_LIMIT));
        built.build().ok()
    };
    blocks(container, ecs::Container::ULIMITS).filter_map(ulimit).collect()
}

pub(super) fn from_ulimit(limit: &Ulimit) -> Value {
    Properties::default()
        .with(ecs::Ulimit::NAME, limit.name())
        .with(ecs::Ulimit::SOFT_LIMIT, limit.soft_limit())
        .with(ecs::Ulimit::HARD_LIMIT, limit.hard_limit())
        .into_value()
}

pub(super) fn to_system_controls(container: &Map) -> Vec<SystemControl> {
    let control = |control: &Map| {
        SystemControl::builder()
            .set_namespace(text(control, ecs::SystemControl::NAMESPACE))
            .set_value(text(control, ecs::SystemControl::VALUE))
            .build()
    };
    blocks(container, ecs::Container::SYSTEM_CONTROLS).map(control).collect()
}

pub(super) fn from_system_control(control: &SystemControl) -> Value {
    Properties::default()
        .with(ecs::SystemControl::NAMESPACE, control.namespace())
        .with(ecs::SystemControl::VALUE, control.value())
        .into_value()
}

pub(super) fn to_linux_parameters(linux: &Map) -> LinuxParameters {
    let add = texts(linux, ecs::LinuxParameters::ADD_CAPABILITIES).and_then(some);
    let drop = texts(linux, ecs::LinuxParameters::DROP_CAPABILITIES).and_then(some);
    let capabilities = (add.is_some() || drop.is_some())
        .then(|| KernelCapabilities::builder().set_add(add).set_drop(drop).build());
    LinuxParameters::builder()
        .set_init_process_enabled(flag(linux, ecs::LinuxParameters::INIT_PROCESS_ENABLED))
        .set_capabilities(capabilities)
        .set_devices(some(blocks(linux, ecs::LinuxParameters::DEVICES).filter_map(to_device).collect()))
        .set_tmpfs(some(blocks(linux, ecs::LinuxParameters::TMPFS).filter_map(to_tmpfs).collect()))
        .set_shared_memory_size(number(linux, ecs::LinuxParameters::SHARED_MEMORY_SIZE))
        .set_max_swap(number(linux, ecs::LinuxParameters::MAX_SWAP))
        .set_swappiness(number(linux, ecs::LinuxParameters::SWAPPINESS))
        .build()
}

fn to_device(device: &Map) -> Option<Device> {
    let built = Device::builder()
        .set_host_path(text(device, ecs::Device::HOST_PATH))
        .set_container_path(text(device, ecs::Device::CONTAINER_PATH))
        .set_permissions(texts(device, ecs::Device::PERMISSIONS));
    built.build().ok()
}

fn to_tmpfs(mount: &Map) -> Option<Tmpfs> {
    let built = Tmpfs::builder()
        .set_container_path(text(mount, ecs::Tmpfs::CONTAINER_PATH))
        .set_size(number(mount, ecs::Tmpfs::SIZE))
        .set_mount_options(texts(mount, ecs::Tmpfs::MOUNT_OPTIONS));
    built.build().ok()
}

pub(super) fn from_linux_parameters(linux: &LinuxParameters) -> Value {
    let capabilities = linux.capabilities();
    Properties::default()
        .with(ecs::LinuxParameters::INIT_PROCESS_ENABLED, linux.init_process_enabled())
        .with_some(
            ecs::LinuxParameters::ADD_CAPABILITIES,
            capabilities.into_iter().flat_map(KernelCapabilities::add),
        )
        .with_some(
            ecs::LinuxParameters::DROP_CAPABILITIES,
            capabilities.into_iter().flat_map(KernelCapabilities::drop),
        )
        .with_some(ecs::LinuxParameters::DEVICES, linux.devices().iter().map(from_device))
        .with_some(ecs::LinuxParameters::TMPFS, linux.tmpfs().iter().map(from_tmpfs))
        .with(ecs::LinuxParameters::SHARED_MEMORY_SIZE, linux.shared_memory_size())
        .with(ecs::LinuxParameters::MAX_SWAP, linux.max_swap())
        .with(ecs::LinuxParameters::SWAPPINESS, linux.swappiness())
        .into_value()
}

fn from_device(device: &Device) -> Value {
    Properties::default()
        .with(ecs::Device::HOST_PATH, device.host_path())
        .with(ecs::Device::CONTAINER_PATH, device.container_path())
        .with_some(ecs::Device::PERMISSIONS, device.permissions())
        .into_value()
}

fn from_tmpfs(mount: &Tmpfs) -> Value {
    Properties::default()
        .with(ecs::Tmpfs::CONTAINER_PATH, mount.container_path())
        .with(ecs::Tmpfs::SIZE, mount.size())
        .with_some(ecs::Tmpfs::MOUNT_OPTIONS, mount.mount_options())
        .into_value()
}
