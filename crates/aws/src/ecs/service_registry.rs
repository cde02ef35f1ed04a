//! A service of Cloud Map that tells where the tasks of a service are.

use ironwright_core::Input;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_macros::Block;

use super::container::meant;
use crate::servicediscovery;

/// A service of Cloud Map in which a service's tasks are registered: others find them by DNS, or ask Cloud Map.
///
/// For `A` records of tasks in network mode `awsvpc` the ARN is all there is to say; `SRV` records, and other network modes,
/// need the container and its port.
#[derive(Block, Clone, Debug)]
pub struct ServiceRegistry {
    /// The ARN of the service of Cloud Map.
    registry_arn: Input<servicediscovery::ServiceArn>,
    /// The port of `SRV` records, in network mode `awsvpc`: in place of a container and its port.
    #[input(range = 1..=65535)]
    port: Option<Input<u16>>,
    /// The container whose address and port are registered.
    container_name: Option<Input<String>>,
    /// Its port: one of its port mappings.
    #[input(range = 1..=65535)]
    container_port: Option<Input<u16>>,
}

/// What AWS refuses of a service by itself.
pub(super) fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    for (path, registry) in inputs.blocks(PROPERTY, None) {
        let (container, container_port) =
            (registry.is_set("container_name"), registry.is_set("container_port"));
        if container != container_port {
            let missing = if container { "container_port" } else { "container_name" };
            problems.report(
                format!("{path}.{missing}"),
                "is missing: a container and its port go together",
                "set both, or neither",
            );
        }
        if registry.is_set("port") && container_port {
            problems.report(
                format!("{path}.port"),
                "is set beside `container_port`",
                "leave one of them out: both say which port is registered",
            );
        }
    }
}

/// A container that is registered is one of the task definition's.
pub(super) fn check_containers(
    service: &Known<'_>,
    task: &str,
    definition: &Known<'_>,
    problems: &mut Problems<'_>,
) {
    let containers = definition.blocks("containers", None);
    let names = containers.iter().map(|(_, container)| container.text("name"));
    for (path, registry) in service.blocks(PROPERTY, None) {
        if let Some(name) = registry.text("container_name")
            && names.clone().all(|other| other.is_some_and(|other| other != name))
        {
            problems.report(
                format!("{path}.container_name"),
                format!("{task} has no container {name:?}"),
                meant(name, names.clone().flatten()),
            );
        }
    }
}

const PROPERTY: &str = "service_registries";
