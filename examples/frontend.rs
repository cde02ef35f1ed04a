//! The program of the README: a web server on Fargate in two zones, seven resources.

use ironwright::aws::{ec2, ecs, iam};
use ironwright::prelude::*;

/// What differs from one environment to the next.
#[derive(Settings)]
pub struct Frontend {
    /// The image of the web server.
    #[setting(default = "nginx:1.27")]
    image: String,
    /// How many tasks run.
    #[setting(default = 2, range = 0..=20)]
    replicas: u32,
}

fn main() -> std::process::ExitCode {
    ironwright::run("frontend", frontend) // every verb of the command line comes with it
}

/// Declares the system; declaring has no side effects.
pub fn frontend(stack: &mut Stack, settings: &Frontend) -> Result<()> {
    stack.located("123456789012", "eu-west-2"); // the account and region that it is for

    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.12.1.0/24")).enable_dns_hostnames(true));
    let subnets = ["a", "b"].map(|zone| {
        let network = vpc.cidr_block.subnet(3, u32::from(zone == "b"));
        stack.add(
            format!("public-{zone}"),
            ec2::Subnet::new(&vpc, network).availability_zone(format!("eu-west-2{zone}")),
        )
    });
    let trust = iam::PolicyDocument::assumed_by("ecs-tasks.amazonaws.com");
    let role = stack.add("role", iam::Role::new("frontend", trust));
    let cluster = stack.add("cluster", ecs::Cluster::new("frontend"));
    let task = ecs::TaskDef::fargate("frontend", ecs::Cpu::units(512), ecs::Memory::gib(1))
        .execution_role(&role)
        .container(ecs::Container::new("nginx", settings.image.as_str()).port(8080));
    let task = stack.add("task", task);
    let web = ecs::Service::new("web", &cluster, &task).desired_count(settings.replicas).subnets(&subnets);
    stack.add("web", web.launch_type(ecs::LaunchType::Fargate).ignore_changes(["desired_count"]));
    stack.output("cluster_arn", &cluster.arn);
    Ok(())
}
