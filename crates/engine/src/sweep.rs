//! The sweep: what has landed late, and what becomes of it?
//!
//! A create whose answer is lost is looked for, and made again when nothing is found. The lost request may still be
//! under way then, and act later: a second VPC, or one that nobody wants any more. So every such request is kept in the
//! state (`Event::Unanswered`) from when its step is over until it can land no more, which
//! [`EngineOptions::late_create_window`](crate::EngineOptions::late_create_window) says. Meanwhile each run looks twice, at its beginning and
//! at its end, for **all** that carries the request's token:
//!
//! - What the state holds, or has held and let go on purpose, stays.
//! - What the program wants and the state lacks is adopted.
//! - Everything else is deleted, and told.
//!
//! The first look comes before the plan and changes nothing: what it finds is part of the plan, and acted on when the plan
//! is. A preview shows the same. What the second look finds has landed during the run, and is deleted.
//!
//! A delete needs no intent of its own: the unanswered request is one, and a run that dies in between looks again. A
//! token is looked for only when its step is over, so that nothing is deleted which a step is about to hear of. What
//! lacks the token is never touched.
//!
//! Something that landed late may be in the way before the run's end: it has the name, or holds on to what is to go.
//! An act that fails while requests are unanswered is therefore tried once more behind a sweep.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::journal::Event;
use ironwright_core::plan::{Fate, Landed};
use ironwright_core::state::{Intent, Observation, Wanted};
use ironwright_core::unanswered::Unanswered;
use ironwright_core::{Address, Graph, Kind, Map, State};

use crate::cancel::{Cancel, Urgency};
use crate::cloud::{CloudError, CreateRequest, DeleteRequest, Effect, ReadRequest};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::recover::left_open;
use crate::redacting::of_panic;
use crate::refresh::keep_secrets;
use crate::retry::Retry;
use crate::run::Run;
use crate::tasks::at_once;

/// How long a call of the sweep is made again: the next run sweeps too.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that is to be looked for.
pub(crate) struct Sweep {
    engine: Engine,
    kinds: Vec<Arc<Kinded>>,
}

/// The unanswered requests of one kind.
struct Kinded {
    kind: &'static Kind,
    requests: Vec<CreateRequest>,
    /// For each request, what is not to be touched.
    stays: Vec<Vec<Arc<str>>>,
}

impl Kinded {
    /// All that each request has made.
    async fn made(&self, engine: &Engine) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        let look = || engine.cloud.find_all_by_token(self.kind, &self.requests);
        let patience = engine.options.retry.min(PATIENCE);
        Retry::passing(&engine.events, &self.requests[0].address, patience).persist(look).await
    }
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    /// What the program wants and the state lacks.
    wanted: Vec<Adoption>,
    /// What nobody knows of.
    loose: Vec<(Arc<CreateRequest>, Arc<str>)>,
    /// The tokens of the requests that were looked for.
    looked: Vec<String>,
}

/// Something that landed late, and is to be adopted.
struct Adoption {
    request: Arc<CreateRequest>,
    id: Arc<str>,
    wanted: Wanted,
    observed: Map,
    /// Whether nothing is to be finished or waited for.
    ready: bool,
}

impl Sweep {
    /// Whether any request went unanswered that may still act.
    pub(crate) fn is_due(state: &State) -> bool {
        !state.unanswered.is_empty()
    }

    /// What is to be looked for on behalf of a state; `None` when every request was answered.
    pub(crate) fn of(engine: &Engine, state: &State) -> Option<Self> {
        let mut kinds: BTreeMap<&str, Kinded> = BTreeMap::new();
        for (token, unanswered) in &state.unanswered {
            let Some(kind) = engine.registry.get(unanswered.address.kind()) else { continue };
            let of_kind = || Kinded { kind, requests: Vec::new(), stays: Vec::new() };
            let kinded = kinds.entry(kind.name).or_insert_with(of_kind);
            kinded.requests.push(request(engine, state, token, unanswered, kind));
            kinded.stays.push(unanswered.let_go.clone());
        }
        for kinded in kinds.values_mut() {
            let held: Vec<Arc<str>> = state.held(kinded.kind).cloned().collect();
            kinded.stays.iter_mut().for_each(|stays| stays.extend(held.iter().cloned()));
        }
        let kinds: Vec<Arc<Kinded>> = kinds.into_values().map(Arc::new).collect();
        (!kinds.is_empty()).then(|| Self { engine: engine.clone(), kinds })
    }

    /// Looks, and deletes what nobody knows of.
    pub(crate) async fn carry_out(&self, cancel: &Cancel) {
        if let Some(found) = unless_stopped(cancel, self.look()).await {
            delete(&self.engine, found.loose, cancel).await;
        }
    }

    /// Looks for all kinds at once: every run waits for it while something may still land.
    async fn look(&self) -> Found {
        let look = |kinded: &Arc<Kinded>| {
            let (engine, kinded) = (self.engine.clone(), Arc::clone(kinded));
            async move { kinded.made(&engine).await }
        };
        let looks: Vec<_> = self.kinds.iter().map(look).collect();
        // Whatever comes of it is written down in the same order each time.
        let answers = at_once(self.engine.options.parallelism, looks).await;
        let mut landed = Found::default();
        for (kinded, answer) in self.kinds.iter().zip(answers) {
            let answer = answer.unwrap_or_else(|panicked| {
                Err(of_panic("find", Effect::None, &panicked, &self.engine.redactor))
            });
            let found = match answer {
                Ok(found) => found,
                Err(error) => {
                    let address = kinded.requests[0].address.clone();
                    self.engine.events.tell(Progress::NotSwept { address, error });
                    continue;
                }
            };
            for ((request, stays), ids) in kinded.requests.iter().zip(&kinded.stays).zip(found) {
                let request_too = Arc::new(request.clone());
                let loose = ids.into_iter().filter(|id| !stays.contains(id));
                landed.loose.extend(loose.map(|id| (Arc::clone(&request_too), id)));
                landed.looked.push(request.token.clone());
            }
        }
        landed
    }
}

/// Looks, unless a person asks to stop.
async fn unless_stopped<T>(cancel: &Cancel, look: impl Future<Output = T>) -> Option<T> {
    let mut cancel = cancel.clone();
    tokio::select! {
        biased;
        _ = cancel.beyond(Urgency::GoOn) => None,
        found = look => Some(found),
    }
}

/// Deletes what landed late; gives the tokens of what could not be deleted.
async fn delete(
    engine: &Engine,
    loose: Vec<(Arc<CreateRequest>, Arc<str>)>,
    cancel: &Cancel,
) -> BTreeSet<String> {
    let deletes = loose.iter().map(|(request, id)| {
        let (engine, request, id) = (engine.clone(), Arc::clone(request), Arc::clone(id));
        delete_one(engine, request, id, cancel.clone())
    });
    let deletes: Vec<_> = deletes.collect();
    let ended = at_once(engine.options.parallelism, deletes).await;
    let mut left = BTreeSet::new();
    for ((request, _), ended) in loose.iter().zip(ended) {
        let outcome = ended
            .unwrap_or_else(|panicked| Err(of_panic("delete", Effect::Unknown, &panicked, &engine.redactor)));
        if let Err(error) = outcome {
            engine.events.tell(Progress::NotSwept { address: request.address.clone(), error });
            left.insert(request.token.clone());
        }
    }
    left
}

async fn delete_one(
    engine: Engine,
    request: Arc<CreateRequest>,
    id: Arc<str>,
    cancel: Cancel,
) -> Result<(), CloudError> {
    let (address, kind, inputs) = (request.address.clone(), request.kind, request.inputs.clone());
    // Tags outlive what they were on for a while.
    if read(&engine, &request, &id).await?.is_none() {
        return Ok(());
    }
    let delete = DeleteRequest { address: address.clone(), kind, id: Arc::clone(&id), inputs };
    let passing = Retry::passing(&engine.events, &address, engine.options.retry.min(PATIENCE));
    Retry { cancel, ..passing }.persist(|| engine.cloud.delete(&delete)).await?;
    engine.events.tell(Progress::Swept { address, id: id.to_string() });
    Ok(())
}

/// Reads what a request has made; `None` when it is not there any more.
async fn read(engine: &Engine, request: &CreateRequest, id: &Arc<str>) -> Result<Option<Map>, CloudError> {
    let read = [ReadRequest { id: Arc::clone(id), inputs: request.inputs.clone() }];
    let look = || engine.cloud.read(request.kind, &read);
    let passing = Retry::passing(&engine.events, &request.address, engine.options.retry.min(PATIENCE));
    Ok(match passing.persist(look).await?.pop() {
        Some(Observation::Present(observed)) => Some(observed),
        Some(Observation::Gone) | None => None,
    })
}

impl Found {
    /// Looks for what has landed late, on behalf of a program and a state. It changes nothing.
    pub(crate) async fn look(engine: &Engine, state: &State, graph: &Graph) -> Self {
        let Some(sweep) = Sweep::of(engine, state) else { return Self::default() };
        let mut found = sweep.look().await;
        let mut taken: BTreeSet<Address> = BTreeSet::new();
        let mut others = Vec::new();
        for (request, id) in std::mem::take(&mut found.loose) {
            let address = &request.address;
            let lacks = graph.get(address).is_some() && !state.resources.contains_key(address);
            let unanswered =
                state.unanswered.get(&*request.token).filter(|_| lacks && !taken.contains(address));
            // Whoever cannot read it cannot delete it either: that is told, and tried again.
            let read = match unanswered {
                Some(unanswered) => {
                    read(engine, &request, &id).await.ok().flatten().map(|it| (unanswered, it))
                }
                None => None,
            };
            if let Some((unanswered, mut observed)) = read {
                let wanted = unanswered.wanted.clone();
                keep_secrets(&mut observed, &wanted.inputs);
                taken.insert(address.clone());
                let ready = request.kind.ready_when.is_none() && !engine.cloud.finishes(request.kind);
                found.wanted.push(Adoption { request, id, wanted, observed, ready });
            } else {
                others.push((request, id));
            }
        }
        found.loose = others;
        found
    }

    /// The state as it is when what landed late is adopted.
    pub(crate) fn adopted<'a>(&self, state: &'a State) -> Result<Cow<'a, State>, EngineError> {
        if self.wanted.is_empty() {
            return Ok(Cow::Borrowed(state));
        }
        let mut state = state.clone();
        for adoption in &self.wanted {
            adoption.events(state.serial + 1).iter().try_for_each(|event| state.fold(event))?;
        }
        Ok(Cow::Owned(state))
    }

    /// What a plan says of it.
    pub(crate) fn planned(&self) -> Vec<Landed> {
        let landed = |request: &CreateRequest, id: &Arc<str>, fate| Landed {
            address: request.address.clone(),
            id: Arc::clone(id),
            fate,
        };
        let wanted = self.wanted.iter().map(|it| landed(&it.request, &it.id, Fate::Adopt));
        wanted.chain(self.loose.iter().map(|(request, id)| landed(request, id, Fate::Delete))).collect()
    }

    /// The tokens that were looked for, and of which nothing is left to be done.
    fn resolved(&self) -> impl Iterator<Item = &String> {
        let open = |token: &&String| {
            self.wanted.iter().any(|it| it.request.token == **token)
                || self.loose.iter().any(|(request, _)| request.token == **token)
        };
        self.looked.iter().filter(move |token| !open(token))
    }
}

impl Adoption {
    /// The events that make it ours.
    fn events(&self, step: u64) -> Vec<Event> {
        let address = self.request.address.clone();
        let intent = Intent::Create { token: self.request.token.clone(), wanted: self.wanted.clone() };
        let mut events = vec![
            Event::Intended { step, address: address.clone(), intent },
            Event::Acknowledged {
                step,
                address: address.clone(),
                id: Arc::clone(&self.id),
                observed: self.observed.clone(),
                ready: self.ready,
                took: None,
            },
        ];
        if !self.ready {
            events.push(left_open(&address, step, "landed late, and is to be finished"));
        }
        events
    }
}

impl Run {
    /// Takes in what the look before the plan has found: what is left to be done waits for the plan to be carried out.
    pub(crate) fn looked(&mut self, found: Found) {
        let over: Vec<Arc<str>> =
            found.resolved().filter(|token| self.is_over(token)).map(|it| (**it).into()).collect();
        self.swept.extend(over);
        self.landed = found;
    }

    /// Adopts and deletes what the plan says has landed late.
    pub(crate) async fn clear_landed(&mut self, cancel: &Cancel) -> Result<(), EngineError> {
        let Found { wanted, loose, looked } = std::mem::take(&mut self.landed);
        for adoption in &wanted {
            self.record(&adoption.events(self.state.serial + 1)).await?;
            let (address, id) = (adoption.request.address.clone(), &adoption.id);
            let finding = format!("{id} landed late: it is adopted");
            self.engine.events.tell(Progress::Recovered { address, finding });
        }
        let left = delete(&self.engine, loose, cancel).await;
        self.swept_but(looked, &left);
        Ok(())
    }

    /// Looks for what has landed during the run, and deletes it.
    pub(crate) async fn sweep(&mut self, cancel: &Cancel) {
        let Some(sweep) = Sweep::of(&self.engine, &self.state) else { return };
        let Some(found) = unless_stopped(cancel, sweep.look()).await else { return };
        let left = delete(&self.engine, found.loose, cancel).await;
        self.swept_but(found.looked, &left);
    }

    fn swept_but(&mut self, looked: Vec<String>, left: &BTreeSet<String>) {
        let over = looked.into_iter().filter(|token| !left.contains(token) && self.is_over(token));
        let over: Vec<Arc<str>> = over.map(Arc::from).collect();
        self.swept.extend(over);
    }

    /// Whether a request can land no more.
    fn is_over(&self, token: &str) -> bool {
        let window = self.engine.options.late_create_window.as_secs();
        let unanswered = self.state.unanswered.get(token);
        unanswered.is_some_and(|it| it.at.saturating_add(window) <= self.engine.clock.now())
    }

    /// Tells of the requests that may land after this run: those of which nothing is there yet, and those that this run
    /// itself has had no answer to. Others were told of by the run that resolved them.
    pub(crate) fn tell_unanswered(&self, before: &BTreeSet<Arc<str>>) {
        let is_open = |token: &Arc<str>, unanswered: &Unanswered| {
            !self.swept.contains(token)
                && (!before.contains(token) || self.state.object(&unanswered.address).is_none())
        };
        let open = self.state.unanswered.iter().filter(|(token, unanswered)| is_open(token, unanswered));
        let ends = open.map(|(_, unanswered)| {
            unanswered.at.saturating_add(self.engine.options.late_create_window.as_secs())
        });
        let ends: Vec<u64> = ends.collect();
        if let Some(last) = ends.iter().max() {
            let within = Duration::from_secs(last.saturating_sub(self.engine.clock.now()));
            self.engine.events.tell(Progress::Unanswered { requests: ends.len(), within });
        }
    }
}

fn request(
    engine: &Engine,
    state: &State,
    token: &str,
    unanswered: &Unanswered,
    kind: &'static Kind,
) -> CreateRequest {
    CreateRequest {
        stack: state.instance().to_string(),
        address: unanswered.address.clone(),
        kind,
        inputs: engine.redactor.reveal(&unanswered.wanted.inputs),
        token: token.to_owned(),
    }
}
