//! A cloud and a store, runs on them, and what must hold afterwards.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Graph, Location, State, Value};
use ironwright_engine::store::{DurableStore, Holder, StoreError, View as _};
use ironwright_engine::{
    Cancel, Canceller, Clock, Cloud, Engine, EngineError, EngineOptions, Events, Outcome, Progress,
};
use ironwright_rehearsal::{Object, Rehearsal};

use tokio::time::{Instant, sleep};

use super::disturb::{Crowd, Disturbance};
use super::place::{Place, store};
use super::random::Random;
use crate::account::{Account, Ignored};
use crate::canaries;
use crate::cut::CutCloud;
use crate::death::Cut;
use crate::disk::SimulatedDisk;
use crate::ledger::{SharedLedger, Watched};
use crate::machine::{Body, Machine};
use crate::objects::Bucket;
use crate::settled::settled;

/// By how much the clock of a machine may be wrong, either way, in seconds.
const SKEW: u64 = 120;

/// A cloud and a store for one stack.
pub(super) struct Scene {
    cloud: Arc<Rehearsal>,
    place: Place,
    ledger: SharedLedger,
    seed: u64,
    runs: usize,
    began: Instant,
    trace: blake3::Hasher,
    /// What was told since the last change.
    told: String,
}

/// What is asked of a run.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) graph: &'a Graph,
    /// The program before the last change, for a run that does not know of it.
    pub(super) old: &'a Graph,
    pub(super) verb: Verb,
    pub(super) selection: &'a Selection,
}

/// One run: what is asked for, and on what it runs.
struct Running<'a> {
    graph: &'a Graph,
    verb: Verb,
    selection: Selection,
    number: usize,
    clock: Clock,
    body: Body,
    machine: Arc<Machine>,
    /// What it is told of the cloud, where that is not what the machine is.
    cloud: Option<Arc<dyn Cloud>>,
    ledger: SharedLedger,
    press_after: Option<(u64, bool)>,
    /// Whether its plan is looked at before it is carried out, and what is seen then.
    is_reviewed: bool,
    reviewed: Mutex<String>,
}

impl Running<'_> {
    /// How it ended, unless its machine died, and all that it told.
    async fn go(self) -> (Option<Result<Outcome, EngineError>>, String) {
        let (events, mut receiver) = Events::channel();
        let (canceller, cancel) = Canceller::new();
        let cancel = if self.press_after.is_some() { cancel } else { Cancel::never() };
        let mut trace = String::new();
        let body = self.body.clone();
        let listen = async {
            let mut told = 0;
            while let Some(progress) = receiver.recv().await {
                let _ = writeln!(trace, "{progress:?}");
                let counts = matches!(progress, Progress::Started { .. } | Progress::Finished { .. });
                told += u64::from(counts);
                if let (Some((after, twice)), true) = (self.press_after, counts)
                    && (told == after || twice && told == after + 1)
                {
                    canceller.press();
                }
            }
        };
        let work = async {
            tokio::select! {
                biased;
                () = self.machine.died() => None,
                said = self.work(events, cancel) => Some(said),
            }
        };
        let (said, ()) = tokio::join!(work, listen);
        trace.push_str(&self.reviewed.lock().unwrap_or_else(PoisonError::into_inner));
        (said.filter(|_| !body.is_dead()), trace)
    }

    async fn work(&self, events: Events, cancel: Cancel) -> Result<Outcome, EngineError> {
        let cloud = self.cloud.clone().unwrap_or_else(|| Arc::<Machine>::clone(&self.machine));
        let engine = Engine::new(cloud, ironwright_aws::registry());
        let engine = engine.with_events(events).with_clock(self.clock.clone());
        let store = Watched { store: store(&self.body), ledger: self.ledger.clone() };
        let holder = Holder { run: format!("run-{}", self.number), ..Holder::default() };
        let mut run = engine.begin(&store, self.graph, self.verb.as_str(), holder).await?;
        // The run's own engine tells on; this one must not keep the stream open.
        drop(engine);
        let (plan, observations) = run.plan(self.graph, self.verb, &self.selection).await?;
        if self.is_reviewed {
            self.reviewed.lock().unwrap_or_else(PoisonError::into_inner).push_str(&canaries::reviewed(&plan));
        }
        let outcome = run.apply(self.graph, &plan, &observations, cancel).await?;
        run.end(outcome.word()).await?;
        Ok(outcome)
    }
}

impl Scene {
    /// A scene in which nothing exists.
    pub(super) fn new(seed: u64, in_a_bucket: bool) -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        let place = if in_a_bucket {
            Place::Bucket(Bucket::default())
        } else {
            Place::Disk(SimulatedDisk::default())
        };
        let (ledger, trace) = (SharedLedger::default(), blake3::Hasher::new());
        Self { cloud, place, ledger, seed, runs: 0, began: Instant::now(), trace, told: String::new() }
    }

    /// How many runs there were.
    pub(super) fn runs(&self) -> usize {
        self.runs
    }

    /// A hash of everything that happened.
    pub(super) fn trace(&self) -> String {
        self.trace.finalize().to_hex()[..32].to_owned()
    }

    /// A run on a machine of its own.
    fn running<'a>(&mut self, graph: &'a Graph, verb: Verb, cut: Option<&Cut>, stormy: bool) -> Running<'a> {
        self.runs += 1;
        let number = self.runs;
        let body = self.place.body(stormy, self.seed.wrapping_mul(1_000).wrapping_add(number as u64));
        Place::doom(&body, cut);
        let call = match cut {
            Some(Cut::Call(at, fate)) => Some((*at, *fate)),
            Some(Cut::Disk(..)) | None => None,
        };
        let machine = Arc::new(Machine::new(Arc::clone(&self.cloud), body.clone(), call));
        let skew = if stormy { Random::new(self.seed ^ number as u64).below(2 * SKEW) } else { SKEW };
        let (began, ledger) = (self.began, self.ledger.clone());
        let clock = Clock::telling(move || 1_800_000_000 - SKEW + skew + began.elapsed().as_secs());
        // Not each: rendering takes as long as planning.
        let is_reviewed = (self.seed + number as u64).is_multiple_of(8);
        let (cloud, press_after, reviewed) = (None, None, Mutex::default());
        let selection = Selection::default();
        Running {
            graph,
            verb,
            selection,
            number,
            clock,
            body,
            machine,
            cloud,
            ledger,
            press_after,
            is_reviewed,
            reviewed,
        }
    }

    /// A run in which something goes wrong. Whatever comes of it is allowed, but for a secret that is shown.
    ///
    /// # Errors
    /// Where one is.
    pub(super) async fn disturbed_run(
        &mut self,
        asked: &Asked<'_>,
        what: &Disturbance,
    ) -> Result<(), String> {
        let Asked { graph, old, verb, selection } = *asked;
        canaries::hidden("what was told", self.told.as_bytes())?;
        self.trace.update(self.told.as_bytes());
        self.told.clear();
        self.cloud.change_conditions(what.conditions(self.seed));
        let cut = match what {
            Disturbance::Dies(cut) | Disturbance::Late(_, Some(cut)) => Some(*cut),
            Disturbance::Crowded(crowd) => crowd.dies.map(|(cut, _)| cut),
            Disturbance::Nothing
            | Disturbance::CutOff(..)
            | Disturbance::CutOffLate(..)
            | Disturbance::Cancelled { .. }
            | Disturbance::Refused(..)
            | Disturbance::Weather
            | Disturbance::Late(_, None) => None,
        };
        if let Disturbance::Crowded(crowd) = what {
            let (graphs, cut) = ((graph, old), cut.as_ref());
            self.two_at_once(graphs, verb, crowd, cut).await;
        } else {
            let mut running = self.running(graph, verb, cut.as_ref(), true);
            running.selection = selection.clone();
            match what {
                Disturbance::CutOff(call, cut) => {
                    let machine = Arc::<Machine>::clone(&running.machine);
                    running.cloud = Some(Arc::new(CutCloud::after(machine, *call, *cut)));
                }
                Disturbance::CutOffLate(call, after) => {
                    let cloud = CutCloud::landing(Arc::clone(&self.cloud), *call, *after);
                    running.cloud = Some(Arc::new(cloud));
                }
                Disturbance::Cancelled { after, twice } => running.press_after = Some((*after, *twice)),
                Disturbance::Nothing
                | Disturbance::Dies(_)
                | Disturbance::Refused(..)
                | Disturbance::Weather
                | Disturbance::Late(..)
                | Disturbance::Crowded(_) => {}
            }
            let (ended, told) = running.go().await;
            self.note(ended, &told);
        }
        // Whatever a dead machine had begun is dropped.
        tokio::task::yield_now().await;
        self.cloud.change_conditions(what.afterwards(self.seed));
        self.place.recover(cut.as_ref())
    }

    /// Two runs, of which one may stand still, have its lease broken, or die.
    async fn two_at_once(
        &mut self,
        (graph, other): (&Graph, &Graph),
        verb: Verb,
        crowd: &Crowd,
        cut: Option<&Cut>,
    ) {
        let first_dies = crowd.dies.is_some_and(|(_, first)| first);
        let first = self.running(graph, verb, cut.filter(|_| first_dies), true);
        let other = if crowd.old_program { other } else { graph };
        let second = self.running(other, verb, None, true);
        let (sleeper, body) = (first.body.clone(), second.body.clone());
        let dies = cut.filter(|_| !first_dies).copied();
        let late = async {
            sleep(crowd.after).await;
            if let Body::Objects(objects) = &sleeper {
                objects.stand_still(crowd.still);
            }
            if crowd.breaks {
                let holder = Holder { run: "breaker".to_owned(), ..Holder::default() };
                let _ = store(&body).break_lease(&holder).await;
            }
            Place::doom(&body, dies.as_ref());
            second.go().await
        };
        let ((ended, told), (other_ended, other_told)) = tokio::join!(first.go(), late);
        self.note(ended, &told);
        self.note(other_ended, &other_told);
    }

    fn note(&mut self, ended: Option<Result<Outcome, EngineError>>, told: &str) {
        self.told.push_str(told);
        let _ = match ended {
            Some(Err(error)) => writeln!(self.told, "{error}\n{error:?}"),
            ended => writeln!(self.told, "{ended:?}"),
        };
    }

    /// The same command once more, undisturbed: it must do all that is left.
    ///
    /// # Errors
    /// What was left undone.
    pub(super) async fn plain_run(&mut self, graph: &Graph, verb: Verb) -> Result<(), String> {
        let outcome = self.run_to_its_end(graph, verb).await?;
        if outcome.is_complete() {
            Ok(())
        } else {
            Err(format!("the plain run is not complete: {outcome:?}"))
        }
    }

    /// The same command once more, of which steps may fail.
    ///
    /// # Errors
    /// When the run itself does.
    pub(super) async fn run_to_its_end(&mut self, graph: &Graph, verb: Verb) -> Result<Outcome, String> {
        let (ended, told) = self.running(graph, verb, None, false).go().await;
        self.told.push_str("the plain run:\n");
        self.told.push_str(&told);
        match ended {
            Some(Ok(outcome)) => Ok(outcome),
            Some(Err(error)) => Err(format!("the plain run failed: {error}")),
            None => Err("the plain run has no end".to_owned()),
        }
    }

    /// Waits until nothing that was lost can land any more, whatever clocks say.
    pub(super) async fn wait_for_landings(&self) {
        sleep(EngineOptions::default().late_create_window + Duration::from_secs(2 * SKEW)).await;
    }

    fn store(&self) -> DurableStore {
        store(&self.place.body(false, self.seed))
    }

    /// Whether requests are thought to be under way.
    pub(super) fn is_unanswered(&self) -> bool {
        !self.ledger.get().state().unanswered.is_empty()
    }

    /// What was told since the last change.
    pub(super) fn told(&self) -> &str {
        &self.told
    }

    /// Somebody brings back an earlier state that knows the same resources, now and then.
    ///
    /// # Errors
    /// When that fails.
    pub(super) async fn restore(&mut self, random: &mut Random) -> Result<Option<String>, String> {
        if !random.chance(12) {
            return Ok(None);
        }
        let (store, back) = (self.store(), random.below(15));
        let now = store.load().await.map_err(text)?;
        let then = match store.at(now.serial.saturating_sub(back)).await {
            Ok(then) => then,
            Err(StoreError::NotKept { .. }) => return Ok(None),
            Err(error) => return Err(text(error)),
        };
        let known = |state: &State| -> Vec<_> {
            let held = state.resources.iter().map(|(address, resource)| {
                let id = resource.current.as_ref().map(|object| Arc::clone(&object.id));
                (address.clone(), id, resource.deposed.len(), resource.pending.is_some())
            });
            held.collect()
        };
        if known(&then) != known(&now) || then.unanswered != now.unanswered {
            return Ok(None);
        }
        let holder = Holder { run: "restore".to_owned(), ..Holder::default() };
        let restored = store.restore(then.serial, now.serial, &holder).await.map_err(text)?;
        self.ledger.get().restored(&restored);
        Ok(Some(format!("state {} is brought back", then.serial)))
    }

    /// What must hold after a plain run: a preview on a fresh read finds nothing, all that was acknowledged is known, and the
    /// account is what an undisturbed life leaves.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) async fn holds(
        &mut self,
        graph: &Graph,
        verb: Verb,
        wanted: &Account,
        ignored: &[Ignored],
    ) -> Result<(), String> {
        let store = self.store();
        let state = store.load().await.map_err(|error| format!("the store cannot be read: {error}"))?;
        let engine = Engine::new(Arc::<Rehearsal>::clone(&self.cloud), ironwright_aws::registry());
        let plan = engine.preview_from(&state, graph, verb, &Selection::default()).await;
        let plan = plan.map_err(|error| format!("the next plan fails: {error}"))?;
        if !plan.is_empty() {
            return Err(format!("the next plan is not empty:\n{plan}"));
        }
        self.trace.update(&serde_json::to_vec(&state).unwrap_or_default());
        let exists = |kind: &str, id: &str| self.cloud.get(kind, id).is_some();
        self.ledger.get().holds(&state, exists)?;
        settled(&state)?;
        Account::of(&self.cloud.objects(), &state).must_equal(wanted, ignored)
    }

    /// What must hold at the end of a life: every journal leads to the next snapshot, and no secret stands in the clear.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) async fn has_a_past(&self) -> Result<(), String> {
        let store = self.store();
        let state = store.load().await.map_err(text)?;
        let folded = store.at(state.serial).await.map_err(text)?;
        if folded != state {
            return Err("the journals lead to another state than the last snapshot".to_owned());
        }
        canaries::hidden("what was told", self.told.as_bytes())?;
        self.place.hides()
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
        // What nobody has asked for may be as it is.
        let asks = object.properties.contains_key("retention_in_days");
        if kind == "logs.LogGroup" && asks && random.chance(50) {
            self.cloud.change_outside(kind, id, "retention_in_days", Value::Int(400)).ok()?;
            return Some(format!("somebody changes {kind} {id}"));
        }
        self.cloud.delete_outside(kind, id).ok()?;
        Some(format!("somebody deletes {kind} {id}"))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is the end of errors")]
fn text(error: StoreError) -> String {
    error.to_string()
}
