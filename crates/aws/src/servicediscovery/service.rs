//! `servicediscovery.Service`

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use super::NamespaceId;

ironwright_core::references! {
    /// The id of a service of Cloud Map, `srv-u4m5x7q2w4e6r8t0`.
    ServiceId = "servicediscovery.Service" . "id";
    /// The ARN of a service of Cloud Map.
    ServiceArn = "servicediscovery.Service" . "arn";
}

ironwright_core::choices! {
    /// What DNS answers with.
    RecordType {
        /// The IPv4 addresses of instances.
        A = "A",
        /// The IPv6 addresses of instances.
        Aaaa = "AAAA",
        /// Ports of instances and names of their addresses.
        Srv = "SRV",
        /// Another name of the instance. Only by itself, and with `WEIGHTED` routing.
        Cname = "CNAME",
    }

    /// Which instances DNS answers with.
    RoutingPolicy {
        /// Up to eight healthy ones.
        Multivalue = "MULTIVALUE",
        /// One, chosen at random.
        Weighted = "WEIGHTED",
    }
}

/// A name in a namespace, under which instances are registered: the tasks of an ECS service, with
/// [`ServiceRegistry`](crate::ecs::ServiceRegistry).
///
/// ```
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::aws::servicediscovery::{DnsRecord, PrivateDnsNamespace, RecordType, Service};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
/// let internal = stack.add("internal", PrivateDnsNamespace::new("internal.example.com", &vpc));
/// stack.add("api", Service::new("api", &internal).dns_record(DnsRecord::new(RecordType::A, 10u32)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "servicediscovery.Service",
    id = "srv-{hex:16}",
    outputs = ServiceOutputs,
    page = "https://docs.aws.amazon.com/cloud-map/latest/dg/working-with-services.html",
    cloudformation = "AWS::ServiceDiscovery::Service",
    unique = [["name", "namespace_id"]],
    check = check,
    yields(ServiceId = id, ServiceArn = arn)
)]
pub struct Service {
    /// The name, of its own in the namespace: up to 127 letters, digits, hyphens, underscores and periods.
    #[input(
        replaces,
        length = 1..=127,
        pattern(
            "([A-Za-z0-9_][A-Za-z0-9_-]{0,61}[A-Za-z0-9_]|[A-Za-z0-9])([.]([A-Za-z0-9_][A-Za-z0-9_-]{0,61}[A-Za-z0-9_]|[A-Za-z0-9]))*",
            "a name of letters, digits, hyphens and underscores, of which none begins or ends with a hyphen"
        )
    )]
    name: Input<String>,
    /// The namespace.
    #[input(replaces, length = 1..=255)]
    namespace_id: Input<NamespaceId>,
    /// What people read of it: up to 1024 characters.
    #[input(length = 0..=1024)]
    description: Option<Input<String>>,
    /// What DNS answers, in a namespace with DNS. `A` and `AAAA` may stand together, and with `SRV`.
    #[input(each = dns_record, key = "type", cloudformation = "DnsConfig")]
    dns_records: Vec<DnsRecord>,
    /// Which instances DNS answers with. AWS's default: `MULTIVALUE`.
    #[input(replaces, cloudformation = "DnsConfig/RoutingPolicy")]
    routing_policy: Option<Input<RoutingPolicy>>,
    /// That whoever registers an instance says whether it is healthy, as ECS does. Not beside a check by Route 53.
    #[input(replaces)]
    health_check_custom_config: Option<HealthCheckCustomConfig>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// A record of DNS.
#[derive(Block, Clone, Debug)]
pub struct DnsRecord {
    /// What it says.
    r#type: Input<RecordType>,
    /// Seconds for which resolvers keep it.
    #[input(range = 0..=2_147_483_647)]
    ttl: Input<u32>,
}

/// Whoever registers an instance says whether it is healthy.
#[derive(Block, Clone, Debug)]
pub struct HealthCheckCustomConfig {
    /// AWS takes no other number than 1, and has given up on it.
    #[input(default = 1, range = 1..=10)]
    failure_threshold: Option<Input<u32>>,
}

/// What AWS gives back of a [`Service`].
#[derive(Outputs, Debug)]
pub struct ServiceOutputs {
    /// The service's id.
    #[output("{id}")]
    pub id: Output<ServiceId>,
    /// The service's ARN.
    #[output("arn:aws:servicediscovery:{region}:{account}:service/{id}")]
    pub arn: Output<ServiceArn>,
    /// The name.
    pub name: Output<String>,
}

/// What goes together in DNS.
fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let records = inputs.blocks("dns_records", Some("type"));
    if inputs.is_set("routing_policy") && records.is_empty() {
        problems.report(
            "routing_policy",
            "there are no records to answer with",
            "leave it out, or set `dns_records`",
        );
    }
    if !records.iter().any(|(_, record)| record.text("type") == Some("CNAME")) {
        return;
    }
    if records.len() > 1 {
        problems.report(
            "dns_records",
            "has other records beside `CNAME`",
            "keep the `CNAME` alone, or leave it out",
        );
    }
    if inputs.text("routing_policy").unwrap_or("MULTIVALUE") == "MULTIVALUE"
        && is_known(inputs, "routing_policy")
    {
        problems.report(
            "routing_policy",
            "`CNAME` goes with `WEIGHTED` alone",
            "set `.routing_policy(RoutingPolicy::Weighted)`",
        );
    }
}

/// Whether a property is not set, or known.
fn is_known(inputs: &Known<'_>, name: &str) -> bool {
    !inputs.value(name).is_some_and(Value::has_unknown)
}
