//! The smallest program with a bit of everything: what the tests of the command line drive.

use std::process::ExitCode;

use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_aws::ecs::{Cluster, Container, Cpu, LaunchType, Memory, Service, TaskDef};
use ironwright_aws::iam::{PolicyDocument, Principal, Role, Statement};
use ironwright_core::{Declare as _, Secret, Stack, cidr};

#[derive(ironwright_macros::Settings)]
#[setting(vocabulary = ::ironwright_core)]
struct Settings {
    /// How many subnets there are, at most 8.
    #[setting(default = 2, range = 0..=8)]
    subnets: u32,
    /// Whether a service runs there.
    #[setting(default = false)]
    service: bool,
    /// Whether the role may not be deleted.
    #[setting(default = false)]
    protect: bool,
    /// What nobody should read.
    #[setting(secret)]
    password: Option<Secret<String>>,
    /// How the program goes wrong: `error`, `panic`, declares `nothing`, or `another` program's resource.
    mishap: Option<String>,
}

fn main() -> ExitCode {
    ironwright_cli::run("tiny", tiny)
}

fn tiny(stack: &mut Stack, settings: &Settings) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    match settings.mishap.as_deref() {
        Some("error") => {
            let _: u8 = "many".parse()?;
        }
        Some("panic") => panic!("there is no such subnet"),
        Some("nothing") => return Ok(()),
        Some("another") => {
            stack.add("another", Cluster::new("another"));
            return Ok(());
        }
        _ => {}
    }
    let trust =
        Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"));
    let role = Role::new("tiny-execution", PolicyDocument::new().statement(trust));
    let role = if settings.protect { role.protect() } else { role };
    let role = stack.add("execution", role);
    let network = &mut stack.scope("network");
    let vpc = network.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let mut subnets = Vec::new();
    for n in 0..settings.subnets {
        let block = cidr("10.0.0.0/16").subnet(8, n);
        subnets.push(network.add(format!("s{n}"), Subnet::new(&vpc, block)));
    }
    if settings.service {
        let cluster = stack.add("main", Cluster::new("tiny"));
        let task =
            TaskDef::fargate("tiny", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
        let task = stack.add("web", task.execution_role(&role.arn));
        let service = Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate).desired_count(2);
        stack.add("web", service.subnets(&subnets));
    }
    stack.output("vpc", &vpc.id);
    if let Some(password) = &settings.password {
        stack.output("password", password);
    }
    Ok(())
}
