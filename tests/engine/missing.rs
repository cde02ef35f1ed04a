//! What the cloud does not show for a moment is still there: nothing is dropped from the state for one miss, and what
//! is really gone is soon known to be.

use std::sync::Arc;
use std::time::Duration;

use ironwright::aws::logs::LogGroup;
use ironwright::core::plan::{Plan, Selection, Verb};
use ironwright::core::{Graph, Location};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Engine};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;
use ironwright::testkit::forgetful::ForgetfulCloud;
use tokio::time::Instant;

/// Three log groups.
fn graph() -> Graph {
    let mut stack = Stack::new("test");
    for name in ["a", "b", "c"] {
        stack.add(name, LogGroup::new(name));
    }
    stack.graph().expect("a graph")
}

/// The plan of a stack that is up, on a cloud that misses one of it so many times; when it was asked, and for how many.
async fn plan_after(misses: usize) -> (Plan, Vec<(Duration, usize)>) {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
    let (store, graph, selection) = (MemoryStore::new("test"), graph(), Selection::default());
    let engine = Engine::new(cloud.clone(), ironwright::aws::registry());
    let mut run = engine.begin(&store, &graph, "up", Holder::default()).await.expect("begins");
    let (plan, seen) = run.plan(&graph, Verb::Up, &selection).await.expect("plans");
    run.apply(&graph, &plan, &seen, Cancel::never()).await.expect("applies");
    run.end("succeeded").await.expect("ends");

    let forgetful = Arc::new(ForgetfulCloud::new(cloud, misses));
    let engine = Engine::new(forgetful.clone(), ironwright::aws::registry());
    let began = Instant::now();
    let plan = engine.preview(&store, &graph, Verb::Up, &selection).await.expect("plans");
    let asked = forgetful.asked().into_iter().map(|(at, resources)| (at - began, resources));
    (plan, asked.collect())
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_now_and_then_is_still_there() {
    for misses in 1..=3 {
        let (plan, asked) = plan_after(misses).await;
        assert!(plan.is_empty(), "missed {misses} times:\n{plan}");
        assert_eq!(asked.len(), misses + 1, "nobody looks further than it is found");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_each_time_over_seconds_is_gone() {
    let (plan, asked) = plan_after(usize::MAX).await;
    assert!(plan.to_string().contains("! logs.LogGroup.a  is gone"), "{plan}");
    let resources: Vec<usize> = asked.iter().map(|(_, resources)| *resources).collect();
    assert_eq!(resources, [3, 1, 1, 1], "only what is missing is looked for again");
    let took = asked.last().map(|(at, _)| at.as_secs());
    assert_eq!(took, Some(3), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_missing_takes_no_time() {
    let (plan, asked) = plan_after(0).await;
    assert!(plan.is_empty(), "{plan}");
    assert_eq!(asked, [(Duration::ZERO, 3)]);
}
