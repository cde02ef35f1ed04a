//! A program that uses what somebody else manages: what the tests of look-ups drive.

use std::process::ExitCode;

use ironwright_aws::ec2::{RouteTable, SecurityGroup, Vpc};
use ironwright_aws::ecs::{Container, Cpu, Memory, TaskDef};
use ironwright_aws::iam::Role;
use ironwright_core::{LookUp, Stack, cidr, text};

#[derive(ironwright_macros::Settings)]
#[setting(vocabulary = ::ironwright_core)]
struct Settings {
    /// Whose permissions tasks start with.
    #[setting(default = "ecsTaskExecutionRole")]
    role: String,
    /// Whether something is looked up that only the run makes.
    #[setting(default = false)]
    network: bool,
}

fn main() -> ExitCode {
    ironwright_cli::run("borrowing", borrowing)
}

fn borrowing(stack: &mut Stack, settings: &Settings) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let role = stack.look_up("execution", Role::named(settings.role.as_str()));
    let task =
        TaskDef::fargate("web", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
    stack.add("web", task.execution_role(&role));
    if settings.network {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        let table = stack.look_up("main", LookUp::<RouteTable>::by(RouteTable::VPC_ID, &vpc.id));
        stack.add("beside", SecurityGroup::new(&vpc, "beside", text!("Beside {}", table.id)));
    }
    Ok(())
}
