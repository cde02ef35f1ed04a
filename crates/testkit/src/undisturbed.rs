//! A world in which nothing goes wrong: what a program leaves there is what it should leave anywhere.

use std::sync::Arc;

use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::{Graph, Location, State};
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Engine, EngineError, Outcome};
use ironwright_rehearsal::{Conditions, Rehearsal};

use crate::account::Account;

/// A cloud and a store for one stack.
pub(crate) struct Undisturbed {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
    engine: Engine,
    runs: usize,
    /// What was carried out last.
    plan: Option<Plan>,
}

impl Undisturbed {
    /// A world in which nothing exists, with a cloud that may be slow.
    pub(crate) fn under(conditions: Conditions) -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        cloud.change_conditions(conditions);
        let engine = Engine::new(Arc::<Rehearsal>::clone(&cloud), ironwright_aws::registry());
        Self { cloud, store: MemoryStore::new("undisturbed"), engine, runs: 0, plan: None }
    }

    /// One run, to its end.
    ///
    /// # Errors
    /// When there is no plan, and then nothing has happened.
    pub(crate) async fn run(&mut self, graph: &Graph, verb: Verb) -> Result<Outcome, EngineError> {
        self.runs += 1;
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let mut run = self.engine.begin(&self.store, graph, verb.as_str(), holder).await?;
        let (plan, observations) = match run.plan(graph, verb, &Selection::default()).await {
            Ok(planned) => planned,
            Err(error) => {
                run.abandon().await;
                return Err(error);
            }
        };
        let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        self.plan = Some(plan);
        Ok(outcome)
    }

    /// The order of the acts that were carried out last, as text.
    pub(crate) fn order(&self) -> String {
        self.plan.as_ref().map(Plan::order).unwrap_or_default()
    }

    /// What is known of it.
    pub(crate) fn state(&self) -> State {
        self.store.state()
    }

    /// All that it holds.
    pub(crate) fn account(&self) -> Account {
        Account::of(&self.cloud.objects(), &self.state())
    }

    /// A preview on a fresh read finds nothing, and nothing is missing, doubled or left over.
    ///
    /// # Errors
    /// What does not hold.
    pub(crate) async fn holds(&self, graph: &Graph, verb: Verb) -> Result<(), String> {
        let plan = self.engine.preview_from(&self.state(), graph, verb, &Selection::default()).await;
        let plan = plan.map_err(|error| format!("the next plan fails: {error}"))?;
        if !plan.is_empty() {
            return Err(format!("the next plan is not empty:\n{plan}"));
        }
        crate::settled::nothing_is_left(&self.state(), &self.cloud.objects())
    }
}

/// A run in which everything was done.
///
/// # Errors
/// What was not.
pub(crate) fn complete(what: &str, ended: Result<Outcome, EngineError>) -> Result<(), String> {
    match ended {
        Ok(outcome) if outcome.is_complete() => Ok(()),
        Ok(outcome) => {
            let failed = outcome.failed.iter();
            let failed = failed.map(|it| format!("{} {}: {}", it.act.as_str(), it.address, it.message));
            Err(format!("{what} is not complete: {}", failed.collect::<Vec<_>>().join("; ")))
        }
        Err(error) => Err(format!("{what} failed: {error}")),
    }
}
