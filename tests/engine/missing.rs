//! What the cloud does not show for a moment is still there: nothing is dropped from the state for one miss, and what
//! is really gone is soon known to be.

use std::sync::Arc;
use std::time::Duration;

use ironwright::aws::logs::LogGroup;
use ironwright::core::plan::{Plan, Selection, Verb};
use ironwright::core::{Graph, Location};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Cloud, Engine};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;
use ironwright::testkit::forgetful::ForgetfulCloud;
use tokio::time::Instant;

/// Three log groups, the first of them protected or not.
fn graph(protected: bool) -> Graph {
    let mut stack = Stack::new("test");
    for name in ["a", "b", "c"] {
        let group = LogGroup::new(name).declaration();
        stack.add(name, if protected && name == "a" { group.protect() } else { group });
    }
    stack.graph().expect("a graph")
}

/// A stack that is up.
struct Scene {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
    graph: Graph,
}

impl Scene {
    async fn up(graph: Graph) -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
        let scene = Self { cloud: Arc::clone(&cloud), store: MemoryStore::new("test"), graph };
        scene.run(cloud, Verb::Up).await;
        scene
    }

    async fn run(&self, cloud: Arc<dyn Cloud>, verb: Verb) {
        let engine = Engine::new(cloud, ironwright::aws::registry());
        let begun = engine.begin(&self.store, &self.graph, verb.as_str(), Holder::default());
        let mut run = begun.await.expect("begins");
        let (plan, seen) = run.plan(&self.graph, verb, &Selection::default()).await.expect("plans");
        let outcome = run.apply(&self.graph, &plan, &seen, Cancel::never()).await.expect("applies");
        assert!(outcome.is_complete(), "{outcome:?}");
        run.end("succeeded").await.expect("ends");
    }

    /// The plan on a cloud that misses one of it so many times; when it was asked, and for how many.
    async fn plan_after(&self, misses: usize, verb: Verb) -> (Plan, Vec<(Duration, usize)>) {
        let forgetful = Arc::new(ForgetfulCloud::new(Arc::<Rehearsal>::clone(&self.cloud), misses));
        let engine = Engine::new(forgetful.clone(), ironwright::aws::registry());
        let began = Instant::now();
        let selection = Selection::default();
        let plan = engine.preview(&self.store, &self.graph, verb, &selection).await.expect("plans");
        let asked = forgetful.asked().into_iter().map(|(at, resources)| (at - began, resources));
        (plan, asked.collect())
    }
}

async fn plan_after(misses: usize) -> (Plan, Vec<(Duration, usize)>) {
    Scene::up(graph(false)).await.plan_after(misses, Verb::Up).await
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

#[tokio::test(start_paused = true)]
async fn a_destroy_deletes_what_it_misses_and_waits_for_nothing() {
    let scene = Scene::up(graph(false)).await;
    let (plan, asked) = scene.plan_after(usize::MAX, Verb::Destroy).await;
    assert_eq!(plan.counts().delete, 3, "{plan}");
    assert_eq!(asked, [(Duration::ZERO, 3)]);
    // It was missed by mistake, and another one is gone already.
    scene.cloud.delete_outside("logs.LogGroup", "b").expect("somebody deletes it");
    scene.run(Arc::new(ForgetfulCloud::new(Arc::<Rehearsal>::clone(&scene.cloud), 1)), Verb::Destroy).await;
    assert_eq!((scene.cloud.objects().len(), scene.store.state().resources.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_protected_and_gone_does_not_stand_in_the_way_of_a_destroy() {
    let scene = Scene::up(graph(true)).await;
    let (plan, asked) = scene.plan_after(usize::MAX, Verb::Destroy).await;
    assert_eq!(plan.counts().delete, 2, "{plan}");
    assert_eq!(asked.len(), 4, "that it is gone must be sure");
}
