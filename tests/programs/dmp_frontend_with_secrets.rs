//! `dmp-frontend` and 64 secrets: what `cargo xtask kill` kills, before it looks for them in all that was written.
//!
//! They come as words in `CANARIES`, and go wherever AWS, outputs and records take one.

#[expect(
    dead_code,
    unreachable_pub,
    clippy::unnecessary_wraps,
    reason = "it is a program too, which `cargo run --example` starts"
)]
#[path = "../../examples/dmp-frontend.rs"]
mod dmp_frontend;

use std::process::ExitCode;

use dmp_frontend::dmp::Settings;
use ironwright::aws::ecr::Repository;
use ironwright::aws::ecs::{Cluster, Container, Cpu, HealthCheck, LogConfiguration, Memory, TaskDef};
use ironwright::aws::iam::{Condition, Policy, PolicyDocument, Principal, Role, RolePolicy, Statement};
use ironwright::aws::logs::LogGroup;
use ironwright::builtin::Record;
use ironwright::prelude::*;

const CANARIES: usize = 64;

fn main() -> ExitCode {
    let words = std::env::var("CANARIES").unwrap_or_default();
    ironwright::run("dmp-frontend", |stack: &mut Stack, settings: &Settings| {
        dmp_frontend::frontend(stack, settings)?;
        let cage = Cage { words: words.split(',').map(ToOwned::to_owned).collect(), next: 0 };
        hide(&mut stack.scope("canaries"), settings, cage)
    })
}

/// Hands out one secret after the other.
struct Cage {
    words: Vec<String>,
    next: usize,
}

impl Cage {
    /// One that passes where AWS takes few signs.
    fn plain(&mut self) -> Output<String> {
        let word = self.words.get(self.next).cloned().unwrap_or_default();
        self.next += 1;
        Output::from(word).secret()
    }

    /// One that every encoding changes.
    fn odd(&mut self) -> Output<String> {
        self.plain().map(|word| format!("\"ü/+ {word}\\&"))
    }
}

fn hide(stack: &mut Stack, settings: &Settings, mut cage: Cage) -> Result<()> {
    if cage.words.len() != CANARIES {
        return Err(format!("CANARIES holds {} words, and not {CANARIES}", cage.words.len()).into());
    }
    let trust = Statement::allow()
        .action("sts:AssumeRole")
        .principal(Principal::service("ecs-tasks.amazonaws.com"))
        .condition(Condition::string_equals("sts:ExternalId", cage.plain()));
    let role = Role::new("canaries", PolicyDocument::new().statement(trust));
    let role = stack.add("execution", role.description(cage.plain()).tag("secret", cage.plain()));
    let mut reads = || {
        let resource = text!("arn:aws:s3:::{}", cage.plain());
        PolicyDocument::new().statement(Statement::allow().action("s3:GetObject").resource(resource))
    };
    stack.add("inline", RolePolicy::new(&role, "canaries", reads()));
    stack.add("managed", Policy::new("canaries", reads()));
    stack.add("images", Repository::new("canaries").tag("secret", cage.plain()));
    stack.add("main", Cluster::new("canaries").tag("secret", cage.plain()));
    let mut group = LogGroup::new("/canaries");
    for n in 0..4 {
        group = group.tag(&format!("secret-{n}"), cage.plain());
    }
    let group = stack.add("web", group);

    let mut web = Container::new("web", "nginx:1")
        .command(["serve".into(), cage.odd()])
        .working_directory(text!("/srv/{}", cage.odd()))
        .health_check(HealthCheck::shell(text!("curl -u {}:{} localhost", cage.odd(), cage.odd())))
        .variable("SHOUTED", cage.odd().map(|text| format!("<{text}>")))
        .variable("PAIR", cage.odd().zip(&cage.odd()).map(|(one, other)| format!("{one}|{other}")))
        .log_configuration(LogConfiguration::awslogs(&group, &settings.aws_region, "web"));
    for n in 0..20 {
        web = web.variable(&format!("SECRET_{n}"), cage.odd());
    }
    let task = TaskDef::fargate("canaries", Cpu::Vcpu1, Memory::gib(2)).execution_role(&role.arn);
    stack.add("web", task.container(web).tag("secret", cage.plain()));

    for n in 0..4 {
        let record = stack.add(format!("record-{n}"), Record::of(cage.odd()).triggered_by(cage.odd()));
        stack.output(&format!("record-{n}"), record.value_as::<String>());
    }
    stack.output("list", all(&[cage.odd(), cage.plain(), cage.odd()]));
    while cage.next < CANARIES {
        stack.output(&format!("secret-{}", cage.next), cage.odd());
    }
    Ok(())
}

fn all(outputs: &[Output<String>]) -> Output<String> {
    ironwright::core::all(outputs).map(|texts| texts.join(","))
}
