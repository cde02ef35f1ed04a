//! The apply loop: ready acts are started up to the width, longest remaining path first; each intent is durable
//! before its call, each result before any dependent starts.
//!
//! One coordinator owns state and journal; calls run beside it and come back as messages. What is ready at once is
//! journaled at once: the results that came in and the intents that they release are one write.
//!
//! - `schedule.rs` knows which act may start next.
//! - `call.rs` makes one call on the cloud, again where an error may pass, and waits.

mod call;
mod schedule;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::expression::Mistake;
use ironwright_core::journal::Event;
use ironwright_core::plan::adopting;
use ironwright_core::plan::planner::output_of;
use ironwright_core::plan::{Act, Action, Decision, Operation, Plan, Step, Verb, decide};
use ironwright_core::stack::StackOutput;
use ironwright_core::state::{Intent, Observation, Observations};
use ironwright_core::value::OutputRef;
use ironwright_core::{Address, Graph, Map, State, Value};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::cancel::{Cancel, Urgency};
use crate::cloud::{
    CloudError, CreateRequest, DeleteRequest, Effect, ErrorClass, ReadRequest, UpdateRequest,
};
use crate::error::EngineError;
use crate::progress::Progress;
use crate::refresh::keep_secrets;
use crate::run::Run;
use crate::sweep::Sweep;
use call::{Answer, Call, Caller};
use schedule::Schedule;

/// How many events one write to the journal holds at most.
const BATCH: usize = 4096;

/// How a run went.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Acts that are done, by their word.
    pub done: Vec<(Address, Act)>,
    /// Steps that failed.
    pub failed: Vec<Failure>,
    /// Steps that were not tried, each with the failed one it depends on.
    pub skipped: Vec<(Address, Address)>,
    /// Acts that had not begun when a person asked to stop.
    pub left: usize,
    /// Steps under way when the run stopped waiting; the next run resolves them.
    pub under_way: Vec<Address>,
    /// How long it took.
    pub took: Duration,
}

/// A step that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The resource.
    pub address: Address,
    /// What was tried.
    pub act: Act,
    /// Why it failed.
    pub message: String,
    /// What a person can do.
    pub hint: Option<String>,
}

impl Outcome {
    /// Whether everything that was planned is done.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.skipped.is_empty() && self.left == 0 && self.under_way.is_empty()
    }

    /// The run's end in a word, as the journal keeps it.
    pub fn word(&self) -> &'static str {
        if self.is_complete() {
            "succeeded"
        } else if self.failed.is_empty() {
            "cancelled"
        } else {
            "failed"
        }
    }
}

/// A plan being carried out.
pub(crate) struct Apply<'a> {
    run: &'a mut Run,
    graph: &'a Graph,
    plan: &'a Plan,
    observations: &'a Observations,
    operations: Vec<Operation>,
    schedule: Schedule,
    calls: JoinSet<Answer>,
    /// When each act under way began.
    began: HashMap<usize, Instant>,
    /// Acts of which a create was sent that was never answered.
    unanswered: HashSet<usize>,
    /// Acts that were tried again after a sweep.
    swept: HashSet<usize>,
    skipped: HashSet<Address>,
    outcome: Outcome,
}

/// Why an act does not begin.
enum Obstacle {
    /// Nothing is to be done any more.
    Unneeded,
    /// It must not be done.
    Fails { message: String, hint: Option<String> },
}

impl<'a> Apply<'a> {
    pub(crate) fn new(
        run: &'a mut Run,
        graph: &'a Graph,
        plan: &'a Plan,
        observations: &'a Observations,
    ) -> Self {
        let operations = plan.operations();
        let schedule = Schedule::new(plan, &operations, &run.state.pace);
        Self {
            run,
            graph,
            plan,
            observations,
            operations,
            schedule,
            calls: JoinSet::new(),
            began: HashMap::new(),
            unanswered: HashSet::new(),
            swept: HashSet::new(),
            skipped: HashSet::new(),
            outcome: Outcome::default(),
        }
    }

    pub(crate) async fn carry_out(mut self, mut cancel: Cancel) -> Result<Outcome, EngineError> {
        let began = Instant::now();
        let mut urgency = cancel.urgency();
        self.tell(Progress::Applying { total: self.operations.len() });
        let mut answers: Vec<Answer> = Vec::new();
        let mut lost = self.run.lost();
        loop {
            let (mut events, mut calls) = (Vec::new(), Vec::new());
            for answer in answers.drain(..) {
                self.take(answer, &mut events, &mut calls)?;
            }
            let width = self.run.engine.options.width;
            while urgency == Urgency::GoOn && self.calls.len() + calls.len() < width && events.len() < BATCH {
                let Some(at) = self.schedule.next() else { break };
                self.start(at, &mut events, &mut calls)?;
            }
            if !events.is_empty() {
                self.run.write(&events).await?;
                self.tell_remaining();
            }
            for call in calls {
                self.calls.spawn(call);
            }
            if self.calls.is_empty() {
                if urgency == Urgency::GoOn && self.schedule.has_ready() {
                    continue;
                }
                break;
            }
            tokio::select! {
                biased;
                answer = self.calls.join_next() => answers.extend(answer.and_then(Result::ok)),
                asked = cancel.beyond(urgency) => {
                    urgency = asked;
                    if urgency == Urgency::Leave {
                        break;
                    }
                    self.tell(Progress::Draining { running: self.calls.len() });
                }
                () = gone(&mut lost) => {
                    // Whoever has the lease now resolves what is under way: nothing of it may be sent again.
                    self.calls.abort_all();
                    self.run.write(&[]).await?;
                }
            }
            while let Some(answer) = self.calls.try_join_next() {
                answers.extend(answer.ok());
            }
        }
        self.calls.abort_all();
        let under_way = self.began.keys().map(|&at| self.step(at).address.clone()).collect();
        self.outcome.under_way = under_way;
        self.outcome.under_way.sort();
        self.outcome.left = self.schedule.left();
        self.publish().await?;
        self.outcome.took = began.elapsed();
        Ok(self.outcome)
    }

    fn tell(&self, progress: Progress) {
        self.run.engine.events.tell(progress);
    }

    /// Tells how long the rest will take, where earlier runs have taught what acts take.
    fn tell_remaining(&mut self) {
        let running = self.began.iter().map(|(&at, began)| (at, began.elapsed()));
        if let Some(estimate) = self.schedule.remaining(running, self.run.engine.options.width) {
            self.tell(Progress::Remaining { estimate });
        }
    }

    fn step(&self, operation: usize) -> &'a Step {
        &self.plan.steps[self.operations[operation].step]
    }

    /// Folds an event into the state now; it is written before anything else happens.
    fn fold(&mut self, event: Event, events: &mut Vec<Event>) -> Result<(), EngineError> {
        self.run.state.fold(&event)?;
        events.push(event);
        Ok(())
    }

    /// Begins an act: decides again now that more is known, and says what it is about to do.
    fn start(
        &mut self,
        at: usize,
        events: &mut Vec<Event>,
        calls: &mut Vec<Call>,
    ) -> Result<(), EngineError> {
        let (step, act) = (self.step(at), self.operations[at].act.clone());
        let prepared = match &act {
            Act::Forget => {
                self.fold(Event::Forgotten { address: step.address.clone() }, events)?;
                self.began.insert(at, Instant::now());
                self.finished(at, None);
                return Ok(());
            }
            Act::Delete(id) => self.prepare_delete(step, id),
            Act::Settle => Ok((Intent::Settle { id: step.id.clone().unwrap_or_default() }, None)),
            Act::Create | Act::Adopt | Act::Update => {
                self.prepare_declared(step, &act).map(|(intent, inputs)| (intent, Some(inputs)))
            }
        };
        let (intent, inputs) = match prepared {
            Ok(prepared) => prepared,
            Err(Obstacle::Unneeded) => {
                self.tell(Progress::Unneeded { address: step.address.clone() });
                self.schedule.done(at);
                return Ok(());
            }
            Err(Obstacle::Fails { message, hint }) => {
                self.failed(at, message, hint);
                return Ok(());
            }
        };
        if step.kind.local {
            return self.keep(at, step, intent, events);
        }
        let number = self.run.state.serial + 1;
        let address = step.address.clone();
        let call = self.call(at, number, step, &intent, inputs);
        self.fold(Event::Intended { step: number, address: address.clone(), intent }, events)?;
        self.began.insert(at, Instant::now());
        self.tell(Progress::Started { address, act });
        calls.push(call);
        Ok(())
    }

    /// Does an act on a resource that the engine keeps without a cloud: one event, and it is done.
    fn keep(
        &mut self,
        at: usize,
        step: &Step,
        intent: Intent,
        events: &mut Vec<Event>,
    ) -> Result<(), EngineError> {
        let address = step.address.clone();
        let (id, event) = match intent {
            Intent::Create { token, wanted } => {
                let id: Arc<str> = step.kind.id.replace("{hex:17}", &token[..17]).into();
                (Arc::clone(&id), Event::Kept { address, id, wanted })
            }
            Intent::Update { id, wanted } => (Arc::clone(&id), Event::Kept { address, id, wanted }),
            Intent::Delete { id } => (Arc::clone(&id), Event::Dropped { address, id }),
            Intent::Adopt { .. } | Intent::Settle { .. } => {
                let message =
                    format!("{} is kept without a cloud: there is nothing to adopt", step.kind.name);
                self.failed(at, message, Some("remove `.import(…)` from its declaration".to_owned()));
                return Ok(());
            }
        };
        self.fold(event, events)?;
        self.began.insert(at, Instant::now());
        self.finished(at, Some(id.to_string()));
        Ok(())
    }

    fn prepare_delete(&self, step: &Step, id: &Arc<str>) -> Result<(Intent, Option<Map>), Obstacle> {
        let Some(resource) = self.run.state.resources.get(&step.address) else {
            return Err(Obstacle::Unneeded);
        };
        let object = resource.current.iter().chain(&resource.deposed).find(|object| object.id == *id);
        let Some(object) = object else { return Err(Obstacle::Unneeded) };
        let is_current = resource.current.as_ref().is_some_and(|current| current.id == *id);
        // The replacement turned out not to be needed, so the old one stays.
        let stays =
            is_current && step.action == Action::Replace(ironwright_core::kind::Replacement::CreateFirst);
        if stays {
            return Err(Obstacle::Unneeded);
        }
        Ok((Intent::Delete { id: Arc::clone(id) }, Some(object.inputs.clone())))
    }

    fn prepare_declared(&self, step: &Step, act: &Act) -> Result<(Intent, Map), Obstacle> {
        let decision = self.decide(step)?;
        let object = self.run.state.object(&step.address);
        let inputs = decision.wanted.inputs.clone();
        let wanted = decision.wanted.clone();
        match (decision.action, object) {
            (Action::Create, _) => {
                let token = self.token(&step.address);
                Ok((Intent::Create { token, wanted }, inputs))
            }
            (Action::Adopt, _) => {
                let node = self.graph.get(&step.address);
                let id = node.and_then(|node| node.options.import.clone()).unwrap_or_default();
                Ok((Intent::Adopt { id: id.into(), wanted }, inputs))
            }
            (Action::Replace(_), _) if matches!(step.action, Action::Replace(_)) && *act == Act::Create => {
                let token = self.token(&step.address);
                Ok((Intent::Create { token, wanted }, inputs))
            }
            (Action::Replace(_), _) => {
                let reason = decision.changes.iter().find(|change| change.replaces.is_some());
                Err(Obstacle::Fails {
                    message: format!(
                        "would now be replaced, which the plan did not show: {}",
                        reason.map_or_else(String::new, ToString::to_string)
                    ),
                    hint: Some("type the same command again: the new plan shows the replacement".to_owned()),
                })
            }
            (Action::Update, Some(object)) => {
                Ok((Intent::Update { id: Arc::clone(&object.id), wanted }, inputs))
            }
            _ => Err(Obstacle::Unneeded),
        }
    }

    /// The decision about a step, with all that is known now.
    fn decide(&self, step: &Step) -> Result<Decision, Obstacle> {
        let fails = |message: String| Obstacle::Fails { message, hint: None };
        let at = self.graph.position(&step.address).ok_or(Obstacle::Unneeded)?;
        let lookup = |output: &OutputRef| self.look_up(output);
        let inputs = self.graph.evaluate(at, &lookup).map_err(|wrong| fails(wrong.to_string()))?;
        if let Some((name, _)) = inputs.iter().find(|(_, value)| value.has_unknown()) {
            return Err(fails(format!("`{name}` is still not known, although all it depends on is done")));
        }
        let mut found = ironwright_core::Diagnostics::default();
        self.graph.check(at, &inputs, &mut found);
        found.into_result().map_err(|wrong| fails(wrong.to_string()))?;
        let trigger = self.graph.trigger(at, &lookup).map_err(|wrong| fails(wrong.to_string()))?;
        let dependencies = self.graph.dependency_addresses(at);
        let node = &self.graph.nodes()[at];
        if step.action == Action::Adopt
            && let Some(Observation::Present(observed)) = self.observations.get(&step.address)
        {
            // Compared with what is there, so that what the declaration ignores stays as it is.
            let found = adopting::found(step.kind, step.id.as_deref().unwrap_or_default(), observed.clone());
            return Ok(adopting::adopt(node, inputs, trigger, dependencies, &found));
        }
        let object = self.run.state.object(&step.address);
        Ok(decide(node, inputs, trigger, dependencies, object))
    }

    fn look_up(&self, output: &OutputRef) -> Value {
        let kind = self.graph.get(&output.address).map(|node| node.kind);
        match (kind, self.run.state.object(&output.address)) {
            (Some(kind), Some(object)) => output_of(kind, object, output),
            _ => Value::of_later(output),
        }
    }

    /// Names a request so that the same one again makes nothing new.
    fn token(&self, address: &Address) -> String {
        let State { stack, lineage, serial, .. } = &self.run.state;
        // Two stacks of one cloud may name their runs alike: with one token, the second would be given what the first has.
        let text = format!("{stack} {lineage} {} {serial} {address}", self.run.holder.run);
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }

    fn caller(&self, at: usize) -> Caller {
        let step = self.step(at);
        let node = self.graph.get(&step.address);
        let options = &self.run.engine.options;
        Caller {
            at,
            cloud: Arc::clone(&self.run.engine.cloud),
            events: self.run.engine.events.clone(),
            address: step.address.clone(),
            kind: step.kind,
            retry: options.retry,
            wait: node.and_then(|node| node.options.timeout).unwrap_or(options.wait),
        }
    }

    fn call(&self, at: usize, number: u64, step: &Step, intent: &Intent, inputs: Option<Map>) -> Call {
        let (address, kind) = (step.address.clone(), step.kind);
        let veil = &self.run.engine.veil;
        let inputs = veil.reveal(&inputs.unwrap_or_default());
        let caller = self.caller(at);
        match intent {
            Intent::Create { token, .. } => {
                let (stack, token) = (self.run.state.stack.clone(), token.clone());
                caller.create(number, CreateRequest { stack, address, kind, inputs, token })
            }
            Intent::Adopt { id, .. } => caller.adopt(number, Arc::clone(id), inputs),
            Intent::Update { id, .. } => {
                let object = self.run.state.object(&step.address);
                let applied = object.map(|object| veil.reveal(&object.inputs)).unwrap_or_default();
                caller.update(number, UpdateRequest { address, kind, id: Arc::clone(id), inputs, applied })
            }
            Intent::Settle { id } => caller.settle(number, self.settled(&step.address, Arc::clone(id))),
            Intent::Delete { id } => {
                caller.delete(number, DeleteRequest { address, kind, id: Arc::clone(id), inputs })
            }
        }
    }

    /// Takes an answer in: what it says becomes events, and perhaps a wait begins.
    fn take(
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
            Ok(call::Done::Exists(mut existing)) => {
                let wanted = self.wanted_inputs(&address);
                keep_secrets(&mut existing.observed, &wanted);
                let (id, observed) = (existing.id, existing.observed);
                let (shown, ready) = (id.to_string(), step.kind.settles.is_none());
                if !ready {
                    let resource = self.settled(&address, Arc::clone(&id));
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
            Ok(call::Done::Ready(mut observed)) => {
                let wanted = self.wanted_inputs(&address);
                keep_secrets(&mut observed, &wanted);
                let id = self.run.state.object(&address).map(|object| object.id.to_string());
                let took = self.took(at);
                self.fold(Event::Done { step: number, address, observed, took }, events)?;
                self.finished(at, id);
            }
            Ok(call::Done::Deleted(id)) => {
                let took = self.took(at);
                self.fold(Event::Done { step: number, address, observed: Map::new(), took }, events)?;
                self.finished(at, Some(id.to_string()));
            }
            Err(mut error) => {
                if let Some(call) = self.behind_a_sweep(at, number, &error) {
                    calls.push(call);
                    return Ok(());
                }
                if self.unanswered.contains(&at) && !self.is_acknowledged(&address) {
                    error = error.perhaps_done();
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
        Some(Box::pin(async move {
            sweep.carry_out().await;
            call.await
        }))
    }

    /// How long an act under way has taken so far, in milliseconds.
    fn took(&self, at: usize) -> Option<u64> {
        self.began.get(&at).map(|began| u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    /// What is waited for: a resource, and the inputs that it was to have.
    fn settled(&self, address: &Address, id: Arc<str>) -> ReadRequest {
        ReadRequest { id, inputs: self.run.engine.veil.reveal(&self.wanted_inputs(address)) }
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

    fn finished(&mut self, at: usize, id: Option<String>) {
        let (address, act) = (self.step(at).address.clone(), self.operations[at].act.clone());
        let took = self.began.remove(&at).map(|began| began.elapsed()).unwrap_or_default();
        self.tell(Progress::Finished { address: address.clone(), act: act.clone(), id, took });
        self.outcome.done.push((address, act));
        self.schedule.done(at);
    }

    /// Notes a failure and skips what depends on it; everything else goes on.
    fn failed(&mut self, at: usize, message: String, hint: Option<String>) {
        self.began.remove(&at);
        let (because, act) = (self.step(at).address.clone(), self.operations[at].act.clone());
        self.tell(Progress::Failed {
            address: because.clone(),
            act: act.clone(),
            message: message.clone(),
            hint: hint.clone(),
        });
        self.outcome.failed.push(Failure { address: because.clone(), act, message, hint });
        for skipped in self.schedule.failed(at) {
            let (address, act) = (self.step(skipped).address.clone(), self.operations[skipped].act.clone());
            self.tell(Progress::Skipped { address: address.clone(), act, because: because.clone() });
            // A replacement is two acts: it is one step that was not tried, or the one that failed.
            if address != because && self.skipped.insert(address.clone()) {
                self.outcome.skipped.push((address, because.clone()));
            }
        }
    }

    /// Whether an output is of something, and all of that exists.
    fn is_founded(&self, output: &StackOutput) -> bool {
        let (mut any, mut all) = (false, true);
        output.expression.each_output(&mut |reference| {
            any = true;
            all &= self.run.state.object(&reference.address).is_some();
        });
        any && all
    }

    /// Publishes the stack's outputs as far as they are known.
    async fn publish(&mut self) -> Result<(), EngineError> {
        let mut outputs = Map::new();
        for output in self.graph.outputs() {
            let evaluated: Result<Value, Mistake> = output.expression.evaluate(&|o| self.look_up(o));
            let known = evaluated.ok().filter(|value| !value.has_unknown());
            match self.plan.verb {
                Verb::Up => outputs.extend(known.map(|value| (Arc::clone(&output.name), value))),
                // What is still there keeps its outputs.
                Verb::Destroy => {
                    let before = self.run.state.outputs.get(&output.name).filter(|_| self.is_founded(output));
                    outputs.extend(before.map(|value| (Arc::clone(&output.name), value.clone())));
                }
            }
        }
        if outputs == self.run.state.outputs {
            return Ok(());
        }
        self.run.record(&[Event::Published { outputs }]).await
    }
}

/// Waits until the lease is lost.
async fn gone(lost: &mut Option<watch::Receiver<bool>>) {
    if let Some(lost) = lost
        && lost.wait_for(|lost| *lost).await.is_ok()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// What a person can do about an error of a class, where the cloud does not say.
fn advice(class: ErrorClass) -> Option<String> {
    match class {
        ErrorClass::Conflict => Some(
            "what is there is not known to this stack: adopt it with `.import(\"its id\")` on the declaration, or give \
             ours another name"
                .to_owned(),
        ),
        ErrorClass::Transient | ErrorClass::Refused | ErrorClass::Denied | ErrorClass::NotFound => None,
    }
}

fn sentence(error: &CloudError) -> String {
    match error.effect {
        Effect::None => error.to_string(),
        Effect::Unknown => format!("{error} (it may have been done all the same; the next run finds out)"),
    }
}
