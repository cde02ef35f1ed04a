//! The probe and what waits for it, as a team would test them: rehearsed, where the cloud plays the probe, and against a
//! server that answers as the test likes, where the handler asks for real.

#[path = "../examples/own_kind.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is a program too, which `cargo run --example` starts")]
mod program;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use ironwright::aws::ecs;
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::{Graph, Location, Registry};
use ironwright::engine::store::MemoryStore;
use ironwright::engine::{Cancel, Engine, Events, Outcome, Progress};
use ironwright::prelude::*;
use ironwright::rehearsal::{Conditions, Rehearsal};
use ironwright::testing::{World, settings};
use ironwright::testkit::cut::CutStore;
use program::{Probe, Shop, kinds, shop};

fn world() -> World {
    World::new("shop").with_kinds(&kinds())
}

#[test]
fn the_front_end_comes_after_the_probe_and_goes_before_it() {
    let mut world = world();
    let at =
        |done: &[String], what: &str| done.iter().position(|done| done.contains(what)).expect("it is done");
    let made = world.up(shop, &settings([])).expect("a run").done();
    assert!(at(&made, "http.Probe") < at(&made, "ecs.Service"), "{made:?}");
    assert_eq!(world.get::<Probe>("backend").output(|probe| &probe.answers), 200);
    let gone = world.destroy(shop, &settings([])).expect("a run").done();
    assert!(at(&gone, "ecs.Service") < at(&gone, "http.Probe"), "{gone:?}");
}

#[test]
fn another_address_replaces_the_probe_and_changes_what_it_is_written_in() {
    let mut world = world();
    world.up(shop, &settings([])).expect("a run");
    let elsewhere = settings([("backend", "http://elsewhere.internal/health")]);
    let plan = world.preview(shop, &elsewhere).expect("a plan");
    assert_eq!((plan.counts().replace, plan.counts().update), (2, 1), "{plan}");
    assert!(world.up(shop, &elsewhere).expect("a run").outcome.is_complete());
}

#[test]
fn an_address_that_is_none_is_an_error_of_the_plan_with_its_line() {
    let said = world()
        .preview(shop, &settings([("backend", "backend:8080")]))
        .map(drop)
        .expect_err("wrong")
        .to_string();
    assert!(
        said.contains("http.Probe.backend: url: \"backend:8080\" is not an address, `http://HOST/PATH`"),
        "{said}"
    );
    assert!(said.contains("examples/own_kind.rs:"), "{said}");
}

#[test]
fn a_probe_that_fails_in_a_rehearsal_keeps_the_front_end_from_being_made() {
    use ironwright::rehearsal::Verb as Call;

    let mut world = world();
    world.cloud().fail_next(Call::Create, "http.Probe.backend");
    let report = world.up(shop, &settings([])).expect("a run");
    assert_eq!(report.failed(), ["http.Probe.backend"], "{report}");
    assert_eq!(report.skipped(), ["ecs.TaskDef.front", "ecs.Service.front"], "{report}");
    assert!(world.up(shop, &settings([])).expect("a run").outcome.is_complete());
    assert_eq!(world.all::<ecs::Service>().len(), 1);
}

/// A server that answers every request with the status of the moment.
struct Server {
    url: String,
    status: Arc<AtomicU16>,
}

impl Server {
    fn answering(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/health", listener.local_addr().expect("an address"));
        let status = Arc::new(AtomicU16::new(status));
        let now = Arc::clone(&status);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                let status = now.load(Ordering::SeqCst);
                let _ = write!(stream, "HTTP/1.1 {status} As asked\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Self { url, status }
    }

    fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

/// The probe handled for real, and everything else rehearsed.
struct Scene {
    server: Server,
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
    registry: Registry,
}

impl Scene {
    fn new(status: u16) -> Self {
        let registry = kinds().registry(&ironwright::aws::registry()).expect("a sound kind");
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        // Services are steady at once: only the probe is waited for.
        let conditions = Conditions { settle_time_factor: 0.0, ..Conditions::default() };
        let cloud = Arc::new(Rehearsal::in_memory(location, registry.clone()).under(conditions));
        Self { server: Server::answering(status), cloud, store: MemoryStore::new("shop"), registry }
    }

    fn engine(&self) -> Engine {
        Engine::new(kinds().on(Arc::<Rehearsal>::clone(&self.cloud)), self.registry.clone())
    }

    fn graph(&self) -> Graph {
        let mut stack = Stack::new("shop");
        shop(&mut stack, &Shop { backend: self.server.url.clone() }).expect("declares");
        stack.into_graph().expect("a graph")
    }

    async fn plan(&self) -> String {
        let selection = Selection::default();
        self.engine()
            .preview(&self.store, &self.graph(), Verb::Up, &selection)
            .await
            .expect("a plan")
            .to_string()
    }

    /// Brings it up; `waiting` hears what the probe waits for.
    async fn up(&self, waiting: impl Fn(&str)) -> Outcome {
        let (events, mut told) = Events::channel();
        let engine = self.engine().with_events(events);
        let graph = self.graph();
        let listening = async {
            while let Some(progress) = told.recv().await {
                if let Progress::Waiting { condition, .. } = progress {
                    waiting(&condition);
                }
            }
        };
        let up = async move { engine.up(&self.store, &graph, Cancel::never()).await.expect("a run") };
        tokio::join!(up, listening).0
    }

    fn services(&self) -> usize {
        self.cloud.objects().iter().filter(|object| &*object.kind == "ecs.Service").count()
    }
}

#[tokio::test]
async fn the_front_end_is_not_made_before_the_back_end_answers() {
    let scene = Scene::new(503);
    let outcome = scene
        .up(|condition| {
            assert_eq!((condition, scene.services()), ("200, and it answers 503", 0));
            scene.server.answer(200);
        })
        .await;
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_eq!(scene.services(), 1);
    assert_eq!(scene.store.state().outputs.read::<i64>("backend"), Ok(200));
}

#[tokio::test]
async fn a_back_end_that_fails_later_is_drift_and_is_waited_for_again() {
    let scene = Scene::new(200);
    assert!(scene.up(|_| {}).await.is_complete());
    assert_eq!(scene.plan().await.lines().filter(|line| line.contains("http.Probe")).count(), 0);
    scene.server.answer(500);
    let plan = scene.plan().await;
    assert!(plan.contains("  ~ http.Probe.backend\n    ~ answers: 500 -> 200"), "{plan}");
    let outcome = scene.up(|_| scene.server.answer(200)).await;
    let done: Vec<_> =
        outcome.done.iter().map(|(address, act)| format!("{} {address}", act.as_str())).collect();
    assert_eq!(done, ["update http.Probe.backend"]);
}

#[tokio::test]
async fn whoever_dies_while_it_is_waited_for_goes_on_waiting() {
    let scene = Scene::new(503);
    let (died, dead) = tokio::sync::oneshot::channel();
    let died = std::cell::Cell::new(Some(died));
    tokio::select! {
        biased;
        _ = dead => {}
        _ = scene.up(|_| if let Some(died) = died.take() { died.send(()).expect("somebody waits") }) => panic!("it waits"),
    }
    assert_eq!(scene.services(), 0);
    let outcome = scene.up(|_| scene.server.answer(200)).await;
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_eq!(scene.services(), 1);
    assert!(scene.up(|_| {}).await.done.is_empty());
}

#[tokio::test]
async fn every_journal_write_may_be_the_last_and_one_more_run_completes_it() {
    for writes in 0.. {
        let scene = Scene::new(200);
        let cut = CutStore::after(scene.store.clone(), writes);
        let survived = scene.engine().up(&cut, &scene.graph(), Cancel::never()).await.is_ok();
        assert!(scene.up(|_| {}).await.is_complete(), "after {writes} writes");
        assert_eq!((scene.services(), scene.up(|_| {}).await.done.len()), (1, 0), "after {writes} writes");
        if survived {
            assert!(writes > 5, "the loop has seen a few writes");
            break;
        }
    }
}
