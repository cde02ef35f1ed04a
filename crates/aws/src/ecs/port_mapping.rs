//! Ports of containers, and which of them one task can have at the same time.

use std::collections::BTreeMap;

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Map, Value};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// The protocol of a port.
    TransportProtocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
    }

    /// What is spoken on a port, for Service Connect's proxy and metrics.
    ApplicationProtocol {
        /// HTTP/1.1.
        Http = "http",
        /// HTTP/2.
        Http2 = "http2",
        /// gRPC.
        Grpc = "grpc",
    }
}

/// A port of a container that is reachable from outside of it.
#[derive(Block, Clone, Debug)]
pub struct PortMapping {
    /// The port that the container listens on.
    #[input(range = 1..=65535)]
    pub(super) container_port: Input<u16>,
    /// The port of the host, or of the task's own network interface: there it is the container's own port.
    /// In network mode `bridge`, 0 or nothing lets ECS choose one from the ephemeral range.
    pub(super) host_port: Option<Input<u16>>,
    /// The protocol.
    #[input(default = "tcp")]
    pub(super) protocol: Option<Input<TransportProtocol>>,
    /// A name that Service Connect finds the port by: up to 64 letters, digits, hyphens and underscores.
    #[input(
        length = 1..=64,
        pattern("[A-Za-z0-9_][A-Za-z0-9_-]*", "letters, digits, hyphens and underscores, the first no hyphen")
    )]
    pub(super) name: Option<Input<String>>,
    /// What is spoken on the port, where Service Connect is to know more of it than TCP. A service that is connected by
    /// this port must be replaced for another.
    pub(super) app_protocol: Option<Input<ApplicationProtocol>>,
}

/// A range of ports of a container that is reachable from outside of it: under the same numbers in network mode `awsvpc`,
/// under ports that ECS chooses in `bridge`.
#[derive(Block, Clone, Debug)]
pub struct PortRange {
    /// The first port and the last, `8080-8090`.
    #[input(pattern("[0-9]{1,5}-[0-9]{1,5}", "a range of ports, `8080-8090`"))]
    pub(super) container_port_range: Input<String>,
    /// The protocol.
    #[input(default = "tcp")]
    pub(super) protocol: Option<Input<TransportProtocol>>,
}

/// Network modes in which a port of a container is one of the task's network interface or of the host.
const OWN_PORTS: [&str; 2] = ["awsvpc", "host"];

/// Says of each port which one it is of the host, as AWS does: where containers have ports of their own it is the same, and
/// elsewhere 0 is none.
pub(super) fn normalise(network_mode: Option<&str>, container: &mut Map) {
    let own = network_mode.is_some_and(|mode| OWN_PORTS.contains(&mode));
    let normal = |mapping: &mut Map| {
        let host_port = mapping.get("host_port").and_then(Value::as_int);
        if own && host_port.is_none_or(|port| port == 0) && !is_later(mapping, "host_port") {
            mapping.extend(mapping.get("container_port").cloned().map(|port| ("host_port".into(), port)));
        } else if !own && host_port == Some(0) {
            mapping.remove("host_port");
        }
    };
    if let Some(mappings) = container.get_mut("port_mappings") {
        *mappings = mappings.with_blocks(&normal);
    }
}

/// Whether a property is known only after apply.
fn is_later(block: &Map, name: &str) -> bool {
    block.get(name).is_some_and(Value::has_unknown)
}

/// Containers of one task that share a network interface share its ports.
pub(super) fn check(
    network_mode: Option<&str>,
    containers: &[(String, Inputs<'_>)],
    problems: &mut Problems<'_>,
) {
    let shared = network_mode.filter(|mode| OWN_PORTS.contains(mode));
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
