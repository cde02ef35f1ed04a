//! What the internet reaches: tasks with public addresses, in subnets with a way in, through every guard.

use ironwright::aws::ec2::{
    NetworkAclAssociation, NetworkAclRule, Route, RouteTableAssociation, SecurityGroupRule, Subnet, Vpc,
};
use ironwright::aws::ecs::{Service, TaskDef};
use ironwright::core::{Resource, Value};
use ironwright::testing::{Found, World};

const ANYWHERE: &str = "0.0.0.0/0";

/// A line for each port of each container that a stranger can open a connection to.
pub(crate) fn reaches(world: &World) -> Vec<String> {
    let mut reached = Vec::new();
    for service in world.all::<Service>() {
        if service.get::<bool>("assign_public_ip") != Some(true) {
            continue;
        }
        let open = |port: i64| {
            let subnets = texts(&service, "subnets");
            let guarded = |subnet: &String| routed(world, subnet) && list_lets_in(world, subnet, port);
            subnets.iter().any(guarded) && group_lets_in(world, &texts(&service, "security_groups"), port)
        };
        for (container, port) in ports(world, &service) {
            if open(port) {
                reached.push(format!("{}: {container}, port {port}", service.address()));
            }
        }
    }
    reached
}

/// The containers of a service's tasks, with the ports that they listen on.
fn ports(world: &World, service: &Found<Service>) -> Vec<(String, i64)> {
    let arn = text(service, "task_definition");
    let tasks = world.all::<TaskDef>();
    let task =
        tasks.iter().find(|task| task.id() == arn).expect("the service's task definition is in the stack");
    let mut ports = Vec::new();
    for container in task.value("containers").and_then(Value::as_list).unwrap_or_default() {
        let name = container.get("name").and_then(Value::as_text).unwrap_or_default();
        for mapping in container.get("port_mappings").and_then(Value::as_list).unwrap_or_default() {
            ports.extend(
                mapping.get("container_port").and_then(Value::as_int).map(|port| (name.to_owned(), port)),
            );
        }
    }
    ports
}

/// Whether the subnet's route table, its own or the VPC's, leads to an internet gateway.
fn routed(world: &World, subnet: &str) -> bool {
    let associations = world.all::<RouteTableAssociation>();
    let own = associations.iter().find(|association| text(association, "subnet_id") == subnet);
    let table = own.map_or_else(
        || {
            let subnets = world.all::<Subnet>();
            let vpc =
                text(subnets.iter().find(|found| found.id() == subnet).expect("in the stack"), "vpc_id");
            let vpcs = world.all::<Vpc>();
            text(vpcs.iter().find(|found| found.id() == vpc).expect("in the stack"), "default_route_table_id")
        },
        |association| text(association, "route_table_id"),
    );
    world.all::<Route>().iter().any(|route| {
        text(route, "route_table_id") == table
            && text(route, "destination_cidr_block") == ANYWHERE
            && route.value("gateway_id").is_some()
    })
}

/// Whether the first rule of the subnet's list that fits a packet from anywhere lets it in.
fn list_lets_in(world: &World, subnet: &str, port: i64) -> bool {
    let associations = world.all::<NetworkAclAssociation>();
    let association = associations.iter().find(|association| text(association, "subnet_id") == subnet);
    let Some(acl) = association.map(|association| text(association, "network_acl_id")) else {
        return true; // The VPC's own list lets everything pass.
    };
    let mut rules = world.all::<NetworkAclRule>();
    rules.retain(|rule| text(rule, "network_acl_id") == acl && rule.get::<bool>("egress") == Some(false));
    rules.sort_by_key(|rule| rule.get::<u16>("rule_number"));
    let first = rules.iter().find(|rule| text(rule, "cidr_block") == ANYWHERE && fits(rule, port));
    first.is_some_and(|rule| text(rule, "rule_action") == "allow")
}

/// Whether one of the groups lets anybody in.
fn group_lets_in(world: &World, groups: &[String], port: i64) -> bool {
    world.all::<SecurityGroupRule>().iter().any(|rule| {
        groups.contains(&text(rule, "security_group_id"))
            && text(rule, "direction") == "ingress"
            && text(rule, "cidr_ipv4") == ANYWHERE
            && fits(rule, port)
    })
}

/// Whether a rule is about a port: one without ports is about them all.
fn fits<R: Resource>(rule: &Found<R>, port: i64) -> bool {
    match (rule.get::<i64>("from_port"), rule.get::<i64>("to_port")) {
        (Some(from), Some(to)) => (from..=to).contains(&port),
        _ => true,
    }
}

fn text<R: Resource>(found: &Found<R>, property: &str) -> String {
    found.value(property).and_then(Value::as_text).unwrap_or_default().to_owned()
}

fn texts<R: Resource>(found: &Found<R>, property: &str) -> Vec<String> {
    let items = found.value(property).and_then(Value::as_list).unwrap_or_default();
    items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect()
}
