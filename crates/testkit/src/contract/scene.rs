//! Where a claim is tried: a stack of its own on a cloud, with names that nobody else has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ironwright_core::journal::Event;
use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::state::Object;
use ironwright_core::{Address, Declare, Graph, Stack, State};
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Cloud, Engine, EngineError, EngineOptions, Outcome};

use super::case::Declares;

/// The logical name of the resource under test.
pub(super) const IT: &str = "it";

static SCENES: AtomicU64 = AtomicU64::new(0);

/// A stack on a cloud.
pub struct Scene {
    cloud: Arc<dyn Cloud>,
    store: MemoryStore,
    stack: String,
    adopt: Option<String>,
}

impl Scene {
    /// A stack that does not exist yet.
    pub(super) fn new(cloud: Arc<dyn Cloud>) -> Self {
        let number = SCENES.fetch_add(1, Ordering::Relaxed);
        let stack = format!("contract-{}-{number}", std::process::id());
        Self { cloud, store: MemoryStore::new(&stack), stack, adopt: None }
    }

    /// A name that no other scene has.
    pub fn name(&self) -> &str {
        &self.stack
    }

    /// Declares the resource under test.
    pub fn it(&self, stack: &mut Stack, declaration: impl Declare) {
        match &self.adopt {
            Some(id) => stack.add(IT, declaration.import(id)),
            None => stack.add(IT, declaration),
        };
    }

    /// The cloud as it is, without anything in between.
    pub(super) fn cloud(&self) -> &Arc<dyn Cloud> {
        &self.cloud
    }

    /// The resource under test as the state knows it.
    pub(super) fn object(&self) -> Result<(Address, Object), String> {
        let state = self.store.state();
        let known = |(address, resource): (&Address, &ironwright_core::state::ResourceState)| {
            Some((address.clone(), resource.current.clone()?))
        };
        let mut all = state.resources.iter().filter_map(known);
        all.find(|(address, _)| address.name() == IT).ok_or_else(|| "the state does not know it".to_owned())
    }

    /// From now on the resource under test is declared as one that exists already.
    pub(super) fn adopting(&mut self, id: &str) {
        self.adopt = Some(id.to_owned());
    }

    /// Lets the state forget the resource under test.
    pub(super) async fn forget(&self) -> Result<(), String> {
        let (address, _) = self.object()?;
        let engine = engine(Arc::clone(&self.cloud));
        let graph = Stack::new(&self.stack).graph().map_err(text)?;
        let mut run = engine.begin(&self.store, &graph, "forget", holder("forget")).await.map_err(text)?;
        run.record(&[Event::Forgotten { address }]).await.map_err(text)?;
        run.end("succeeded").await.map(drop).map_err(text)
    }

    /// What a run would do.
    pub(super) async fn preview(&self, program: Declares) -> Result<Plan, String> {
        let engine = engine(Arc::clone(&self.cloud));
        let graph = self.graph(program)?;
        engine.preview(&self.store, &graph, Verb::Up, &Selection::default()).await.map_err(text)
    }

    /// Brings a program up; whatever fails is an error.
    pub(super) async fn up(&self, program: Declares) -> Result<(), String> {
        self.complete(program, Verb::Up).await
    }

    /// Deletes everything; whatever fails is an error.
    pub(super) async fn destroy(&self, program: Declares) -> Result<(), String> {
        self.complete(program, Verb::Destroy).await
    }

    async fn complete(&self, program: Declares, verb: Verb) -> Result<(), String> {
        let outcome = self.run(Arc::clone(&self.cloud), program, verb).await?;
        let failures: Vec<String> =
            outcome.failed.iter().map(|failed| format!("{}: {}", failed.address, failed.message)).collect();
        if outcome.is_complete() { Ok(()) } else { Err(format!("{} failed: {failures:?}", verb.as_str())) }
    }

    /// A run on this or another cloud.
    pub(super) async fn run(
        &self,
        cloud: Arc<dyn Cloud>,
        program: Declares,
        verb: Verb,
    ) -> Result<Outcome, String> {
        let graph = self.graph(program)?;
        let engine = engine(cloud);
        let work = async {
            let mut run = engine.begin(&self.store, &graph, verb.as_str(), holder(verb.as_str())).await?;
            let (plan, observations) = run.plan(&graph, verb, &Selection::default()).await?;
            let outcome = run.apply(&graph, &plan, &observations, Cancel::never()).await?;
            run.end(outcome.word()).await?;
            Ok::<_, EngineError>(outcome)
        };
        work.await.map_err(text)
    }

    /// What the state knows.
    pub(super) fn state(&self) -> State {
        self.store.state()
    }

    /// A program's graph.
    pub(super) fn graph(&self, program: Declares) -> Result<Graph, String> {
        let mut stack = Stack::new(&self.stack);
        program(self, &mut stack);
        stack.graph().map_err(text)
    }
}

fn engine(cloud: Arc<dyn Cloud>) -> Engine {
    // What servers for tests refuse does not pass, and they forget nothing: a claim that is not kept is told soon.
    let (retry, not_found_grace) = (Duration::from_secs(10), Duration::ZERO);
    let options = EngineOptions { retry, not_found_grace, ..EngineOptions::default() };
    Engine::new(cloud, ironwright_aws::registry()).with_options(options)
}

fn holder(verb: &str) -> Holder {
    let number = SCENES.fetch_add(1, Ordering::Relaxed);
    Holder { run: format!("run-{number}"), verb: verb.to_owned(), ..Holder::default() }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn text(error: impl ToString) -> String {
    error.to_string()
}
