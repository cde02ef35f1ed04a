//! The DMP front end, deployed through AWS's API to a server that speaks it: up, drifted, updated, and gone again.

mod moto;

#[expect(
    dead_code,
    unreachable_pub,
    clippy::unnecessary_wraps,
    reason = "it is a program too, which `cargo run --example` starts"
)]
#[path = "../../examples/dmp-frontend.rs"]
mod dmp_frontend;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dmp_frontend::dmp::Settings;
use dmp_frontend::frontend;
use ironwright::core::Graph;
use ironwright::core::plan::{Plan, Selection, Verb};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Engine};
use ironwright::live::{Live, Options};
use ironwright::prelude::*;
use ironwright::testing::settings;
use moto::{Account, REGION};

const STACK: &str = "dmp-frontend";

/// What the whole is to cost in calls.
const CALLS_UP: usize = 150;
const CALLS_UNCHANGED: usize = 27;

#[tokio::test]
async fn the_front_end_comes_up_is_repaired_is_updated_and_leaves_the_account_as_it_was() {
    let account = Account::new();
    let before = account.census();
    let mut deployment = Deployment::new(&account).await;
    let first = program(&account, None);

    deployment.run(&first, Verb::Up).await;
    let calls = account.calls();
    assert!(sum(&calls) <= CALLS_UP, "{} calls: {calls:?}", sum(&calls));
    let plan = deployment.preview(&first).await;
    assert_eq!(plan.to_string(), "Plan: 89 unchanged.");
    let calls = account.calls();
    assert!(sum(&calls) <= CALLS_UNCHANGED, "{} calls: {calls:?}", sum(&calls));

    drift(&account);
    let plan = deployment.preview(&first).await.to_string();
    assert!(plan.contains("assign_public_ip: false -> true"), "{plan}");
    assert!(plan.contains("Plan: 1 to update, 88 unchanged."), "{plan}");
    deployment.run(&first, Verb::Up).await;
    assert_eq!(deployment.preview(&first).await.to_string(), "Plan: 89 unchanged.");

    let second = program(&account, Some("1.4.2"));
    let plan = deployment.preview(&second).await.to_string();
    assert!(plan.contains("Plan: 1 to update, 1 to replace, 87 unchanged."), "{plan}");
    account.calls();
    deployment.run(&second, Verb::Up).await;
    let calls = account.calls();
    let once = ["RegisterTaskDefinition", "UpdateService", "DeregisterTaskDefinition"];
    assert_eq!(once.map(|action| calls.get(action).copied()), [Some(1); 3], "{calls:?}");
    let changing =
        |action: &&String| !["Describe", "List", "Get"].iter().any(|read| action.starts_with(read));
    assert_eq!(calls.keys().filter(changing).count(), 3, "{calls:?}");
    assert_eq!(deployment.preview(&second).await.to_string(), "Plan: 89 unchanged.");

    deployment.run(&second, Verb::Destroy).await;
    assert_eq!(account.census(), before);
}

fn sum(calls: &BTreeMap<String, usize>) -> usize {
    calls.values().sum()
}

/// Somebody takes the service's public address away.
fn drift(account: &Account) {
    let subnets = account.ask("ec2", "DescribeSubnets", "");
    let subnet =
        subnets.split("<subnetId>").nth(1).and_then(|rest| rest.split('<').next()).expect("a subnet");
    let network =
        format!(r#"{{"awsvpcConfiguration":{{"subnets":["{subnet}"],"assignPublicIp":"DISABLED"}}}}"#);
    let body = format!(r#"{{"cluster":"DMP15-POC","service":"web","networkConfiguration":{network}}}"#);
    let answer = account.ask("ecs", "AmazonEC2ContainerServiceV20141113.UpdateService", &body);
    assert!(answer.contains("DISABLED"), "{answer}");
}

/// The declaration for an account, with a tag of the images.
fn program(account: &Account, image_tag: Option<&'static str>) -> Graph {
    let mut settings: Settings = settings(image_tag.map(|tag| ("image_tag", tag)));
    settings.aws_account_id.clone_from(&account.number);
    let mut stack = Stack::new(STACK);
    frontend(&mut stack, &settings).expect("a good declaration");
    stack.graph().expect("a good declaration")
}

/// A stack in an account.
struct Deployment {
    engine: Engine,
    store: MemoryStore,
    runs: u32,
}

impl Deployment {
    async fn new(account: &Account) -> Self {
        let options = Options {
            endpoint: Some(account.endpoint()),
            region: Some(REGION.to_owned()),
            keys: Some(("test".to_owned(), "test".to_owned())),
            late_create_window: Some(Duration::ZERO),
            ..Options::default()
        };
        let live = Live::connect(&options).await.expect("connects");
        let engine = Engine::new(Arc::new(live), ironwright::aws::registry());
        Self { engine, store: MemoryStore::new(STACK), runs: 0 }
    }

    async fn preview(&self, graph: &Graph) -> Plan {
        self.engine.preview(&self.store, graph, Verb::Up, &Selection::default()).await.expect("plans")
    }

    /// A run, of which nothing fails.
    async fn run(&mut self, graph: &Graph, verb: Verb) {
        self.runs += 1;
        let run = format!("run-{}", self.runs);
        let holder = Holder { run, verb: verb.as_str().to_owned(), ..Holder::default() };
        let mut run = self.engine.begin(&self.store, graph, verb.as_str(), holder).await.expect("begins");
        let (plan, observations) = run.plan(graph, verb, &Selection::default()).await.expect("plans");
        let outcome =
            run.apply(graph, &plan, &observations, Cancel::never()).await.expect("goes on to its end");
        run.end(outcome.word()).await.expect("ends");
        assert!(outcome.is_complete(), "{:?}, skipped {:?}", outcome.failed, outcome.skipped);
    }
}
