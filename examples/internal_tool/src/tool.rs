//! The tool: one cloud, a store for each stack, and the runs that are going on.

use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ironwright::core::plan::{Plan, Selection, Verb};
use ironwright::core::{Graph, Location, Registry, State};
use ironwright::engine::store::{DurableStore, View as _};
use ironwright::engine::{Canceller, Cloud, Engine, EngineError, Events};
use ironwright::rehearsal::{Conditions, Rehearsal};
use serde_json::json;

use crate::progress::Log;
use crate::stacks;

/// What all requests share.
pub(crate) struct Tool {
    folder: PathBuf,
    cloud: Arc<dyn Cloud>,
    registry: Registry,
    runs: Mutex<HashMap<String, Run>>,
}

/// The last run of a stack.
#[derive(Clone)]
struct Run {
    log: Arc<Log>,
    canceller: Arc<Canceller>,
}

/// Why a request is not carried out.
pub(crate) enum Refusal {
    /// There is nothing of that name.
    Unknown,
    /// A run of the stack is going on.
    Busy,
    /// What the engine said.
    Engine(EngineError),
}

impl<E: Into<EngineError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Engine(error.into())
    }
}

impl Tool {
    /// The tool over a folder: states and the rehearsed cloud are in it.
    pub(crate) fn open(
        folder: PathBuf,
        conditions: Conditions,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let registry = ironwright::aws::registry();
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Rehearsal::open(&folder.join("world.log"), location, registry.clone())?.under(conditions);
        Ok(Self { folder, cloud: Arc::new(cloud), registry, runs: Mutex::default() })
    }

    /// What is known of a stack.
    pub(crate) async fn state(&self, name: &str) -> Result<State, Refusal> {
        Ok(self.store(name)?.load().await?)
    }

    /// What a run would do.
    pub(crate) async fn preview(&self, name: &str) -> Result<Plan, Refusal> {
        let (store, graph) = (self.store(name)?, self.graph(name).await?);
        Ok(self.engine().preview(&store, &graph, Verb::Up, &Selection::default()).await?)
    }

    /// Begins a run, which goes on whoever listens.
    pub(crate) async fn up(&self, name: &str) -> Result<(), Refusal> {
        let (store, graph) = (self.store(name)?, self.graph(name).await?);
        let (log, (canceller, cancel)) = (Log::new(), Canceller::new());
        {
            let mut runs = self.runs();
            if runs.get(name).is_some_and(|run| run.log.is_open()) {
                return Err(Refusal::Busy);
            }
            let run = Run { log: Arc::clone(&log), canceller: Arc::new(canceller) };
            runs.insert(name.to_owned(), run);
        }
        let telling = Arc::clone(&log);
        let engine = self.engine().with_events(Events::to(move |told| telling.tell(told)));
        tokio::spawn(async move {
            log.end(&match engine.up(&store, &graph, cancel).await {
                Ok(outcome) => json!({ "event": "ended", "outcome": outcome.word() }),
                Err(error) => json!({ "event": "ended", "outcome": "failed", "error": error.to_string() }),
            });
        });
        Ok(())
    }

    /// Asks the run of a stack to stop.
    pub(crate) fn cancel(&self, name: &str) -> Result<(), Refusal> {
        let runs = self.runs();
        let run = runs.get(name).filter(|run| run.log.is_open()).ok_or(Refusal::Unknown)?;
        run.canceller.press();
        Ok(())
    }

    /// What the last run of a stack has told, and tells.
    pub(crate) fn log(&self, name: &str) -> Result<Arc<Log>, Refusal> {
        self.runs().get(name).map(|run| Arc::clone(&run.log)).ok_or(Refusal::Unknown)
    }

    /// Whether a run of the stack is going on here.
    pub(crate) fn is_running(&self, name: &str) -> bool {
        self.runs().get(name).is_some_and(|run| run.log.is_open())
    }

    async fn graph(&self, name: &str) -> Result<Graph, Refusal> {
        let network = self.state("network").await?.outputs;
        Ok(stacks::graph(name, &network)?)
    }

    fn store(&self, name: &str) -> Result<DurableStore, Refusal> {
        let name = stacks::ALL.into_iter().find(|known| *known == name).ok_or(Refusal::Unknown)?;
        Ok(DurableStore::in_folder(self.folder.join(name), name))
    }

    fn engine(&self) -> Engine {
        Engine::new(Arc::clone(&self.cloud), self.registry.clone())
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<String, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
