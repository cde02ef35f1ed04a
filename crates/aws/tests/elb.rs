//! Classic load balancers.

mod common;

use common::problems;
use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_aws::ecs::{self, Cluster, Container, Cpu, Memory, Service, TaskDef};
use ironwright_aws::elb::{HealthCheck, Listener, ListenerProtocol, LoadBalancer};
use ironwright_core::{Stack, cidr};
use ironwright_testkit::testing::World;

type Program = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// What is wrong with one load balancer, each as `property: message`.
fn problems_of(balancer: LoadBalancer) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("web", balancer);
    });
    let told = |text: &String| {
        let line = text.lines().next().unwrap_or_default();
        line.trim_start_matches("error: elb.LoadBalancer.web: ").to_owned()
    };
    found.iter().map(told).collect()
}

fn rabbitmq() -> LoadBalancer {
    LoadBalancer::new("rabbitmq")
        .internal()
        .subnets(["subnet-3127ba5d9c4651980"])
        .listener(Listener::tcp(5672))
}

#[test]
fn a_load_balancer_stands_somewhere_and_listens_on_each_port_once() {
    assert_eq!(problems_of(rabbitmq()), [""; 0]);
    assert_eq!(
        problems_of(LoadBalancer::new("web")),
        ["subnets: it stands in no subnet", "listeners: it listens on no port"]
    );
    let found = problems_of(rabbitmq().listener(Listener::http(5672u16, 80u16)));
    assert!(
        found.iter().any(|told| told.contains("another listener has the port 5672 already")),
        "{found:?}"
    );
}

#[test]
fn certificates_are_for_protocols_that_have_them() {
    let https = Listener::new(ListenerProtocol::Https, 443u16, 8080u16);
    let found = problems_of(rabbitmq().listener(https));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].ends_with("ssl_certificate_id: is missing, and the listener's protocol is HTTPS"),
        "{found:?}"
    );
}

#[test]
fn a_check_is_over_before_the_next_one_begins_and_names_what_it_asks() {
    let checked = |check: HealthCheck| problems_of(rabbitmq().health_check(check));
    assert_eq!(checked(HealthCheck::new("TCP:15672").interval(5u32).timeout(2u32)), [""; 0]);
    assert_eq!(
        checked(HealthCheck::new("TCP:15672").interval(5u32)),
        ["health_check.timeout: 5 s are not less than the 5 s between two checks"]
    );
    for target in ["TCP", "HTTP:80", "tcp:80", "UDP:80"] {
        assert_eq!(checked(HealthCheck::new(target)).len(), 1, "{target}");
    }
}

#[test]
fn tasks_with_addresses_of_their_own_are_none_of_its_targets() {
    let found = problems(|stack| {
        let cluster = stack.add("main", Cluster::new("main"));
        let container = Container::new("rabbitmq", "rabbitmq").port(5672);
        let task = TaskDef::fargate("web", Cpu::units(256), Memory::mib(512)).container(container);
        let task = stack.add("rabbitmq", task);
        let balancer = stack.add("rabbitmq", rabbitmq());
        let service = Service::new("rabbitmq", &cluster, &task).subnets(["subnet-3127ba5d9c4651980"]);
        let balancer = ecs::LoadBalancer::classic(&balancer, "rabbitmq", 5672u16);
        stack.add("rabbitmq", service.load_balancer(balancer));
    });
    assert_eq!(
        found,
        [
            "error: ecs.Service.rabbitmq: load_balancers[0].load_balancer_name: ecs.TaskDef.rabbitmq has network mode \
             `awsvpc`, and a classic load balancer knows instances alone\n  \
             hint: take a target group of addresses, `TargetGroup::ip`"
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn queue(stack: &mut Stack, port: &u16) -> Program {
    let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
    let subnet = stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let balancer = LoadBalancer::new("rabbitmq").internal().subnets([&subnet]).listener(Listener::tcp(*port));
    stack.add("rabbitmq", balancer.health_check(HealthCheck::new("TCP:15672")));
    Ok(())
}

#[test]
fn a_listener_changes_in_place_and_a_scheme_replaces() {
    let mut world = World::new("queue");
    assert!(world.up(queue, &5672).expect("a run").outcome.is_complete());
    assert!(world.up(queue, &5672).expect("a run").is_unchanged());
    let plan = world.preview(queue, &5671).expect("a plan");
    assert_eq!(plan.counts().update, 1, "{plan}");
    assert!(world.up(queue, &5671).expect("a run").outcome.is_complete());
    assert!(world.destroy(queue, &5671).expect("a run").outcome.is_complete());
    assert_eq!(world.cloud().objects().len(), 0);
}
