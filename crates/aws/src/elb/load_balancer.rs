//! `elb.LoadBalancer`

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use crate::acm::CertificateArn;
use crate::ec2::{SecurityGroupId, SubnetId};

ironwright_core::references! {
    /// The name of a classic load balancer, `rabbitmq`.
    LoadBalancerName = "elb.LoadBalancer" . "load_balancer_name";
    /// The ARN of a classic load balancer.
    LoadBalancerArn = "elb.LoadBalancer" . "arn";
}

ironwright_core::choices! {
    /// The protocol at either side of a classic load balancer.
    ListenerProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTPS.
        Https = "HTTPS",
        /// TCP.
        Tcp = "TCP",
        /// TLS.
        Ssl = "SSL",
    }

    /// From where a classic load balancer can be reached.
    Scheme {
        /// From everywhere.
        InternetFacing = "internet-facing",
        /// From the VPC alone.
        Internal = "internal",
    }
}

/// A classic load balancer, for what still has one: AWS advises to take those of [`elbv2`](crate::elbv2).
///
/// ```
/// use ironwright::aws::elb::{HealthCheck, Listener, LoadBalancer};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let rabbitmq = LoadBalancer::new("rabbitmq")
///     .internal()
///     .subnets(["subnet-3127ba5d9c4651980"])
///     .listener(Listener::tcp(5672u16))
///     .listener(Listener::tcp(15_672u16))
///     .health_check(HealthCheck::new("TCP:15672").interval(5u32).timeout(2u32));
/// let rabbitmq = stack.add("rabbitmq", rabbitmq);
/// stack.output("host", &rabbitmq.dns_name);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elb.LoadBalancer",
    id = "{load_balancer_name}",
    outputs = LoadBalancerOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html",
    cloudformation = "AWS::ElasticLoadBalancing::LoadBalancer",
    unique = [["load_balancer_name"]],
    check = check,
    normal_form = normalise,
    behaviour = AttributesAreSet,
    yields(LoadBalancerName = load_balancer_name, LoadBalancerArn = arn)
)]
pub struct LoadBalancer {
    /// The name, one of its kind in account and region: 1 to 32 letters, digits and hyphens.
    #[input(
        replaces,
        length = 1..=32,
        pattern(
            "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?",
            "a name of letters, digits and hyphens that neither begins nor ends with a hyphen"
        )
    )]
    load_balancer_name: Input<LoadBalancerName>,
    /// The ports that it listens on, and where it sends what comes there.
    #[input(each = listener, unordered)]
    listeners: Vec<Listener>,
    /// The subnets that it stands in, one a zone.
    #[input(unordered)]
    subnets: Option<Inputs<SubnetId>>,
    /// The security groups. The VPC's default group when it is not set.
    #[input(unordered)]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// From where it can be reached.
    #[input(replaces, default = "internet-facing")]
    scheme: Option<Input<Scheme>>,
    /// How it finds out which instances are healthy. By a connection to the first listener's port unless it is set.
    health_check: Option<HealthCheck>,
    /// Whether requests go to instances of all zones.
    #[input(default = false)]
    cross_zone: Option<Input<bool>>,
    /// Seconds after which a connection ends on which nothing is sent: 1 to 3600.
    #[input(default = 60, range = 1..=3600, cloudformation = "ConnectionSettings")]
    idle_timeout: Option<Input<u32>>,
    /// What an instance that leaves may still finish. Nothing unless it is set.
    #[input(cloudformation = "ConnectionDrainingPolicy")]
    connection_draining: Option<ConnectionDraining>,
    /// Where a line for each request is kept. There are none unless it is set.
    #[input(cloudformation = "AccessLoggingPolicy")]
    access_logs: Option<AccessLogs>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// A port of a classic load balancer, and the port of its instances.
#[derive(Block, Clone, Debug)]
pub struct Listener {
    /// The protocol that clients speak.
    protocol: Input<ListenerProtocol>,
    /// The port that clients come to.
    #[input(range = 1..=65535)]
    load_balancer_port: Input<u16>,
    /// The port of the instances.
    #[input(range = 1..=65535)]
    instance_port: Input<u16>,
    /// The protocol that instances are spoken to with. The same as clients' unless it is set.
    instance_protocol: Option<Input<ListenerProtocol>>,
    /// The certificate, for `HTTPS` and `SSL`.
    ssl_certificate_id: Option<Input<CertificateArn>>,
}

/// How a classic load balancer finds out which instances are healthy.
#[derive(Block, Clone, Debug)]
pub struct HealthCheck {
    /// What is checked: `TCP:15672`, `SSL:443`, `HTTP:80/health`, `HTTPS:443/health`.
    #[input(pattern(
        "(TCP|SSL):[0-9]{1,5}|HTTPS?:[0-9]{1,5}/.*",
        "a target, as `TCP:15672` or `HTTP:80/health`"
    ))]
    target: Input<String>,
    /// Seconds between two checks: 5 to 300.
    #[input(default = 30, range = 5..=300)]
    interval: Option<Input<u32>>,
    /// Seconds after which a check without an answer has failed: 2 to 60, less than the interval.
    #[input(default = 5, range = 2..=60)]
    timeout: Option<Input<u32>>,
    /// How many checks in a row must go well until an instance is healthy: 2 to 10.
    #[input(default = 10, range = 2..=10)]
    healthy_threshold: Option<Input<u32>>,
    /// How many checks in a row must fail until an instance is unhealthy: 2 to 10.
    #[input(default = 2, range = 2..=10)]
    unhealthy_threshold: Option<Input<u32>>,
}

/// What an instance that leaves may still finish.
#[derive(Block, Clone, Debug)]
pub struct ConnectionDraining {
    /// Seconds that it may take: 1 to 3600.
    #[input(range = 1..=3600)]
    timeout: Input<u32>,
    /// Whether it may.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
}

/// A bucket in which a line for each request is kept.
#[derive(Block, Clone, Debug)]
pub struct AccessLogs {
    /// The bucket's name.
    s3_bucket_name: Input<String>,
    /// How the names of the objects begin. With nothing unless it is set.
    s3_bucket_prefix: Option<Input<String>>,
    /// Minutes between two objects: 5 or 60.
    #[input(default = 60, one_of = [5, 60])]
    emit_interval: Option<Input<u32>>,
    /// Whether they are kept.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
}

/// What AWS gives back of a [`LoadBalancer`].
#[derive(Outputs, Debug)]
pub struct LoadBalancerOutputs {
    /// The load balancer's name.
    pub load_balancer_name: Output<LoadBalancerName>,
    /// The load balancer's ARN.
    #[output("arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{id}")]
    pub arn: Output<LoadBalancerArn>,
    /// The name by which clients find it.
    #[output("{load_balancer_name}-{digits:10}.{region}.elb.amazonaws.com")]
    pub dns_name: Output<String>,
    /// The hosted zone of that name, for records of Route 53 that are aliases.
    #[output("Z{upper:13}")]
    pub canonical_hosted_zone_name_id: Output<String>,
}

impl LoadBalancer {
    /// Lets it be reached from the VPC alone.
    #[track_caller]
    pub fn internal(self) -> Self {
        self.scheme(Scheme::Internal)
    }
}

impl Listener {
    /// Passes connections on to the same port of the instances.
    #[track_caller]
    pub fn tcp(port: u16) -> Self {
        Self::new(ListenerProtocol::Tcp, port, port)
    }

    /// Passes requests on to a port of the instances.
    #[track_caller]
    pub fn http(load_balancer_port: impl Into<Input<u16>>, instance_port: impl Into<Input<u16>>) -> Self {
        Self::new(ListenerProtocol::Http, load_balancer_port, instance_port)
    }
}

/// Instances are spoken to as clients are, unless a listener says otherwise.
fn normalise(inputs: &mut Map) {
    let normal = |listener: &mut Map| {
        if listener.get("instance_protocol").is_none_or(|protocol| *protocol == Value::Null) {
            let protocol = listener.get("protocol").cloned();
            listener.extend(protocol.map(|protocol| ("instance_protocol".into(), protocol)));
        }
    };
    if let Some(listeners) = inputs.get_mut("listeners") {
        *listeners = listeners.with_blocks(&normal);
    }
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if !inputs.is_set("subnets") {
        problems.report("subnets", "it stands in no subnet", "set `.subnets([&a, &b])`");
    }
    let listeners = inputs.blocks("listeners", None);
    if listeners.is_empty() && !inputs.is_set("listeners") {
        problems.report(
            "listeners",
            "it listens on no port",
            "write `.listener(Listener::http(80u16, 8080u16))`",
        );
    }
    for (at, (path, listener)) in listeners.iter().enumerate() {
        let port = listener.int("load_balancer_port");
        if port.is_some() && listeners[..at].iter().any(|(_, other)| other.int("load_balancer_port") == port)
        {
            problems.report(
                format!("{path}.load_balancer_port"),
                format!("another listener has the port {} already", port.unwrap_or_default()),
                "give each listener a port of its own",
            );
        }
        let Some(protocol) = listener.text("protocol") else { continue };
        let encrypted = ["HTTPS", "SSL"].contains(&protocol);
        let message = match (encrypted, listener.is_set("ssl_certificate_id")) {
            (true, false) => format!("is missing, and the listener's protocol is {protocol}"),
            (false, true) => format!("is for `HTTPS` and `SSL`, and the listener's protocol is {protocol}"),
            (true, true) | (false, false) => continue,
        };
        problems.report(
            format!("{path}.ssl_certificate_id"),
            message,
            "give the ARN of a certificate to `HTTPS` and `SSL`, and to no other",
        );
    }
    if let Some(health_check) = inputs.block("health_check")
        && let (Some(timeout), Some(interval)) = (health_check.int("timeout"), health_check.int("interval"))
        && timeout >= interval
    {
        problems.report(
            "health_check.timeout",
            format!("{timeout} s are not less than the {interval} s between two checks"),
            "shorten the timeout, or lengthen the interval",
        );
    }
}

/// Health checks and attributes are set by calls of their own.
struct AttributesAreSet;

impl Behaviour for AttributesAreSet {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["health_check", "cross_zone", "idle_timeout", "connection_draining", "access_logs"]
    }
}
