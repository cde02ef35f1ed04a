//! A program that hides 64 secrets in every place that takes one: what the test of leaks drives.

use std::process::ExitCode;

use ironwright_aws::ec2::{Subnet, Vpc, VpcId};
use ironwright_aws::ecr::Repository;
use ironwright_aws::ecs::{
    Cluster, Container, Cpu, HealthCheck, LaunchType, LogConfiguration, Memory, Service, TaskDef,
};
use ironwright_aws::iam::{Condition, Policy, PolicyDocument, Principal, Role, RolePolicy, Statement};
use ironwright_aws::logs::LogGroup;
use ironwright_core::builtin::Record;
use ironwright_core::digest::Digest;
use ironwright_core::{Declare as _, Output, Secret, Stack, cidr, text};

#[derive(ironwright_macros::Settings)]
#[setting(vocabulary = ::ironwright_core)]
struct Settings {
    /// What all secrets are made from.
    #[setting(secret, required)]
    seed: Secret<String>,
    /// How the program goes wrong, if it does: `error`, `panic`, `limit`, `check` or `reference`.
    mishap: Option<String>,
}

fn main() -> ExitCode {
    ironwright_cli::run("canaries", canaries)
}

/// Hands out one secret after the other: letters and digits that nothing else has, perhaps among signs.
struct Cage<'a> {
    seed: &'a Secret<String>,
    next: u32,
}

impl Cage<'_> {
    fn core(&mut self) -> String {
        let mut digest = Digest::new();
        digest.text(&format!("{} {}", self.seed.expose(), self.next));
        self.next += 1;
        digest.finish()[..16].to_owned()
    }

    /// One that passes where AWS takes few signs.
    fn plain(&mut self) -> Output<String> {
        secret(self.core())
    }

    /// One that every encoding changes.
    fn odd(&mut self) -> Output<String> {
        secret(format!("\"ü/+ {}\\&", self.core()))
    }
}

fn secret(text: String) -> Output<String> {
    Output::from(text).secret()
}

fn canaries(stack: &mut Stack, settings: &Settings) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut cage = Cage { seed: &settings.seed, next: 0 };
    match settings.mishap.as_deref() {
        Some("error") => return Err(format!("there is no {}", settings.seed.expose()).into()),
        Some("panic") => panic!("there is no {}", settings.seed.expose()),
        _ => {}
    }
    // In tags, and in a scope.
    let network = &mut stack.scope("network");
    let mut vpc = Vpc::new(cidr("10.0.0.0/16"));
    for n in 0..4 {
        vpc = vpc.tag(&format!("secret-{n}"), cage.plain());
    }
    let vpc = network.add("main", vpc.tag("Name", "public"));
    let subnet =
        Subnet::new(&vpc, cidr("10.0.0.0/24")).tag("composed", text!("a-{}-{}", cage.plain(), cage.plain()));
    let subnet = network.add("a", subnet);
    if settings.mishap.as_deref() == Some("reference") {
        let gone = Output::<VpcId>::new(text!("vpc-{}0", cage.plain()).expression().clone());
        network.add("b", Subnet::new(gone, cidr("10.0.1.0/24")));
    }
    // In policy documents, and what they are attached to.
    let trust = |cage: &mut Cage<'_>| {
        Statement::allow()
            .action("sts:AssumeRole")
            .principal(Principal::service("ecs-tasks.amazonaws.com"))
            .condition(Condition::string_equals("sts:ExternalId", cage.plain()))
    };
    let reads = |cage: &mut Cage<'_>| {
        let resource = text!("arn:aws:s3:::{}", cage.plain());
        PolicyDocument::new().statement(Statement::allow().action("s3:GetObject").resource(resource))
    };
    let role = Role::new("canaries", PolicyDocument::new().statement(trust(&mut cage)));
    let mut role = role.description(cage.plain());
    if settings.mishap.as_deref() == Some("limit") {
        role = role.path(cage.odd());
    }
    let role = stack.add("execution", role.tag("secret", cage.plain()));
    stack.add("inline", RolePolicy::new(&role, "inline", reads(&mut cage)));
    stack.add("managed", Policy::new("managed", reads(&mut cage)).description(cage.plain()));
    // In containers: variables, commands, checks, options.
    let mut web = Container::new("web", "nginx:1")
        .command(vec!["serve".into(), ironwright_core::Input::from(cage.odd())])
        .entry_point([cage.odd(), cage.odd()])
        .working_directory(text!("/srv/{}", cage.odd()))
        .user(cage.plain())
        .health_check(HealthCheck::shell(text!("curl -u {} localhost", cage.odd())));
    for n in 0..12 {
        web = web.variable(&format!("SECRET_{n}"), cage.odd());
    }
    let (user, password) = (cage.plain(), cage.odd());
    web = web.variable("URL", text!("postgres://{}:{}@db/main", user, password));
    web = web.variable("SHOUTED", cage.odd().map(|text| format!("<{text}>")));
    web = web.variable("PAIR", cage.odd().zip(&cage.odd()).map(|(a, b)| format!("{a}|{b}")));
    let side =
        Container::new("side", "busybox:1").variable("LIST", all(&[cage.odd(), cage.odd(), cage.odd()]));
    let group = stack.add("web", LogGroup::new("/canaries/web").tag("secret", cage.plain()));
    let logs = LogConfiguration::awslogs(&group, "us-east-1", "web").option("secret", cage.odd());
    let mut task = TaskDef::fargate("canaries", Cpu::Vcpu1, Memory::gib(2)).execution_role(&role.arn);
    if settings.mishap.as_deref() == Some("check") {
        web = web.secret("SECRET_0", cage.odd());
    }
    task = task.container(web.log_configuration(logs)).container(side).tag("secret", cage.plain());
    let task = stack.add("web", task);
    let cluster = stack.add("main", Cluster::new("canaries").tag("secret", cage.plain()));
    let service = Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate).desired_count(1);
    stack.add("web", service.subnets([&subnet]).tag("secret", cage.plain()));
    stack.add("images", Repository::new("canaries").tag("secret", cage.plain()).replace_when(cage.odd()));
    // In records, which the engine keeps itself.
    let record = stack.add("token", Record::of(cage.odd()).triggered_by(cage.odd()));
    stack.add("nested", Record::of(ironwright_core::all([&cage.odd(), &cage.odd()])));
    // In outputs: alone, in lists, in maps, made from another resource's.
    stack.output("token", record.value_as::<String>());
    stack.output("list", ironwright_core::all([&cage.odd(), &cage.plain(), &cage.odd()]));
    stack.output("pair", cage.odd().zip(&cage.plain()));
    stack.output("hidden-arn", role.arn.map(|arn| arn.to_string()).secret());
    stack.output("vpc", &vpc.id);
    while cage.next < 64 {
        stack.output(&format!("secret-{}", cage.next), cage.odd());
    }
    Ok(())
}

fn all(outputs: &[Output<String>]) -> Output<String> {
    ironwright_core::all(outputs).map(|texts| texts.join(","))
}
