//! The proxy of a task in App Mesh.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap};
use ironwright_macros::Block;

use super::container::meant;

/// The container of a task that App Mesh's proxy runs in, and what goes through it.
///
/// AWS ends App Mesh on 30 September 2026: Service Connect takes its place.
#[derive(Block, Clone, Debug)]
pub struct ProxyConfiguration {
    /// The name of the container.
    container_name: Input<String>,
    /// Settings of the network: `ProxyIngressPort`, `ProxyEgressPort`, `AppPorts`, `IgnoredUID`, `EgressIgnoredIPs`, ….
    #[input(each = property)]
    properties: Option<InputMap<String>>,
}

/// The proxy is one of the task's containers.
pub(super) fn check(inputs: &Known<'_>, containers: &[(String, Known<'_>)], problems: &mut Problems<'_>) {
    let Some(proxy) = inputs.block("proxy_configuration") else { return };
    let Some(name) = proxy.text("container_name") else { return };
    let names = containers.iter().map(|(_, container)| container.text("name"));
    if names.clone().all(|other| other.is_some_and(|other| other != name)) {
        problems.report(
            "proxy_configuration.container_name",
            format!("the task has no container {name:?}"),
            meant(name, names.flatten()),
        );
    }
}
