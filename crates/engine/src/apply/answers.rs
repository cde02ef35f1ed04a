//! What an answer of the cloud changes: events, and what is to be called next.

use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::plan::Act;
use ironwright_core::state::Intent;
use ironwright_core::{Address, Map, path};

use super::Apply;
use super::call::{Answer, Call, Done};
use crate::cancel::Urgency;
use crate::cloud::{CloudError, Effect, ErrorClass, ReadRequest};
use crate::error::EngineError;
use crate::refresh::keep_secrets;
use crate::sweep::Sweep;

impl Apply<'_> {
    /// Takes an answer in: what it says becomes events, and perhaps a wait begins.
    pub(super) fn take(
        &mut self,
        answer: Answer,
        events: &mut Vec<Event>,
        calls: &mut Vec<Call>,
    ) -> Result<(), EngineError> {
        let (at, number) = (answer.at, answer.number);
        let step = self.step(at);
        let address = step.address.clone();
        if answer.unanswered {
            self.unanswered.insert(at);
        }
        match answer.result {
            Ok(Done::Exists(mut existing)) => {
                let wanted = self.wanted_inputs(&address);
                keep_secrets(&mut existing.observed, &wanted);
                let (id, observed) = (existing.id, existing.observed);
                let (shown, ready) = (id.to_string(), self.is_ready(at));
                if !ready {
                    let resource = self.settled(&address, Arc::clone(&id), Some(&observed));
                    calls.push(self.caller(at).settle(number, resource));
                }
                let took = self.took(at).filter(|_| ready);
                if self.unanswered.contains(&at) {
                    let (address, now) = (address.clone(), self.run.engine.clock.now());
                    self.fold(Event::Unanswered { step: number, address, at: now }, events)?;
                }
                self.fold(Event::Acknowledged { step: number, address, id, observed, ready, took }, events)?;
                if ready {
                    self.finished(at, Some(shown));
                }
            }
            Ok(Done::Ready(mut observed)) => {
                let wanted = self.wanted_inputs(&address);
                keep_secrets(&mut observed, &wanted);
                let id = self.run.state.object(&address).map(|object| object.id.to_string());
                let took = self.took(at);
                self.fold(Event::Done { step: number, address, observed, took }, events)?;
                self.finished(at, id);
            }
            Ok(Done::Deleted(id)) => {
                let took = self.took(at);
                self.fold(Event::Done { step: number, address, observed: Map::new(), took }, events)?;
                self.finished(at, Some(id.to_string()));
            }
            Err(error) if error.may_pass() && self.cancel.urgency() > Urgency::GoOn => {
                self.stop_waiting(at, number, &error, events)?;
            }
            Err(mut error) => {
                if let Some(call) = self.behind_a_sweep(at, number, &error) {
                    calls.push(call);
                    return Ok(());
                }
                if self.unanswered.contains(&at) && !self.is_acknowledged(&address) {
                    error = error.with_unknown_effect();
                }
                if error.effect == Effect::None {
                    let message = error.to_string();
                    self.fold(Event::Failed { step: number, address, message }, events)?;
                }
                let (message, hint) = (sentence(&error), error.hint.or_else(|| advice(error.class)));
                self.failed(at, message, hint);
            }
        }
        Ok(())
    }

    /// Whether a resource is ready once it exists. What an interrupted create left unfinished is not.
    fn is_ready(&self, at: usize) -> bool {
        let step = self.step(at);
        let object = self.run.state.object(&step.address);
        let unfinished = object.is_some_and(|object| object.unsettled)
            && self.operations[at].act == Act::Update
            && self.run.engine.cloud.finishes(step.kind);
        step.kind.ready_when.is_none() && !unfinished
    }

    /// Ends an act that may still succeed, because a person asked to stop.
    fn stop_waiting(
        &mut self,
        at: usize,
        number: u64,
        error: &CloudError,
        events: &mut Vec<Event>,
    ) -> Result<(), EngineError> {
        let address = self.step(at).address.clone();
        let acknowledged = self.is_acknowledged(&address) || self.operations[at].act == Act::Settle;
        // Nobody knows what came of it: it stays under way, and the next run finds out.
        if error.effect == Effect::Unknown || self.unanswered.contains(&at) && !acknowledged {
            return Ok(());
        }
        let message = format!("stopped before it was done: {error}");
        self.fold(Event::Failed { step: number, address: address.clone(), message }, events)?;
        if acknowledged {
            self.outcome.waiting.push(address);
        } else {
            self.outcome.left += 1;
        }
        self.give_up(at);
        Ok(())
    }

    fn is_acknowledged(&self, address: &Address) -> bool {
        let pending = self.run.state.resources.get(address).and_then(|resource| resource.pending.as_ref());
        pending.is_some_and(|pending| pending.acknowledged)
    }

    /// The same call once more, behind a sweep: what landed late may be in its way.
    fn behind_a_sweep(&mut self, at: usize, number: u64, error: &CloudError) -> Option<Call> {
        let may_help = error.effect == Effect::None && error.class != ErrorClass::Denied;
        let step = self.step(at);
        // What was acknowledged has only its wait to fail.
        if !may_help || self.is_acknowledged(&step.address) || self.swept.contains(&at) {
            return None;
        }
        let sweep = Sweep::of(&self.run.engine, &self.run.state)?;
        self.swept.insert(at);
        let resource = self.run.state.resources.get(&step.address)?;
        let intent = &resource.pending.as_ref()?.intent;
        let inputs = match intent {
            Intent::Create { wanted, .. } | Intent::Adopt { wanted, .. } | Intent::Update { wanted, .. } => {
                Some(wanted.inputs.clone())
            }
            Intent::Delete { id } => {
                let mut objects = resource.current.iter().chain(&resource.deposed);
                objects.find(|object| object.id == *id).map(|object| object.inputs.clone())
            }
            Intent::Settle { .. } => return None,
        };
        let call = self.call(at, number, step, intent, inputs);
        let (cancel, error) = (self.cancel.clone(), error.clone());
        let doing = Box::pin(async move {
            sweep.carry_out(&cancel).await;
            if cancel.urgency() > Urgency::GoOn {
                return Answer { at, number, unanswered: false, result: Err(error) };
            }
            call.doing.await
        });
        Some(Call { at, number, doing })
    }

    /// How long an act under way has taken so far, in milliseconds.
    fn took(&self, at: usize) -> Option<u64> {
        self.began.get(&at).map(|began| u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    /// What is waited for: a resource, and the inputs that it was to have, with what others decide on as it was seen last.
    pub(super) fn settled(&self, address: &Address, id: Arc<str>, observed: Option<&Map>) -> ReadRequest {
        let mut inputs = self.wanted_inputs(address);
        let applied = inputs.clone();
        let seen = observed.or_else(|| self.run.state.object(address).map(|object| &object.observed));
        if let Some(seen) = seen {
            path::leave(self.ignored(address), &mut inputs, seen, &applied);
        }
        ReadRequest { id, inputs: self.run.engine.redactor.reveal(&inputs) }
    }

    fn wanted_inputs(&self, address: &Address) -> Map {
        let resource = self.run.state.resources.get(address);
        match resource.and_then(|resource| resource.pending.as_ref()).map(|pending| &pending.intent) {
            Some(
                Intent::Create { wanted, .. } | Intent::Adopt { wanted, .. } | Intent::Update { wanted, .. },
            ) => wanted.inputs.clone(),
            _ => self.run.state.object(address).map(|object| object.inputs.clone()).unwrap_or_default(),
        }
    }
}

/// What a person can do about an error of a class, where the cloud does not say.
fn advice(class: ErrorClass) -> Option<String> {
    match class {
        ErrorClass::Conflict => Some(
            "what is there is not known to this stack: adopt it with `.import(\"its id\")` on the declaration, or give \
             ours another name"
                .to_owned(),
        ),
        ErrorClass::Transient
        | ErrorClass::Blocked
        | ErrorClass::Refused
        | ErrorClass::Denied
        | ErrorClass::NotFound => None,
    }
}

fn sentence(error: &CloudError) -> String {
    match error.effect {
        Effect::None => error.to_string(),
        Effect::Unknown => format!("{error} (it may have been done all the same; the next run finds out)"),
    }
}
