//! Classic Elastic Load Balancing's kinds.

use ironwright_aws::ec2::{SecurityGroup, Subnet, Vpc};
use ironwright_aws::elb::{
    AccessLogs, ConnectionDraining, HealthCheck, Listener, ListenerProtocol, LoadBalancer,
};
use ironwright_core::{Declared, Stack, cidr};

use super::elbv2::{certificate, short};
use crate::contract::{Case, Scene};

/// Where load balancers stand.
fn ground(stack: &mut Stack) -> ([Declared<Subnet>; 2], [Declared<SecurityGroup>; 2]) {
    let vpc = stack.add("vpc", Vpc::new(cidr("10.90.0.0/16")));
    let subnets = [("a", 0), ("b", 1)].map(|(zone, number)| {
        let subnet = Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
        stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
    });
    let groups = ["main", "other"].map(|name| stack.add(name, SecurityGroup::new(&vpc, name, "in front")));
    (subnets, groups)
}

/// One that passes on what comes to a port.
pub(super) fn on_port(port: u16, scene: &Scene, stack: &mut Stack) -> Declared<LoadBalancer> {
    let (subnets, _) = ground(stack);
    stack.add("classic", LoadBalancer::new(short(scene)).subnets([&subnets[0]]).listener(Listener::tcp(port)))
}

pub(super) fn load_balancer() -> Case {
    fn named(name: &str, scene: &Scene, stack: &mut Stack) -> LoadBalancer {
        let (subnets, groups) = ground(stack);
        LoadBalancer::new(name)
            .internal()
            .subnets([&subnets[0]])
            .security_groups([&groups[0]])
            .listener(Listener::tcp(5672))
            .listener(Listener::http(15_672u16, 15_672u16))
            .health_check(HealthCheck::new("TCP:15672").interval(5u32).timeout(2u32).healthy_threshold(2u32))
            .tag("Name", scene.name())
    }
    fn rabbitmq(scene: &Scene, stack: &mut Stack) -> LoadBalancer {
        named(&short(scene), scene, stack)
    }
    Case::new("elb.LoadBalancer", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack);
        scene.it(stack, rabbitmq);
    })
    .changes("listeners", |scene, stack| {
        let rabbitmq =
            rabbitmq(scene, stack).listeners([Listener::tcp(5672), Listener::http(15_672u16, 80u16)]);
        scene.it(stack, rabbitmq);
    })
    .changes("subnets", |scene, stack| {
        let (subnets, groups) = ground(stack);
        let rabbitmq = LoadBalancer::new(short(scene)).internal().subnets([&subnets[1]]);
        let rabbitmq = rabbitmq.security_groups([&groups[0]]).tag("Name", scene.name());
        let check = HealthCheck::new("TCP:15672").interval(5u32).timeout(2u32).healthy_threshold(2u32);
        let rabbitmq = rabbitmq.listener(Listener::tcp(5672)).listener(Listener::http(15_672u16, 15_672u16));
        scene.it(stack, rabbitmq.health_check(check));
    })
    .changes("security_groups", |scene, stack| {
        let (subnets, groups) = ground(stack);
        let rabbitmq = LoadBalancer::new(short(scene)).internal().subnets([&subnets[0]]);
        let rabbitmq = rabbitmq.security_groups([&groups[1]]).tag("Name", scene.name());
        let check = HealthCheck::new("TCP:15672").interval(5u32).timeout(2u32).healthy_threshold(2u32);
        let rabbitmq = rabbitmq.listener(Listener::tcp(5672)).listener(Listener::http(15_672u16, 15_672u16));
        scene.it(stack, rabbitmq.health_check(check));
    })
    .changes("health_check", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack).health_check(HealthCheck::new("HTTP:15672/health"));
        scene.it(stack, rabbitmq);
    })
    .changes("cross_zone", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack).cross_zone(true);
        scene.it(stack, rabbitmq);
    })
    .changes("idle_timeout", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack).idle_timeout(300u32);
        scene.it(stack, rabbitmq);
    })
    .changes("connection_draining", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack).connection_draining(ConnectionDraining::new(120u32));
        scene.it(stack, rabbitmq);
    })
    .changes("access_logs", |scene, stack| {
        let logs = AccessLogs::new("logs-of-demo").s3_bucket_prefix("rabbitmq").emit_interval(5u32);
        let rabbitmq = rabbitmq(scene, stack).access_logs(logs);
        scene.it(stack, rabbitmq);
    })
    .changes("tags", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, rabbitmq);
    })
    .replaces("load_balancer_name", |scene, stack| {
        let rabbitmq = named(&format!("{}-o", short(scene)), scene, stack);
        scene.it(stack, rabbitmq);
    })
    .replaces("scheme", |scene, stack| {
        let rabbitmq = rabbitmq(scene, stack).scheme(ironwright_aws::elb::Scheme::InternetFacing);
        scene.it(stack, rabbitmq);
    })
    .sample(|scene, stack| {
        let certificate = certificate("first", scene, stack);
        let https = Listener::new(ListenerProtocol::Https, 443u16, 8080u16)
            .instance_protocol(ListenerProtocol::Http)
            .ssl_certificate_id(&certificate);
        let check = HealthCheck::new("SSL:443").unhealthy_threshold(3u32);
        let rabbitmq = rabbitmq(scene, stack).listener(https).health_check(check);
        let rabbitmq = rabbitmq.connection_draining(ConnectionDraining::new(60u32).enabled(false));
        scene.it(stack, rabbitmq.access_logs(AccessLogs::new("logs-of-demo").enabled(false)));
    })
}
