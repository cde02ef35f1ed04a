//! `elbv2.TargetGroup`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::health_check::{self, HealthCheckProtocol, Matcher};
use super::stickiness::{self, Stickiness};
use crate::ec2::VpcId;

ironwright_core::references! {
    /// The ARN of a target group, `arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/web/73e2d6bc24d8a067`.
    TargetGroupArn = "elbv2.TargetGroup" . "arn";
}

ironwright_core::choices! {
    /// The protocol of listeners and target groups.
    Protocol {
        /// HTTP, of application load balancers.
        Http = "HTTP",
        /// HTTPS, of application load balancers.
        Https = "HTTPS",
        /// TCP, of network load balancers.
        Tcp = "TCP",
        /// TLS, of network load balancers.
        Tls = "TLS",
        /// UDP, of network load balancers.
        Udp = "UDP",
        /// TCP and UDP on one port, of network load balancers.
        TcpUdp = "TCP_UDP",
    }

    /// The version of HTTP that requests to targets are sent with.
    ProtocolVersion {
        /// HTTP/1.1.
        Http1 = "HTTP1",
        /// HTTP/2.
        Http2 = "HTTP2",
        /// gRPC.
        Grpc = "GRPC",
    }

    /// What a target group's targets are.
    TargetType {
        /// EC2 instances, by their ids. Tasks of network mode `bridge` or `host` are such.
        Instance = "instance",
        /// Addresses. Tasks of network mode `awsvpc` are such.
        Ip = "ip",
        /// One application load balancer, behind a network load balancer.
        Alb = "alb",
    }

    /// The version of IP that a target group's targets speak.
    TargetGroupIpAddressType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// IPv6.
        Ipv6 = "ipv6",
    }

    /// How a load balancer chooses the target of a request.
    LoadBalancingAlgorithm {
        /// One after the other.
        RoundRobin = "round_robin",
        /// The one with the fewest requests that are not answered yet.
        LeastOutstandingRequests = "least_outstanding_requests",
        /// At random, less often those that fail.
        WeightedRandom = "weighted_random",
    }

    /// Whether requests go to targets of all zones.
    CrossZone {
        /// As the load balancer says.
        UseLoadBalancerConfiguration = "use_load_balancer_configuration",
        /// They do.
        On = "true",
        /// Each zone keeps its own.
        Off = "false",
    }
}

/// Targets that a load balancer sends requests to, and how it finds out which of them are healthy.
///
/// It gets requests once a [`Listener`](super::Listener) or a [`ListenerRule`](super::ListenerRule) forwards to it. A
/// service of ECS that is registered with it comes after these by itself: ECS takes no target group that no load balancer
/// uses. What checks of health are like unless they are set depends on the protocol, and is what AWS takes.
///
/// ```
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::aws::elbv2::{Protocol, TargetGroup};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let web = TargetGroup::ip("web", Protocol::Http, 8080u16, &vpc);
/// stack.add("web", web.health_check_path("/health").deregistration_delay_timeout_seconds(30u32));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elbv2.TargetGroup",
    id = "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:16}",
    outputs = TargetGroupOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    cloudformation = "AWS::ElasticLoadBalancingV2::TargetGroup",
    unique = [["name"]],
    check = check,
    normal_form = health_check::normalise,
    behaviour = AttributesAreSet,
    yields(TargetGroupArn = arn)
)]
pub struct TargetGroup {
    /// The name, one of its kind in account and region: 1 to 32 letters, digits and hyphens.
    #[input(replaces, length = 1..=32, pattern(super::NAME, super::NAME_IN_WORDS))]
    name: Input<String>,
    /// The protocol that targets are spoken to with: `HTTP` or `HTTPS` behind an application load balancer.
    #[input(replaces)]
    protocol: Input<Protocol>,
    /// The port of the targets. What registers a target may say another one, as ECS does.
    #[input(replaces, range = 1..=65535)]
    port: Input<u16>,
    /// The VPC that the targets are in.
    #[input(replaces)]
    vpc_id: Input<VpcId>,
    /// What the targets are.
    #[input(replaces, default = "instance")]
    target_type: Option<Input<TargetType>>,
    /// The version of HTTP, for `HTTP` and `HTTPS`. `HTTP1` unless it is set.
    #[input(replaces)]
    protocol_version: Option<Input<ProtocolVersion>>,
    /// The version of IP that the targets speak.
    #[input(replaces, default = "ipv4")]
    ip_address_type: Option<Input<TargetGroupIpAddressType>>,
    /// How checks of health are made. `HTTP` where the group's protocol is `HTTP` or `HTTPS`, else `TCP`.
    health_check_protocol: Option<Input<HealthCheckProtocol>>,
    /// The port that is checked: a number, or `traffic-port`, the one that gets the requests.
    #[input(
        default = "traffic-port",
        pattern(health_check::PORT, "`traffic-port`, or a port between 1 and 65535")
    )]
    health_check_port: Option<Input<String>>,
    /// The path that is checked, with `HTTP` and `HTTPS`. `/` unless it is set, `/AWS.ALB/healthcheck` with gRPC.
    #[input(length = 1..=1024, pattern("/.*", "a path, which begins with `/`"))]
    health_check_path: Option<Input<String>>,
    /// Seconds between two checks of a target: 5 to 300.
    #[input(default = 30, range = 5..=300)]
    health_check_interval_seconds: Option<Input<u32>>,
    /// Seconds after which a check without an answer has failed: 2 to 120, less than the interval. 5 unless it is set;
    /// behind a network load balancer 6 with `HTTP`, else 10.
    #[input(range = 2..=120)]
    health_check_timeout_seconds: Option<Input<u32>>,
    /// How many checks in a row must go well until a target is healthy: 2 to 10.
    #[input(default = 5, range = 2..=10)]
    healthy_threshold_count: Option<Input<u32>>,
    /// How many checks in a row must fail until a target is unhealthy: 2 to 10.
    #[input(default = 2, range = 2..=10)]
    unhealthy_threshold_count: Option<Input<u32>>,
    /// The codes of a healthy answer, with `HTTP` and `HTTPS`. 200 unless it is set; 200 to 399 behind a network load
    /// balancer, 12 with gRPC.
    matcher: Option<Matcher>,
    /// Seconds that a target which is leaving may still take for what it has begun: 0 to 3600.
    #[input(default = 300, range = 0..=3600, cloudformation = "TargetGroupAttributes")]
    deregistration_delay_timeout_seconds: Option<Input<u32>>,
    /// Whether a client comes to the same target again. It does not unless this is set.
    #[input(cloudformation = "TargetGroupAttributes")]
    stickiness: Option<Stickiness>,
    /// How the target of a request is chosen, behind an application load balancer. `round_robin` unless it is set.
    #[input(cloudformation = "TargetGroupAttributes")]
    load_balancing_algorithm_type: Option<Input<LoadBalancingAlgorithm>>,
    /// Whether requests go to targets of all zones. As the load balancer says unless it is set.
    #[input(cloudformation = "TargetGroupAttributes")]
    load_balancing_cross_zone_enabled: Option<Input<CrossZone>>,
    /// Seconds in which a new target's share grows to the full one, behind an application load balancer: 30 to 900.
    /// It has it at once when it is not set.
    #[input(range = 30..=900, cloudformation = "TargetGroupAttributes")]
    slow_start_duration_seconds: Option<Input<u32>>,
    /// Whether connections end when the delay of a leaving target is over, behind a network load balancer. They do not
    /// unless it is set, but with UDP.
    #[input(cloudformation = "TargetGroupAttributes")]
    deregistration_delay_connection_termination_enabled: Option<Input<bool>>,
    /// Whether targets see the client's address, behind a network load balancer. They do unless it is set, but not where
    /// they are addresses that are reached with TCP or TLS.
    #[input(cloudformation = "TargetGroupAttributes")]
    preserve_client_ip_enabled: Option<Input<bool>>,
    /// Whether connections begin with a header of the Proxy Protocol, version 2, behind a network load balancer. They do
    /// not unless it is set.
    #[input(cloudformation = "TargetGroupAttributes")]
    proxy_protocol_v2_enabled: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`TargetGroup`].
#[derive(Outputs, Debug)]
pub struct TargetGroupOutputs {
    /// The target group's ARN.
    #[output("{id}")]
    pub arn: Output<TargetGroupArn>,
    /// The end of its ARN, `targetgroup/web/73e2d6bc24d8a067`, by which CloudWatch and scaling policies name it.
    pub full_name: Output<String>,
    /// The name.
    pub name: Output<String>,
}

impl TargetGroup {
    /// A group of addresses, which tasks of network mode `awsvpc` are.
    #[track_caller]
    pub fn ip(
        name: impl Into<Input<String>>,
        protocol: impl Into<Input<Protocol>>,
        port: impl Into<Input<u16>>,
        vpc_id: impl Into<Input<VpcId>>,
    ) -> Self {
        Self::new(name, protocol, port, vpc_id).target_type(TargetType::Ip)
    }

    /// A group of EC2 instances, which tasks of network mode `bridge` and `host` are reached by.
    #[track_caller]
    pub fn instance(
        name: impl Into<Input<String>>,
        protocol: impl Into<Input<Protocol>>,
        port: impl Into<Input<u16>>,
        vpc_id: impl Into<Input<VpcId>>,
    ) -> Self {
        Self::new(name, protocol, port, vpc_id).target_type(TargetType::Instance)
    }
}

/// Whether an application load balancer sends requests to the group; `None` while its protocol is not known.
pub(super) fn is_of_application(inputs: &Map) -> Option<bool> {
    let protocol = inputs.get("protocol")?.as_text()?;
    Some(["HTTP", "HTTPS"].contains(&protocol))
}

/// The attributes that only groups behind an application load balancer have, and those behind a network load balancer.
const OF_APPLICATION: [&str; 2] = ["load_balancing_algorithm_type", "slow_start_duration_seconds"];
const OF_NETWORK: [&str; 3] = [
    "deregistration_delay_connection_termination_enabled",
    "preserve_client_ip_enabled",
    "proxy_protocol_v2_enabled",
];

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    health_check::check(inputs, problems);
    stickiness::check(inputs, problems);
    let Some(protocol) = inputs.text("protocol") else { return };
    let (strangers, whose) = match is_of_application(inputs.0) {
        Some(true) => (&OF_NETWORK[..], "network"),
        _ => (&OF_APPLICATION[..], "application"),
    };
    for name in strangers.iter().filter(|name| inputs.is_set(name)) {
        problems.report(
            *name,
            format!("is for {whose} load balancers, and the group's protocol is {protocol}"),
            "leave it out, or choose another protocol",
        );
    }
    if inputs.is_set("protocol_version") && whose == "application" {
        problems.report(
            "protocol_version",
            format!("is for `HTTP` and `HTTPS`, and the group's protocol is {protocol}"),
            "leave it out",
        );
    }
    if inputs.text("target_type") == Some("alb") && protocol != "TCP" {
        problems.report(
            "protocol",
            format!("{protocol} does not reach a load balancer as the target"),
            "a group of target type `alb` has the protocol `TCP`",
        );
    }
    if inputs.is_set("slow_start_duration_seconds")
        && inputs.text("load_balancing_algorithm_type").is_some_and(|algorithm| algorithm != "round_robin")
    {
        problems.report(
            "slow_start_duration_seconds",
            "goes with the algorithm `round_robin` alone",
            "leave one of the two out",
        );
    }
}

/// What is an attribute in AWS's words is set by a call of its own; and the end of an ARN has a name.
struct AttributesAreSet;

impl Behaviour for AttributesAreSet {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &[
            "deregistration_delay_timeout_seconds",
            "stickiness",
            "load_balancing_algorithm_type",
            "load_balancing_cross_zone_enabled",
            "slow_start_duration_seconds",
            "deregistration_delay_connection_termination_enabled",
            "preserve_client_ip_enabled",
            "proxy_protocol_v2_enabled",
        ]
    }

    fn created(&self, _: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        properties.insert("full_name".into(), Value::text(id.rsplit(':').next().unwrap_or_default()));
        Ok(())
    }
}
