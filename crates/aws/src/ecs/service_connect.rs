//! Service Connect: how the tasks of services reach each other by name.

use ironwright_core::Input;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::diagnostic::nearest;
use ironwright_macros::Block;

use super::LogConfiguration;
use crate::iam::RoleArn;
use crate::servicediscovery::NamespaceArn;

/// Puts a service into a namespace: its tasks reach the services that the namespace names, and others reach it by the names
/// that it offers.
///
/// ```
/// use ironwright::aws::ecs::{ServiceConnectConfiguration, ServiceConnectService};
///
/// // Others connect to `http://api:8080`; a service that only connects to others offers nothing.
/// let server = ServiceConnectConfiguration::new().service(ServiceConnectService::named("api", 8080));
/// let client = ServiceConnectConfiguration::new();
/// # let _ = (server, client);
/// ```
#[derive(Block, Clone, Debug)]
pub struct ServiceConnectConfiguration {
    /// Whether it is on.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
    /// The namespace, by its ARN. The cluster's default namespace when it is not set.
    #[input(pattern(
        "arn:[^:]+:servicediscovery:[^:]*:[0-9]*:namespace/.+",
        "the ARN of a namespace, `arn:aws:servicediscovery:eu-west-2:123456789012:namespace/ns-k3m5x7q2w4e6r8t0`"
    ))]
    namespace: Option<Input<NamespaceArn>>,
    /// What others reach the service by.
    #[input(each = service, key = "port_name")]
    services: Vec<ServiceConnectService>,
    /// Where the proxy's own output goes.
    log_configuration: Option<LogConfiguration>,
}

/// A port of a service by which others reach it.
#[derive(Block, Clone, Debug)]
pub struct ServiceConnectService {
    /// The name of a port mapping of the task definition.
    port_name: Input<String>,
    /// The name in the namespace: the port's when it is not set. Up to 64 lower-case letters, digits, hyphens and underscores.
    #[input(
        length = 1..=64,
        pattern("[a-z0-9_][a-z0-9_-]*", "lower-case letters, digits, hyphens and underscores, the first no hyphen")
    )]
    discovery_name: Option<Input<String>>,
    /// The names and ports that clients use: AWS takes one.
    #[input(each = client_alias, key = "dns_name", length = 0..=1)]
    client_aliases: Vec<ServiceConnectClientAlias>,
    /// The port that the proxy listens on: the container's own when it is not set.
    #[input(range = 0..=65535)]
    ingress_port_override: Option<Input<u16>>,
    /// Seconds after which a connection without traffic is closed; 0 for never. AWS's default: 300 for HTTP, else 3600.
    #[input(range = 0..=2_147_483_647)]
    idle_timeout_seconds: Option<Input<u32>>,
    /// Seconds that an answer may take; 0 for any time. AWS's default: 15. Only where the port has an `app_protocol`.
    #[input(range = 0..=2_147_483_647)]
    per_request_timeout_seconds: Option<Input<u32>>,
    /// How traffic between the proxies is encrypted: not at all when it is not set.
    tls: Option<ServiceConnectTls>,
}

/// A name and port that clients connect to.
#[derive(Block, Clone, Debug)]
pub struct ServiceConnectClientAlias {
    /// The port that clients connect to.
    #[input(range = 1..=65535)]
    port: Input<u16>,
    /// The name: `discovery_name.namespace` when it is not set. Up to 127 lower-case letters, digits and `_-.`.
    #[input(
        length = 1..=127,
        pattern("[a-z0-9_.][a-z0-9_.-]*", "lower-case letters, digits, hyphens, underscores and periods, the first no hyphen")
    )]
    dns_name: Option<Input<String>>,
}

/// How traffic between the proxies of Service Connect is encrypted.
#[derive(Block, Clone, Debug)]
pub struct ServiceConnectTls {
    /// The ARN of the private certificate authority that signs the certificates.
    aws_pca_authority_arn: Input<String>,
    /// The key that encrypts private keys, by its ARN: one of AWS's when it is not set.
    kms_key: Option<Input<String>>,
    /// The role by which ECS asks for certificates.
    role_arn: Option<Input<RoleArn>>,
}

impl ServiceConnectService {
    /// Offers a port of the task definition to clients under the port's own name.
    #[track_caller]
    pub fn named(name: &str, port: u16) -> Self {
        let alias = ServiceConnectClientAlias::new(port).dns_name(name);
        Self::new(name).discovery_name(name).client_alias(alias)
    }
}

/// What AWS refuses of a service by itself.
pub(super) fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let Some(connect) = inputs.block(PROPERTY) else { return };
    if connect.bool("enabled") == Some(false) && !connect.items("services").is_empty() {
        problems.report(
            format!("{PROPERTY}.services"),
            "needs `enabled`, which is off",
            "leave it out, or leave `enabled` on",
        );
    }
    for (path, service) in connect.blocks("services", Some("port_name")) {
        if service.items("client_aliases").is_empty() {
            problems.report(
                format!("{PROPERTY}.{path}.client_aliases"),
                "is missing: clients must know the port to connect to",
                "set `.client_alias(ServiceConnectClientAlias::new(80))`, or write `ServiceConnectService::named`",
            );
        }
    }
}

/// What is offered has a name in the task definition, and a network to be reached over.
pub(super) fn check_ports(
    service: &Known<'_>,
    task: &str,
    definition: &Known<'_>,
    problems: &mut Problems<'_>,
) {
    let Some(connect) = service.block(PROPERTY) else { return };
    if connect.bool("enabled") == Some(false) {
        return;
    }
    if let Some(mode) = definition.text("network_mode").filter(|mode| ["host", "none"].contains(mode)) {
        problems.report(
            PROPERTY,
            format!("{task} has network mode `{mode}`, in which there is no Service Connect"),
            "take `awsvpc` or `bridge`",
        );
    }
    let ports: Vec<Known<'_>> = definition
        .blocks("containers", None)
        .into_iter()
        .flat_map(|(_, container)| container.blocks("port_mappings", None))
        .map(|(_, mapping)| mapping)
        .collect();
    // What is not known yet may be the name.
    if ports.iter().any(|port| port.is_set("name") && port.text("name").is_none()) {
        return;
    }
    let names = || ports.iter().filter_map(|port| port.text("name"));
    for (path, offered) in connect.blocks("services", Some("port_name")) {
        let Some(name) = offered.text("port_name").filter(|name| !names().any(|other| other == *name)) else {
            continue;
        };
        let hint = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name it there: `.port_mapping(PortMapping::new(8080u16).name({name:?}))`"),
        };
        problems.report(
            format!("{PROPERTY}.{path}.port_name"),
            format!("no port of {task} has the name {name:?}"),
            hint,
        );
    }
}

const PROPERTY: &str = "service_connect_configuration";
