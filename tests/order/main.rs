//! Whether what a run does comes in an order that AWS lets through, however long each call takes.

#![expect(clippy::unnecessary_wraps, reason = "a program returns a result")]

mod needed;
mod renamed;
mod taking_over;

use ironwright::aws::{ec2, ecs, iam};
use ironwright::prelude::*;
use ironwright::testing::{Conditions, World};

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// How many schedules each change is tried with.
const SEEDS: u64 = 20;

/// A world whose calls take from a twentieth of a second to two.
fn slow(seed: u64) -> World {
    let slow: Conditions = format!("latency=50ms..2s,seed={seed}").parse().expect("conditions");
    World::new("demo").under(slow)
}

/// Goes from the first form of a program to the second on slow clouds: nothing may fail, and nothing may be left to do.
#[track_caller]
fn goes_through(program: impl Fn(&mut Stack, &bool) -> Outcome + Copy) {
    let mut failures = Vec::new();
    for seed in 0..SEEDS {
        let mut world = slow(seed);
        let first = world.up(program, &false).expect("the first form is valid");
        assert!(first.outcome.is_complete(), "{first}");
        let second = world.up(program, &true).expect("the second form is valid");
        if !second.outcome.is_complete() {
            failures.push(format!("seed {seed}: {second}"));
            continue;
        }
        let left = world.preview(program, &true).expect("a plan");
        assert!(left.is_empty(), "seed {seed}: {left}");
    }
    assert!(failures.is_empty(), "{} of {SEEDS} fail, the first with {}", failures.len(), failures[0]);
}

fn trust() -> iam::PolicyDocument {
    let tasks = iam::Principal::service("ecs-tasks.amazonaws.com");
    iam::PolicyDocument::new().statement(iam::Statement::allow().action("sts:AssumeRole").principal(tasks))
}

fn may(action: &str) -> iam::PolicyDocument {
    iam::PolicyDocument::new().statement(iam::Statement::allow().action(action).resource("*"))
}

/// A VPC with a subnet.
fn network(stack: &mut Stack) -> (Declared<ec2::Vpc>, Declared<ec2::Subnet>) {
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    let subnet = stack.add("a", ec2::Subnet::new(&vpc, cidr("10.0.1.0/24")));
    (vpc, subnet)
}

fn task(stack: &mut Stack, edit: impl Fn(ecs::TaskDef) -> ecs::TaskDef) -> Declared<ecs::TaskDef> {
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::Vcpu1, ecs::Memory::gib(2));
    stack.add("web", edit(task.container(ecs::Container::new("web", "nginx"))))
}
