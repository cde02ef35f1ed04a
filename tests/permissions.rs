//! `permissions`: the policy that a program needs, as the command line prints it, and that what it prints in Rust compiles.
//!
//! `tests/permissions/printed.rs` is what is printed; with `IRONWRIGHT_PRINT=1` the test writes it anew.
#![cfg(feature = "aws")]

use ironwright::aws::{ec2, ecs, iam, logs};
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::stack::Location;
use ironwright::engine::{Cloud, Engine, store::MemoryStore};
use ironwright::live::Permissions;
use ironwright::prelude::*;

#[expect(unreachable_pub, reason = "a program that takes it over may want it public")]
mod printed {
    include!("permissions/printed.rs");
}

fn program(stack: &mut Stack) {
    stack.located("123456789012", "eu-west-2");
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    stack.add("a", ec2::Subnet::new(&vpc, cidr("10.0.0.0/24")));
    let trust = iam::Statement::allow()
        .action("sts:AssumeRole")
        .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
    stack.add("role", iam::Role::new("web", iam::PolicyDocument::new().statement(trust)));
    stack.add("logs", logs::LogGroup::new("/web"));
    stack.add("cluster", ecs::Cluster::new("web"));
}

fn location() -> Location {
    Location { account: "123456789012".into(), region: "eu-west-2".into() }
}

fn for_life() -> Permissions {
    let mut stack = Stack::new("web");
    program(&mut stack);
    let graph = stack.graph().expect("a sound program");
    Permissions::for_life(&graph, graph.location())
}

#[test]
fn what_is_printed_in_rust_compiles_and_declares_the_printed_json() {
    let (path, text) = ("tests/permissions/printed.rs", for_life().to_rust());
    if std::env::var_os("IRONWRIGHT_PRINT").is_some() {
        std::fs::write(path, &text).expect("writes");
    }
    assert_eq!(std::fs::read_to_string(path).expect("reads"), text, "print it anew with IRONWRIGHT_PRINT=1");
    assert_eq!(printed::permissions().to_json(), for_life().policy().to_json());
}

async fn plan(store: &MemoryStore, verb: Verb, program: fn(&mut Stack)) -> Vec<String> {
    let mut stack = Stack::new("web");
    program(&mut stack);
    let graph = stack.graph().expect("a sound program");
    let rehearsal = ironwright::rehearsal::Rehearsal::in_memory(location(), ironwright::aws::registry());
    let cloud: std::sync::Arc<dyn Cloud> = std::sync::Arc::new(rehearsal);
    let engine = Engine::new(cloud, ironwright::aws::registry());
    let plan = engine.preview(store, &graph, verb, &Selection::default()).await.expect("a plan");
    Permissions::for_plan(&graph, &plan, graph.location()).actions().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_plan_needs_no_more_than_what_it_does() {
    let store = MemoryStore::new("web");
    let first = plan(&store, Verb::Up, |stack| {
        stack.add("logs", logs::LogGroup::new("/web"));
    });
    assert_eq!(
        first.await,
        [
            "logs:CreateLogGroup",
            // Deletes what a request has made whose answer was lost, should it act late.
            "logs:DeleteLogGroup",
            "logs:DeleteRetentionPolicy",
            "logs:DescribeLogGroups",
            "logs:ListTagsForResource",
            "logs:PutRetentionPolicy",
            "logs:TagResource",
            "logs:UntagResource",
            "sts:GetCallerIdentity",
        ]
    );
    assert_eq!(plan(&store, Verb::Destroy, program).await, ["sts:GetCallerIdentity"]);
}
