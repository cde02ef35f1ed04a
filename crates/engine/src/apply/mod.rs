//! The apply loop: ready acts are started as many at once as the parallelism says, longest remaining path first; each intent is durable
//! before its call, each result before any dependent starts.
//!
//! One coordinator owns state and journal; calls run beside it and come back as messages. What is ready at once is
//! journaled at once: the results that came in and the intents that they release are one write.
//!
//! - `schedule.rs` knows which act may start next.
//! - `prepare.rs` decides again what an act is to do, now that all it depends on is done.
//! - `call.rs` makes one call on the cloud, again where an error may pass, and waits.
//! - `answers.rs` makes events of what came back.
//! - `outcome.rs` says how it went.

mod answers;
mod call;
mod outcome;
mod prepare;
mod schedule;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::expression::Mistake;
use ironwright_core::journal::Event;
use ironwright_core::kind::Replacement;
use ironwright_core::path::Path;
use ironwright_core::plan::{Act, Action, Operation, Plan, Step, Verb};
use ironwright_core::stack::StackOutput;
use ironwright_core::state::{Intent, Observations, ResourceState};
use ironwright_core::{Address, Graph, Map, Value};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::cancel::{Cancel, Urgency};
use crate::cloud::{CreateRequest, DeleteRequest, Effect, UpdateRequest};
use crate::error::EngineError;
use crate::progress::Progress;
use crate::redacting::of_panic;
use crate::run::Run;
use crate::sweep::Sweep;
use crate::tasks::{Panicked, Tasks};
use call::{Answer, Call, Caller};
use prepare::Obstacle;
use schedule::Schedule;

pub use outcome::{Failure, Outcome};

/// How many events one write to the journal holds at most.
const BATCH: usize = 4096;

/// A plan being carried out.
pub(crate) struct Apply<'a> {
    run: &'a mut Run,
    graph: &'a Graph,
    plan: &'a Plan,
    observations: &'a Observations,
    operations: Vec<Operation>,
    schedule: Schedule,
    /// By operation and the journal's number of the step.
    calls: Tasks<(usize, u64), Answer>,
    cancel: Cancel,
    /// When each act under way began.
    began: HashMap<usize, Instant>,
    /// Acts of which a create was sent that was never answered.
    unanswered: HashSet<usize>,
    /// Acts that were tried again after a sweep.
    swept: HashSet<usize>,
    skipped: HashSet<Address>,
    outcome: Outcome,
}

impl<'a> Apply<'a> {
    pub(crate) fn new(
        run: &'a mut Run,
        graph: &'a Graph,
        plan: &'a Plan,
        observations: &'a Observations,
        cancel: Cancel,
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
            calls: Tasks::new(),
            cancel,
            began: HashMap::new(),
            unanswered: HashSet::new(),
            swept: HashSet::new(),
            skipped: HashSet::new(),
            outcome: Outcome::default(),
        }
    }

    pub(crate) async fn carry_out(mut self) -> Result<Outcome, EngineError> {
        let began = Instant::now();
        let mut cancel = self.cancel.clone();
        let mut urgency = cancel.urgency();
        self.tell(Progress::Applying { total: self.operations.len() });
        let mut answers: Vec<Answer> = Vec::new();
        let mut lost = self.run.lost();
        loop {
            let (mut events, mut calls) = (Vec::new(), Vec::new());
            for answer in answers.drain(..) {
                self.take(answer, &mut events, &mut calls)?;
            }
            let parallelism = self.run.engine.options.parallelism;
            while urgency == Urgency::GoOn
                && self.calls.len() + calls.len() < parallelism
                && events.len() < BATCH
            {
                let Some(at) = self.schedule.next() else { break };
                self.start(at, &mut events, &mut calls)?;
            }
            if !events.is_empty() {
                self.run.write(&events).await?;
                self.tell_remaining();
            }
            for Call { at, number, doing } in calls {
                self.calls.begin((at, number), doing);
            }
            if self.calls.is_empty() {
                if urgency == Urgency::GoOn && self.schedule.has_ready() {
                    continue;
                }
                break;
            }
            tokio::select! {
                biased;
                Some(ended) = self.calls.next() => answers.push(self.answer(ended)),
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
            while let Some(ended) = self.calls.try_next() {
                answers.push(self.answer(ended));
            }
        }
        self.calls.abort_all();
        let under_way = self.began.keys().map(|&at| self.step(at).address.clone()).collect();
        self.outcome.under_way = under_way;
        self.outcome.under_way.sort();
        self.outcome.left += self.schedule.left();
        self.publish().await?;
        self.outcome.took = began.elapsed();
        Ok(self.outcome)
    }

    /// What came of a call; one that panicked may have acted.
    fn answer(&self, ended: ((usize, u64), Result<Answer, Panicked>)) -> Answer {
        let ((at, number), ended) = ended;
        ended.unwrap_or_else(|panicked| {
            let error = of_panic("call", Effect::Unknown, &panicked, &self.run.engine.redactor);
            Answer { at, number, unanswered: false, result: Err(error) }
        })
    }

    fn tell(&self, progress: Progress) {
        self.run.engine.events.tell(progress);
    }

    /// Tells how long the rest will take, where earlier runs have taught what acts take.
    fn tell_remaining(&mut self) {
        let running = self.began.iter().map(|(&at, began)| (at, began.elapsed()));
        if let Some(estimate) = self.schedule.remaining(running, self.run.engine.options.parallelism) {
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
            Act::Release(id) => {
                let address = step.address.clone();
                let resource = self.run.state.resources.get(&address);
                let goes_first = step.action == Action::Replace(Replacement::DeleteFirst);
                let held = |it: &ResourceState| {
                    let current = it.current.iter().filter(|_| goes_first);
                    current.chain(&it.deposed).any(|object| object.id == *id)
                };
                // The replacement turned out not to be needed, so the old one stays ours.
                if !resource.is_some_and(held) {
                    self.tell(Progress::Unneeded { address });
                    self.schedule.done(at);
                    return Ok(());
                }
                self.fold(Event::Dropped { address, id: Arc::clone(id) }, events)?;
                self.began.insert(at, Instant::now());
                self.finished(at, Some(id.to_string()));
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

    fn caller(&self, at: usize) -> Caller {
        let step = self.step(at);
        let node = self.graph.get(&step.address);
        let options = &self.run.engine.options;
        // What has left the program says no more how long it may take, and has said it before.
        let remembered = || self.run.state.resources.get(&step.address)?.remembered.timeout;
        let timeout = match node {
            Some(node) => node.options.timeout,
            None => remembered().map(Duration::from_secs),
        };
        // What landed late may be what an act waits for: then a sweep comes before the long wait.
        let sweeps_first = !self.swept.contains(&at) && Sweep::is_due(&self.run.state);
        let blocked = if sweeps_first { options.retry } else { timeout.unwrap_or(options.blocked) };
        Caller {
            at,
            cloud: Arc::clone(&self.run.engine.cloud),
            events: self.run.engine.events.clone(),
            address: step.address.clone(),
            kind: step.kind,
            retry: options.retry,
            blocked,
            wait: timeout.unwrap_or(options.wait),
            cancel: self.cancel.clone(),
        }
    }

    fn call(&self, at: usize, number: u64, step: &Step, intent: &Intent, inputs: Option<Map>) -> Call {
        let (address, kind) = (step.address.clone(), step.kind);
        let redactor = &self.run.engine.redactor;
        let inputs = redactor.reveal(&inputs.unwrap_or_default());
        let caller = self.caller(at);
        match intent {
            Intent::Create { token, .. } => {
                let (stack, token) = (self.run.state.instance().to_string(), token.clone());
                caller.create(number, CreateRequest { stack, address, kind, inputs, token })
            }
            Intent::Adopt { id, .. } => {
                let ignored = self.ignored(&address).to_vec();
                caller.adopt(number, Arc::clone(id), inputs, ignored)
            }
            Intent::Update { id, .. } => {
                let object = self.run.state.object(&step.address);
                let applied = object.map(|object| redactor.reveal(&object.inputs)).unwrap_or_default();
                let ignored = self.ignored(&address).to_vec();
                let id = Arc::clone(id);
                caller.update(number, UpdateRequest { address, kind, id, inputs, applied, ignored })
            }
            Intent::Settle { id } => caller.settle(number, self.settled(&step.address, Arc::clone(id), None)),
            Intent::Delete { id } => {
                caller.delete(number, DeleteRequest { address, kind, id: Arc::clone(id), inputs })
            }
        }
    }

    /// The places of a resource that others decide on.
    fn ignored(&self, address: &Address) -> &'a [Path] {
        self.graph.get(address).map(|node| node.paths.ignore.as_slice()).unwrap_or_default()
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

    fn finished(&mut self, at: usize, id: Option<String>) {
        let (address, act) = (self.step(at).address.clone(), self.operations[at].act.clone());
        let took = self.began.remove(&at).map(|began| began.elapsed()).unwrap_or_default();
        self.tell(Progress::Finished { address: address.clone(), act: act.clone(), id, took });
        self.outcome.done.push((address, act));
        self.schedule.done(at);
    }

    /// Leaves an act to the next run, because a person asked to stop while it was waited for or was to be tried again.
    fn give_up(&mut self, at: usize) {
        self.began.remove(&at);
        let (address, act) = (self.step(at).address.clone(), self.operations[at].act.clone());
        self.tell(Progress::GivenUp { address, act });
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
