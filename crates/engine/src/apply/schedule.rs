//! Which act may start next: the ready one with the longest path still before the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ironwright_core::plan::{Act, Operation, Plan};

/// The acts of a plan, and how far each is.
pub(super) struct Schedule {
    followers: Vec<Vec<usize>>,
    waiting: Vec<usize>,
    /// The longest path from each act to the end.
    remaining: Vec<u64>,
    ready: BinaryHeap<(u64, Reverse<usize>)>,
    skipped: Vec<bool>,
    left: usize,
}

impl Schedule {
    pub(super) fn new(plan: &Plan, operations: &[Operation]) -> Self {
        let mut followers = vec![Vec::new(); operations.len()];
        for (at, operation) in operations.iter().enumerate() {
            operation.after.iter().for_each(|&before| followers[before].push(at));
        }
        let waiting: Vec<usize> = operations.iter().map(|operation| operation.after.len()).collect();
        let remaining = longest_paths(plan, operations, &followers);
        let ready =
            (0..operations.len()).filter(|&at| waiting[at] == 0).map(|at| (remaining[at], Reverse(at)));
        let ready = ready.collect();
        Self {
            followers,
            waiting,
            remaining,
            ready,
            skipped: vec![false; operations.len()],
            left: operations.len(),
        }
    }

    /// The next act to start.
    pub(super) fn next(&mut self) -> Option<usize> {
        let (_, Reverse(at)) = self.ready.pop()?;
        self.left -= 1;
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
                self.ready.push((self.remaining[follower], Reverse(follower)));
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
                self.left -= 1;
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
}

fn longest_paths(plan: &Plan, operations: &[Operation], followers: &[Vec<usize>]) -> Vec<u64> {
    let mut open: Vec<usize> = followers.iter().map(Vec::len).collect();
    let mut remaining: Vec<u64> = operations.iter().map(|operation| weight(plan, operation)).collect();
    let mut ends: Vec<usize> = (0..operations.len()).filter(|&at| open[at] == 0).collect();
    while let Some(at) = ends.pop() {
        for &before in &operations[at].after {
            let through = remaining[at] + weight(plan, &operations[before]);
            remaining[before] = remaining[before].max(through);
            open[before] -= 1;
            if open[before] == 0 {
                ends.push(before);
            }
        }
    }
    remaining
}

/// What an act is expected to take, in seconds: one that is waited for takes longer.
fn weight(plan: &Plan, operation: &Operation) -> u64 {
    let waits = plan.steps[operation.step].kind.settles.is_some();
    match operation.act {
        Act::Create | Act::Update | Act::Settle if waits => 60,
        Act::Forget => 0,
        Act::Create | Act::Update | Act::Settle | Act::Adopt | Act::Delete(_) => 1,
    }
}
