//! Which act may start next: the ready one with the longest path still before the end.
//!
//! A path is as long as its acts are expected to take: what acts of that kind took in earlier runs, else a guess.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::plan::{Act, Operation, Plan};
use ironwright_core::state::Pace;

/// The acts of a plan, and how far each is.
pub(super) struct Schedule {
    followers: Vec<Vec<usize>>,
    waiting: Vec<usize>,
    /// What each act is expected to take, in milliseconds.
    expected: Vec<u64>,
    /// The longest path from each act to the end, itself included.
    paths: Vec<u64>,
    ready: BinaryHeap<(u64, Reverse<usize>)>,
    skipped: Vec<bool>,
    left: usize,
    /// What all acts that have not begun are expected to take.
    work: u64,
    /// Whether what is expected was learnt: a guess is good enough for an order, not for telling people.
    learnt: bool,
}

impl Schedule {
    pub(super) fn new(plan: &Plan, operations: &[Operation], pace: &BTreeMap<Arc<str>, Pace>) -> Self {
        let mut followers = vec![Vec::new(); operations.len()];
        for (at, operation) in operations.iter().enumerate() {
            operation.after.iter().for_each(|&before| followers[before].push(at));
        }
        let waiting: Vec<usize> = operations.iter().map(|operation| operation.after.len()).collect();
        let mut learnt = true;
        let mut known: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        let expected: Vec<u64> = operations
            .iter()
            .map(|operation| {
                let kind = plan.steps[operation.step].kind;
                *known.entry((kind.name, operation.act.as_str())).or_insert_with(|| {
                    if let Some(pace) = pace.get(format!("{} {}", kind.name, operation.act.as_str()).as_str())
                    {
                        return pace.millis.max(1);
                    }
                    learnt &= kind.local || matches!(operation.act, Act::Forget | Act::Release(_));
                    guess(&operation.act, kind.ready_when.is_some())
                })
            })
            .collect();
        let paths = longest_paths(operations, &followers, &expected);
        let ready = (0..operations.len()).filter(|&at| waiting[at] == 0).map(|at| (paths[at], Reverse(at)));
        Self {
            ready: ready.collect(),
            work: expected.iter().sum(),
            skipped: vec![false; operations.len()],
            left: operations.len(),
            followers,
            waiting,
            expected,
            paths,
            learnt,
        }
    }

    /// The next act to start.
    pub(super) fn next(&mut self) -> Option<usize> {
        let (_, Reverse(at)) = self.ready.pop()?;
        self.leave(at);
        Some(at)
    }

    /// Whether an act could start now.
    pub(super) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// An act is done: what waited for it alone is ready.
    pub(super) fn done(&mut self, at: usize) {
        for i in 0..self.followers[at].len() {
            let follower = self.followers[at][i];
            self.waiting[follower] -= 1;
            if self.waiting[follower] == 0 && !self.skipped[follower] {
                self.ready.push((self.paths[follower], Reverse(follower)));
            }
        }
    }

    /// An act failed: returns everything that is not tried because of it.
    pub(super) fn failed(&mut self, at: usize) -> Vec<usize> {
        let mut skipped = Vec::new();
        let mut waiting = self.followers[at].clone();
        while let Some(follower) = waiting.pop() {
            if !std::mem::replace(&mut self.skipped[follower], true) {
                skipped.push(follower);
                self.leave(follower);
                waiting.extend(&self.followers[follower]);
            }
        }
        skipped.sort_unstable();
        skipped
    }

    /// How many acts have neither begun nor been skipped.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// How long the rest will take, given what is under way and for how long: no schedule is shorter than the
    /// longest path, nor than all the work spread over those at once. `None` until every kind of act has been seen.
    pub(super) fn remaining(
        &self,
        running: impl Iterator<Item = (usize, Duration)>,
        parallelism: usize,
    ) -> Option<Duration> {
        let mut longest = self.ready.peek().map_or(0, |(path, _)| *path);
        let mut work = self.work;
        for (at, elapsed) in running {
            let elapsed = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).min(self.expected[at]);
            longest = longest.max(self.paths[at] - elapsed);
            work += self.expected[at] - elapsed;
        }
        let spread = work / u64::try_from(parallelism.max(1)).unwrap_or(u64::MAX);
        self.learnt.then(|| Duration::from_millis(longest.max(spread)))
    }

    fn leave(&mut self, at: usize) {
        self.left -= 1;
        self.work -= self.expected[at];
    }
}

fn longest_paths(operations: &[Operation], followers: &[Vec<usize>], expected: &[u64]) -> Vec<u64> {
    let mut open: Vec<usize> = followers.iter().map(Vec::len).collect();
    let mut paths = expected.to_vec();
    let mut ends: Vec<usize> = (0..operations.len()).filter(|&at| open[at] == 0).collect();
    while let Some(at) = ends.pop() {
        for &before in &operations[at].after {
            paths[before] = paths[before].max(paths[at] + expected[before]);
            open[before] -= 1;
            if open[before] == 0 {
                ends.push(before);
            }
        }
    }
    paths
}

/// What an act takes that was never seen, in milliseconds: one that is waited for takes longer.
fn guess(act: &Act, waits: bool) -> u64 {
    match act {
        Act::Create | Act::Update | Act::Settle if waits => 60_000,
        Act::Forget | Act::Release(_) => 1,
        Act::Create | Act::Update | Act::Settle | Act::Adopt | Act::Delete(_) => 1_000,
    }
}
