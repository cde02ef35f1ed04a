//! Death at every moment: each journal write cut, each request lost, each response lost. One plain re-run later
//! everything exists once, and nothing is left over.

use std::sync::Arc;
use std::time::Duration;

use ironwright::core::plan::{Selection, Verb};
use ironwright::core::{Graph, Location};
use ironwright::engine::store::{Holder, MemoryStore, Store};
use ironwright::engine::{Cancel, Cloud, Engine, EngineError, Outcome};
use ironwright::prelude::Stack;
use ironwright::rehearsal::Rehearsal;
use ironwright::testkit::cut::{Cut, CutCloud, CutStore};

use crate::{Settings, program};

fn graph(settings: &Settings) -> Graph {
    let mut stack = Stack::new("test");
    program(&mut stack, settings).expect("declares");
    stack.graph().expect("a graph")
}

async fn run(
    cloud: Arc<dyn Cloud>,
    store: &dyn Store,
    graph: &Graph,
    verb: Verb,
    name: &str,
) -> Result<Outcome, EngineError> {
    let engine = Engine::new(cloud, ironwright::aws::registry());
    let holder = Holder { run: name.to_owned(), ..Holder::default() };
    let mut run = engine.begin(store, graph, verb.as_str(), holder).await?;
    let (plan, observations) = run.plan(graph, verb, &Selection::default()).await?;
    let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
    run.end(outcome.word()).await?;
    Ok(outcome)
}

/// A run that changes everything there is to change: from these settings to those, or to nothing.
#[derive(Clone, Debug)]
struct Case {
    before: Option<Settings>,
    after: Settings,
    verb: Verb,
}

fn cases() -> Vec<Case> {
    let first = Settings::default();
    let changed = Settings { image: "nginx:2", replicas: 3, subnets: 1 };
    vec![
        Case { before: None, after: first.clone(), verb: Verb::Up },
        Case { before: Some(first.clone()), after: changed, verb: Verb::Up },
        Case { before: Some(first.clone()), after: first, verb: Verb::Destroy },
    ]
}

struct Scene {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
}

async fn scene(case: &Case) -> Scene {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
    let scene = Scene { cloud, store: MemoryStore::new("test") };
    if let Some(before) = &case.before {
        let outcome = run(scene.cloud.clone(), &scene.store, &graph(before), Verb::Up, "before").await;
        assert!(outcome.expect("runs").is_complete());
    }
    scene
}

/// One plain re-run, and then nothing is left to do, nothing is missing, doubled or left over.
async fn recovers(case: &Case, scene: &Scene, moment: &str) {
    let graph = graph(&case.after);
    let outcome = run(scene.cloud.clone(), &scene.store, &graph, case.verb, "again").await.expect("runs");
    assert!(outcome.is_complete(), "{moment}: {outcome:?}");
    let engine = Engine::new(scene.cloud.clone(), ironwright::aws::registry());
    let plan = engine.preview(&scene.store, &graph, case.verb, &Selection::default()).await.expect("a plan");
    assert!(plan.is_empty(), "{moment}: {plan}");
    let state = scene.store.state();
    let known: Vec<&str> = state.resources.values().filter_map(|r| Some(&*r.current.as_ref()?.id)).collect();
    let by_aws = |kind: &str| ["ec2.RouteTable", "ec2.NetworkAcl", "ec2.SecurityGroup"].contains(&kind);
    let there: Vec<_> = scene.cloud.objects().into_iter().filter(|object| !by_aws(&object.kind)).collect();
    let orphans: Vec<_> = there.iter().filter(|object| !known.contains(&&*object.id)).collect();
    assert!(orphans.is_empty(), "{moment}: left over: {orphans:?}");
    assert_eq!(there.len(), known.len(), "{moment}: missing");
    assert!(state.resources.values().all(|r| r.deposed.is_empty() && r.pending.is_none()), "{moment}");
}

#[tokio::test(start_paused = true)]
async fn every_journal_write_may_be_the_last() {
    for case in cases() {
        for writes in 0.. {
            let scene = scene(&case).await;
            let store = CutStore::after(scene.store.clone(), writes);
            let died = run(scene.cloud.clone(), &store, &graph(&case.after), case.verb, "cut").await.is_err();
            recovers(&case, &scene, &format!("{case:?}, {writes} writes")).await;
            if !died {
                assert!(writes > 5, "the loop has seen a few writes");
                break;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_call_may_be_the_last_and_act_late() {
    for case in cases() {
        for after in [1, 60, 240].map(Duration::from_secs) {
            for calls in 1.. {
                let scene = scene(&case).await;
                let cloud = Arc::new(CutCloud::landing(scene.cloud.clone(), calls, after));
                let outcome =
                    run(cloud, &scene.store, &graph(&case.after), case.verb, "cut").await.expect("runs");
                let program = graph(&case.after);
                let at_once = run(scene.cloud.clone(), &scene.store, &program, case.verb, "at once");
                let at_once = at_once.await.expect("runs");
                tokio::time::sleep(after).await;
                recovers(&case, &scene, &format!("{case:?}, {calls} lands after {after:?}")).await;
                if outcome.is_complete() {
                    assert!(at_once.is_complete() && calls > 2, "the loop has seen a few calls");
                    break;
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_call_may_be_the_last() {
    for case in cases() {
        for cut in [Cut::Request, Cut::Response] {
            for calls in 1.. {
                let scene = scene(&case).await;
                let cloud = Arc::new(CutCloud::after(scene.cloud.clone(), calls, cut));
                let outcome =
                    run(cloud, &scene.store, &graph(&case.after), case.verb, "cut").await.expect("runs");
                recovers(&case, &scene, &format!("{case:?}, {cut:?} {calls}")).await;
                if outcome.is_complete() {
                    assert!(calls > 2, "the loop has seen a few calls");
                    break;
                }
            }
        }
    }
}
