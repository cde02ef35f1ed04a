//! The stacks that the tool looks after.

use ironwright::aws::{ec2, ecs};
use ironwright::core::{Diagnostics, Graph, Map};
use ironwright::prelude::*;

/// Their names.
pub(crate) const ALL: [&str; 2] = ["network", "web"];

/// What a stack declares; `network` has the outputs of the stack of that name, which `web` stands on.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn graph(name: &str, network: &Map) -> std::result::Result<Graph, Diagnostics> {
    let mut stack = Stack::new(name);
    stack.default_tag("managed-by", "internal-tool");
    match name {
        "network" => declare_network(&mut stack),
        "web" => declare_web(&mut stack, network),
        other => stack.reject(format!("there is no stack `{other}`"), "there are network and web"),
    }
    stack.into_graph()
}

fn declare_network(stack: &mut Stack) {
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.20.0.0/16")));
    let subnets = [("a", 0), ("b", 1)].map(|(zone, number)| {
        let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
        stack.add(format!("public-{zone}"), subnet.availability_zone(format!("eu-west-2{zone}")))
    });
    stack.output("subnets", all(subnets.each_ref().map(|subnet| &subnet.id)));
}

fn declare_web(stack: &mut Stack, network: &Map) {
    let subnets = match network.read::<Vec<ec2::SubnetId>>("subnets") {
        Ok(subnets) => subnets,
        Err(_) => {
            return stack
                .reject("the stack `network` is not up", "bring it up first: POST /stacks/network/up");
        }
    };
    let cluster = stack.add("web", ecs::Cluster::new("web"));
    let task = ecs::TaskDef::ec2("web")
        .container(ecs::Container::new("nginx", "nginx:1.27").memory(ecs::Memory::mib(256)));
    let task = stack.add("web", task.network_mode(ecs::NetworkMode::Awsvpc));
    let service = ecs::Service::new("web", &cluster, &task).desired_count(2).subnets(subnets);
    let service = stack.add("web", service);
    stack.output("service", &service.arn);
}
