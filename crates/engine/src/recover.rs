//! Recovery: what a run left open that was interrupted, resolved without a flag or a person.
//!
//! An intent without a result is looked into: a create by its token, an update by what is there now. Everything else
//! the refresh and the plan that follow see for themselves. A create may still be under way: whatever was found of it,
//! the sweep (`sweep.rs`) goes on looking.
//!
//! Nobody has said yes yet, so it only looks: what it finds unfinished is finished by a step of the plan. A preview looks
//! too, and writes nothing down.

use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::state::{Intent, Observation, Pending, Wanted};
use ironwright_core::{Address, Kind, Map, State};

use crate::cloud::{CreateRequest, ReadRequest};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::refresh::keep_secrets;
use crate::retry::Retry;
use crate::run::Run;
use crate::tasks::at_once;

/// What recovery found of one intent: the events that resolve it, and a sentence.
type Finding = (Vec<Event>, String);

/// What was found of all that an interrupted run left open.
#[derive(Default)]
pub(crate) struct Recovered {
    pub(crate) events: Vec<Event>,
    /// A sentence about each.
    told: Vec<Progress>,
    /// Why one of them could not be looked into.
    pub(crate) failed: Option<EngineError>,
}

impl Recovered {
    /// Looks into what an interrupted run left open: all at once, since each look may have to wait until something shows.
    pub(crate) async fn look(engine: &Engine, state: &State) -> Self {
        let looks = open(engine, state).into_iter().map(|open| async move { open.resolve().await });
        let looked = at_once(engine.options.parallelism, looks).await;
        let mut recovered = Self::default();
        // In the order of their addresses: the same run writes the same journal.
        for (address, ended) in open_addresses(state).zip(looked) {
            let finding = ended
                .unwrap_or_else(|panicked| Err(EngineError::Panicked(panicked.message(&engine.redactor))));
            match finding {
                Ok((found, finding)) => {
                    recovered.events.extend(found);
                    recovered.told.push(Progress::Recovered { address: address.clone(), finding });
                }
                Err(error) => recovered.failed = recovered.failed.or(Some(error)),
            }
        }
        recovered
    }

    /// Tells of it.
    ///
    /// # Errors
    /// When one of them could not be looked into.
    pub(crate) fn tell(self, engine: &Engine) -> Result<(), EngineError> {
        self.told.into_iter().for_each(|progress| engine.events.tell(progress));
        self.failed.map_or(Ok(()), Err)
    }
}

impl Run {
    /// Resolves what an interrupted run left open.
    pub(crate) async fn recover(&mut self) -> Result<(), EngineError> {
        let mut recovered = Recovered::look(&self.engine, &self.state).await;
        // What was found stays found when another one cannot be.
        let events = std::mem::take(&mut recovered.events);
        if !events.is_empty() {
            self.record(&events).await?;
        }
        recovered.tell(&self.engine)
    }
}

fn open_addresses(state: &State) -> impl Iterator<Item = &Address> {
    state.resources.iter().filter(|(_, it)| it.pending.is_some()).map(|(address, _)| address)
}

/// The intents without a result.
fn open(engine: &Engine, state: &State) -> Vec<Open> {
    let pending = state.resources.iter().filter_map(|(address, it)| Some((address, it.pending.clone()?)));
    let open = pending.map(|(address, pending)| Open {
        engine: engine.clone(),
        stack: state.instance().to_string(),
        address: address.clone(),
        pending,
        there: state.object(address).map(|object| (Arc::clone(&object.id), object.inputs.clone())),
    });
    open.collect()
}

/// An intent without a result.
struct Open {
    engine: Engine,
    stack: String,
    address: Address,
    pending: Pending,
    /// What the state has of the resource, and its inputs.
    there: Option<(Arc<str>, Map)>,
}

impl Open {
    async fn resolve(&self) -> Result<Finding, EngineError> {
        let (address, pending) = (&self.address, &self.pending);
        let finding = match (&pending.intent, self.engine.registry.get(address.kind())) {
            _ if pending.acknowledged => "interrupted while it was waited for; the wait goes on",
            (Intent::Create { token, wanted }, Some(kind)) => {
                return self.find(address, kind, pending.step, token, wanted).await;
            }
            (Intent::Update { wanted, .. }, Some(kind)) => {
                return self.look_again(address, kind, pending.step, wanted).await;
            }
            (Intent::Create { .. }, None) => {
                let finding = "interrupted while it was created; no such kind is known any more";
                let events =
                    vec![self.unanswered(address, pending.step), left_open(address, pending.step, finding)];
                return Ok((events, finding.to_owned()));
            }
            (Intent::Adopt { .. }, _) => "interrupted before it was adopted",
            (Intent::Update { .. }, None) => "interrupted while it was changed; it is compared again",
            (Intent::Settle { .. }, _) => "interrupted while it was waited for; the wait goes on",
            (Intent::Delete { .. }, _) => "interrupted while it was deleted; it is looked at again",
        };
        Ok((vec![left_open(address, pending.step, finding)], finding.to_owned()))
    }

    /// Nobody knows whether the request is still under way: it is kept in mind until it can land no more.
    fn unanswered(&self, address: &Address, step: u64) -> Event {
        Event::Unanswered { step, address: address.clone(), at: self.engine.clock.now() }
    }

    /// Asks the cloud for what a create request has made.
    async fn find(
        &self,
        address: &Address,
        kind: &'static Kind,
        step: u64,
        token: &str,
        wanted: &Wanted,
    ) -> Result<Finding, EngineError> {
        let (inputs, token) = (self.engine.redactor.reveal(&wanted.inputs), token.to_owned());
        let stack = self.stack.clone();
        let request = CreateRequest { stack, address: address.clone(), kind, inputs, token };
        let engine = &self.engine;
        let find = || engine.cloud.find(&request);
        let retry = Retry::passing(&engine.events, address, engine.options.retry);
        let Some(mut existing) = retry.persist(find).await? else {
            let finding = "interrupted before it was created: the cloud has nothing of it";
            let events = vec![self.unanswered(address, step), left_open(address, step, finding)];
            return Ok((events, finding.to_owned()));
        };
        keep_secrets(&mut existing.observed, &wanted.inputs);
        let ready = kind.ready_when.is_none() && !engine.cloud.finishes(kind);
        let (id, observed) = (existing.id, existing.observed);
        let finding = format!("interrupted while it was created: {id} exists and is ours");
        let address_too = address.clone();
        let mut events = vec![
            self.unanswered(address, step),
            Event::Acknowledged { step, address: address_too, id, observed, ready, took: None },
        ];
        if !ready {
            events.push(left_open(address, step, "interrupted before it was finished"));
        }
        Ok((events, finding))
    }

    /// Reads how far an update came, so that it does not look like something that changed outside.
    async fn look_again(
        &self,
        address: &Address,
        kind: &'static Kind,
        step: u64,
        wanted: &Wanted,
    ) -> Result<Finding, EngineError> {
        let finding = "interrupted while it was changed; it is compared again";
        let mut events = vec![left_open(address, step, finding)];
        let engine = &self.engine;
        if let Some((id, inputs)) = self.there.as_ref().filter(|_| !kind.local) {
            let request = [ReadRequest { id: Arc::clone(id), inputs: engine.redactor.reveal(inputs) }];
            let read = || engine.cloud.read(kind, &request);
            let found = Retry::passing(&engine.events, address, engine.options.retry).persist(read).await?;
            if let Some(Observation::Present(mut observed)) = found.into_iter().next() {
                keep_secrets(&mut observed, &wanted.inputs);
                // What the change takes away may still be there.
                keep_secrets(&mut observed, inputs);
                events.push(Event::Observed { address: address.clone(), observed });
            }
        }
        Ok((events, finding.to_owned()))
    }
}

/// The step's end as far as the journal is concerned: what follows begins anew.
pub(crate) fn left_open(address: &Address, step: u64, finding: &str) -> Event {
    Event::Failed { step, address: address.clone(), message: finding.to_owned() }
}
