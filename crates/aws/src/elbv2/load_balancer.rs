//! `elbv2.LoadBalancer`

use std::collections::BTreeMap;
use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Member, Problems, Together};
use ironwright_core::value::OutputRef;
use ironwright_core::{Diagnostics, Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use crate::ec2::{AllocationId, SecurityGroupId, SubnetId};

ironwright_core::references! {
    /// The ARN of a load balancer,
    /// `arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/web/50dc6c495c0c9188`.
    LoadBalancerArn = "elbv2.LoadBalancer" . "arn";
}

ironwright_core::choices! {
    /// What a load balancer understands of what passes through it.
    LoadBalancerType {
        /// Requests of HTTP.
        Application = "application",
        /// Connections.
        Network = "network",
    }

    /// From where a load balancer can be reached.
    Scheme {
        /// From everywhere: it has public addresses, and needs public subnets.
        InternetFacing = "internet-facing",
        /// From the VPC alone.
        Internal = "internal",
    }

    /// The versions of IP that clients speak.
    IpAddressType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// IPv4 and IPv6.
        Dualstack = "dualstack",
        /// IPv6, and IPv4 from the VPC alone: no public IPv4 addresses are paid for.
        DualstackWithoutPublicIpv4 = "dualstack-without-public-ipv4",
    }

    /// What becomes of requests that two servers may read differently.
    DesyncMitigationMode {
        /// They pass.
        Monitor = "monitor",
        /// They pass unless they are known to be dangerous.
        Defensive = "defensive",
        /// They pass only when they are as the RFC says.
        Strictest = "strictest",
    }

    /// What becomes of the header `X-Forwarded-For`.
    XffHeaderProcessingMode {
        /// The client's address is added to it.
        Append = "append",
        /// It stays as it is.
        Preserve = "preserve",
        /// It is taken out.
        Remove = "remove",
    }
}

/// An application or network load balancer: one name for many targets.
///
/// A [`Listener`](super::Listener) says what it does with what comes to a port. It counts as up when AWS says that it is
/// active, which takes two or three minutes.
///
/// ```
/// use ironwright::aws::ec2::{InternetGateway, Subnet, Vpc};
/// use ironwright::aws::elbv2::{AccessLogs, LoadBalancer};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
/// stack.add("main", InternetGateway::attached_to(&vpc));
/// let subnets = ["a", "b"].iter().zip(0..).map(|(zone, number)| {
///     let subnet = Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
///     stack.add(*zone, subnet.availability_zone(format!("eu-west-2{zone}")))
/// });
/// let subnets: Vec<_> = subnets.collect();
/// let load_balancer = LoadBalancer::application("web", [&subnets[0], &subnets[1]]).idle_timeout_seconds(120u32);
/// let load_balancer = stack.add("web", load_balancer.access_logs(AccessLogs::new("logs-of-demo").prefix("web")));
/// stack.output("url", text!("http://{}", load_balancer.dns_name));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elbv2.LoadBalancer",
    id = "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex:16}",
    outputs = LoadBalancerOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/what-is-load-balancing.html",
    cloudformation = "AWS::ElasticLoadBalancingV2::LoadBalancer",
    unique = [["name"]],
    ready_when = "active",
    check = check,
    check_together = check_together,
    behaviour = BecomesActive,
    yields(LoadBalancerArn = arn)
)]
pub struct LoadBalancer {
    /// The name, one of its kind in account and region: 1 to 32 letters, digits and hyphens, not beginning with
    /// `internal-`.
    #[input(replaces, length = 1..=32, pattern(super::NAME, super::NAME_IN_WORDS))]
    name: Input<String>,
    /// What it understands of what passes through it.
    #[input(replaces, default = "application")]
    r#type: Option<Input<LoadBalancerType>>,
    /// From where it can be reached.
    #[input(replaces, default = "internet-facing")]
    scheme: Option<Input<Scheme>>,
    /// The subnets that it stands in, one a zone: for an application load balancer at least two.
    #[input(unordered)]
    subnets: Option<Inputs<SubnetId>>,
    /// The subnets of a network load balancer with the addresses that it has there, in place of `subnets`.
    #[input(each = subnet_mapping, key = "subnet_id", unordered)]
    subnet_mappings: Vec<SubnetMapping>,
    /// The security groups, up to 5. An application load balancer has the VPC's default group when it is not set.
    #[input(unordered, length = 0..=5)]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// The versions of IP that clients speak.
    #[input(default = "ipv4")]
    ip_address_type: Option<Input<IpAddressType>>,
    /// Whether AWS refuses to delete it. To delete it, this is turned off in a run before.
    #[input(default = false, cloudformation = "LoadBalancerAttributes")]
    deletion_protection_enabled: Option<Input<bool>>,
    /// Where a line for each request is kept. There are none unless this is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    access_logs: Option<AccessLogs>,
    /// Whether a network load balancer sends requests to targets of all zones, as an application load balancer does. It
    /// does not unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    load_balancing_cross_zone_enabled: Option<Input<bool>>,
    /// Seconds after which a connection ends on which nothing is sent: 1 to 4000. 60 unless it is set. Of application load
    /// balancers, as all that follows but for the tags.
    #[input(range = 1..=4000, cloudformation = "LoadBalancerAttributes")]
    idle_timeout_seconds: Option<Input<u32>>,
    /// Seconds that a client may keep a connection: 60 to 604800. 3600 unless it is set.
    #[input(range = 60..=604_800, cloudformation = "LoadBalancerAttributes")]
    client_keep_alive_seconds: Option<Input<u32>>,
    /// Whether clients may speak HTTP/2. They may unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    http2_enabled: Option<Input<bool>>,
    /// Whether headers are dropped whose names are not as HTTP says. They are not unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    drop_invalid_header_fields_enabled: Option<Input<bool>>,
    /// Whether targets get the `Host` header as the client has written it. They do not unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    preserve_host_header_enabled: Option<Input<bool>>,
    /// What becomes of requests that two servers may read differently. `defensive` unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    desync_mitigation_mode: Option<Input<DesyncMitigationMode>>,
    /// What becomes of the header `X-Forwarded-For`. `append` unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    xff_header_processing_mode: Option<Input<XffHeaderProcessingMode>>,
    /// Whether `X-Forwarded-For` tells the client's port too. It does not unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    xff_client_port_enabled: Option<Input<bool>>,
    /// Whether requests pass when AWS WAF does not answer. They do not unless it is set.
    #[input(cloudformation = "LoadBalancerAttributes")]
    waf_fail_open_enabled: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// A subnet of a network load balancer, and the address that it has there.
#[derive(Block, Clone, Debug)]
pub struct SubnetMapping {
    /// The subnet.
    subnet_id: Input<SubnetId>,
    /// The elastic IP address of an internet-facing load balancer.
    allocation_id: Option<Input<AllocationId>>,
    /// The private address of an internal load balancer, out of the subnet.
    private_ipv4_address: Option<Input<String>>,
}

/// A bucket in which a line for each request is kept.
///
/// Its policy lets Elastic Load Balancing write there:
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>.
#[derive(Block, Clone, Debug)]
pub struct AccessLogs {
    /// The bucket's name.
    bucket: Input<String>,
    /// How the names of the objects begin. With nothing unless it is set.
    #[input(pattern("[^/].*", "a beginning without a `/` before it"))]
    prefix: Option<Input<String>>,
    /// Whether they are kept.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
}

/// What AWS gives back of a [`LoadBalancer`].
#[derive(Outputs, Debug)]
pub struct LoadBalancerOutputs {
    /// The load balancer's ARN.
    #[output("{id}")]
    pub arn: Output<LoadBalancerArn>,
    /// The name by which clients find it, `web-1234567890.eu-west-2.elb.amazonaws.com`.
    #[output("{name}-{digits:10}.{region}.elb.amazonaws.com")]
    pub dns_name: Output<String>,
    /// The hosted zone of that name, for records of Route 53 that are aliases.
    #[output("Z{upper:13}")]
    pub canonical_hosted_zone_id: Output<String>,
    /// The end of its ARN, `app/web/50dc6c495c0c9188`, by which CloudWatch and scaling policies name it.
    pub full_name: Output<String>,
}

impl LoadBalancer {
    /// A load balancer for requests of HTTP, in subnets of at least two zones.
    #[track_caller]
    pub fn application(name: impl Into<Input<String>>, subnets: impl Into<Inputs<SubnetId>>) -> Self {
        Self::new(name).r#type(LoadBalancerType::Application).subnets(subnets)
    }

    /// A load balancer for connections.
    #[track_caller]
    pub fn network(name: impl Into<Input<String>>, subnets: impl Into<Inputs<SubnetId>>) -> Self {
        Self::new(name).r#type(LoadBalancerType::Network).subnets(subnets)
    }

    /// Lets it be reached from the VPC alone.
    #[track_caller]
    pub fn internal(self) -> Self {
        self.scheme(Scheme::Internal)
    }
}

/// The attributes that only application load balancers have.
const OF_APPLICATION: [&str; 9] = [
    "idle_timeout_seconds",
    "client_keep_alive_seconds",
    "http2_enabled",
    "drop_invalid_header_fields_enabled",
    "preserve_host_header_enabled",
    "desync_mitigation_mode",
    "xff_header_processing_mode",
    "xff_client_port_enabled",
    "waf_fail_open_enabled",
];

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if let Some(name) = inputs.text("name").filter(|name| name.starts_with("internal-")) {
        problems.report(
            "name",
            format!("{name:?} begins with `internal-`, as only AWS's names of internal load balancers do"),
            "begin it with something else; `.internal()` makes a load balancer internal",
        );
    }
    match (inputs.is_set("subnets"), inputs.is_set("subnet_mappings")) {
        (true, true) => problems.report(
            "subnet_mappings",
            "the load balancer has `subnets` too",
            "leave one of them out: a mapping says its subnet itself",
        ),
        (false, false) => problems.report("subnets", "it stands in no subnet", "set `.subnets([&a, &b])`"),
        _ => {}
    }
    let mappings = inputs.blocks("subnet_mappings", Some("subnet_id"));
    for (at, (path, mapping)) in mappings.iter().enumerate() {
        let subnet = mapping.target("subnet_id");
        if subnet.is_some() && mappings[..at].iter().any(|(_, other)| other.target("subnet_id") == subnet) {
            problems.report(&**path, "is there twice", "leave one of the two out");
        }
    }
    match inputs.text("type") {
        Some("application") => check_application(inputs, problems),
        Some(_) => check_network(inputs, problems),
        None => {}
    }
}

fn check_application(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let subnets = inputs.items("subnets");
    if subnets.len() == 1 {
        problems.report(
            "subnets",
            "there is one, and an application load balancer stands in two zones at least",
            "add a subnet of another zone",
        );
    }
    if inputs.is_set("subnet_mappings") {
        problems.report(
            "subnet_mappings",
            "an application load balancer has no addresses of its own choice",
            "set `subnets`, or take `LoadBalancer::network`",
        );
    }
    if inputs.is_set("load_balancing_cross_zone_enabled") {
        problems.report(
            "load_balancing_cross_zone_enabled",
            "an application load balancer always sends requests to all zones",
            "leave it out: a target group may say otherwise",
        );
    }
}

fn check_network(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    for name in OF_APPLICATION.iter().filter(|name| inputs.is_set(name)) {
        problems.report(
            *name,
            "is for application load balancers",
            "leave it out, or take `LoadBalancer::application`",
        );
    }
    let internal = inputs.text("scheme") == Some("internal");
    for (path, mapping) in inputs.blocks("subnet_mappings", Some("subnet_id")) {
        for (name, fits, whose) in
            [("allocation_id", !internal, "internet-facing"), ("private_ipv4_address", internal, "internal")]
        {
            if !fits && mapping.is_set(name) {
                problems.report(
                    format!("{path}.{name}"),
                    format!("is for load balancers that are {whose}"),
                    "leave it out, or change `scheme`",
                );
            }
        }
    }
}

/// Each subnet of a load balancer is in a zone of its own.
fn check_together(balancers: &Together<'_>, found: &mut Diagnostics) {
    for balancer in &balancers.resources {
        let mut zones: BTreeMap<&str, &OutputRef> = BTreeMap::new();
        for (path, subnet) in subnets_of(balancer) {
            let inputs = (balancers.inputs_of)(&subnet.address).map(Known);
            let Some(zone) = inputs.and_then(|inputs| inputs.text("availability_zone")) else { continue };
            let Some(other) = zones.insert(zone, subnet) else { continue };
            Problems::new(balancer.address, balancer.place, found).report(
                path,
                format!("{} is in {zone}, as {} is", subnet.address, other.address),
                "take one subnet of each zone",
            );
        }
    }
}

/// The subnets of a load balancer that are declared too, with their paths.
fn subnets_of<'a>(balancer: &Member<'a>) -> Vec<(String, &'a OutputRef)> {
    let listed =
        balancer.inputs.items("subnets").iter().enumerate().filter_map(|(at, subnet)| match subnet {
            Value::Unknown(origin) => Some((format!("subnets[{at}]"), origin.as_deref()?)),
            _ => None,
        });
    let mapped = balancer.inputs.blocks("subnet_mappings", None).into_iter();
    listed.chain(mapped.filter_map(|(path, mapping)| Some((path, mapping.reference("subnet_id")?)))).collect()
}

/// AWS takes a while to make one, keeps one that is protected, and deletes its listeners with it.
struct BecomesActive;

impl Behaviour for BecomesActive {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &[
            "deletion_protection_enabled",
            "access_logs",
            "load_balancing_cross_zone_enabled",
            "idle_timeout_seconds",
            "client_keep_alive_seconds",
            "http2_enabled",
            "drop_invalid_header_fields_enabled",
            "preserve_host_header_enabled",
            "desync_mitigation_mode",
            "xff_header_processing_mode",
            "xff_client_port_enabled",
            "waf_fail_open_enabled",
        ]
    }

    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        if inputs.get("type").and_then(Value::as_text) != Some("network") {
            return Ok(None);
        }
        let name = inputs.get("name").and_then(Value::as_text).unwrap_or_default();
        let (region, account) = (world.region(), world.account());
        let place = format!("arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/net/{name}");
        Ok(Some(world.make(&format!("{place}/{{hex:16}}"))))
    }

    fn created(&self, _: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let full_name = id.split_once("loadbalancer/").map(|(_, full_name)| full_name).unwrap_or_default();
        properties.insert("full_name".into(), Value::text(full_name));
        Ok(())
    }

    fn deleting(&self, _: &mut dyn World, id: &str, properties: &Map) -> Result<(), Refusal> {
        if properties.get("deletion_protection_enabled").and_then(Value::as_bool) == Some(true) {
            let message =
                format!("Load balancer '{id}' cannot be deleted because deletion protection is enabled");
            return Err(Refusal::new("OperationNotPermitted", message));
        }
        Ok(())
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_mins(2)
    }
}
