//! A project of three stacks that different people change at different times: a network, what the shop keeps, and the shop.
//!
//! ```sh
//! cargo run --example shop -- preview
//! cargo run --example shop -- up                        # all of it, in the order of what uses what
//! cargo run --example shop -- up --stack shop/web       # a new image, and neither of the others is locked or planned
//! cargo run --example shop -- graph --format mermaid
//! cargo run --example shop -- destroy
//! ```

use std::process::ExitCode;

use ironwright::aws::{ec2, ecr, ecs, iam, logs};
use ironwright::prelude::*;

/// What differs from one environment to the next; the settings are those of all stacks.
#[derive(Settings)]
pub struct Shop {
    /// The network's range.
    #[setting(default = "10.20.0.0/16")]
    network: String,
    /// The tag of the image that runs.
    #[setting(default = "1.0")]
    version: String,
    /// How many tasks run.
    #[setting(default = 2, range = 0..=20)]
    replicas: u32,
    /// For how many days logs are kept.
    #[setting(default = 30)]
    log_days: u32,
}

/// What the network gives to others.
struct Network {
    subnets: Vec<Declared<ec2::Subnet>>,
    web: Declared<ec2::SecurityGroup>,
}

/// What the shop keeps, and gives to whatever runs.
struct Kept {
    images: Declared<ecr::Repository>,
    logs: Declared<logs::LogGroup>,
}

fn main() -> ExitCode {
    ironwright::project("shop", shop)
}

/// Declares the stacks, each with what the ones before it give.
pub fn shop(project: &mut Project, settings: &Shop) -> Result<()> {
    let network = project.stack("shop/network", |stack| network(stack, settings))?;
    let kept = project.stack("shop/kept", |stack| kept(stack, settings))?;
    project.stack("shop/web", |stack| web(stack, settings, &network, &kept))
}

fn network(stack: &mut Stack, settings: &Shop) -> Result<Network> {
    let vpc = stack.add("main", ec2::Vpc::new(&settings.network).enable_dns_hostnames(true));
    let gateway = stack.add("main", ec2::InternetGateway::attached_to(&vpc));
    let table = stack.add("public", ec2::RouteTable::new(&vpc));
    stack.add("out", ec2::Route::new(&table, cidr("0.0.0.0/0")).via_internet_gateway(&gateway));
    let subnets = ["a", "b"].into_iter().enumerate().map(|(number, zone)| {
        let range = vpc.cidr_block.subnet(8, u32::try_from(number).unwrap_or_default());
        let subnet = ec2::Subnet::new(&vpc, range).availability_zone(format!("us-east-1{zone}"));
        let subnet = stack.add(format!("public-{zone}"), subnet);
        stack.add(format!("public-{zone}"), ec2::RouteTableAssociation::new(&subnet, &table));
        subnet
    });
    let subnets = subnets.collect();
    let web = stack.add("web", ec2::SecurityGroup::new(&vpc, "shop-web", "Tasks that serve the shop"));
    stack.add("web-in", ec2::SecurityGroupRule::ingress(&web).tcp(8080).from_cidr(cidr("0.0.0.0/0")));
    stack.add("web-out", ec2::SecurityGroupRule::egress(&web).all_traffic().to_cidr(cidr("0.0.0.0/0")));
    Ok(Network { subnets, web })
}

fn kept(stack: &mut Stack, settings: &Shop) -> Result<Kept> {
    let images = stack.add("web", ecr::Repository::new("shop/web").protect());
    let logs = stack.add("web", logs::LogGroup::new("shop/web").retention_in_days(settings.log_days));
    stack.output("images", &images.repository_url);
    Ok(Kept { images, logs })
}

fn web(stack: &mut Stack, settings: &Shop, network: &Network, kept: &Kept) -> Result<()> {
    let trust = iam::PolicyDocument::assumed_by("ecs-tasks.amazonaws.com");
    let role = stack.add("execution", iam::Role::new("shop-execution", trust));
    let write = iam::Statement::allow().action("logs:PutLogEvents").resource(text!("{}:*", kept.logs.arn));
    stack.add("logs", iam::RolePolicy::new(&role, "logs", iam::PolicyDocument::new().statement(write)));
    let image = text!("{}:{}", kept.images.repository_url, settings.version);
    let container = ecs::Container::new("web", image)
        .port(8080)
        .log_configuration(ecs::LogConfiguration::awslogs(&kept.logs, "us-east-1", "web"));
    let task = ecs::TaskDef::fargate("shop-web", ecs::Cpu::units(512), ecs::Memory::gib(1))
        .execution_role(&role)
        .container(container);
    let task = stack.add("web", task);
    let cluster = stack.add("main", ecs::Cluster::new("shop"));
    let service = ecs::Service::new("web", &cluster, &task)
        .launch_type(ecs::LaunchType::Fargate)
        .desired_count(settings.replicas)
        .subnets(&network.subnets)
        .security_groups([&network.web])
        .assign_public_ip(true);
    stack.add("web", service);
    stack.output("cluster", &cluster.arn);
    Ok(())
}
