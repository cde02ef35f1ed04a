//! Requests that land late: what they make twice is deleted, what the program wants is adopted, what was let go stays.

use std::sync::Arc;
use std::time::Duration;

use ironwright::aws::logs::LogGroup;
use ironwright::aws::{ec2, ecs, iam};
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::{Location, Resource as _};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Clock, Cloud, Engine, EngineOptions, Events, Outcome, Progress};
use ironwright::prelude::*;
use ironwright::rehearsal::{Conditions, Fault, Rehearsal, Verb as Call};
use ironwright::testkit::cut::CutCloud;
use tokio::time::{Instant, sleep};

struct Scene {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
    began: Instant,
    runs: usize,
}

impl Scene {
    fn new() -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
        Self { cloud, store: MemoryStore::new("test"), began: Instant::now(), runs: 0 }
    }

    async fn up(&mut self, program: impl Fn(&mut Stack)) -> (Outcome, Vec<String>) {
        let cloud = Arc::clone(&self.cloud);
        self.run(cloud, program).await
    }

    /// A run, and what it told of late landings.
    async fn run(&mut self, cloud: Arc<dyn Cloud>, program: impl Fn(&mut Stack)) -> (Outcome, Vec<String>) {
        self.runs += 1;
        let mut stack = Stack::new("test");
        program(&mut stack);
        let graph = stack.graph().expect("a graph");
        let (began, (events, mut told)) = (self.began, Events::channel());
        let clock = Clock::telling(move || 1_000_000 + began.elapsed().as_secs());
        let engine = Engine::new(cloud, ironwright::aws::registry()).with_clock(clock).with_events(events);
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let mut run = engine.begin(&self.store, &graph, "up", holder).await.expect("begins");
        let (plan, seen) = run.plan(&graph, Verb::Up, &Selection::default()).await.expect("a plan");
        let outcome = run.apply(&graph, &plan, &seen, Cancel::never()).await.expect("applies");
        run.end(outcome.word()).await.expect("ends");
        drop(engine);
        let mut sentences = Vec::new();
        while let Ok(progress) = told.try_recv() {
            match progress {
                Progress::Swept { address, .. } => sentences.push(format!("swept {address}")),
                Progress::Recovered { address, finding } if finding.contains("late") => {
                    sentences.push(format!("adopted {address}"));
                }
                Progress::Unanswered { requests, .. } => sentences.push(format!("{requests} unanswered")),
                _ => {}
            }
        }
        (outcome, sentences)
    }

    /// The connection is lost at the first create, which acts after a while.
    async fn cut_off(&mut self, after: Duration, program: impl Fn(&mut Stack)) {
        let cloud = Arc::new(CutCloud::landing(Arc::clone(&self.cloud), 1, after));
        assert!(!self.run(cloud, program).await.0.is_complete());
    }

    fn of_kind(&self, kind: &str) -> Vec<String> {
        let objects = self.cloud.objects().into_iter().filter(|object| &*object.kind == kind);
        objects.map(|object| object.id.to_string()).collect()
    }

    fn known(&self, address: &str) -> Option<String> {
        let state = self.store.state();
        state.object(&address.parse().expect("an address")).map(|object| object.id.to_string())
    }
}

fn vpc(stack: &mut Stack) {
    stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
}

fn retained(stack: &mut Stack) {
    stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).retain());
}

fn vpcs(count: u8) -> impl Fn(&mut Stack) {
    move |stack| {
        for n in 0..count {
            stack.add(format!("vpc-{n}"), ec2::Vpc::new(cidr(&format!("10.{n}.0.0/16"))));
        }
    }
}

/// One resource of each of so many kinds.
fn kinds(count: usize) -> impl Fn(&mut Stack) {
    move |stack| {
        let add: [fn(&mut Stack); 4] = [
            vpc,
            |stack| role("of a kind")(stack),
            |stack| drop(stack.add("main", ecs::Cluster::new("main"))),
            |stack| drop(stack.add("main", LogGroup::new("main"))),
        ];
        add.iter().take(count).for_each(|add| add(stack));
    }
}

fn nothing(_: &mut Stack) {}

fn role(description: &'static str) -> impl Fn(&mut Stack) {
    move |stack| {
        let trust = iam::Statement::allow()
            .action("sts:AssumeRole")
            .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
        let role = iam::Role::new("web", iam::PolicyDocument::new().statement(trust));
        stack.add("web", role.description(description));
    }
}

const LATE: Duration = Duration::from_mins(1);

#[tokio::test(start_paused = true)]
async fn a_second_one_of_an_unanswered_request_is_deleted_and_told() {
    let mut scene = Scene::new();
    scene.cloud.fail(Fault::new(Call::Create, "ec2.Vpc").times(1).landing_after(LATE));
    let (outcome, told) = scene.up(vpc).await;
    assert!(outcome.is_complete());
    assert_eq!(told, ["1 unanswered"]);
    sleep(LATE).await;
    assert_eq!(scene.of_kind("ec2.Vpc").len(), 2);
    let (_, told) = scene.up(vpc).await;
    assert_eq!(told, ["swept ec2.Vpc.main"], "the run that resolved it has told of it");
    assert_eq!(scene.of_kind("ec2.Vpc"), [scene.known("ec2.Vpc.main").expect("is known")]);
}

#[tokio::test(start_paused = true)]
async fn what_landed_late_and_is_wanted_is_adopted() {
    let mut scene = Scene::new();
    scene.cut_off(LATE, vpc).await;
    // The run that finds nothing of it has another program, and gives the intent up.
    scene.up(nothing).await;
    sleep(LATE).await;
    let landed = scene.of_kind("ec2.Vpc");
    let (outcome, told) = scene.up(vpc).await;
    assert!(outcome.done.is_empty(), "{outcome:?}");
    assert_eq!(told[0], "adopted ec2.Vpc.main");
    assert_eq!(landed, [scene.known("ec2.Vpc.main").expect("is known")]);
}

#[tokio::test(start_paused = true)]
async fn what_landed_late_and_nobody_wants_is_deleted() {
    let mut scene = Scene::new();
    scene.cut_off(LATE, vpc).await;
    scene.up(nothing).await;
    sleep(LATE).await;
    let (_, told) = scene.up(nothing).await;
    assert_eq!(told[0], "swept ec2.Vpc.main");
    assert!(scene.cloud.objects().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_lands_in_the_way_of_a_run_makes_way() {
    let mut scene = Scene::new();
    // The next run's calls take so long that the old request lands behind its two looks, and before its create.
    scene.cut_off(Duration::from_secs(100), role("old")).await;
    let latency = Some((Duration::from_secs(50), Duration::from_secs(50)));
    scene.cloud.change_conditions(Conditions { latency, ..Conditions::default() });
    let (outcome, told) = scene.up(role("new")).await;
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_eq!(told[0], "swept iam.Role.web");
    let role = scene.cloud.get(iam::Role::kind().name, "web").expect("is there");
    assert_eq!(role.get("description"), Some(&"new".into()));
}

#[tokio::test(start_paused = true)]
async fn what_was_let_go_stays_though_its_request_was_unanswered() {
    let mut scene = Scene::new();
    scene.cloud.fail(Fault::new(Call::Create, "ec2.Vpc").times(1).landing_after(LATE));
    scene.up(retained).await;
    let kept = scene.known("ec2.Vpc.main").expect("is known");
    scene.up(nothing).await;
    sleep(LATE).await;
    let (_, told) = scene.up(nothing).await;
    assert_eq!(told[0], "swept ec2.Vpc.main");
    assert_eq!(scene.of_kind("ec2.Vpc"), [kept]);
}

#[tokio::test(start_paused = true)]
async fn a_request_is_looked_for_until_it_can_land_no_more() {
    let mut scene = Scene::new();
    scene.cut_off(LATE, vpc).await;
    scene.up(nothing).await;
    sleep(EngineOptions::default().late_create_window).await;
    assert_eq!(scene.store.state().unanswered.len(), 1);
    scene.up(nothing).await;
    assert!(scene.store.state().unanswered.is_empty());
    let finds = scene.cloud.count_calls(Call::Find);
    scene.up(nothing).await;
    assert_eq!(scene.cloud.count_calls(Call::Find), finds);
}

#[tokio::test(start_paused = true)]
async fn many_interrupted_creates_take_no_longer_to_look_for_than_two() {
    let mut took = Vec::new();
    for count in [2, 20] {
        let mut scene = Scene::new();
        scene.cut_off(Duration::ZERO, vpcs(count)).await;
        let interrupted = scene.store.state().resources.values().filter(|it| it.pending.is_some()).count();
        assert_eq!(interrupted, usize::from(count));
        let latency = Some((Duration::from_secs(10), Duration::from_secs(10)));
        scene.cloud.change_conditions(Conditions { latency, ..Conditions::default() });
        let began = Instant::now();
        assert!(scene.up(vpcs(count)).await.0.is_complete());
        took.push(began.elapsed());
    }
    assert_eq!(took[0], took[1]);
}

#[tokio::test(start_paused = true)]
async fn requests_of_many_kinds_take_no_longer_to_sweep_than_those_of_one() {
    let mut took = Vec::new();
    for count in [1, 4] {
        let mut scene = Scene::new();
        scene.cut_off(Duration::ZERO, kinds(count)).await;
        scene.up(nothing).await;
        assert_eq!(scene.store.state().unanswered.len(), count);
        let latency = Some((Duration::from_secs(10), Duration::from_secs(10)));
        scene.cloud.change_conditions(Conditions { latency, ..Conditions::default() });
        let began = Instant::now();
        scene.up(nothing).await;
        took.push(began.elapsed());
    }
    assert_eq!(took[0], took[1]);
}
