//! A cloud and a state in memory for a trial of runs, and what must hold of them afterwards.

use std::sync::Arc;

use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Graph, Location, State};
use ironwright_engine::store::{Holder, MemoryStore, Store};
use ironwright_engine::{Cancel, Clock, Cloud, Engine, EngineError, EngineOptions, Outcome};
use ironwright_rehearsal::Rehearsal;
use tokio::time::{Instant, sleep};

use crate::settled::nothing_is_left;

/// A cloud and a store for one stack.
pub(super) struct Scene {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
    runs: usize,
    began: Instant,
}

impl Scene {
    /// A scene in which nothing exists.
    pub(super) fn new() -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        Self { cloud, store: MemoryStore::new("simulated"), runs: 0, began: Instant::now() }
    }

    /// The store.
    pub(super) fn store(&self) -> &MemoryStore {
        &self.store
    }

    /// The cloud.
    pub(super) fn cloud(&self) -> &Arc<Rehearsal> {
        &self.cloud
    }

    /// One run, on a cloud and a store that may give up; how it ended is for the caller to judge.
    pub(super) async fn run(
        &mut self,
        cloud: Arc<dyn Cloud>,
        store: &dyn Store,
        graph: &Graph,
        verb: Verb,
    ) -> Result<Outcome, EngineError> {
        self.runs += 1;
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let began = self.began;
        // The time of day in a life that begins at some fixed moment.
        let clock = Clock::telling(move || 1_800_000_000 + began.elapsed().as_secs());
        let engine = Engine::new(cloud, ironwright_aws::registry()).with_clock(clock);
        let mut run = engine.begin(store, graph, verb.as_str(), holder).await?;
        let (plan, observations) = run.plan(graph, verb, &Selection::default()).await?;
        let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        Ok(outcome)
    }

    /// The same command once more, undisturbed: it must do all that is left.
    pub(super) async fn plain_run(&mut self, graph: &Graph, verb: Verb) -> Result<(), String> {
        let (cloud, store) = (Arc::<Rehearsal>::clone(&self.cloud), self.store.clone());
        match self.run(cloud, &store, graph, verb).await {
            Ok(outcome) if outcome.is_complete() => Ok(()),
            Ok(outcome) => Err(format!("the plain run is not complete: {outcome:?}")),
            Err(error) => Err(format!("the plain run failed: {error}")),
        }
    }

    /// Waits until nothing that was lost can land any more.
    pub(super) async fn wait_for_landings(&self) {
        sleep(EngineOptions::default().late_create_window).await;
    }

    /// What must hold after a plain run: nothing to do, nothing missing, doubled or left over, and a journal that
    /// leads to the state.
    pub(super) async fn holds(&self, graph: &Graph, verb: Verb) -> Result<(), String> {
        let engine = Engine::new(Arc::<Rehearsal>::clone(&self.cloud), ironwright_aws::registry());
        let plan = engine.preview(&self.store, graph, verb, &Selection::default()).await;
        let plan = plan.map_err(|error| format!("the next plan fails: {error}"))?;
        if !plan.is_empty() {
            return Err(format!("the next plan is not empty:\n{plan}"));
        }
        let state = self.store.state();
        let mut folded = State::empty(&state.stack, &state.lineage);
        for event in self.store.events() {
            folded.fold(&event).map_err(|illegal| illegal.to_string())?;
        }
        if folded != state {
            return Err("the journal leads to another state".to_owned());
        }
        nothing_is_left(&state, &self.cloud.objects())
    }
}
