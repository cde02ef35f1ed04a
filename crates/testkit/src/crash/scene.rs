//! A scene: a cloud, a disk and a ledger at one moment; runs on them, and what must hold in the end.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Graph, Location, State};
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Holder, View as _};
use ironwright_engine::{Cancel, Clock, Engine, EngineError, Events, Outcome};
use ironwright_rehearsal::{Conditions, Frozen, Rehearsal};
use tokio::time::{Instant, sleep};

use super::cuts::PAUSE;
use crate::account::Account;
use crate::canaries;
use crate::death::{Cut, Effects, Wound};
use crate::disk::{Kept, SimulatedDisk};
use crate::keys::open_vault;
use crate::ledger::{Ledger, SharedLedger, Watched};
use crate::machine::{Body, Machine};

/// So short that a run replaces its journal.
const SHORT: Long = Long { bytes: 3_000, appends: u64::MAX };

/// A scene that is kept, to go on from as often as one likes.
pub(crate) struct Moment {
    world: Frozen,
    seed: u64,
    disk: SimulatedDisk,
    ledger: Ledger,
    /// Seconds since 1970.
    day: u64,
    runs: usize,
}

/// A cloud and a disk, which runs follow each other on.
pub(crate) struct Scene {
    pub(crate) cloud: Arc<Rehearsal>,
    seed: u64,
    disk: SimulatedDisk,
    ledger: SharedLedger,
    began: Instant,
    day: u64,
    runs: usize,
    /// What runs with secrets have told.
    told: String,
    /// Whether a secret stood in what a disk has forgotten since.
    forgotten: Result<(), String>,
}

/// How a run ended.
pub(crate) struct Ended {
    /// What it said, unless the machine died.
    pub(crate) said: Option<Result<Outcome, EngineError>>,
    pub(crate) effects: Effects,
}

impl Scene {
    /// A scene in which nothing exists; the seed decides how long calls take, and so in which order they end.
    pub(crate) fn new(seed: u64) -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        cloud.change_conditions(conditions(seed));
        let (disk, ledger) = (SimulatedDisk::default(), SharedLedger::default());
        Self::of(cloud, seed, disk, ledger, 1_800_000_000, 0)
    }

    /// The scene as it was at a moment.
    pub(crate) fn at(moment: &Moment) -> Self {
        let cloud = Arc::new(Rehearsal::thaw(&moment.world));
        cloud.change_conditions(conditions(moment.seed));
        let (disk, ledger) = (moment.disk.copy(), SharedLedger::of(&moment.ledger));
        Self::of(cloud, moment.seed, disk, ledger, moment.day, moment.runs)
    }

    fn of(
        cloud: Arc<Rehearsal>,
        seed: u64,
        disk: SimulatedDisk,
        ledger: SharedLedger,
        day: u64,
        runs: usize,
    ) -> Self {
        let (began, told, forgotten) = (Instant::now(), String::new(), Ok(()));
        Self { cloud, seed, disk, ledger, began, day, runs, told, forgotten }
    }

    /// This moment.
    pub(crate) fn keep(&self) -> Moment {
        let (world, disk, ledger) = (self.cloud.freeze(), self.disk.copy(), self.ledger.get().clone());
        let day = self.day + self.began.elapsed().as_secs();
        Moment { world, seed: self.seed, disk, ledger, day, runs: self.runs }
    }

    fn store(&self) -> DurableStore {
        let disk = Arc::new(self.disk.clone());
        DurableStore::on_disk(disk, "/store", "crashed").with_vault(open_vault()).with_journals_up_to(SHORT)
    }

    /// One run of a program, and the pause until the next.
    pub(crate) async fn run(&mut self, graph: &Graph, verb: Verb, cut: Option<&Cut>) -> Ended {
        self.runs += 1;
        let call = match cut {
            Some(Cut::Call(at, fate)) => Some((*at, *fate)),
            Some(Cut::Disk(..)) | None => None,
        };
        if let Some((at, trouble)) = cut.and_then(Cut::trouble) {
            self.disk.trouble_at(at, trouble);
        }
        let body = Body::Disk(self.disk.clone());
        let machine = Arc::new(Machine::new(Arc::clone(&self.cloud), body, call));
        let mut has_secret = false;
        graph.each_secret(&mut |_| has_secret = true);
        let (events, mut receiver) = Events::channel();
        let (events, reviewed) = (if has_secret { events } else { Events::ignored() }, Mutex::default());
        let run = self.carry_out(Arc::clone(&machine), graph, verb, events, has_secret.then_some(&reviewed));
        let said = tokio::select! {
            biased;
            () = machine.died() => None,
            said = run => Some(said),
        };
        let said = said.filter(|_| !self.disk.is_dead());
        if has_secret {
            while let Ok(progress) = receiver.try_recv() {
                let _ = writeln!(self.told, "{progress:?}");
            }
            self.told.push_str(&reviewed.into_inner().unwrap_or_else(PoisonError::into_inner));
            let _ = match &said {
                Some(Err(error)) => writeln!(self.told, "{error}\n{error:?}"),
                said => writeln!(self.told, "{said:?}"),
            };
            self.forgotten = self.hides();
        }
        let effects = Effects { calls: machine.calls(), disk: self.disk.effects() };
        self.disk = match cut {
            Some(Cut::Disk(_, _, Wound::Death(_, kept))) => self.disk.after_death(*kept, None),
            Some(Cut::Disk(_, _, Wound::Full(_))) => {
                self.disk.make_room();
                self.disk.copy()
            }
            // The process has died, or power was lost: in turns.
            Some(Cut::Call(at, _)) if at % 2 == 0 => self.disk.after_death(Kept::Nothing, None),
            Some(Cut::Call(..)) | None => self.disk.copy(),
        };
        self.cloud.change_conditions(conditions(self.seed));
        // Meanwhile whatever the run had begun is dropped.
        sleep(Duration::from_millis(PAUSE)).await;
        Ended { said, effects }
    }

    async fn carry_out(
        &self,
        machine: Arc<Machine>,
        graph: &Graph,
        verb: Verb,
        events: Events,
        reviewed: Option<&Mutex<String>>,
    ) -> Result<Outcome, EngineError> {
        let (day, began) = (self.day, self.began);
        let clock = Clock::telling(move || day + began.elapsed().as_secs());
        let engine = Engine::new(machine, ironwright_aws::registry()).with_clock(clock).with_events(events);
        let store = Watched { store: self.store(), ledger: self.ledger.clone() };
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let mut run = engine.begin(&store, graph, verb.as_str(), holder).await?;
        let (plan, observations) = run.plan(graph, verb, &Selection::default()).await?;
        if let Some(reviewed) = reviewed {
            reviewed.lock().unwrap_or_else(PoisonError::into_inner).push_str(&canaries::reviewed(&plan));
        }
        let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        Ok(outcome)
    }

    /// A run that nothing happens to: it does all that is left.
    ///
    /// # Errors
    /// What it did not do.
    pub(crate) async fn plain_run(&mut self, graph: &Graph, verb: Verb) -> Result<Effects, String> {
        let ended = self.run(graph, verb, None).await;
        match ended.said {
            Some(Ok(outcome)) if outcome.is_complete() => Ok(ended.effects),
            Some(Ok(outcome)) => Err(format!("the plain run is not complete: {outcome:?}")),
            Some(Err(error)) => Err(format!("the plain run failed: {error}")),
            None => Err("the plain run has no end".to_owned()),
        }
    }

    /// What the account holds, as the state knows it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn account(&self) -> Result<Account, String> {
        let state =
            self.store().load().await.map_err(|error| format!("the store cannot be read: {error}"))?;
        Ok(Account::of(&self.cloud.objects(), &state))
    }

    /// What must hold in the end: the account is as an undisturbed run leaves it, attribute by attribute; the state knows all
    /// that was acknowledged, and is what the journal leads to; a preview on a fresh read finds nothing to do.
    ///
    /// # Errors
    /// What does not hold.
    pub(crate) async fn holds(&self, graph: &Graph, verb: Verb, expected: &Account) -> Result<(), String> {
        self.account().await?.must_equal(expected, &[])?;
        let store = self.store();
        let state = store.load().await.map_err(|error| format!("the store cannot be read: {error}"))?;
        let folded = store.at(state.serial).await.map_err(|error| format!("there is no past: {error}"))?;
        if folded != state {
            return Err("the journals lead to another state than the last snapshot".to_owned());
        }
        let exists = |kind: &str, id: &str| self.cloud.get(kind, id).is_some();
        self.ledger.get().holds(&state, exists)?;
        self.settled(&state)?;
        let engine = Engine::new(Arc::<Rehearsal>::clone(&self.cloud), ironwright_aws::registry());
        let plan = engine.preview_from(&state, graph, verb, &Selection::default()).await;
        let plan = plan.map_err(|error| format!("the next plan fails: {error}"))?;
        if plan.is_empty() { Ok(()) } else { Err(format!("the next plan is not empty:\n{plan}")) }
    }

    /// Everything that the state knows exists, and nothing is under way.
    fn settled(&self, state: &State) -> Result<(), String> {
        for (address, resource) in &state.resources {
            let there = resource.current.as_ref().is_some_and(|object| {
                address.kind() == "builtin.Record" || self.cloud.get(address.kind(), &object.id).is_some()
            });
            if !there || !resource.deposed.is_empty() || resource.pending.is_some() {
                return Err(format!("{address} is not settled: {resource:?}"));
            }
        }
        Ok(())
    }

    /// No secret stands on the disk, or stood there when a machine died, or in what was told.
    ///
    /// # Errors
    /// When one does.
    pub(crate) fn hides(&self) -> Result<(), String> {
        canaries::hidden("what was told", self.told.as_bytes())?;
        let mut hidden = self.forgotten.clone();
        self.disk.each(|bytes| {
            if hidden.is_ok() {
                hidden = canaries::hidden("the store", bytes);
            }
        });
        hidden
    }
}

/// Calls take so long that many are under way at once.
fn conditions(seed: u64) -> Conditions {
    let latency = Some((Duration::from_millis(10), Duration::from_millis(900)));
    Conditions { seed, latency, ..Conditions::default() }
}
