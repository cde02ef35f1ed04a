//! Elastic Load Balancing's kinds.

use ironwright_aws::acm::Certificate;
use ironwright_aws::ec2::{Eip, SecurityGroup, Subnet, Vpc};
use ironwright_aws::elbv2::{
    AccessLogs, Action, AlpnPolicy, ConditionField, CrossZone, DesyncMitigationMode, FixedResponseConfig,
    ForwardConfig, HealthCheckProtocol, IpAddressType, Listener, ListenerCertificate, ListenerRule,
    LoadBalancer, LoadBalancingAlgorithm, Matcher, Protocol, ProtocolVersion, QueryStringKeyValue,
    RedirectConfig, RedirectStatusCode, RuleCondition, Scheme, Stickiness, SubnetMapping, TargetGroup,
    TargetGroupAttachment, TargetGroupIpAddressType, TargetGroupStickinessConfig, TargetGroupTuple,
    TargetType, XffHeaderProcessingMode,
};
use ironwright_core::{Declared, Stack, cidr};

use crate::contract::{Case, Scene};

pub(super) fn load_balancer() -> Case {
    fn web(scene: &Scene, stack: &mut Stack) -> LoadBalancer {
        let ground = ground(stack);
        LoadBalancer::application(&short(scene), [&ground.subnets[0], &ground.subnets[1]])
            .security_groups([&ground.groups[0]])
            .idle_timeout_seconds(90u32)
            .tag("Name", scene.name())
    }
    fn network(scene: &Scene, stack: &mut Stack) -> (LoadBalancer, Ground) {
        let ground = ground(stack);
        (LoadBalancer::network(&short(scene), [&ground.subnets[0]]), ground)
    }
    Case::new("elbv2.LoadBalancer", |scene, stack| {
        let web = web(scene, stack);
        scene.it(stack, web);
    })
    .changes("idle_timeout_seconds", |scene, stack| {
        let web = web(scene, stack).idle_timeout_seconds(120u32);
        scene.it(stack, web);
    })
    .changes("drop_invalid_header_fields_enabled", |scene, stack| {
        let web = web(scene, stack).drop_invalid_header_fields_enabled(true);
        scene.it(stack, web);
    })
    .changes("access_logs", |scene, stack| {
        let web = web(scene, stack).access_logs(AccessLogs::new("logs-of-demo").prefix("web"));
        scene.it(stack, web);
    })
    .changes("subnets", |scene, stack| {
        let ground = ground(stack);
        let web = LoadBalancer::application(&short(scene), [&ground.subnets[0], &ground.subnets[2]]);
        let web = web.security_groups([&ground.groups[0]]).idle_timeout_seconds(90u32);
        scene.it(stack, web.tag("Name", scene.name()));
    })
    .changes("security_groups", |scene, stack| {
        let ground = ground(stack);
        let web = LoadBalancer::application(&short(scene), [&ground.subnets[0], &ground.subnets[1]]);
        let web = web.security_groups([&ground.groups[1]]).idle_timeout_seconds(90u32);
        scene.it(stack, web.tag("Name", scene.name()));
    })
    .changes("ip_address_type", |scene, stack| {
        let web = web(scene, stack).ip_address_type(IpAddressType::Dualstack);
        scene.it(stack, web);
    })
    .changes("tags", |scene, stack| {
        let web = web(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, web);
    })
    .replaces("name", |scene, stack| {
        let ground = ground(stack);
        let name = format!("{}-o", short(scene));
        let web = LoadBalancer::application(&name, [&ground.subnets[0], &ground.subnets[1]]);
        let web = web.security_groups([&ground.groups[0]]).idle_timeout_seconds(90u32);
        scene.it(stack, web.tag("Name", scene.name()));
    })
    .replaces("scheme", |scene, stack| {
        let web = web(scene, stack).scheme(Scheme::Internal);
        scene.it(stack, web);
    })
    .replaces("type", |scene, stack| {
        let ground = ground(stack);
        let web = LoadBalancer::network(&short(scene), [&ground.subnets[0], &ground.subnets[1]]);
        scene.it(stack, web.security_groups([&ground.groups[0]]).tag("Name", scene.name()));
    })
    .sample(|scene, stack| {
        let web = web(scene, stack)
            .access_logs(AccessLogs::new("logs-of-demo").prefix("web").enabled(false))
            .client_keep_alive_seconds(7200u32)
            .http2_enabled(false)
            .drop_invalid_header_fields_enabled(true)
            .preserve_host_header_enabled(true)
            .desync_mitigation_mode(DesyncMitigationMode::Strictest)
            .xff_header_processing_mode(XffHeaderProcessingMode::Preserve)
            .xff_client_port_enabled(true)
            .waf_fail_open_enabled(true);
        scene.it(stack, web);
    })
    .sample(|scene, stack| {
        let (_, ground) = network(scene, stack);
        let address = stack.add("address", Eip::new());
        let mapping = SubnetMapping::new(&ground.subnets[0]).allocation_id(&address);
        let balancer =
            LoadBalancer::new(&short(scene)).r#type(ironwright_aws::elbv2::LoadBalancerType::Network);
        scene.it(stack, balancer.subnet_mapping(mapping).load_balancing_cross_zone_enabled(true));
    })
    .sample(|scene, stack| {
        let (_, ground) = network(scene, stack);
        let mapping = SubnetMapping::new(&ground.subnets[0]).private_ipv4_address("10.90.0.17");
        let balancer =
            LoadBalancer::new(&short(scene)).r#type(ironwright_aws::elbv2::LoadBalancerType::Network);
        scene.it(stack, balancer.internal().subnet_mapping(mapping));
    })
}

pub(super) fn target_group() -> Case {
    fn web(scene: &Scene, stack: &mut Stack) -> TargetGroup {
        let vpcs = vpcs(stack);
        of(TargetGroup::ip(short(scene), Protocol::Http, 8080u16, &vpcs[0]), scene)
    }
    fn of(group: TargetGroup, scene: &Scene) -> TargetGroup {
        group
            .health_check_path("/health")
            .health_check_interval_seconds(60u32)
            .deregistration_delay_timeout_seconds(30u32)
            .tag("Name", scene.name())
    }
    fn connections(scene: &Scene, stack: &mut Stack) -> TargetGroup {
        let vpcs = vpcs(stack);
        TargetGroup::instance(short(scene), Protocol::Tcp, 5432u16, &vpcs[0])
    }
    Case::new("elbv2.TargetGroup", |scene, stack| {
        let web = web(scene, stack);
        scene.it(stack, web);
    })
    .changes("health_check_path", |scene, stack| {
        let web = web(scene, stack).health_check_path("/ready");
        scene.it(stack, web);
    })
    .changes("health_check_protocol", |scene, stack| {
        let web = web(scene, stack).health_check_protocol(HealthCheckProtocol::Https);
        scene.it(stack, web);
    })
    .changes("health_check_port", |scene, stack| {
        let web = web(scene, stack).health_check_port("9090");
        scene.it(stack, web);
    })
    .changes("health_check_interval_seconds", |scene, stack| {
        let web = web(scene, stack).health_check_interval_seconds(20u32);
        scene.it(stack, web);
    })
    .changes("health_check_timeout_seconds", |scene, stack| {
        let web = web(scene, stack).health_check_timeout_seconds(10u32);
        scene.it(stack, web);
    })
    .changes("healthy_threshold_count", |scene, stack| {
        let web = web(scene, stack).healthy_threshold_count(3u32);
        scene.it(stack, web);
    })
    .changes("unhealthy_threshold_count", |scene, stack| {
        let web = web(scene, stack).unhealthy_threshold_count(4u32);
        scene.it(stack, web);
    })
    .changes("matcher", |scene, stack| {
        let web = web(scene, stack).matcher(Matcher::http("200-299"));
        scene.it(stack, web);
    })
    .changes("deregistration_delay_timeout_seconds", |scene, stack| {
        let web = web(scene, stack).deregistration_delay_timeout_seconds(60u32);
        scene.it(stack, web);
    })
    .changes("stickiness", |scene, stack| {
        let web = web(scene, stack).stickiness(Stickiness::lb_cookie(3600u32));
        scene.it(stack, web);
    })
    .changes("load_balancing_algorithm_type", |scene, stack| {
        let algorithm = LoadBalancingAlgorithm::LeastOutstandingRequests;
        let web = web(scene, stack).load_balancing_algorithm_type(algorithm);
        scene.it(stack, web);
    })
    .changes("slow_start_duration_seconds", |scene, stack| {
        let web = web(scene, stack).slow_start_duration_seconds(60u32);
        scene.it(stack, web);
    })
    .changes("tags", |scene, stack| {
        let web = web(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, web);
    })
    .replaces("name", |scene, stack| {
        let vpcs = vpcs(stack);
        let name = format!("{}-o", short(scene));
        scene.it(stack, of(TargetGroup::ip(name, Protocol::Http, 8080u16, &vpcs[0]), scene));
    })
    .replaces("protocol", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, of(TargetGroup::ip(short(scene), Protocol::Https, 8080u16, &vpcs[0]), scene));
    })
    .replaces("port", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, of(TargetGroup::ip(short(scene), Protocol::Http, 9090u16, &vpcs[0]), scene));
    })
    .replaces("vpc_id", |scene, stack| {
        let vpcs = vpcs(stack);
        scene.it(stack, of(TargetGroup::ip(short(scene), Protocol::Http, 8080u16, &vpcs[1]), scene));
    })
    .replaces("target_type", |scene, stack| {
        let web = web(scene, stack).target_type(TargetType::Instance);
        scene.it(stack, web);
    })
    .replaces("protocol_version", |scene, stack| {
        let web = web(scene, stack).protocol_version(ProtocolVersion::Http2);
        scene.it(stack, web);
    })
    .replaces("ip_address_type", |scene, stack| {
        let web = web(scene, stack).ip_address_type(TargetGroupIpAddressType::Ipv6);
        scene.it(stack, web);
    })
    .sample(|scene, stack| {
        let grpc = web(scene, stack).protocol_version(ProtocolVersion::Grpc).matcher(Matcher::grpc("0-5"));
        let grpc = grpc.stickiness(Stickiness::app_cookie("SESSION", 86_400u32).enabled(false));
        scene.it(stack, grpc.load_balancing_cross_zone_enabled(CrossZone::Off));
    })
    .sample(|scene, stack| {
        let connections = connections(scene, stack)
            .stickiness(Stickiness::source_ip())
            .deregistration_delay_connection_termination_enabled(true)
            .preserve_client_ip_enabled(false)
            .proxy_protocol_v2_enabled(true);
        scene.it(stack, connections);
    })
}

pub(super) fn target_group_attachment() -> Case {
    fn groups(scene: &Scene, stack: &mut Stack) -> [Declared<TargetGroup>; 2] {
        let vpcs = vpcs(stack);
        ["a", "b"].map(|name| {
            let group = TargetGroup::ip(format!("{}-{name}", short(scene)), Protocol::Http, 80u16, &vpcs[0]);
            stack.add(name, group)
        })
    }
    Case::new("elbv2.TargetGroupAttachment", |scene, stack| {
        let groups = groups(scene, stack);
        scene.it(stack, TargetGroupAttachment::new(&groups[0], "10.90.0.17").port(8080u16));
    })
    .replaces("target_group_arn", |scene, stack| {
        let groups = groups(scene, stack);
        scene.it(stack, TargetGroupAttachment::new(&groups[1], "10.90.0.17").port(8080u16));
    })
    .replaces("target_id", |scene, stack| {
        let groups = groups(scene, stack);
        scene.it(stack, TargetGroupAttachment::new(&groups[0], "10.90.0.18").port(8080u16));
    })
    .replaces("port", |scene, stack| {
        let groups = groups(scene, stack);
        scene.it(stack, TargetGroupAttachment::new(&groups[0], "10.90.0.17"));
    })
    .sample(|scene, stack| {
        let groups = groups(scene, stack);
        let attachment = TargetGroupAttachment::new(&groups[0], "192.168.0.17");
        scene.it(stack, attachment.availability_zone("all"));
    })
}

pub(super) fn listener() -> Case {
    fn http(scene: &Scene, stack: &mut Stack) -> (Listener, [Declared<TargetGroup>; 2]) {
        let balanced = balanced(scene, stack);
        let listener = Listener::http(&balanced.balancers[0], 80u16).tag("Name", scene.name());
        (listener, balanced.groups)
    }
    Case::new("elbv2.Listener", |scene, stack| {
        let (listener, groups) = http(scene, stack);
        scene.it(stack, listener.default_action(Action::forward(&groups[0])));
    })
    .changes("port", |scene, stack| {
        let balanced = balanced(scene, stack);
        let listener = Listener::http(&balanced.balancers[0], 8080u16).tag("Name", scene.name());
        scene.it(stack, listener.default_action(Action::forward(&balanced.groups[0])));
    })
    .changes("default_actions", |scene, stack| {
        let (listener, _) = http(scene, stack);
        scene.it(stack, listener.default_action(Action::redirect_to_https()));
    })
    .changes("default_actions", |scene, stack| {
        let (listener, _) = http(scene, stack);
        let response = FixedResponseConfig::new("404").message_body("not here").content_type("text/plain");
        scene.it(stack, listener.default_action(Action::fixed_response(response)));
    })
    .changes("tags", |scene, stack| {
        let (listener, groups) = http(scene, stack);
        let listener = listener.tag("Name", "other").tag("team", "web");
        scene.it(stack, listener.default_action(Action::forward(&groups[0])));
    })
    .replaces("load_balancer_arn", |scene, stack| {
        let balanced = balanced(scene, stack);
        let listener = Listener::http(&balanced.balancers[1], 80u16).tag("Name", scene.name());
        scene.it(stack, listener.default_action(Action::forward(&balanced.groups[0])));
    })
    .sample(|scene, stack| {
        let (listener, groups) = http(scene, stack);
        let action = Action::forward_weighted([(&groups[0], 90), (&groups[1], 10)]);
        scene.it(stack, listener.default_action(action));
    })
    .sample(|scene, stack| {
        let balanced = balanced(scene, stack);
        let sticky = TargetGroupStickinessConfig::new(3600u32);
        let config = ForwardConfig::new().target_group_stickiness_config(sticky);
        let config = config.target_group(TargetGroupTuple::new(&balanced.groups[0]));
        let listener = Listener::https(&balanced.balancers[0], 443u16, &certificate("first", scene, stack));
        scene.it(stack, listener.default_action(Action::forward_to(config)));
    })
    .sample(|scene, stack| {
        let (listener, _) = http(scene, stack);
        let redirect = RedirectConfig::new(RedirectStatusCode::Http302)
            .protocol("HTTPS")
            .host("www.example.com")
            .port("8443")
            .path("/new/#{path}")
            .query("from=#{host}");
        scene.it(stack, listener.default_action(Action::redirect(redirect)));
    })
    .sample(|scene, stack| {
        let ground = ground(stack);
        let balancer = LoadBalancer::network(format!("{}-n", short(scene)), [&ground.subnets[0]]);
        let balancer = stack.add("network", balancer);
        let group = TargetGroup::ip(format!("{}-n", short(scene)), Protocol::Tls, 8443u16, &ground.vpc);
        let group = stack.add("network", group);
        let listener = Listener::tls(&balancer, 8443u16, &certificate("first", scene, stack));
        let listener = listener.alpn_policy(AlpnPolicy::Http2Preferred);
        scene.it(stack, listener.default_action(Action::forward(&group)));
    })
}

pub(super) fn listener_rule() -> Case {
    fn listeners(scene: &Scene, stack: &mut Stack) -> ([Declared<Listener>; 2], [Declared<TargetGroup>; 2]) {
        let balanced = balanced(scene, stack);
        let listeners = [80u16, 8080].map(|port| {
            let listener = Listener::http(&balanced.balancers[0], port);
            let absent = Action::fixed_response(FixedResponseConfig::new("404"));
            stack.add(format!("at-{port}"), listener.default_action(absent))
        });
        (listeners, balanced.groups)
    }
    fn api(scene: &Scene, stack: &mut Stack) -> (ListenerRule, [Declared<TargetGroup>; 2]) {
        let (listeners, groups) = listeners(scene, stack);
        (ListenerRule::new(&listeners[0], 10u32).tag("Name", scene.name()), groups)
    }
    fn paths() -> RuleCondition {
        RuleCondition::path_pattern(["/api/*", "/v2/*"])
    }
    Case::new("elbv2.ListenerRule", |scene, stack| {
        let (api, groups) = api(scene, stack);
        let api = api.condition(paths()).condition(RuleCondition::host_header(["www.example.com"]));
        scene.it(stack, api.action(Action::forward(&groups[0])));
    })
    .changes("priority", |scene, stack| {
        let (listeners, groups) = listeners(scene, stack);
        let api = ListenerRule::new(&listeners[0], 20u32).tag("Name", scene.name());
        let api = api.condition(paths()).condition(RuleCondition::host_header(["www.example.com"]));
        scene.it(stack, api.action(Action::forward(&groups[0])));
    })
    .changes("conditions", |scene, stack| {
        let (api, groups) = api(scene, stack);
        let api = api.condition(RuleCondition::http_request_method(["GET", "HEAD"]));
        scene.it(stack, api.action(Action::forward(&groups[0])));
    })
    .changes("actions", |scene, stack| {
        let (api, groups) = api(scene, stack);
        let api = api.condition(paths()).condition(RuleCondition::host_header(["www.example.com"]));
        scene.it(stack, api.action(Action::forward_weighted([(&groups[0], 1), (&groups[1], 3)])));
    })
    .changes("tags", |scene, stack| {
        let (api, groups) = api(scene, stack);
        let api = api.condition(paths()).condition(RuleCondition::host_header(["www.example.com"]));
        let api = api.tag("Name", "other").tag("team", "web");
        scene.it(stack, api.action(Action::forward(&groups[0])));
    })
    .replaces("listener_arn", |scene, stack| {
        let (listeners, groups) = listeners(scene, stack);
        let api = ListenerRule::new(&listeners[1], 10u32).tag("Name", scene.name());
        let api = api.condition(paths()).condition(RuleCondition::host_header(["www.example.com"]));
        scene.it(stack, api.action(Action::forward(&groups[0])));
    })
    .sample(|scene, stack| {
        let (api, _) = api(scene, stack);
        let next = QueryStringKeyValue::new("next").key("version");
        let api = api
            .condition(RuleCondition::query_string([next, QueryStringKeyValue::new("beta")]))
            .condition(RuleCondition::http_header("User-Agent", ["*Mobile*"]))
            .condition(RuleCondition::new(ConditionField::SourceIp).values(["10.0.0.0/8"]));
        scene.it(stack, api.action(Action::redirect_to_https()));
    })
    .sample(|scene, stack| {
        let (api, groups) = api(scene, stack);
        let sticky = TargetGroupStickinessConfig::new(60u32).enabled(false);
        let config = ForwardConfig::new().target_group_stickiness_config(sticky);
        let config = config.target_group(TargetGroupTuple::new(&groups[0]).weight(0u32));
        let config = config.target_group(TargetGroupTuple::new(&groups[1]).weight(9u32));
        scene.it(stack, api.condition(paths()).action(Action::forward_to(config)));
    })
    .sample(|scene, stack| {
        let (api, _) = api(scene, stack);
        let response = FixedResponseConfig::new("503").message_body("soon").content_type("text/plain");
        scene.it(stack, api.condition(paths()).action(Action::fixed_response(response)));
    })
}

pub(super) fn listener_certificate() -> Case {
    fn listeners(scene: &Scene, stack: &mut Stack) -> ([Declared<Listener>; 2], [Declared<Certificate>; 2]) {
        let balanced = balanced(scene, stack);
        let [first, certificates @ ..] = ["first", "a", "b"]
            .map(|name| stack.add(name, Certificate::new(format!("{name}.{}.example.com", scene.name()))));
        let listeners = [443u16, 8443].map(|port| {
            let listener = Listener::https(&balanced.balancers[0], port, &first);
            stack.add(format!("at-{port}"), listener.default_action(Action::forward(&balanced.groups[0])))
        });
        (listeners, certificates)
    }
    Case::new("elbv2.ListenerCertificate", |scene, stack| {
        let (listeners, certificates) = listeners(scene, stack);
        scene.it(stack, ListenerCertificate::new(&listeners[0], &certificates[0]));
    })
    .replaces("listener_arn", |scene, stack| {
        let (listeners, certificates) = listeners(scene, stack);
        scene.it(stack, ListenerCertificate::new(&listeners[1], &certificates[0]));
    })
    .replaces("certificate_arn", |scene, stack| {
        let (listeners, certificates) = listeners(scene, stack);
        scene.it(stack, ListenerCertificate::new(&listeners[0], &certificates[1]));
    })
}

/// A certificate of a domain that no other scene has.
pub(super) fn certificate(name: &str, scene: &Scene, stack: &mut Stack) -> Declared<Certificate> {
    stack.add(name, Certificate::new(format!("{name}.{}.example.com", scene.name())))
}

/// Two target groups that listeners forward to.
pub(super) fn forwarded(scene: &Scene, stack: &mut Stack) -> [Declared<TargetGroup>; 2] {
    let mut front = stack.scope("front");
    let balanced = balanced(scene, &mut front);
    for (group, port) in balanced.groups.iter().zip([80u16, 8080]) {
        let listener = Listener::http(&balanced.balancers[0], port).default_action(Action::forward(group));
        front.add(format!("at-{port}"), listener);
    }
    balanced.groups
}

/// A scene's name as load balancers and target groups may have it: at most 28 characters.
pub(super) fn short(scene: &Scene) -> String {
    scene.name().replacen("contract", "c", 1)
}

/// Where load balancers stand.
struct Ground {
    vpc: Declared<Vpc>,
    subnets: [Declared<Subnet>; 3],
    groups: [Declared<SecurityGroup>; 2],
}

fn ground(stack: &mut Stack) -> Ground {
    let [vpc, _] = vpcs(stack);
    let subnets = [("a", 0), ("b", 1), ("c", 2)].map(|(zone, number)| {
        let subnet = Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
        stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
    });
    let groups = ["main", "other"].map(|name| stack.add(name, SecurityGroup::new(&vpc, name, "in front")));
    Ground { vpc, subnets, groups }
}

fn vpcs(stack: &mut Stack) -> [Declared<Vpc>; 2] {
    [stack.add("here", Vpc::new(cidr("10.90.0.0/16"))), stack.add("there", Vpc::new(cidr("10.91.0.0/16")))]
}

/// Two load balancers, and two target groups that they can forward to.
struct Balanced {
    balancers: [Declared<LoadBalancer>; 2],
    groups: [Declared<TargetGroup>; 2],
}

fn balanced(scene: &Scene, stack: &mut Stack) -> Balanced {
    let ground = ground(stack);
    let vpcs = Vpc::new(cidr("10.92.0.0/16"));
    let vpc = stack.add("of-targets", vpcs);
    let named = |name: &str| format!("{}-{name}", short(scene));
    let balancers = ["a", "b"].map(|name| {
        let balancer = LoadBalancer::application(named(name), [&ground.subnets[0], &ground.subnets[1]]);
        stack.add(format!("balancer-{name}"), balancer.security_groups([&ground.groups[0]]).internal())
    });
    let groups = ["a", "b"].map(|name| {
        stack.add(format!("group-{name}"), TargetGroup::ip(named(name), Protocol::Http, 80u16, &vpc))
    });
    Balanced { balancers, groups }
}
