//! One run: the lease is held, the state is at hand, and every event is journaled before it counts.

use std::collections::BTreeSet;
use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::state::{CloudIdentity, Observation, Observations};
use ironwright_core::{Graph, State};
use tokio::sync::watch;

use crate::apply::{Apply, Outcome};
use crate::cancel::{Cancel, Urgency};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::refresh::refresh;
use crate::store::{Holder, Journal};
use crate::sweep::Found;

/// A run that holds the lease.
pub struct Run {
    pub(crate) engine: Engine,
    pub(crate) state: State,
    journal: Box<dyn Journal>,
    pub(crate) holder: Holder,
    /// The tokens of unanswered requests that can land no more, and were looked for since.
    pub(crate) swept: BTreeSet<Arc<str>>,
    /// What the plan says has landed late.
    pub(crate) landed: Found,
    /// The requests that were unanswered when the run began.
    unanswered: BTreeSet<Arc<str>>,
}

impl Run {
    pub(crate) fn new(engine: Engine, state: State, journal: Box<dyn Journal>, holder: Holder) -> Self {
        let unanswered = state.unanswered.keys().cloned().collect();
        Self { engine, state, journal, holder, swept: BTreeSet::new(), landed: Found::default(), unanswered }
    }

    /// The state as it is now.
    pub fn state(&self) -> &State {
        &self.state
    }

    pub(crate) async fn start(&mut self, verb: &str, identity: CloudIdentity) -> Result<(), EngineError> {
        let run = self.holder.run.clone();
        let mut events = vec![Event::RunBegan { run, verb: verb.to_owned(), at: self.engine.clock.now() }];
        if self.state.cloud.is_none() {
            events.push(Event::Bound { cloud: identity });
        }
        self.record(&events).await
    }

    /// Makes events durable and folds them into the state.
    ///
    /// # Errors
    /// When they could not be made durable: the run must not act again.
    pub async fn record(&mut self, events: &[Event]) -> Result<(), EngineError> {
        events.iter().try_for_each(|event| self.state.fold(event))?;
        self.write(events).await
    }

    /// Makes events durable that were folded into the state already.
    pub(crate) async fn write(&mut self, events: &[Event]) -> Result<(), EngineError> {
        Ok(self.journal.append(events).await?)
    }

    /// Turns true when the lease is lost.
    pub(crate) fn lost(&self) -> Option<watch::Receiver<bool>> {
        self.journal.lost()
    }

    /// Plans, with what a refresh finds.
    ///
    /// # Errors
    /// When the cloud cannot be read, or the program would do what it may not.
    pub async fn plan(
        &mut self,
        graph: &Graph,
        verb: Verb,
        selection: &Selection,
    ) -> Result<(Plan, Observations), EngineError> {
        let (plan, observations, found) = self.engine.plan(&self.state, graph, verb, selection).await?;
        self.looked(found);
        Ok((plan, observations))
    }

    /// Carries out a plan that was made by this run.
    ///
    /// # Errors
    /// When the journal could not be written. A step that fails is no error of the run: the outcome tells.
    pub async fn apply(
        &mut self,
        graph: &Graph,
        plan: &Plan,
        observations: &Observations,
        cancel: Cancel,
    ) -> Result<Outcome, EngineError> {
        self.clear_landed(&cancel).await?;
        self.note(observations).await?;
        let held = self.prepare(plan).await?;
        let outcome = Apply::new(self, graph, plan, observations, cancel.clone()).carry_out().await?;
        self.note_released(held).await?;
        // Who asked to stop is not kept waiting: the next run sweeps.
        if cancel.urgency() == Urgency::GoOn {
            self.sweep(&cancel).await;
        }
        self.tell_unanswered(&self.unanswered);
        Ok(outcome)
    }

    /// Reads what exists and writes down what changed.
    ///
    /// # Errors
    /// When the cloud cannot be read or the journal not be written.
    pub async fn refresh(&mut self) -> Result<Observations, EngineError> {
        let observations = refresh(&self.engine, &self.state).await?;
        self.note(&observations).await?;
        Ok(observations)
    }

    /// Writes down what a refresh found changed.
    async fn note(&mut self, observations: &Observations) -> Result<(), EngineError> {
        let mut events: Vec<Event> = Vec::new();
        // In the order of their addresses: the same run writes the same journal.
        let mut found: Vec<_> = observations.iter().collect();
        found.sort_unstable_by_key(|(address, _)| *address);
        for (address, observation) in found {
            let Some(object) = self.state.object(address) else { continue };
            match observation {
                Observation::Gone => events.push(Event::Vanished { address: address.clone() }),
                Observation::Present(observed) if *observed != object.observed => {
                    events.push(Event::Observed { address: address.clone(), observed: observed.clone() });
                }
                Observation::Present(_) => {}
            }
        }
        if events.is_empty() { Ok(()) } else { self.record(&events).await }
    }

    /// Seals what is secret with a new key from now on, and returns its name.
    ///
    /// # Errors
    /// When there is nothing to make a key with, or it could not be made durable.
    pub async fn rotate_key(&mut self) -> Result<String, EngineError> {
        Ok(self.journal.rotate_key().await?)
    }

    /// Gives the lease back of a run that cannot go on: what it had begun is resolved by the next one.
    pub async fn abandon(self) {
        // A lease that cannot be given back ends by itself.
        let _ = self.journal.release().await;
    }

    /// Ends the run and gives the lease back.
    ///
    /// # Errors
    /// When the end could not be written down; nothing is lost then.
    pub async fn end(mut self, outcome: &str) -> Result<State, EngineError> {
        let swept = std::mem::take(&mut self.swept).into_iter();
        let mut events: Vec<Event> = swept.map(|token| Event::Swept { token }).collect();
        events.push(Event::RunEnded { run: self.holder.run.clone(), outcome: outcome.to_owned() });
        self.record(&events).await?;
        self.journal.close(&self.state).await?;
        Ok(self.state)
    }
}
