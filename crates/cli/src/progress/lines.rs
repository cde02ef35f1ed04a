//! Progress as plain lines, for logs and pipes; and the wording that the bars share.
//!
//! A short run tells each step. A long one would say the whole plan again, line by line: it tells every ten seconds how far
//! it is and what it is at, so that a log goes on and can be read, and one by one only what took long or went wrong. What
//! was made, with its id, is in the journal, in the state, and in the events of `--json`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use ironwright_core::Address;
use ironwright_core::plan::Act;
use ironwright_engine::Progress;

use super::Reporter;
use crate::screen::Screen;
use crate::{holders, words};

/// Progress as plain lines.
pub(super) struct Lines {
    screen: Screen,
    is_real_time: bool,
    /// What is being waited for already; how far each wait has come is for terminals.
    waiting: HashSet<Address>,
    /// How often each step was tried again.
    tried: HashMap<Address, usize>,
    hints: Hints,
    tally: Option<Tally>,
}

/// How far a run is that is too long to tell each of its steps.
struct Tally {
    total: usize,
    /// How many acts of each word are done.
    done: BTreeMap<&'static str, usize>,
    running: Vec<Address>,
    began: Instant,
    /// How often it was told.
    times: u32,
}

/// How many acts are told one by one.
const FEW: usize = 20;

/// From what time on an act is told by itself, and how often is told how far a run is.
pub(super) const LONG: Duration = Duration::from_secs(10);

/// How many times a step is told to be tried again before its end is all that is told.
const TRIES_TOLD: usize = 3;

/// The hints that were given already: the same one below a thousand failures is given once.
#[derive(Default)]
pub(super) struct Hints(HashSet<String>);

impl Hints {
    /// A failure as it is to be told: without its hint where that was given before.
    pub(super) fn once(&mut self, progress: &Progress) -> Option<Progress> {
        match progress {
            Progress::Failed { hint: Some(hint), .. } if !self.0.insert(hint.clone()) => {
                let mut told = progress.clone();
                if let Progress::Failed { hint, .. } = &mut told {
                    *hint = None;
                }
                Some(told)
            }
            _ => None,
        }
    }
}

impl Lines {
    pub(super) fn new(screen: Screen, is_real_time: bool) -> Self {
        let (waiting, tried, hints) = (HashSet::new(), HashMap::new(), Hints::default());
        Self { screen, is_real_time, waiting, tried, hints, tally: None }
    }
}

impl Tally {
    fn new(total: usize) -> Self {
        Self { total, done: BTreeMap::new(), running: Vec::new(), began: Instant::now(), times: 0 }
    }

    /// Counts what happens; whether that is all that there is to say of it.
    fn takes(&mut self, progress: &Progress) -> bool {
        if let Some(address) = ended(progress) {
            self.running.retain(|running| running != address);
        }
        match progress {
            Progress::Started { address, .. } => self.running.push(address.clone()),
            Progress::Finished { act, took, .. } => {
                *self.done.entry(words::done(act)).or_default() += 1;
                return *took < LONG;
            }
            _ => {}
        }
        false
    }

    /// How far it is, when it is time to tell that again.
    fn due(&mut self) -> Option<String> {
        const NAMED: usize = 3;
        let after = self.began.elapsed();
        if after < LONG * (self.times + 1) {
            return None;
        }
        self.times = u32::try_from(after.as_secs() / LONG.as_secs()).unwrap_or(u32::MAX - 1);
        let counts: Vec<String> = self.done.iter().map(|(word, count)| format!("{count} {word}")).collect();
        let counts = if counts.is_empty() { "nothing yet".to_owned() } else { counts.join(", ") };
        let mut names: Vec<String> = self.running.iter().take(NAMED).map(ToString::to_string).collect();
        if self.running.len() > NAMED {
            names.push(format!("{} more", self.running.len() - NAMED));
        }
        let names =
            if names.is_empty() { String::new() } else { format!("; under way: {}", names.join(", ")) };
        Some(format!(
            "After {} of {}: {counts}{names}",
            words::duration(after),
            words::count(self.total, "act")
        ))
    }
}

/// The step that comes to its end.
fn ended(progress: &Progress) -> Option<&Address> {
    match progress {
        Progress::Finished { address, .. }
        | Progress::Failed { address, .. }
        | Progress::Unneeded { address } => Some(address),
        _ => None,
    }
}

impl Reporter for Lines {
    fn tick(&mut self) {
        if let Some(line) = self.tally.as_mut().and_then(Tally::due) {
            self.screen.message(&line);
        }
    }

    fn show(&mut self, progress: &Progress) {
        if let Progress::Applying { total } = progress {
            self.tally = (*total > FEW).then(|| Tally::new(*total));
        }
        if self.tally.as_mut().is_some_and(|tally| tally.takes(progress)) {
            return;
        }
        if let Progress::Waiting { address, .. } = progress
            && !self.waiting.insert(address.clone())
        {
            return;
        }
        if let Progress::Retrying { address, .. } = progress {
            let tried = self.tried.entry(address.clone()).or_default();
            *tried += 1;
            if *tried > TRIES_TOLD {
                return;
            }
        }
        let without_hint = self.hints.once(progress);
        let progress = without_hint.as_ref().unwrap_or(progress);
        if let Some(line) = sentence(progress, self.is_real_time) {
            self.screen.message(&line);
        }
    }
}

/// What is said of something that happened; some things go without saying.
pub(super) fn sentence(progress: &Progress, is_real_time: bool) -> Option<String> {
    Some(match progress {
        Progress::LeaseWatched { holder, at_most } => format!(
            "… {}: waiting for a sign of life from it, for {} at most",
            holders::held(holder),
            words::duration(*at_most)
        ),
        Progress::LeaseTaken { holder, given_back } => format!(
            "! {} {}, and this run goes on from there",
            holders::named(holder),
            if *given_back { "has ended meanwhile" } else { "has died without giving the lease back" }
        ),
        Progress::Recovered { address, finding } => format!("! {address} {finding}"),
        Progress::Refreshed { total, took } if *total > 0 && is_real_time => {
            format!("Read {} in {}.", words::count(*total, "resource"), words::duration(*took))
        }
        Progress::Refreshed { .. }
        | Progress::Refreshing { .. }
        | Progress::Applying { .. }
        | Progress::Remaining { .. }
        | Progress::Started { .. }
        // The end of the run lists all of them.
        | Progress::GivenUp { .. }
        | Progress::Skipped { .. } => {
            return None;
        }
        Progress::Retrying { address, error, after } if is_real_time => {
            format!("… {address} again in {}: {error}", words::duration(*after))
        }
        Progress::Retrying { address, error, .. } => format!("… {address} again: {error}"),
        Progress::Waiting { address, condition, .. } => format!("… {address} waits: {condition}"),
        Progress::Blocked { address, error, within } if is_real_time => {
            format!("… {address} waits for {} at most: {error}", words::duration(*within))
        }
        Progress::Blocked { address, error, .. } => format!("… {address} waits: {error}"),
        Progress::Finished { address, act, id, took } => {
            finished(address, act, id.as_deref(), is_real_time.then_some(*took))
        }
        Progress::Unneeded { address } => format!("{address} needs no change after all"),
        Progress::Failed { address, act, message, hint } => {
            let hint = hint.as_ref().map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
            format!("error: {} {address}: {message}{hint}", act.as_str())
        }
        Progress::Swept { address, id } => {
            format!("! {address}: a {} that landed late was deleted: {id}", address.kind())
        }
        Progress::NotSwept { address, error } => {
            format!("! {address}: what may have landed late was not cleared away; the next run tries again: {error}")
        }
        Progress::Unanswered { requests, within } => format!(
            "! {} went unanswered. Should one act once more in the next {}, the next run clears that away.",
            words::count(*requests, "create"),
            words::duration(*within),
        ),
        Progress::Draining { running } => format!(
            "Stopping: calls of {} under way end, nothing is waited for and nothing new begins. Ctrl-C again leaves at once.",
            words::count(*running, "step")
        ),
    })
}

/// An act that is done, as a line.
pub(super) fn finished(address: &Address, act: &Act, id: Option<&str>, took: Option<Duration>) -> String {
    let took = took.map(|took| format!(" in {}", words::duration(took))).unwrap_or_default();
    let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
    format!("{} {address} {}{took}{id}", words::sign(act), words::done(act))
}
