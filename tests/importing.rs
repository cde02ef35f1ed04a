//! `import KIND ID`: what it prints of things that exist compiles, and takes them over without a change.
//!
//! `tests/importing/printed.rs` is what is printed; with `IRONWRIGHT_PRINT=1` the test writes it anew.

use std::fmt::Write as _;

use ironwright::aws::{ec2, ecr, ecs, iam, logs, written};
use ironwright::core::Resource;
use ironwright::core::plan::Action;
use ironwright::core::state::Observation;
use ironwright::engine::Cloud as _;
use ironwright::engine::cloud::ReadRequest;
use ironwright::prelude::*;
use ironwright::testing::{World, rehearse};

#[rustfmt::skip]
mod printed {
    use ironwright::aws::{ec2, ecr, ecs, iam, logs};
    use ironwright::prelude::*;

    include!("importing/printed.rs");
}

/// Resources with every kind of property: references, choices, lists, documents, blocks, tags, defaults.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn theirs(stack: &mut Stack, (): &()) -> Result<()> {
    let vpc = ec2::Vpc::new(cidr("10.0.0.0/16")).enable_dns_hostnames(true).tag("Name", "their \"net\"");
    let vpc = stack.add("main", vpc.instance_tenancy(ec2::Tenancy::Dedicated));
    let subnet =
        stack.add("a", ec2::Subnet::new(&vpc, cidr("10.0.1.0/24")).tag("Name", "a").tag("team", "web"));
    let group = stack.add("web", ec2::SecurityGroup::new(&vpc, "web", "The web"));
    let rule = ec2::SecurityGroupRule::ingress(&group).tcp(443).from_cidr(cidr("0.0.0.0/0"));
    stack.add("https", rule);
    stack.add("logs", logs::LogGroup::new("/web").retention_in_days(30));
    stack.add("images", ecr::Repository::new("web").image_tag_mutability(ecr::ImageTagMutability::Immutable));
    let trust = iam::Statement::allow()
        .sid("Tasks")
        .action("sts:AssumeRole")
        .principal(iam::Principal::service("ecs-tasks.amazonaws.com"))
        .condition(iam::Condition::string_equals("aws:SourceAccount", "123456789012").or("210987654321"));
    stack.add("role", iam::Role::new("web", iam::PolicyDocument::new().statement(trust)).path("/web/"));
    let cluster = ecs::Cluster::new("web").execute_command_logging(ecs::ExecuteCommandLogging::Override);
    let cluster = stack.add("cluster", cluster.container_insights(ecs::ContainerInsights::Enhanced));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512))
        .container(ecs::Container::new("nginx", "nginx").port(8080));
    let task = stack.add("task", task);
    let balancer = ecs::LoadBalancer::new(
        "arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/web/1",
        "nginx",
        8080,
    );
    let service = ecs::Service::new("web", &cluster, &task)
        .launch_type(ecs::LaunchType::Fargate)
        .desired_count(2)
        .load_balancer(balancer)
        .security_groups([&group])
        .subnets([&subnet]);
    stack.add("web", service);
    Ok(())
}

fn read(world: &World, kind: &'static ironwright::core::Kind, id: &str) -> ironwright::core::Map {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let request = ReadRequest { id: id.into(), inputs: ironwright::core::Map::new() };
    let read = async { world.cloud().read(kind, &[request]).await };
    match runtime.expect("starts").block_on(read).expect("reads").pop() {
        Some(Observation::Present(observed)) => observed,
        other => panic!("{} {id}: {other:?}", kind.name),
    }
}

fn print<R: Resource>(world: &World, name: &str, out: &mut String) {
    let id = world.get::<R>(name).id().to_owned();
    let written = written::declaration(R::kind(), name, &id, &read(world, R::kind(), &id));
    let written = written.unwrap_or_else(|why| panic!("{name}: {why}"));
    let _ = writeln!(out, "    {}", written.text.trim_end().replace('\n', "\n    "));
}

#[test]
fn what_is_printed_compiles_and_takes_over_what_exists_without_a_change() {
    let world = rehearse("theirs", theirs, &());
    let mut text = "pub(super) fn declare(stack: &mut Stack) {\n".to_owned();
    print::<ec2::Vpc>(&world, "main", &mut text);
    print::<ec2::Subnet>(&world, "a", &mut text);
    print::<ec2::SecurityGroup>(&world, "web", &mut text);
    print::<ec2::SecurityGroupRule>(&world, "https", &mut text);
    print::<logs::LogGroup>(&world, "logs", &mut text);
    print::<ecr::Repository>(&world, "images", &mut text);
    print::<iam::Role>(&world, "role", &mut text);
    print::<ecs::Cluster>(&world, "cluster", &mut text);
    print::<ecs::Service>(&world, "web", &mut text);
    text.push_str("}\n");
    let path = "tests/importing/printed.rs";
    if std::env::var_os("IRONWRIGHT_PRINT").is_some() {
        std::fs::write(path, &text).expect("writes");
    }
    assert_eq!(std::fs::read_to_string(path).expect("reads"), text, "print it anew with IRONWRIGHT_PRINT=1");

    let mut ours = World::beside("ours", &world);
    let program = |stack: &mut Stack, (): &()| -> Result<()> {
        printed::declare(stack);
        Ok(())
    };
    let plan = ours.preview(program, &()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((plan.steps.len(), plan.counts().adopt), (9, 9), "{plan}");
    for step in &plan.steps {
        assert!(step.action == Action::Adopt && step.changes.is_empty(), "{plan}");
    }
}

#[test]
fn a_kind_with_constructors_of_its_own_is_left_to_a_person() {
    let world = rehearse("theirs", theirs, &());
    let id = world.get::<ecs::TaskDef>("task").id().to_owned();
    let observed = read(&world, ecs::TaskDef::kind(), &id);
    let why = written::declaration(ecs::TaskDef::kind(), "task", &id, &observed).expect_err("by hand");
    assert_eq!(why, "ecs.TaskDef has constructors of its own");
}
