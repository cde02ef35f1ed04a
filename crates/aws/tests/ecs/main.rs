//! What is found wrong with clusters, task definitions and services before AWS is asked.

mod capacity_providers;
mod clusters;
mod connecting;
mod containers;
mod dependencies;
mod execution_roles;
mod fargate_sizes;
mod health_checks;
mod hosts;
mod kinds;
mod ports;
mod services;
mod volumes;

use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_aws::ecs::{
    CapacityProviderStrategyItem, Cluster, ClusterCapacityProviders, Container, ContainerDependency, Cpu,
    CpuArchitecture, DependencyCondition, DeploymentCircuitBreaker, EfsVolume, ExecuteCommandLogging,
    HealthCheck, LaunchType, LoadBalancer, LogConfiguration, LogDriver, Memory, MountPoint, NetworkMode,
    OperatingSystemFamily, PortMapping, SchedulingStrategy, Service, TaskDef, TransportProtocol, Volume,
};
use ironwright_core::kind::Change;
use ironwright_core::{Declare as _, Declared, Map, Resource as _, Stack, Value, cidr};

/// What is wrong with a program, each as `address: property: message (hint)`.
fn problems(declare: impl FnOnce(&mut Stack)) -> Vec<String> {
    let mut stack = Stack::new("demo");
    declare(&mut stack);
    let Err(found) = stack.graph() else { return Vec::new() };
    let part = |part: Option<String>| part.map(|part| part + ": ").unwrap_or_default();
    found
        .0
        .into_iter()
        .map(|d| {
            let address = part(d.address.map(|address| address.to_string()));
            format!("{address}{}{} ({})", part(d.property), d.message, d.hint.unwrap_or_default())
        })
        .collect()
}

/// What is wrong with one task definition.
fn problems_of(task: TaskDef) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("poc", task);
    });
    let of_task = |problem: String| problem.strip_prefix("ecs.TaskDef.poc: ").map(str::to_owned);
    found.into_iter().map(|problem| of_task(problem).expect("it is about the task definition")).collect()
}

/// An execution role.
const ROLE: &str = "arn:aws:iam::123456789012:role/execution";

fn fargate() -> TaskDef {
    TaskDef::fargate("poc", Cpu::Vcpu1, Memory::gib(2))
}

fn nginx() -> Container {
    Container::new("nginx", "nginx")
}

fn uwsgi() -> Container {
    Container::new("uwsgi", "uwsgi")
}

/// What is wrong with one service of a task definition.
fn problems_of_service(task: TaskDef, service: impl FnOnce(Service) -> Service) -> Vec<String> {
    let found = problems(|stack| {
        let cluster = stack.add("main", Cluster::new("DMP15-POC"));
        let task = stack.add("poc", task);
        stack.add("web", service(Service::new("web", &cluster, &task)));
    });
    let of_service = |problem: String| problem.strip_prefix("ecs.Service.web: ").map(str::to_owned);
    found.into_iter().map(|problem| of_service(problem).expect("it is about the service")).collect()
}

/// What is wrong with one service of a sound task definition on Fargate.
fn problems_on_fargate(service: impl FnOnce(Service) -> Service) -> Vec<String> {
    problems_of_service(fargate().container(nginx().port(8080)), |web| {
        service(web.subnets(["subnet-3127ba5d9c4651980"]))
    })
}

fn on_instances() -> TaskDef {
    TaskDef::ec2("poc").container(nginx().memory(Memory::mib(512)))
}

/// The inputs of the stack's one resource of a kind, with defaults, before anything exists.
fn inputs_of(stack: &Stack, kind: &str) -> Map {
    let graph = stack.graph().expect("a sound program");
    let position = graph.nodes().iter().position(|node| node.kind.name == kind).expect("it is declared");
    graph.evaluate(position, &|output| Value::of_later(output)).expect("sound inputs")
}
