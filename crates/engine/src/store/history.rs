//! What was: the runs that are still written down, the state after any event of theirs, and bringing one of those back.
//!
//! Snapshots stay with the journals that follow them, so not only the snapshots can be brought back but every state since
//! the oldest. All of this works as far as possible when something is damaged: that is when it is needed.

use ironwright_core::State;
use ironwright_core::journal::Event;

use super::durable::KEPT_SNAPSHOTS;
use super::head::{self, Head};
use super::lease::{Held, Way};
use super::line::{self, End, Hand, Moved};
use super::medium::{Appended, Expected};
use super::reading::{Base, Journaled};
use super::{DurableStore, Holder, StoreError};

/// The runs that are written down.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// The runs, oldest first.
    pub runs: Vec<PastRun>,
    /// What could not be read, a sentence each.
    pub damaged: Vec<String>,
}

/// A run that is written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PastRun {
    /// The number of the state that it left.
    pub serial: u64,
    /// Names the run.
    pub run: String,
    /// What it was asked to do.
    pub verb: String,
    /// When it began, in seconds since 1970.
    pub at: u64,
    /// How it ended; `None` when it is under way, or was interrupted.
    pub outcome: Option<String>,
    /// How many resources there were after it.
    pub resources: usize,
}

/// A journal as the walk through history found it.
struct Passed {
    base: Base,
    journal: Journaled,
}

#[derive(Default)]
struct Walk {
    head: Option<Head>,
    lineage: String,
    passed: Vec<Passed>,
    damaged: Vec<String>,
}

/// What is shown of the walk: the state, and the event that has just led to it; none at a snapshot.
type Visit<'a> = dyn FnMut(&State, Option<&Event>) + Send + 'a;

impl DurableStore {
    /// The runs that are still written down.
    ///
    /// # Errors
    /// When the medium does not answer.
    pub async fn history(&self) -> Result<History, StoreError> {
        let mut runs: Vec<PastRun> = Vec::new();
        let mut note = |state: &State, event: Option<&Event>| match event {
            Some(Event::RunBegan { run, verb, at }) => {
                let (run, verb, outcome) = (run.clone(), verb.clone(), None);
                runs.push(PastRun { serial: state.serial, run, verb, at: *at, outcome, resources: 0 });
                let before = runs.len().checked_sub(2).and_then(|before| runs.get_mut(before));
                if let Some(interrupted) = before.filter(|run| run.outcome.is_none()) {
                    interrupted.resources = state.count();
                }
            }
            Some(Event::RunEnded { run, outcome }) => {
                if let Some(ended) = runs.iter_mut().rev().find(|past| past.run == *run) {
                    ended.serial = state.serial;
                    ended.outcome = Some(outcome.clone());
                    ended.resources = state.count();
                }
            }
            Some(_) => {
                if let Some(going_on) = runs.last_mut().filter(|run| run.outcome.is_none()) {
                    going_on.serial = state.serial;
                }
            }
            None => {}
        };
        let damaged = self.walk(&mut note).await?.damaged;
        if let Some(last) = runs.last_mut().filter(|run| run.outcome.is_none()) {
            last.resources = self.at(last.serial).await.map_or(0, |state| state.count());
        }
        Ok(History { runs, damaged })
    }

    /// The state after an event.
    ///
    /// # Errors
    /// When it is not kept, or the medium does not answer.
    pub async fn at(&self, serial: u64) -> Result<State, StoreError> {
        let (mut found, mut first, mut last) = (None, None, 0);
        self.walk(&mut |state, _| {
            first.get_or_insert(state.serial);
            last = state.serial;
            if state.serial == serial {
                found = Some(state.clone());
            }
        })
        .await?;
        let kept = match first {
            Some(first) => format!("the states from {first} to {last} are kept"),
            None => "none is kept".to_owned(),
        };
        found.ok_or(StoreError::NotKept { serial, kept })
    }

    /// Brings back an earlier state, as a new one whose number is higher than any there was and than `above`. Works on
    /// a store that is damaged, too.
    ///
    /// # Errors
    /// When that state is not kept, somebody else holds the lease, or the medium does not answer.
    pub async fn restore(&self, serial: u64, above: u64, holder: &Holder) -> Result<State, StoreError> {
        self.medium.prepare().await?;
        // Whatever else is wrong is what is to be mended: neither a stack that has moved nor a newer version's is.
        if let Err(whole @ (StoreError::Moved { .. } | StoreError::Newer { .. })) = self.read_all().await {
            return Err(whole);
        }
        let state = self.at(serial).await?;
        let held = self.take_lease(holder, Way::Free).await?;
        let restored = self.replace(&held, state, above, holder).await;
        held.release().await?;
        restored
    }

    /// The number of the last state that can be read.
    pub(super) async fn last_good(&self) -> Option<u64> {
        let mut last = None;
        let _ = self.walk(&mut |state, _| last = last.max(Some(state.serial))).await;
        last
    }

    async fn replace(
        &self,
        lease: &Held,
        mut state: State,
        above: u64,
        holder: &Holder,
    ) -> Result<State, StoreError> {
        let epoch = lease.epoch().await;
        let from = state.serial;
        let walk = self.walk(&mut |_, _| {}).await?;
        // A damaged line may have been an event, and a number must never mean two states.
        let highest = walk.passed.iter().map(|passed| passed.journal.end.serial + passed.journal.lines);
        state.serial = highest.max().unwrap_or_default().max(above).max(state.serial) + 1;
        // What was written before the stack had environments belongs to this one now.
        state.environment.clone_from(&self.environment);
        let (base, end) = self.write_base(&state, epoch, holder).await?;
        self.seal(&walk, &base).await?;
        let head = self.head_of(&base, &state.lineage, epoch);
        let expected = match self.medium.get(head::ITEM).await? {
            Some(item) => {
                self.not_anothers(&item.bytes)?;
                Expected::Version(item.version)
            }
            None => Expected::Nothing,
        };
        let bytes = head.to_bytes();
        if self.medium.put(head::ITEM, bytes.clone(), expected).await?.is_none() {
            // Its answer may have been lost on the way, and the second try have found the first one's writing.
            let there = self.medium.get(head::ITEM).await?;
            if there.is_none_or(|item| item.bytes != bytes) {
                return Err(lease.taken().await);
            }
        }
        let run = holder.run.clone();
        let events = [
            Event::RunBegan { run: run.clone(), verb: format!("state restore {from}"), at: holder.since },
            Event::RunEnded { run, outcome: "succeeded".to_owned() },
        ];
        let hand = Hand { form: &self.form, stack: &self.stack, lineage: &state.lineage };
        let log = head::journal(&base.name);
        let (bytes, _) = hand.events(&events, &end).map_err(|reason| self.unwritable(&log, reason))?;
        self.medium.append(&log, end.length, bytes).await?;
        for event in &events {
            state.fold(event)?;
        }
        self.sweep(&base.name, KEPT_SNAPSHOTS).await;
        Ok(state)
    }

    /// Ends the journals that a run may still be writing to, whole or not: whoever does is refused.
    async fn seal(&self, walk: &Walk, to: &Base) -> Result<(), StoreError> {
        let Some(newest) = walk.passed.iter().map(|passed| passed.base.serial).max() else { return Ok(()) };
        let moved = Moved { to: to.name.clone(), hash: to.hash.clone() };
        for Passed { base, journal } in &walk.passed {
            if base.serial < newest || journal.moved.is_some() || journal.away.is_some() {
                continue;
            }
            let end = End { length: journal.length, ..journal.end.clone() };
            let bytes = line::moved(&moved, &end).0;
            let log = head::journal(&base.name);
            if self.append(&log, end.length, &bytes).await? == Appended::Taken {
                return Err(self.unwritable(&log, "another run is writing to it".to_owned()));
            }
        }
        Ok(())
    }

    /// A head that cannot be read may be replaced; one of another stack or version may not.
    fn not_anothers(&self, bytes: &[u8]) -> Result<(), StoreError> {
        match Head::read(bytes, &self.instance(), &self.medium.place(head::ITEM)) {
            Ok(_) | Err(StoreError::Damaged { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Goes through all that is kept, as far as it can be read.
    async fn walk(&self, visit: &mut Visit<'_>) -> Result<Walk, StoreError> {
        let names = self.medium.list().await?;
        let mut bases: Vec<(u64, &str)> = names.iter().filter_map(|name| head::base_of(name)).collect();
        bases.sort_unstable();
        bases.dedup();
        let head = match self.head().await {
            // A head that came from elsewhere names what is not here.
            Ok(Some((head, _))) => Some(head).filter(|head| bases.iter().any(|(_, base)| *base == head.base)),
            Ok(None) | Err(StoreError::Damaged { .. }) => {
                self.unlock(None).await?;
                None
            }
            Err(error) => return Err(error),
        };
        let lineage = head.as_ref().map(|head| head.lineage.clone()).unwrap_or_default();
        let mut walk = Walk { head, lineage, ..Walk::default() };
        let mut before: Option<(State, Moved)> = None;
        for (serial, name) in bases {
            before = self.pass(serial, name, before, &mut walk, visit).await?;
        }
        Ok(walk)
    }

    /// Goes through one snapshot and its journal; returns the state at its end where the journal goes on elsewhere.
    async fn pass(
        &self,
        serial: u64,
        name: &str,
        before: Option<(State, Moved)>,
        walk: &mut Walk,
        visit: &mut Visit<'_>,
    ) -> Result<Option<(State, Moved)>, StoreError> {
        let log = head::journal(name);
        if walk.lineage.is_empty() {
            let bytes = self.medium.read_log(&log).await?.unwrap_or_default();
            walk.lineage = line::lineage(&bytes).unwrap_or_default();
        }
        // Where the journal before leads here, its end says what the snapshot says, even when that is lost.
        let led_here = before.filter(|(state, moved)| moved.to == name && state.serial == serial);
        let mut confirmed = led_here.is_some();
        let (mut state, hash) = match led_here {
            Some((state, moved)) => (state, moved.hash),
            None => match self.snapshot_as_it_is(name, &walk.lineage).await? {
                Ok(read) => read,
                Err(damage) => {
                    walk.damaged.push(damage);
                    return Ok(None);
                }
            },
        };
        let base = Base { name: name.to_owned(), serial, hash };
        confirmed |=
            walk.head.as_ref().is_some_and(|head| (&head.base, &head.hash) == (&base.name, &base.hash));
        // A snapshot says of itself what it likes: the head or the journal before says whether that is what was written,
        // and so does the first line behind it, which follows no other.
        if confirmed {
            visit(&state, None);
        }
        let mut fold = |event: &Event| {
            if !std::mem::replace(&mut confirmed, true) {
                visit(&state, None);
            }
            state.fold(event).map_err(|error| error.to_string())?;
            visit(&state, Some(event));
            Ok(())
        };
        let journal = self.journal(&base, &walk.lineage, &mut fold).await?;
        if !confirmed && journal.as_ref().is_some_and(|journal| journal.lines > 0) {
            visit(&state, None);
        } else if !confirmed {
            let place = self.medium.place(&head::snapshot(name));
            walk.damaged.push(format!("{place} is damaged: nothing says that it is what was written"));
        }
        let Some(journal) = journal else {
            walk.damaged.push(format!("{} is missing", self.medium.place(&log)));
            return Ok(None);
        };
        if let Some(damage) = &journal.damage {
            walk.damaged.push(format!(
                "{} is damaged: line {}: {}",
                self.medium.place(&log),
                damage.line,
                damage.wrong.reason()
            ));
        }
        let next = journal.moved.clone().map(|moved| (state, moved));
        walk.passed.push(Passed { base, journal });
        Ok(next)
    }

    /// A snapshot with its own hash: the journal's first line says whether that is the right one.
    async fn snapshot_as_it_is(
        &self,
        base: &str,
        lineage: &str,
    ) -> Result<Result<(State, String), String>, StoreError> {
        let name = head::snapshot(base);
        let Some(item) = self.medium.get(&name).await? else {
            return Ok(Err(format!("{} is missing", self.medium.place(&name))));
        };
        let read = self.state_from(&item.bytes, base, lineage);
        Ok(read
            .map(|state| (state, line::chained("", &item.bytes)))
            .map_err(|wrong| format!("{} is damaged: {}", self.medium.place(&name), wrong.reason())))
    }
}
