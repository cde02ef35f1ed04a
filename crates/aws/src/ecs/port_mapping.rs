//! Ports of containers, and which of them one task can have at the same time.

use std::collections::BTreeMap;

use ironwright_core::Input;
use ironwright_core::check::{Inputs, Problems};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// The protocol of a port.
    TransportProtocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
    }
}

/// A port of a container that is reachable from outside of it.
#[derive(Block, Clone, Debug)]
pub struct PortMapping {
    /// The port that the container listens on.
    #[input(range = 1..=65535)]
    container_port: Input<u16>,
    /// The port of the host, or of the task's own network interface: there it is the container's own port.
    /// In network mode `bridge`, 0 or nothing lets ECS choose one from the ephemeral range.
    host_port: Option<Input<u16>>,
    /// The protocol.
    #[input(default = "tcp")]
    protocol: Option<Input<TransportProtocol>>,
    /// A name that Service Connect finds the port by: up to 64 letters, digits, hyphens and underscores.
    #[input(
        length = 1..=64,
        pattern("[A-Za-z0-9_][A-Za-z0-9_-]*", "letters, digits, hyphens and underscores, the first no hyphen")
    )]
    name: Option<Input<String>>,
}

/// Containers of one task that share a network interface share its ports.
pub(super) fn check(
    network_mode: Option<&str>,
    containers: &[(String, Inputs<'_>)],
    problems: &mut Problems<'_>,
) {
    let shared = network_mode.filter(|mode| ["awsvpc", "host"].contains(mode));
    let mut taken: BTreeMap<(i64, &str), &str> = BTreeMap::new();
    for (path, container) in containers {
        for (mapping_path, mapping) in container.blocks("port_mappings", None) {
            let (container_port, host_port) = (mapping.int("container_port"), mapping.int("host_port"));
            if let (Some(mode), Some(container_port), Some(host_port)) = (shared, container_port, host_port)
                && container_port != host_port
            {
                problems.report(
                    format!("{path}.{mapping_path}.host_port"),
                    format!("{host_port} is not {container_port}, the container's own port"),
                    format!("in network mode `{mode}` leave `host_port` out, or make it {container_port}"),
                );
            }
            let port = if shared.is_some() { container_port } else { host_port.filter(|&port| port != 0) };
            if let (Some(port), Some(protocol)) = (port, mapping.text("protocol")) {
                if let Some(first) = taken.get(&(port, protocol)) {
                    problems.report(
                        format!("{path}.{mapping_path}"),
                        format!("`{first}` has {protocol} port {port} already"),
                        "containers of a task share its network interface or host: give each a port of its own",
                    );
                } else {
                    taken.insert((port, protocol), path);
                }
            }
        }
    }
}
