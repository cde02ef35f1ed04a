//! Recovery: what a run left open that was interrupted, resolved without a flag or a person.
//!
//! An intent without a result is looked into: a create by its token, an update by what is there now. Everything else
//! the refresh and the plan that follow see for themselves. A create may still be under way: whatever was found of it,
//! the sweep (`sweep.rs`) goes on looking.

use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::state::{Intent, Observation, Pending, Wanted};
use ironwright_core::{Address, Kind, Map};

use crate::at_once::at_once;
use crate::cloud::{CreateRequest, ReadRequest};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::refresh::keep_secrets;
use crate::retry::persist;
use crate::run::Run;

/// What recovery found of one intent: the events that resolve it, and a sentence.
type Finding = (Vec<Event>, String);

impl Run {
    /// Resolves what an interrupted run left open: all at once, since each look may have to wait until something shows,
    /// and nobody has asked for anything yet.
    pub(crate) async fn recover(&mut self) -> Result<(), EngineError> {
        let open = self.open().into_iter();
        let looks = open.map(|open| async move { (open.resolve().await, open.address) }).collect();
        // In the order of their addresses: the same run writes the same journal.
        let looked = at_once(self.engine.options.parallelism, looks).await;
        let (mut events, mut told, mut failed) = (Vec::new(), Vec::new(), None);
        for (finding, address) in looked {
            match finding {
                Ok((found, finding)) => {
                    events.extend(found);
                    told.push(Progress::Recovered { address, finding });
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        // What was found stays found when another one cannot be.
        if !events.is_empty() {
            self.record(&events).await?;
        }
        for progress in told {
            self.engine.events.tell(progress);
        }
        failed.map_or(Ok(()), Err)
    }

    /// The intents without a result.
    fn open(&self) -> Vec<Open> {
        let pending =
            self.state.resources.iter().filter_map(|(address, it)| Some((address, it.pending.clone()?)));
        let open = pending.map(|(address, pending)| Open {
            engine: self.engine.clone(),
            stack: self.state.stack.clone(),
            address: address.clone(),
            pending,
            there: self.state.object(address).map(|object| (Arc::clone(&object.id), object.inputs.clone())),
        });
        open.collect()
    }
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
        let (inputs, token) = (self.engine.veil.reveal(&wanted.inputs), token.to_owned());
        let stack = self.stack.clone();
        let request = CreateRequest { stack, address: address.clone(), kind, inputs, token };
        let engine = &self.engine;
        let find = || engine.cloud.find(&request);
        let Some(mut existing) = persist(&engine.events, address, engine.options.retry, find).await? else {
            let finding = "interrupted before it was created: the cloud has nothing of it";
            let events = vec![self.unanswered(address, step), left_open(address, step, finding)];
            return Ok((events, finding.to_owned()));
        };
        keep_secrets(&mut existing.observed, &wanted.inputs);
        let (id, observed, ready) = (existing.id, existing.observed, kind.settles.is_none());
        let finding = format!("interrupted while it was created: {id} exists and is ours");
        let address_too = address.clone();
        let mut events = vec![
            self.unanswered(address, step),
            Event::Acknowledged { step, address: address_too, id, observed, ready, took: None },
        ];
        if !ready {
            events.push(left_open(address, step, "interrupted before it was waited for"));
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
            let request = [ReadRequest { id: Arc::clone(id), inputs: engine.veil.reveal(inputs) }];
            let read = || engine.cloud.read(kind, &request);
            let found = persist(&engine.events, address, engine.options.retry, read).await?;
            if let Some(Observation::Present(mut observed)) = found.into_iter().next() {
                keep_secrets(&mut observed, &wanted.inputs);
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
