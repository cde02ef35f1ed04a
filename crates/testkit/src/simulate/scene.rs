//! A cloud and a store, runs on them, and what must hold afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;

use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Graph, Location, State, Value};
use ironwright_engine::store::{Holder, MemoryStore, Store};
use ironwright_engine::{
    Cancel, Canceller, Clock, Cloud, Engine, EngineError, EngineOptions, Events, Outcome, Progress,
};
use ironwright_rehearsal::{Object, Rehearsal};

use tokio::time::{Instant, sleep};

use super::disturb::Disturbance;
use super::random::Random;
use crate::cut::{CutCloud, CutStore};

/// A cloud and a store for one stack.
pub struct Scene {
    cloud: Arc<Rehearsal>,
    store: MemoryStore,
    runs: usize,
    began: Instant,
    trace: blake3::Hasher,
    /// What left our hands on purpose: `retain`.
    let_go: BTreeSet<String>,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// A scene in which nothing exists.
    pub fn new() -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        let store = MemoryStore::new("simulated");
        let (trace, let_go) = (blake3::Hasher::new(), BTreeSet::new());
        Self { cloud, store, runs: 0, began: Instant::now(), trace, let_go }
    }

    /// The store.
    pub fn store(&self) -> &MemoryStore {
        &self.store
    }

    /// The cloud.
    pub fn cloud(&self) -> &Arc<Rehearsal> {
        &self.cloud
    }

    /// How many runs there were.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// A hash of everything that happened.
    pub fn trace(&self) -> String {
        self.trace.finalize().to_hex()[..32].to_owned()
    }

    /// One run, on a cloud and a store that may give up; how it ended is for the caller to judge.
    ///
    /// # Errors
    /// When the run could not begin, or its journal not be written.
    pub async fn run(
        &mut self,
        cloud: Arc<dyn Cloud>,
        store: &dyn Store,
        graph: &Graph,
        verb: Verb,
        press_after: Option<(u64, bool)>,
    ) -> Result<Outcome, EngineError> {
        self.runs += 1;
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let (events, mut receiver) = Events::channel();
        let clock = virtual_clock(self.began);
        let engine = Engine::new(cloud, ironwright_aws::registry()).with_events(events).with_clock(clock);
        let (canceller, cancel) = match press_after {
            Some(_) => {
                let (canceller, cancel) = Canceller::new();
                (Some(canceller), cancel)
            }
            None => (None, Cancel::never()),
        };
        let work = async {
            let mut run = engine.begin(store, graph, verb.as_str(), holder).await?;
            // The run's own engine tells on; this one must not keep the stream open.
            drop(engine);
            let (plan, observations) = run.plan(graph, verb, &Selection::default()).await?;
            let outcome = run.apply(graph, &plan, &observations, cancel).await?;
            run.end(outcome.word()).await?;
            Ok(outcome)
        };
        let trace = &mut self.trace;
        let listen = async {
            let mut told = 0;
            while let Some(progress) = receiver.recv().await {
                trace.update(format!("{progress:?}").as_bytes());
                let counts = matches!(progress, Progress::Started { .. } | Progress::Finished { .. });
                told += u64::from(counts);
                if let (Some(canceller), Some((after, twice)), true) = (&canceller, press_after, counts)
                    && (told == after || twice && told == after + 1)
                {
                    canceller.press();
                }
            }
        };
        let (result, ()) = tokio::join!(work, listen);
        result
    }

    /// A run in which something goes wrong. Whatever comes of it is allowed.
    pub(super) async fn disturbed_run(&mut self, graph: &Graph, verb: Verb, what: &Disturbance, seed: u64) {
        self.cloud.change_conditions(what.conditions(seed));
        let store = self.store.clone();
        let cloud: Arc<dyn Cloud> = Arc::<Rehearsal>::clone(&self.cloud);
        let ended = match what {
            Disturbance::Dies(writes) | Disturbance::Late(_, Some(writes)) => {
                self.run(cloud, &CutStore::after(store, *writes), graph, verb, None).await
            }
            Disturbance::CutOff(call, cut) => {
                let cloud = Arc::new(CutCloud::after(cloud, *call, *cut));
                self.run(cloud, &store, graph, verb, None).await
            }
            Disturbance::CutOffLate(call, after) => {
                let cloud = Arc::new(CutCloud::landing(Arc::clone(&self.cloud), *call, *after));
                self.run(cloud, &store, graph, verb, None).await
            }
            Disturbance::Cancelled { after, twice } => {
                self.run(cloud, &store, graph, verb, Some((*after, *twice))).await
            }
            Disturbance::Nothing
            | Disturbance::Refused(..)
            | Disturbance::Weather
            | Disturbance::Late(_, None) => self.run(cloud, &store, graph, verb, None).await,
        };
        self.trace.update(format!("{:?}", ended.map(|outcome| outcome.word())).as_bytes());
        self.cloud.change_conditions(what.afterwards(seed));
    }

    /// The same command once more, undisturbed: it must do all that is left.
    ///
    /// # Errors
    /// What was left undone.
    pub async fn plain_run(&mut self, graph: &Graph, verb: Verb) -> Result<(), String> {
        let (cloud, store) = (Arc::<Rehearsal>::clone(&self.cloud), self.store.clone());
        match self.run(cloud, &store, graph, verb, None).await {
            Ok(outcome) if outcome.is_complete() => Ok(()),
            Ok(outcome) => Err(format!("the plain run is not complete: {outcome:?}")),
            Err(error) => Err(format!("the plain run failed: {error}")),
        }
    }

    /// Waits until nothing that was lost can land any more.
    pub async fn wait_for_landings(&self) {
        sleep(EngineOptions::default().landing).await;
    }

    /// What must hold after a plain run: nothing to do, nothing missing, doubled or left over, and a journal that
    /// leads to the state.
    ///
    /// # Errors
    /// What does not hold.
    pub async fn holds(&mut self, graph: &Graph, verb: Verb) -> Result<(), String> {
        let engine = Engine::new(Arc::<Rehearsal>::clone(&self.cloud), ironwright_aws::registry());
        let plan = engine.preview(&self.store, graph, verb, &Selection::default()).await;
        let plan = plan.map_err(|error| format!("the next plan fails: {error}"))?;
        if !plan.is_empty() {
            return Err(format!("the next plan is not empty:\n{plan}"));
        }
        let state = self.store.state();
        self.trace.update(&serde_json::to_vec(&state).unwrap_or_default());
        let mut folded = State::empty(&state.stack, &state.lineage);
        for event in self.store.events() {
            folded.fold(&event).map_err(|illegal| illegal.to_string())?;
        }
        if folded != state {
            return Err("the journal leads to another state".to_owned());
        }
        if !state.unanswered.is_empty() {
            return Err(format!("requests are still thought to be under way: {:?}", state.unanswered));
        }
        for (address, resource) in &state.resources {
            let waits = resource.current.as_ref().is_some_and(|object| object.unsettled);
            if waits || !resource.deposed.is_empty() || resource.pending.is_some() {
                return Err(format!("{address} is not settled: {resource:?}"));
            }
        }
        self.nothing_left_over(&state)
    }

    fn nothing_left_over(&self, state: &State) -> Result<(), String> {
        let objects = self.cloud.objects();
        let by_aws = made_by_aws(&objects);
        let mut known: BTreeSet<String> = BTreeSet::new();
        for (address, resource) in &state.resources {
            let Some(object) = &resource.current else { continue };
            if address.kind() != "builtin.Record"
                && !known.insert(format!("{} {}", address.kind(), object.id))
            {
                return Err(format!("{} is known under two addresses", object.id));
            }
        }
        let mut there: BTreeSet<String> = BTreeSet::new();
        for object in objects.iter().filter(|object| !by_aws.contains(&*object.id)) {
            there.insert(format!("{} {}", object.kind, object.id));
        }
        let left_over: Vec<_> = there.difference(&known).filter(|id| !self.let_go.contains(*id)).collect();
        let missing: Vec<_> = known.difference(&there).collect();
        match (left_over.as_slice(), missing.as_slice()) {
            ([], []) => Ok(()),
            (left_over, missing) => Err(format!("left over: {left_over:?}; missing: {missing:?}")),
        }
    }

    /// Somebody changes or deletes something behind our back, now and then.
    pub(super) fn drift(&mut self, random: &mut Random) -> Option<String> {
        if !random.chance(30) {
            return None;
        }
        let objects: Vec<Object> = self.cloud.objects();
        let leaves: Vec<&Object> = objects
            .iter()
            .filter(|object| ["logs.LogGroup", "ecs.Service", "iam.RolePolicy"].contains(&&*object.kind))
            .collect();
        let object = random.pick(&leaves)?;
        let (kind, id) = (&*object.kind, &*object.id);
        if kind == "logs.LogGroup" && random.chance(50) {
            self.cloud.change_outside(kind, id, "retention_in_days", Value::Int(400)).ok()?;
            return Some(format!("somebody changes {kind} {id}"));
        }
        self.cloud.delete_outside(kind, id).ok()?;
        Some(format!("somebody deletes {kind} {id}"))
    }
}

/// The time of day in a life that begins at some fixed moment.
fn virtual_clock(began: Instant) -> Clock {
    Clock::telling(move || 1_800_000_000 + began.elapsed().as_secs())
}

/// What AWS makes by itself with a VPC.
fn made_by_aws(objects: &[Object]) -> BTreeSet<String> {
    let defaults = ["default_route_table_id", "default_network_acl_id", "default_security_group_id"];
    let vpcs = objects.iter().filter(|object| &*object.kind == "ec2.Vpc");
    vpcs.flat_map(|vpc| {
        defaults.map(|name| vpc.properties.get(name).and_then(Value::as_text).map(str::to_owned))
    })
    .flatten()
    .collect()
}
