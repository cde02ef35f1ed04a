//! The sweep: what has landed late, and what becomes of it?
//!
//! A create whose answer is lost is looked for, and made again when nothing is found. The lost request may still be
//! under way then, and act later: a second VPC, or one that nobody wants any more. So every such request is kept in the
//! state (`Event::Unanswered`) from when its step is over until it can land no more, which
//! [`EngineOptions::landing`](crate::EngineOptions::landing) says. Meanwhile each run looks twice, at its beginning and
//! at its end, for **all** that carries the request's token:
//!
//! - What the state holds, or has held and let go on purpose, stays.
//! - At the beginning of a run, what the program wants and the state lacks is adopted.
//! - Everything else is deleted, and told.
//!
//! A delete needs no intent of its own: the unanswered request is one, and a run that dies in between looks again. A
//! token is looked for only when its step is over, so that nothing is deleted which a step is about to hear of. What
//! lacks the token is never touched.
//!
//! Something that landed late may be in the way before the run's end: it has the name, or holds on to what is to go.
//! An act that fails while requests are unanswered is therefore tried once more behind a sweep.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::journal::Event;
use ironwright_core::state::{Intent, Observation, Wanted};
use ironwright_core::unanswered::Unanswered;
use ironwright_core::{Address, Graph, Kind, Map, State};
use tokio::task::JoinSet;

use crate::at_once::at_once;
use crate::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::recover::left_open;
use crate::refresh::keep_secrets;
use crate::retry::persist;
use crate::run::Run;

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
        let look = || engine.cloud.made_by(self.kind, &self.requests);
        persist(&engine.events, &self.requests[0].address, engine.options.retry.min(PATIENCE), look).await
    }
}

/// What was found.
#[derive(Default)]
struct Landed {
    /// What nobody knows of.
    loose: Vec<(Arc<CreateRequest>, Arc<str>)>,
    /// The tokens of the requests that were looked for.
    looked: Vec<String>,
}

impl Sweep {
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
    pub(crate) async fn carry_out(&self) {
        let landed = self.look().await;
        self.delete(landed.loose).await;
    }

    /// Looks for all kinds at once: every run waits for it while something may still land.
    async fn look(&self) -> Landed {
        let look = |kinded: &Arc<Kinded>| {
            let (engine, kinded) = (self.engine.clone(), Arc::clone(kinded));
            async move { kinded.made(&engine).await }
        };
        let looks = self.kinds.iter().map(look).collect();
        // Whatever comes of it is written down in the same order each time.
        let answers = at_once(self.engine.options.parallelism, looks).await;
        let mut landed = Landed::default();
        for (kinded, answer) in self.kinds.iter().zip(answers) {
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

    /// Deletes what landed late; gives the tokens of what could not be deleted.
    async fn delete(&self, loose: Vec<(Arc<CreateRequest>, Arc<str>)>) -> Vec<String> {
        let (mut deletes, mut left) = (JoinSet::new(), Vec::new());
        for (request, id) in loose {
            if deletes.len() >= self.engine.options.parallelism {
                left.extend(deletes.join_next().await.and_then(Result::ok).flatten());
            }
            deletes.spawn(delete(self.engine.clone(), request, id));
        }
        while let Some(deleted) = deletes.join_next().await {
            left.extend(deleted.ok().flatten());
        }
        left
    }
}

/// Deletes one thing; gives its request's token when that failed.
async fn delete(engine: Engine, request: Arc<CreateRequest>, id: Arc<str>) -> Option<String> {
    let (address, kind, inputs) = (request.address.clone(), request.kind, request.inputs.clone());
    let delete = DeleteRequest { address: address.clone(), kind, id: Arc::clone(&id), inputs };
    let delete_it = || engine.cloud.delete(&delete);
    let patience = engine.options.retry.min(PATIENCE);
    let deleted = match read(&engine, &request, &id).await {
        // Tags outlive what they were on for a while.
        Ok(None) => return None,
        Ok(Some(_)) => persist(&engine.events, &address, patience, delete_it).await,
        Err(error) => Err(error),
    };
    match deleted {
        Ok(()) => {
            engine.events.tell(Progress::Swept { address, id: id.to_string() });
            None
        }
        Err(error) => {
            engine.events.tell(Progress::NotSwept { address, error });
            Some(request.token.clone())
        }
    }
}

/// Reads what a request has made; `None` when it is not there any more.
async fn read(engine: &Engine, request: &CreateRequest, id: &Arc<str>) -> Result<Option<Map>, CloudError> {
    let read = [ReadRequest { id: Arc::clone(id), inputs: request.inputs.clone() }];
    let look = || engine.cloud.read(request.kind, &read);
    let patience = engine.options.retry.min(PATIENCE);
    Ok(match persist(&engine.events, &request.address, patience, look).await?.pop() {
        Some(Observation::Present(observed)) => Some(observed),
        Some(Observation::Gone) | None => None,
    })
}

impl Run {
    /// Looks for what landed late. What a program wants is adopted, where there is one.
    pub(crate) async fn sweep(&mut self, wanted_by: Option<&Graph>) -> Result<(), EngineError> {
        let Some(sweep) = Sweep::of(&self.engine, &self.state) else { return Ok(()) };
        let now = self.engine.clock.now();
        let mut landed = sweep.look().await;
        if let Some(graph) = wanted_by {
            let mut others = Vec::new();
            for (request, id) in landed.loose {
                if !self.adopt_landed(graph, &request, &id).await? {
                    others.push((request, id));
                }
            }
            landed.loose = others;
        }
        let left = sweep.delete(landed.loose).await;
        let window = self.engine.options.landing.as_secs();
        let over = |token: &String| {
            let unanswered = self.state.unanswered.get(&**token);
            unanswered.is_some_and(|it| it.at.saturating_add(window) <= now) && !left.contains(token)
        };
        self.swept
            .extend(landed.looked.iter().filter(|token| over(token)).map(|token| token.as_str().into()));
        Ok(())
    }

    /// Adopts what landed late when the program wants it and nothing is in its place.
    async fn adopt_landed(
        &mut self,
        graph: &Graph,
        request: &CreateRequest,
        id: &Arc<str>,
    ) -> Result<bool, EngineError> {
        let address = &request.address;
        let Some(unanswered) = self.state.unanswered.get(&*request.token) else { return Ok(false) };
        if graph.get(address).is_none() || self.state.resources.contains_key(address) {
            return Ok(false);
        }
        let (token, wanted) = (request.token.clone(), unanswered.wanted.clone());
        // Whoever cannot read it cannot delete it either: that is told, and tried again.
        let Ok(Some(mut observed)) = read(&self.engine, request, id).await else { return Ok(false) };
        keep_secrets(&mut observed, &wanted.inputs);
        let events = self.adoption(address, request.kind, id, token, wanted, observed);
        self.record(&events).await?;
        let finding = format!("{id} landed late: it is adopted");
        self.engine.events.tell(Progress::Recovered { address: address.clone(), finding });
        Ok(true)
    }

    fn adoption(
        &self,
        address: &Address,
        kind: &'static Kind,
        id: &Arc<str>,
        token: String,
        wanted: Wanted,
        observed: Map,
    ) -> Vec<Event> {
        let (step, address, id, ready) =
            (self.state.serial + 1, address.clone(), Arc::clone(id), kind.settles.is_none());
        let intent = Intent::Create { token, wanted };
        let mut events = vec![
            Event::Intended { step, address: address.clone(), intent },
            Event::Acknowledged { step, address: address.clone(), id, observed, ready, took: None },
        ];
        if !ready {
            events.push(left_open(&address, step, "landed late, and is to be waited for"));
        }
        events
    }

    /// Tells how many requests may land after this run.
    pub(crate) fn tell_unanswered(&self) {
        let open = self.state.unanswered.iter().filter(|(token, _)| !self.swept.contains(*token));
        let ends =
            open.map(|(_, unanswered)| unanswered.at.saturating_add(self.engine.options.landing.as_secs()));
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
        stack: state.stack.clone(),
        address: unanswered.address.clone(),
        kind,
        inputs: engine.veil.reveal(&unanswered.wanted.inputs),
        token: token.to_owned(),
    }
}
