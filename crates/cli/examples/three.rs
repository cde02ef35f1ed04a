//! Three stacks that use each other: what the tests of the command line drive.

use std::process::ExitCode;

use ironwright_aws::ec2::{SecurityGroup, Subnet, Vpc};
use ironwright_aws::ecs::Cluster;
use ironwright_aws::iam::{PolicyDocument, Principal, Role, RolePolicy, Statement};
use ironwright_aws::logs::LogGroup;
use ironwright_core::{Declare as _, Declared, Project, Stack, cidr};

type Returned<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(ironwright_macros::Settings)]
#[setting(vocabulary = ::ironwright_core)]
struct Settings {
    /// Whether there is a second subnet, with a security group of the web stack in it.
    #[setting(default = true)]
    second: bool,
    /// How the program goes wrong: stacks in a `circle`, of one `name`, or a `dangling` address.
    mishap: Option<String>,
}

/// What the network gives to others.
struct Network {
    vpc: Declared<Vpc>,
    second: Option<Declared<Subnet>>,
}

fn main() -> ExitCode {
    ironwright_cli::project("three", three)
}

fn three(project: &mut Project, settings: &Settings) -> Returned {
    let network = project.stack("base/network", |stack| network(stack, settings))?;
    let logs = project.stack("logs", |stack| {
        let group = stack.add("web", LogGroup::new("three/web"));
        stack.output("arn", &group.arn);
        Ok(group)
    })?;
    project.stack("web", |stack| web(stack, &network, &logs))?;
    match settings.mishap.as_deref() {
        Some("circle") => circle(project),
        Some("name") => project.stack("web", |_| Ok(())),
        Some("dangling") => project.stack("extra", |stack| {
            stack.add("extra", LogGroup::new("extra").depends_on("web:logs.LogGroup.nosuch"));
            Ok(())
        }),
        _ => Ok(()),
    }
}

fn network(stack: &mut Stack, settings: &Settings) -> Returned<Network> {
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let second = settings.second.then(|| stack.add("b", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1))));
    stack.output("vpc", &vpc.id);
    Ok(Network { vpc, second })
}

fn web(stack: &mut Stack, network: &Network, logs: &Declared<LogGroup>) -> Returned {
    stack.add("web", SecurityGroup::new(&network.vpc, "web", "the web servers"));
    let cluster = Cluster::new("three");
    let cluster = match &network.second {
        Some(subnet) => cluster.tag("subnet", &subnet.id),
        None => cluster,
    };
    stack.add("main", cluster);
    let trust =
        Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"));
    let role = stack.add("web", Role::new("three-web", PolicyDocument::new().statement(trust)));
    let write = Statement::allow().action("logs:PutLogEvents").resource(&logs.arn);
    stack.add("logs", RolePolicy::new(&role, "logs", PolicyDocument::new().statement(write)));
    Ok(())
}

/// Two stacks, each of which comes after the other.
fn circle(project: &mut Project) -> Returned {
    for (name, other) in [("egg", "hen"), ("hen", "egg")] {
        project.stack(name, |stack| {
            stack.add(name, LogGroup::new(name).depends_on(&*format!("{other}:logs.LogGroup.{other}")));
            Ok(())
        })?;
    }
    Ok(())
}
