//! The engine on the rehearsal cloud: partial failure, recovery at every moment, cancellation, drift, embedding.

mod adopting;
mod asking;
mod blocked;
mod cancelling;
mod cuts;
mod drifting;
mod embedding;
mod environments;
mod failing;
mod giving_way;
mod ignoring;
mod landing;
mod missing;
mod panicking;
mod records;
mod retaining;
mod scheduling;
mod selecting;
mod unforeseen;

use ironwright::aws::{ec2, ecs, iam};
use ironwright::prelude::*;

/// What the tests change between runs.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    image: &'static str,
    replicas: u32,
    subnets: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { image: "nginx:1", replicas: 1, subnets: 2 }
    }
}

/// A small system with every kind of edge: a diamond, an independent branch, a wait, a replacement, an update.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
pub(crate) fn program(stack: &mut Stack, settings: &Settings) -> Result<()> {
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "test"));
    let mut subnets = Vec::new();
    for number in 0..settings.subnets {
        let network = vpc.cidr_block.subnet(8, number);
        subnets.push(stack.add(format!("s{number}"), ec2::Subnet::new(&vpc, network)));
    }
    let cluster = stack.add("cluster", ecs::Cluster::new("test"));
    let trust = iam::Statement::allow()
        .action("sts:AssumeRole")
        .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
    let role = stack.add("role", iam::Role::new("test", iam::PolicyDocument::new().statement(trust)));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512))
        .execution_role(&role)
        .container(ecs::Container::new("nginx", settings.image));
    let task = stack.add("task", task);
    let service = ecs::Service::new("web", &cluster, &task)
        .launch_type(ecs::LaunchType::Fargate)
        .desired_count(settings.replicas)
        .subnets(&subnets);
    stack.add("web", service);
    stack.output("cluster", &cluster.arn);
    Ok(())
}

/// The number of resources that [`program`] declares with its default settings.
pub(crate) const ALL: usize = 7;
