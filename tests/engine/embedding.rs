//! The engine inside another program: many at once, nothing shared, nothing printed.

use std::sync::Arc;

use ironwright::core::Location;
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::state::Observations;
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Engine};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;
use ironwright::testing::{World, rehearse};

use crate::{ALL, Settings, program};

#[test]
fn thirty_two_engines_run_at_once_in_one_process() {
    let worlds: Vec<World> = std::thread::scope(|scope| {
        let runs: Vec<_> =
            (0..32).map(|_| scope.spawn(|| rehearse("test", program, &Settings::default()))).collect();
        runs.into_iter().map(|run| run.join().expect("a world")).collect()
    });
    assert!(worlds.iter().all(|world| world.state().count() == ALL));
}

#[test]
fn a_preview_leaves_no_trace_in_store_or_cloud() {
    let mut world = World::new("test");
    let plan = world.preview(program, &Settings::default()).expect("a plan");
    assert_eq!(plan.counts().create, ALL);
    assert_eq!((world.store().events().len(), world.cloud().objects().len()), (0, 0));
}

#[tokio::test]
async fn a_plan_that_another_run_has_overtaken_is_refused_before_anything_happens() {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
    let (store, selection) = (MemoryStore::new("test"), Selection::default());
    let engine = Engine::new(cloud.clone(), ironwright::aws::registry());
    let mut stack = Stack::new("test");
    program(&mut stack, &Settings::default()).expect("declares");
    let graph = stack.graph().expect("a graph");
    let previewed = engine.preview(&store, &graph, Verb::Up, &selection).await.expect("plans");

    let mut run = engine.begin(&store, &graph, "up", Holder::default()).await.expect("begins");
    let refused = run.apply(&graph, &previewed, &Observations::default(), Cancel::never()).await;
    let refused = refused.expect_err("the run has begun since").to_string();
    assert_eq!(refused, "the plan was made from state 0 and the run has state 2");
    assert_eq!(cloud.objects().len(), 0);
    let (plan, seen) = run.plan(&graph, Verb::Up, &selection).await.expect("plans");
    let outcome = run.apply(&graph, &plan, &seen, Cancel::never()).await.expect("applies");
    assert!(outcome.is_complete(), "{outcome:?}");
}
