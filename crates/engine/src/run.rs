//! One run: the lock is held, the state is at hand, and every event is journaled before it counts.

use std::time::{SystemTime, UNIX_EPOCH};

use ironwright_core::journal::Event;
use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::state::{CloudIdentity, Intent, Observation, Observations, Pending};
use ironwright_core::{Address, Graph, State};

use crate::apply::{Apply, Outcome};
use crate::cancel::Cancel;
use crate::cloud::CreateRequest;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::refresh::{keep_secrets, refresh, reveal};
use crate::store::{Holder, Journal};

/// A run that holds the lock.
pub struct Run {
    pub(crate) engine: Engine,
    pub(crate) state: State,
    journal: Box<dyn Journal>,
    pub(crate) holder: Holder,
}

impl Run {
    pub(crate) fn new(engine: Engine, state: State, journal: Box<dyn Journal>, holder: Holder) -> Self {
        Self { engine, state, journal, holder }
    }

    /// The state as it is now.
    pub fn state(&self) -> &State {
        &self.state
    }

    pub(crate) async fn start(&mut self, verb: &str, identity: CloudIdentity) -> Result<(), EngineError> {
        let run = self.holder.run.clone();
        let mut events = vec![Event::RunBegan { run, verb: verb.to_owned(), at: seconds_since_1970() }];
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

    /// Resolves what an interrupted run left open.
    pub(crate) async fn recover(&mut self) -> Result<(), EngineError> {
        let pending: Vec<(Address, Pending)> = self
            .state
            .resources
            .iter()
            .filter_map(|(address, resource)| Some((address.clone(), resource.pending.clone()?)))
            .collect();
        for (address, pending) in pending {
            let (events, finding) = self.resolve(&address, &pending).await?;
            self.record(&events).await?;
            self.engine.events.tell(Progress::Recovered { address, finding });
        }
        Ok(())
    }

    async fn resolve(
        &self,
        address: &Address,
        pending: &Pending,
    ) -> Result<(Vec<Event>, String), EngineError> {
        let step = pending.step;
        let open =
            |message: &str| Event::Failed { step, address: address.clone(), message: message.to_owned() };
        let kind = self.engine.registry.get(address.kind());
        let (Intent::Create { token, wanted }, false, Some(kind)) =
            (&pending.intent, pending.acknowledged, kind)
        else {
            // The refresh that follows sees how far it came, and the plan goes on from there.
            let finding = match &pending.intent {
                _ if pending.acknowledged => "interrupted while it was waited for; the wait goes on",
                Intent::Create { .. } | Intent::Adopt { .. } => "interrupted before it was adopted",
                Intent::Update { .. } => "interrupted while it was changed; it is compared again",
                Intent::Settle { .. } => "interrupted while it was waited for; the wait goes on",
                Intent::Delete { .. } => "interrupted while it was deleted; it is looked at again",
            };
            return Ok((vec![open(finding)], finding.to_owned()));
        };
        let request = CreateRequest {
            stack: self.state.stack.clone(),
            address: address.clone(),
            kind,
            inputs: reveal(&wanted.inputs),
            token: token.clone(),
        };
        let Some(mut existing) = self.engine.cloud.find(&request).await? else {
            let finding = "interrupted before it was created: the cloud has nothing of it";
            return Ok((vec![open(finding)], finding.to_owned()));
        };
        keep_secrets(&mut existing.observed, &wanted.inputs);
        let (id, observed) = (existing.id, existing.observed);
        let finding = format!("interrupted while it was created: {id} exists and is ours");
        let ready = kind.settles.is_none();
        let mut events =
            vec![Event::Acknowledged { step, address: address.clone(), id, observed, ready, took: None }];
        if !ready {
            events.push(open("interrupted before it was waited for"));
        }
        Ok((events, finding))
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
        self.engine.plan(&self.state, graph, verb, selection).await
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
        self.note(observations).await?;
        self.prepare(plan).await?;
        Apply::new(self, graph, plan).carry_out(cancel).await
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
        for (address, observation) in observations {
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

    /// Writes down what a plan changes without the cloud: new addresses, and what is to be remembered.
    async fn prepare(&mut self, plan: &Plan) -> Result<(), EngineError> {
        let mut events = Vec::new();
        for step in &plan.steps {
            if let Some(from) = &step.renamed_from {
                events.push(Event::Renamed { from: from.clone(), to: step.address.clone() });
            }
        }
        for step in &plan.steps {
            if let Some(wanted) = &step.remember {
                events.push(Event::Remembered { address: step.address.clone(), wanted: wanted.clone() });
            }
        }
        if events.is_empty() { Ok(()) } else { self.record(&events).await }
    }

    /// Ends the run and gives the lock back.
    ///
    /// # Errors
    /// When the end could not be written down; nothing is lost then.
    pub async fn end(mut self, outcome: &str) -> Result<State, EngineError> {
        let ended = Event::RunEnded { run: self.holder.run.clone(), outcome: outcome.to_owned() };
        self.record(&[ended]).await?;
        self.journal.close(&self.state).await?;
        Ok(self.state)
    }
}

fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
