//! Load balancers, listeners, rules and target groups.

mod common;

use common::problems;
use ironwright_aws::ec2::{InternetGateway, Subnet, Vpc};
use ironwright_aws::ecs::{self, Cluster, Container, Cpu, LaunchType, Memory, Service, TaskDef};
use ironwright_aws::elbv2::{
    AccessLogs, Action, ActionType, FixedResponseConfig, HealthCheckProtocol, Listener, ListenerRule,
    LoadBalancer, LoadBalancerType, LoadBalancingAlgorithm, Matcher, Protocol, ProtocolVersion,
    QueryStringKeyValue, RuleCondition, Stickiness, SubnetMapping, TargetGroup, TargetGroupAttachment,
    TargetType,
};
use ironwright_core::{Declared, Stack, cidr};
use ironwright_testkit::testing::World;

type Program = Result<(), Box<dyn std::error::Error + Send + Sync>>;

const VPC: &str = "vpc-1a2743d115d4dd2b1";
const BALANCER: &str =
    "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
const GROUP: &str = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/web/73e2d6bc24d8a067";

/// A network with a subnet in each of two zones.
fn subnets(stack: &mut Stack) -> [Declared<Subnet>; 2] {
    let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
    stack.add("main", InternetGateway::attached_to(&vpc));
    [("a", 0), ("b", 1)].map(|(zone, number)| {
        let subnet = Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
        stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
    })
}

/// What is wrong with one target group, each as `property: message`.
fn problems_of(group: TargetGroup) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("web", group);
    });
    let told = |text: &String| {
        let line = text.lines().next().unwrap_or_default();
        line.trim_start_matches("error: elbv2.TargetGroup.web: ").to_owned()
    };
    found.iter().map(told).collect()
}

fn http() -> TargetGroup {
    TargetGroup::ip("web", Protocol::Http, 8080u16, VPC)
}

fn tcp() -> TargetGroup {
    TargetGroup::instance("database", Protocol::Tcp, 5432u16, VPC)
}

#[test]
fn a_health_check_is_over_before_the_next_one_begins() {
    let found = problems(|stack| {
        stack.add("web", http().health_check_interval_seconds(10u32).health_check_timeout_seconds(10u32));
    });
    assert_eq!(
        found,
        [
            "error: elbv2.TargetGroup.web: health_check_timeout_seconds: 10 s are not less than the 10 s between two \
             checks\n  hint: shorten the timeout, or lengthen `health_check_interval_seconds`"
        ]
    );
    assert_eq!(problems_of(http().health_check_interval_seconds(6u32)), [""; 0]);
    let default = problems_of(http().health_check_interval_seconds(5u32));
    assert_eq!(default, ["health_check_timeout_seconds: 5 s are not less than the 5 s between two checks"]);
}

#[test]
fn a_check_asks_what_its_protocol_can_answer() {
    let by_tcp = |group: TargetGroup| group.health_check_protocol(HealthCheckProtocol::Tcp);
    assert_eq!(
        problems_of(by_tcp(http())),
        ["health_check_protocol: a group whose protocol is HTTP is not checked by TCP"]
    );
    assert_eq!(problems_of(by_tcp(tcp())), [""; 0]);
    let without = "a check by TCP asks for no path and gets no code";
    assert_eq!(
        problems_of(tcp().health_check_path("/").matcher(Matcher::http("200"))),
        [format!("health_check_path: {without}"), format!("matcher: {without}")]
    );
    let by_http = tcp().health_check_protocol(HealthCheckProtocol::Http).health_check_path("/ready");
    assert_eq!(problems_of(by_http), [""; 0]);
    assert_eq!(
        problems_of(http().health_check_path("ready")),
        ["health_check_path: \"ready\" is not a path, which begins with `/`"]
    );
}

#[test]
fn ports_of_checks_are_numbers_or_that_of_the_traffic() {
    for port in ["traffic-port", "1", "80", "8080", "65535"] {
        assert_eq!(problems_of(http().health_check_port(port)), [""; 0], "{port}");
    }
    for port in ["0", "65536", "70000", "http", ""] {
        assert_eq!(problems_of(http().health_check_port(port)).len(), 1, "{port}");
    }
}

#[test]
fn codes_are_those_of_the_protocol() {
    let grpc = || http().protocol_version(ProtocolVersion::Grpc);
    assert_eq!(problems_of(grpc().matcher(Matcher::grpc("0-5"))), [""; 0]);
    assert_eq!(
        problems_of(grpc().matcher(Matcher::http("200"))),
        ["matcher: needs `grpc_code`, and nothing else"]
    );
    assert_eq!(
        problems_of(http().matcher(Matcher::grpc("12"))),
        ["matcher: needs `http_code`, and nothing else"]
    );
    assert_eq!(problems_of(http().matcher(Matcher::new())), ["matcher: needs `http_code`, and nothing else"]);
    assert_eq!(
        problems_of(http().matcher(Matcher::http("2xx"))),
        ["matcher.http_code: \"2xx\" is not codes, as in `200`, `200,202` or `200-299`"]
    );
}

#[test]
fn attributes_are_for_one_sort_of_load_balancer() {
    let found = problems_of(tcp().load_balancing_algorithm_type(LoadBalancingAlgorithm::RoundRobin));
    let of_application = "is for application load balancers, and the group's protocol is TCP";
    assert_eq!(found, [format!("load_balancing_algorithm_type: {of_application}")]);
    let of_network = "is for network load balancers, and the group's protocol is HTTP";
    assert_eq!(
        problems_of(http().preserve_client_ip_enabled(true).proxy_protocol_v2_enabled(true)),
        [
            format!("preserve_client_ip_enabled: {of_network}"),
            format!("proxy_protocol_v2_enabled: {of_network}")
        ]
    );
    let slow = http().slow_start_duration_seconds(60u32);
    let slow = slow.load_balancing_algorithm_type(LoadBalancingAlgorithm::WeightedRandom);
    assert_eq!(
        problems_of(slow),
        ["slow_start_duration_seconds: goes with the algorithm `round_robin` alone"]
    );
    assert_eq!(
        problems_of(tcp().protocol_version(ProtocolVersion::Http2)),
        ["protocol_version: is for `HTTP` and `HTTPS`, and the group's protocol is TCP"]
    );
    assert_eq!(
        problems_of(http().target_type(TargetType::Alb)),
        ["protocol: HTTP does not reach a load balancer as the target"]
    );
}

#[test]
fn stickiness_goes_with_the_protocol() {
    for sound in [
        http().stickiness(Stickiness::lb_cookie(60u32)),
        http().stickiness(Stickiness::app_cookie("SESSION", 60u32)),
        tcp().stickiness(Stickiness::source_ip()),
    ] {
        assert_eq!(problems_of(sound), [""; 0]);
    }
    assert_eq!(
        problems_of(http().stickiness(Stickiness::source_ip())),
        ["stickiness.type: `source_ip` does not go with the group's protocol, HTTP"]
    );
    assert_eq!(
        problems_of(http().stickiness(Stickiness::lb_cookie(60u32).app_cookie_cookie_name("SESSION"))),
        ["stickiness.app_cookie_cookie_name: does not go with `lb_cookie`"]
    );
    assert_eq!(
        problems_of(http().stickiness(Stickiness::app_cookie("AWSALBTG", 60u32))),
        ["stickiness.app_cookie_cookie_name: \"AWSALBTG\" begins as the load balancer's own cookies do"]
    );
}

#[test]
fn names_are_as_aws_has_them() {
    let named = |name: &str| problems_of(TargetGroup::ip(name, Protocol::Http, 80u16, VPC)).len();
    assert_eq!(["web", "w", "web-1", &"x".repeat(32)].map(named), [0; 4]);
    assert_eq!(["", "-web", "web-", "web_1"].map(|name| named(name).min(1)), [1; 4]);
    assert_eq!(named(&"x".repeat(33)), 1);
    let found = problems(|stack| {
        stack.add("web", LoadBalancer::application("internal-web", ["subnet-1", "subnet-2"]));
    });
    assert!(found[0].contains("\"internal-web\" begins with `internal-`"), "{found:?}");
}

/// What is wrong with one load balancer, each as `property: message`.
fn problems_of_balancer(balancer: LoadBalancer) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("web", balancer);
    });
    let told = |text: &String| {
        let line = text.lines().next().unwrap_or_default();
        line.trim_start_matches("error: elbv2.LoadBalancer.web: ").to_owned()
    };
    found.iter().map(told).collect()
}

#[test]
fn an_application_load_balancer_stands_in_two_zones() {
    assert_eq!(
        problems_of_balancer(LoadBalancer::application("web", ["subnet-1"])),
        ["subnets: there is one, and an application load balancer stands in two zones at least"]
    );
    assert_eq!(problems_of_balancer(LoadBalancer::network("web", ["subnet-1"])), [""; 0]);
    assert_eq!(problems_of_balancer(LoadBalancer::new("web")), ["subnets: it stands in no subnet"]);
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
        let subnets = [0, 1].map(|number| {
            let subnet = Subnet::new(&vpc, vpc.cidr_block.subnet(8, number)).availability_zone("eu-west-2a");
            stack.add(number.to_string(), subnet)
        });
        stack.add("web", LoadBalancer::application("web", [&subnets[0], &subnets[1]]));
    });
    assert_eq!(
        found,
        ["error: elbv2.LoadBalancer.web: subnets[1]: ec2.Subnet.1 is in eu-west-2a, as ec2.Subnet.0 is\n  \
             hint: take one subnet of each zone"]
    );
}

#[test]
fn what_a_load_balancer_has_goes_with_its_type() {
    let network = || LoadBalancer::network("web", ["subnet-1", "subnet-2"]);
    let application = || LoadBalancer::application("web", ["subnet-1", "subnet-2"]);
    assert_eq!(
        problems_of_balancer(network().idle_timeout_seconds(60u32).http2_enabled(true)),
        [
            "idle_timeout_seconds: is for application load balancers",
            "http2_enabled: is for application load balancers"
        ]
    );
    assert_eq!(
        problems_of_balancer(application().load_balancing_cross_zone_enabled(true)),
        [
            "load_balancing_cross_zone_enabled: an application load balancer always sends requests to all zones"
        ]
    );
    let mapped = |mapping| LoadBalancer::new("web").r#type(LoadBalancerType::Network).subnet_mapping(mapping);
    let elastic = || SubnetMapping::new("subnet-1").allocation_id("eipalloc-1");
    assert_eq!(problems_of_balancer(mapped(elastic())), [""; 0]);
    assert_eq!(
        problems_of_balancer(mapped(elastic()).internal()),
        ["subnet_mappings[\"subnet-1\"].allocation_id: is for load balancers that are internet-facing"]
    );
    assert_eq!(
        problems_of_balancer(application().subnet_mapping(elastic())),
        [
            "subnet_mappings: the load balancer has `subnets` too",
            "subnet_mappings: an application load balancer has no addresses of its own choice"
        ]
    );
}

#[test]
fn two_listeners_on_one_port_are_both_named() {
    let found = problems(|stack| {
        let subnets = subnets(stack);
        let balancer = LoadBalancer::application("web", [&subnets[0], &subnets[1]]);
        let balancer = stack.add("web", balancer);
        for name in ["first", "second"] {
            let listener = Listener::http(&balancer, 80u16).default_action(Action::redirect_to_https());
            stack.add(name, listener);
        }
    });
    assert_eq!(found.len(), 1, "{found:?}");
    let start =
        "error: elbv2.Listener.second: has the same load_balancer_arn and port as elbv2.Listener.first";
    assert!(found[0].starts_with(start), "{found:?}");
}

#[test]
fn two_rules_of_one_priority_are_both_named() {
    let found = problems(|stack| {
        let listener = Listener::http(BALANCER, 80u16).default_action(Action::redirect_to_https());
        let listener = stack.add("http", listener);
        for name in ["first", "second"] {
            let rule = ListenerRule::new(&listener, 10u32).action(Action::forward(GROUP));
            stack.add(name, rule.condition(RuleCondition::path_pattern([format!("/{name}")])));
        }
    });
    assert_eq!(found.len(), 1, "{found:?}");
    let start = "error: elbv2.ListenerRule.second: has the same listener_arn and priority as elbv2.ListenerRule.first";
    assert!(found[0].starts_with(start), "{found:?}");
}

/// What is wrong with one listener, each as `property: message`.
fn problems_of_listener(listener: Listener) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("web", listener);
    });
    let told = |text: &String| {
        let line = text.lines().next().unwrap_or_default();
        line.trim_start_matches("error: elbv2.Listener.web: ").to_owned()
    };
    found.iter().map(told).collect()
}

#[test]
fn a_listener_has_one_action_with_what_its_type_needs() {
    let http = || Listener::http(BALANCER, 80u16);
    assert_eq!(
        problems_of_listener(http()),
        ["default_actions: there are 0 actions, and a request needs one"]
    );
    let two = http().default_action(Action::forward(GROUP)).default_action(Action::redirect_to_https());
    assert_eq!(problems_of_listener(two), ["default_actions: there are 2 actions, and a request needs one"]);
    assert_eq!(
        problems_of_listener(http().default_action(Action::new(ActionType::Forward))),
        ["default_actions[0].forward_config: is missing, and the action is of type `forward`"]
    );
    let nowhere = Action::forward_weighted([(GROUP, 0), (GROUP.replace("73e2", "83e2").as_str(), 0)]);
    assert_eq!(
        problems_of_listener(http().default_action(nowhere)),
        [
            "default_actions[0].forward_config.target_groups: all weights are 0, so that no group gets a request"
        ]
    );
    let response = Action::fixed_response(FixedResponseConfig::new("302"));
    assert!(problems_of_listener(http().default_action(response))[0].contains("\"302\" is not a code"));
}

#[test]
fn certificates_are_for_protocols_that_have_them() {
    let certificate = "arn:aws:acm:eu-west-2:123456789012:certificate/1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b";
    let forwarding = |listener: Listener| listener.default_action(Action::forward(GROUP));
    assert_eq!(problems_of_listener(forwarding(Listener::https(BALANCER, 443u16, certificate))), [""; 0]);
    assert_eq!(
        problems_of_listener(forwarding(Listener::new(BALANCER, Protocol::Https, 443u16))),
        ["certificate_arn: is missing, and the listener's protocol is HTTPS"]
    );
    assert_eq!(
        problems_of_listener(forwarding(Listener::http(BALANCER, 80u16).certificate_arn(certificate))),
        ["certificate_arn: is for `HTTPS` and `TLS`, and the listener's protocol is HTTP"]
    );
    let elsewhere = certificate.replace("eu-west-2", "us-east-1");
    assert_eq!(
        problems_of_listener(forwarding(Listener::https(BALANCER, 443u16, &elsewhere))),
        ["certificate_arn: the certificate is in us-east-1, and the load balancer in eu-west-2"]
    );
}

#[test]
fn a_listener_fits_its_load_balancer_and_its_target_groups() {
    let found = problems(|stack| {
        let subnets = subnets(stack);
        let balancer = stack.add("web", LoadBalancer::network("web", [&subnets[0], &subnets[1]]));
        let group = stack.add("web", http());
        stack.add("http", Listener::http(&balancer, 80u16).default_action(Action::forward(GROUP)));
        stack.add("tcp", Listener::tcp(&balancer, 81u16).default_action(Action::forward(&group)));
        stack.add("to-https", Listener::tcp(&balancer, 82u16).default_action(Action::redirect_to_https()));
    });
    assert_eq!(
        found,
        [
            "error: elbv2.Listener.http: protocol: elbv2.LoadBalancer.web is of type `network`, which has no listeners \
             of HTTP\n  hint: `HTTP` and `HTTPS` are for application load balancers, the others for network load \
             balancers",
            "error: elbv2.Listener.tcp: default_actions[0].forward_config.target_groups[0].target_group_arn: \
             elbv2.TargetGroup.web has the protocol HTTP, and the listener TCP\n  \
             hint: give both a protocol of the same sort of load balancer",
            "error: elbv2.Listener.to-https: default_actions[0].type: `redirect` is for `HTTP` and `HTTPS`, and the \
             listener's protocol is TCP\n  hint: forward to a target group: `Action::forward(&target_group)`",
        ]
    );
}

/// What is wrong with one rule, each as `property: message`.
fn problems_of_rule(conditions: impl IntoIterator<Item = RuleCondition>) -> Vec<String> {
    let listener = BALANCER.replace(":loadbalancer/", ":listener/") + "/f2f7dc8efc522ab2";
    let found = problems(|stack| {
        let rule = ListenerRule::new(&listener, 10u32).conditions(conditions);
        stack.add("web", rule.action(Action::forward(GROUP)));
    });
    let told = |text: &String| {
        let line = text.lines().next().unwrap_or_default();
        line.trim_start_matches("error: elbv2.ListenerRule.web: ").to_owned()
    };
    found.iter().map(told).collect()
}

#[test]
fn a_rules_conditions_are_as_aws_takes_them() {
    assert_eq!(problems_of_rule([]), ["conditions: there are none, and a rule needs one"]);
    let paths = || RuleCondition::path_pattern(["/a", "/b"]);
    assert_eq!(
        problems_of_rule([paths(), RuleCondition::path_pattern(["/c"])]),
        ["conditions[1].field: the rule has a condition of `path-pattern` already, and AWS takes one"]
    );
    let hosts = RuleCondition::host_header(["a.example.com", "b.example.com"]);
    assert_eq!(
        problems_of_rule([paths(), hosts, RuleCondition::http_request_method(["GET", "PUT"])]),
        ["conditions: there are 6 values in all, and AWS takes 5 in a rule"]
    );
    assert_eq!(
        problems_of_rule([
            RuleCondition::http_request_method(["get"]),
            RuleCondition::source_ip(["10.0.0.1"])
        ]),
        [
            "conditions[0].values[0]: \"get\" fits no request",
            "conditions[1].values[0]: \"10.0.0.1\" fits no request"
        ]
    );
    assert_eq!(
        problems_of_rule([paths().query_strings([QueryStringKeyValue::new("x")])]),
        ["conditions[0].query_strings: does not go with a condition of `path-pattern`"]
    );
    assert_eq!(
        problems_of_rule([RuleCondition::query_string([])]),
        ["conditions[0].query_strings: is missing, and the condition is of `query-string`"]
    );
    assert_eq!(
        problems_of_rule([RuleCondition::path_pattern(["x".repeat(129).as_str()])]),
        ["conditions[0].values[0]: has 129 characters, AWS takes 1 to 128"]
    );
}

#[test]
fn a_target_is_registered_once_a_port() {
    let found = problems(|stack| {
        let group = stack.add("web", http());
        stack.add("first", TargetGroupAttachment::new(&group, "10.12.0.17"));
        stack.add("second", TargetGroupAttachment::new(&group, "10.12.0.17").port(81u16));
        stack.add("third", TargetGroupAttachment::new(&group, "10.12.0.17").port(81u16));
    });
    assert_eq!(found.len(), 1, "{found:?}");
    let start =
        "error: elbv2.TargetGroupAttachment.third: is the same target as elbv2.TargetGroupAttachment.second";
    assert!(found[0].starts_with(start), "{found:?}");
}

/// What a program may change of a service behind a load balancer.
struct Web {
    path: &'static str,
    port: u16,
    logs: bool,
}

const WEB: Web = Web { path: "/health", port: 8080, logs: false };

/// A service behind a load balancer. Nothing is said of what comes first.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn balanced(stack: &mut Stack, web: &Web) -> Program {
    let subnets = subnets(stack);
    let cluster = stack.add("main", Cluster::new("main"));
    let container = Container::new("nginx", "nginx").port(web.port);
    let task = TaskDef::fargate("web", Cpu::units(256), Memory::mib(512)).container(container);
    let task = stack.add("web", task);
    let vpc = stack.add("of-targets", Vpc::new(cidr("10.13.0.0/16")));
    let group = TargetGroup::ip("web", Protocol::Http, web.port, &vpc).health_check_path(web.path);
    let group = stack.add("web", group);
    let service =
        Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate).subnets([&subnets[0]]);
    stack.add("web", service.load_balancer(ecs::LoadBalancer::target_group(&group, "nginx", web.port)));
    let balancer = LoadBalancer::application("web", [&subnets[0], &subnets[1]]);
    let balancer = if web.logs { balancer.access_logs(AccessLogs::new("logs")) } else { balancer };
    let balancer = stack.add("web", balancer);
    stack.add("http", Listener::http(&balancer, 80u16).default_action(Action::forward(&group)));
    stack.output("url", &balancer.dns_name);
    Ok(())
}

#[test]
fn a_service_comes_after_the_listener_that_uses_its_target_group_and_goes_before_it() {
    let mut world = World::new("web");
    let report = world.up(balanced, &WEB).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    let done = report.done();
    let at =
        |what: &str| done.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{done:?}"));
    assert!(at("elbv2.Listener.http") < at("ecs.Service.web"), "{done:?}");
    assert!(world.up(balanced, &WEB).expect("a run").is_unchanged());
    let report = world.destroy(balanced, &WEB).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    let done = report.done();
    let at =
        |what: &str| done.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{done:?}"));
    assert!(at("ecs.Service.web") < at("elbv2.Listener.http"), "{done:?}");
    assert_eq!(world.cloud().objects().len(), 0);
}

#[test]
fn what_can_be_changed_in_place_is_and_a_port_replaces_the_group() {
    let mut world = World::new("web");
    world.up(balanced, &WEB).expect("a run");
    let plan = world.preview(balanced, &Web { path: "/ready", ..WEB }).expect("a plan");
    assert_eq!(
        plan.to_string(),
        "  ~ elbv2.TargetGroup.web\n    ~ health_check_path: \"/health\" -> \"/ready\"\n\nPlan: 1 to update, 10 \
         unchanged."
    );
    let plan = world.preview(balanced, &Web { logs: true, ..WEB }).expect("a plan");
    assert_eq!(plan.counts().update, 1, "{plan}");
    let other = Web { port: 9090, ..WEB };
    let report = world.up(balanced, &other).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(world.get::<TargetGroup>("web").get::<u16>("port"), Some(9090));
    assert!(world.up(balanced, &other).expect("a run").is_unchanged());
}

/// What is wrong with a service on a target group.
fn problems_of_service(
    task: TaskDef,
    group: TargetGroup,
    service: impl FnOnce(Service) -> Service,
) -> Vec<String> {
    problems(|stack| {
        let cluster = stack.add("main", Cluster::new("main"));
        let task = stack.add("web", task);
        let group = stack.add("web", group);
        let balancer = ecs::LoadBalancer::target_group(&group, "nginx", 8080u16);
        stack.add("web", service(Service::new("web", &cluster, &task)).load_balancer(balancer));
    })
}

#[test]
fn targets_are_what_the_network_mode_of_the_tasks_makes_them() {
    let container = || Container::new("nginx", "nginx").memory(Memory::mib(512)).port(8080);
    let fargate = || TaskDef::fargate("web", Cpu::units(256), Memory::mib(512)).container(container());
    let on_instances = || TaskDef::ec2("web").container(container());
    let in_subnet = |service: Service| service.subnets(["subnet-3127ba5d9c4651980"]);
    let instances = || TargetGroup::instance("web", Protocol::Http, 8080u16, VPC);
    assert_eq!(problems_of_service(fargate(), http(), in_subnet), [""; 0]);
    assert_eq!(problems_of_service(on_instances(), instances(), |service| service), [""; 0]);
    assert_eq!(
        problems_of_service(fargate(), instances(), in_subnet),
        [
            "error: ecs.Service.web: load_balancers[0].target_group_arn: ecs.TaskDef.web has network mode `awsvpc`, and \
             elbv2.TargetGroup.web has targets of type `instance`\n  \
             hint: declare the target group by `TargetGroup::ip`"
        ]
    );
    assert_eq!(
        problems_of_service(on_instances(), http(), |service| service),
        [
            "error: ecs.Service.web: load_balancers[0].target_group_arn: ecs.TaskDef.web has network mode `bridge`, and \
             elbv2.TargetGroup.web has targets of type `ip`\n  \
             hint: declare the target group by `TargetGroup::instance`"
        ]
    );
}

#[test]
fn a_service_whose_target_group_no_load_balancer_uses_is_refused_as_ecs_does() {
    #[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
    fn alone(stack: &mut Stack, (): &()) -> Program {
        let subnets = subnets(stack);
        let cluster = stack.add("main", Cluster::new("main"));
        let container = Container::new("nginx", "nginx").port(8080);
        let task = TaskDef::fargate("web", Cpu::units(256), Memory::mib(512)).container(container);
        let task = stack.add("web", task);
        let vpc = stack.add("of-targets", Vpc::new(cidr("10.13.0.0/16")));
        let group = stack.add("web", TargetGroup::ip("web", Protocol::Http, 8080u16, &vpc));
        let service = Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate);
        let balancer = ecs::LoadBalancer::target_group(&group, "nginx", 8080u16);
        stack.add("web", service.subnets([&subnets[0]]).load_balancer(balancer));
        Ok(())
    }
    let report = World::new("alone").up(alone, &()).expect("a run");
    let message = &report.outcome.failed[0].message;
    assert!(message.contains("does not have an associated load balancer"), "{message}");
}
