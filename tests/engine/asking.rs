//! Before anyone has said yes nothing changes: what a run would adopt, delete or finish is in its plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ironwright::core::plan::{Plan, Selection, Verb};
use ironwright::core::state::{CloudIdentity, Observation};
use ironwright::core::{Graph, Kind, Location};
use ironwright::engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Existing, ReadRequest, Readiness, UpdateRequest,
};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Cloud, Engine, Outcome, Run};
use ironwright::prelude::*;
use ironwright::rehearsal::{Fault, Rehearsal, Verb as Call};
use ironwright::testkit::cut::{Cut, CutCloud};
use tokio::time::sleep;

use ironwright::aws::ec2;

const LATE: Duration = Duration::from_mins(5);

struct Scene {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
}

impl Scene {
    fn new() -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
        Self { cloud, store: MemoryStore::new("test") }
    }

    fn engine(&self) -> Engine {
        Engine::new(Arc::<Rehearsal>::clone(&self.cloud), ironwright::aws::registry())
    }

    async fn preview(&self, graph: &Graph) -> Plan {
        let plan = self.engine().preview(&self.store, graph, Verb::Up, &Selection::default()).await;
        plan.expect("a plan")
    }

    async fn up(&self, cloud: Arc<dyn Cloud>, graph: &Graph) -> Outcome {
        let engine = Engine::new(cloud, ironwright::aws::registry());
        let mut run = self.begin(&engine, graph).await;
        let (plan, seen) = run.plan(graph, Verb::Up, &Selection::default()).await.expect("a plan");
        let outcome = run.apply(graph, &plan, &seen, Cancel::never()).await.expect("applies");
        run.end(outcome.word()).await.expect("ends");
        outcome
    }

    async fn begin(&self, engine: &Engine, graph: &Graph) -> Run {
        let holder = Holder { run: format!("run-{}", self.store.state().serial), ..Holder::default() };
        engine.begin(&self.store, graph, "up", holder).await.expect("begins")
    }

    /// What exists, by kind and id.
    fn there(&self) -> Vec<String> {
        let mut there: Vec<String> =
            self.cloud.objects().iter().map(|it| format!("{} {}", it.kind, it.id)).collect();
        there.sort();
        there
    }

    fn changes(&self) -> u64 {
        [Call::Create, Call::Update, Call::Delete].iter().map(|verb| self.cloud.count_calls(*verb)).sum()
    }
}

fn graph(program: impl Fn(&mut Stack)) -> Graph {
    let mut stack = Stack::new("test");
    program(&mut stack);
    stack.graph().expect("a graph")
}

fn vpc(stack: &mut Stack) {
    stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
}

#[tokio::test(start_paused = true)]
async fn what_landed_late_is_in_the_plan_and_a_no_leaves_it_as_it_is() {
    let scene = Scene::new();
    scene.cloud.fail(Fault::new(Call::Create, "ec2.Vpc").times(1).landing_after(LATE));
    let wanted = graph(vpc);
    assert!(scene.up(Arc::<Rehearsal>::clone(&scene.cloud), &wanted).await.is_complete());
    sleep(LATE).await;
    let (there, changes, serial) = (scene.there(), scene.changes(), scene.store.state().serial);

    let plan = scene.preview(&wanted).await;
    let text = plan.to_string();
    assert!(
        text.starts_with(
            "Landed late (a create that went unanswered has acted after all):\n  - ec2.Vpc.main  delete vpc-"
        ),
        "{text}"
    );
    assert!(!plan.is_empty());
    assert_eq!(plan.to_json()["landed"][0]["action"], "delete");
    assert_eq!(scene.store.state().serial, serial, "a preview writes nothing");

    // A run that is declined.
    let engine = scene.engine();
    let mut run = scene.begin(&engine, &wanted).await;
    let (planned, _) = run.plan(&wanted, Verb::Up, &Selection::default()).await.expect("a plan");
    assert_eq!(planned.fingerprint(), plan.fingerprint(), "the preview shows what the run does");
    run.end("declined").await.expect("ends");
    assert_eq!((scene.there(), scene.changes()), (there.clone(), changes), "nothing was changed");

    assert!(scene.up(Arc::<Rehearsal>::clone(&scene.cloud), &wanted).await.is_complete());
    assert!(scene.there().len() < there.len());
    assert!(scene.preview(&wanted).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_landed_late_and_is_wanted_is_planned_as_adopted_and_adopted_after_yes() {
    let scene = Scene::new();
    let (wanted, nothing) = (graph(vpc), graph(|_| {}));
    let cut = CutCloud::landing(Arc::clone(&scene.cloud), 1, LATE);
    assert!(!scene.up(Arc::new(cut), &wanted).await.is_complete());
    scene.up(Arc::<Rehearsal>::clone(&scene.cloud), &nothing).await;
    sleep(LATE).await;

    let plan = scene.preview(&wanted).await;
    assert!(plan.to_string().contains("  = ec2.Vpc.main  adopt vpc-"), "{plan}");
    assert_eq!(plan.counts().create, 0, "it is not made a second time: {plan}");
    let engine = scene.engine();
    let mut run = scene.begin(&engine, &wanted).await;
    run.plan(&wanted, Verb::Up, &Selection::default()).await.expect("a plan");
    run.end("declined").await.expect("ends");
    assert_eq!(scene.store.state().count(), 0, "nobody has said yes");

    assert!(scene.up(Arc::<Rehearsal>::clone(&scene.cloud), &wanted).await.done.is_empty());
    assert_eq!(scene.store.state().count(), 1);
    assert!(scene.preview(&wanted).await.is_empty());
}

/// A rehearsal whose networks are only finished by a second call, as where a cloud puts something in unasked.
struct TwoCalls {
    cloud: Arc<Rehearsal>,
    finished: AtomicUsize,
}

#[async_trait::async_trait]
impl Cloud for TwoCalls {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.cloud.identity().await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.cloud.create(request).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.cloud.find(request).await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.cloud.find_all_by_token(kind, requests).await
    }

    async fn read(
        &self,
        kind: &'static Kind,
        wanted: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        self.cloud.read(kind, wanted).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.cloud.update(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.cloud.delete(request).await
    }

    fn finishes(&self, kind: &'static Kind) -> bool {
        kind.name == "ec2.Vpc"
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.finished.fetch_add(1, Ordering::SeqCst);
        self.cloud.settle(kind, resource).await
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_interrupted_create_left_unfinished_is_finished_by_a_step_of_the_plan() {
    let tagged = |stack: &mut Stack| {
        stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "it"));
    };
    for program in [vpc, tagged] {
        let scene = Scene::new();
        let cloud = Arc::new(TwoCalls { cloud: Arc::clone(&scene.cloud), finished: AtomicUsize::new(0) });
        let cut = CutCloud::after(Arc::<TwoCalls>::clone(&cloud), 1, Cut::Response);
        assert!(!scene.up(Arc::new(cut), &graph(vpc)).await.is_complete());
        let wanted = graph(program);
        let engine = Engine::new(Arc::<TwoCalls>::clone(&cloud), ironwright::aws::registry());
        let preview =
            engine.preview(&scene.store, &wanted, Verb::Up, &Selection::default()).await.expect("a plan");
        let mut run = scene.begin(&engine, &wanted).await;
        let (plan, seen) = run.plan(&wanted, Verb::Up, &Selection::default()).await.expect("a plan");
        assert_eq!(plan.fingerprint(), preview.fingerprint(), "{preview}\n{plan}");
        assert_eq!((cloud.finished.load(Ordering::SeqCst), plan.is_empty()), (0, false), "{plan}");
        let outcome = run.apply(&wanted, &plan, &seen, Cancel::never()).await.expect("applies");
        run.end(outcome.word()).await.expect("ends");
        assert!(outcome.is_complete() && cloud.finished.load(Ordering::SeqCst) == 1, "{outcome:?}");
        assert!(scene.preview(&wanted).await.is_empty());
    }
}
