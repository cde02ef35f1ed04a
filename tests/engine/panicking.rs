//! A handler that panics: an error of its step, redacted, and what it may have done is found out by the next run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ironwright::core::plan::{Selection, Verb};
use ironwright::core::state::{CloudIdentity, Observation};
use ironwright::core::{Kind, Location};
use ironwright::engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Existing, ReadRequest, Readiness, UpdateRequest,
};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Cloud, Engine, EngineError, Events, Outcome, Progress};
use ironwright::prelude::*;
use ironwright::rehearsal::{Fault, Rehearsal, Verb as Call};

use crate::{ALL, Settings, program};

/// A cloud whose handlers panic in one verb, after they have done what they were asked for.
struct Panicking {
    cloud: Arc<Rehearsal>,
    verb: Mutex<Option<Call>>,
    once: AtomicBool,
}

impl Panicking {
    fn after<T>(&self, verb: Call, answer: T) -> T {
        let armed = *self.verb.lock().expect("nobody panics with it") == Some(verb);
        assert!(!armed || self.once.swap(true, Ordering::SeqCst), "the {verb} told the s3cret-word");
        answer
    }
}

#[async_trait::async_trait]
impl Cloud for Panicking {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.cloud.identity().await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.after(Call::Create, self.cloud.create(request).await)
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.after(Call::Find, self.cloud.find(request).await)
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.after(Call::Find, self.cloud.find_all_by_token(kind, requests).await)
    }

    async fn read(
        &self,
        kind: &'static Kind,
        wanted: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        self.after(Call::Read, self.cloud.read(kind, wanted).await)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.after(Call::Update, self.cloud.update(request).await)
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.after(Call::Delete, self.cloud.delete(request).await)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.after(Call::Settle, self.cloud.settle(kind, resource).await)
    }
}

struct Scene {
    cloud: Arc<Panicking>,
    store: MemoryStore,
    runs: usize,
}

impl Scene {
    fn new() -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
        let cloud = Arc::new(Panicking { cloud, verb: Mutex::new(None), once: AtomicBool::new(false) });
        Self { cloud, store: MemoryStore::new("test"), runs: 0 }
    }

    /// Has the next call of a verb panic.
    fn panic_in(&self, verb: Call) {
        *self.cloud.verb.lock().expect("nobody panics with it") = Some(verb);
        self.cloud.once.store(false, Ordering::SeqCst);
    }

    async fn run(
        &mut self,
        verb: Verb,
        settings: &Settings,
    ) -> Result<(Outcome, Vec<Progress>), EngineError> {
        self.runs += 1;
        let mut stack = Stack::new("test");
        // Known as a secret, as a password in a request is.
        stack.output("word", Secret::new("s3cret-word".to_owned()));
        program(&mut stack, settings).expect("a program");
        let graph = stack.graph().expect("a graph");
        let (events, mut told) = Events::channel();
        let cloud: Arc<dyn Cloud> = Arc::<Panicking>::clone(&self.cloud);
        let engine = Engine::new(cloud, ironwright::aws::registry()).with_events(events);
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let mut run = engine.begin(&self.store, &graph, verb.as_str(), holder).await?;
        let (plan, seen) = match run.plan(&graph, verb, &Selection::default()).await {
            Ok(planned) => planned,
            Err(error) => {
                run.abandon().await;
                return Err(error);
            }
        };
        let outcome = run.apply(&graph, &plan, &seen, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        let mut progress = Vec::new();
        while let Ok(one) = told.try_recv() {
            progress.push(one);
        }
        Ok((outcome, progress))
    }

    fn made(&self) -> usize {
        self.cloud.cloud.objects().len()
    }
}

fn says_it_all(message: &str) -> bool {
    message.contains("the handler panicked: the ") && !message.contains("s3cret")
}

#[tokio::test(start_paused = true)]
async fn what_a_panicking_create_has_made_is_found_by_the_next_run() {
    let mut undisturbed = Scene::new();
    undisturbed.run(Verb::Up, &Settings::default()).await.expect("a run");
    let mut scene = Scene::new();
    scene.panic_in(Call::Create);
    let (outcome, _) = scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    let [failure] = &outcome.failed[..] else { panic!("one fails: {outcome:?}") };
    assert!(says_it_all(&failure.message) && failure.message.contains("may have been done"), "{failure:?}");
    assert!(failure.hint.as_deref().is_some_and(|hint| hint.contains("defect")), "{failure:?}");
    let open = scene.store.state().resources.values().filter(|it| it.pending.is_some()).count();
    assert_eq!(open, 1, "the intent stays open");
    let (outcome, told) = scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    assert!(outcome.is_complete(), "{outcome:?}");
    assert!(
        told.iter()
            .any(|told| matches!(told, Progress::Recovered { finding, .. } if finding.contains("is ours")))
    );
    assert_eq!((scene.store.state().count(), scene.made()), (ALL, undisturbed.made()));
}

#[tokio::test(start_paused = true)]
async fn a_panic_while_reading_is_not_taken_for_no_changes() {
    let mut scene = Scene::new();
    scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    scene.panic_in(Call::Read);
    let refused = scene.run(Verb::Up, &Settings::default()).await.expect_err("nobody knows what is there");
    assert!(says_it_all(&refused.to_string()), "{refused}");
    assert_eq!(scene.store.state().count(), ALL, "nothing counts as gone");
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_an_update_a_wait_and_a_delete_fails_its_step_and_the_next_run_goes_on() {
    for (verb, call, settings) in [
        (Verb::Up, Call::Update, Settings { replicas: 2, ..Settings::default() }),
        (Verb::Up, Call::Settle, Settings { replicas: 2, ..Settings::default() }),
        (Verb::Destroy, Call::Delete, Settings::default()),
    ] {
        let mut scene = Scene::new();
        scene.run(Verb::Up, &Settings::default()).await.expect("a run");
        scene.panic_in(call);
        let (outcome, _) = scene.run(verb, &settings).await.expect("a run");
        assert_eq!(outcome.failed.len(), 1, "{call}: {outcome:?}");
        assert!(says_it_all(&outcome.failed[0].message), "{call}: {outcome:?}");
        let (outcome, _) = scene.run(verb, &settings).await.expect("a run");
        assert!(outcome.is_complete(), "{call}: {outcome:?}");
        let (outcome, _) = scene.run(verb, &settings).await.expect("a run");
        assert!(outcome.done.is_empty(), "{call}: {outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_while_looking_for_what_was_interrupted_stops_the_run_and_loses_nothing() {
    let mut scene = Scene::new();
    scene.panic_in(Call::Create);
    scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    scene.panic_in(Call::Find);
    let refused = scene.run(Verb::Up, &Settings::default()).await.expect_err("nobody knows what is there");
    assert!(says_it_all(&refused.to_string()), "{refused}");
    let (outcome, _) = scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    assert!(outcome.is_complete(), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_sweep_does_not_count_as_deleted() {
    let mut scene = Scene::new();
    scene
        .cloud
        .cloud
        .fail(Fault::new(Call::Create, "ec2.Vpc").times(1).landing_after(Duration::from_mins(10)));
    scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    tokio::time::sleep(Duration::from_mins(11)).await;
    let before = scene.made();
    scene.panic_in(Call::Delete);
    let (_, told) = scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    assert!(
        told.iter()
            .any(|told| matches!(told, Progress::NotSwept { error, .. } if says_it_all(&error.to_string())))
    );
    assert_eq!(scene.store.state().unanswered.len(), 1, "it is looked for again");
    scene.run(Verb::Up, &Settings::default()).await.expect("a run");
    assert!(scene.made() < before, "it is gone by now");
}
