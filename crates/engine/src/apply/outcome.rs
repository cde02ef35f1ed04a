//! How a run went, for whoever started it.

use std::time::Duration;

use ironwright_core::Address;
use ironwright_core::plan::Act;

/// How a run went.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Acts that are done, by their word.
    pub done: Vec<(Address, Act)>,
    /// Steps that failed.
    pub failed: Vec<Failure>,
    /// Steps that were not tried, each with the failed one it depends on.
    pub skipped: Vec<(Address, Address)>,
    /// Acts that had not begun when a person asked to stop, or had done nothing yet.
    pub left: usize,
    /// Resources that exist and are not ready, whose wait ended because a person asked to stop; the next run goes on with it.
    pub waiting: Vec<Address>,
    /// Steps under way when the run stopped waiting; the next run resolves them.
    pub under_way: Vec<Address>,
    /// How long it took.
    pub took: Duration,
}

/// A step that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The resource.
    pub address: Address,
    /// What was tried.
    pub act: Act,
    /// Why it failed.
    pub message: String,
    /// What a person can do.
    pub hint: Option<String>,
}

impl Outcome {
    /// Whether everything that was planned is done.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty()
            && self.skipped.is_empty()
            && self.left == 0
            && self.waiting.is_empty()
            && self.under_way.is_empty()
    }

    /// The run's end in a word, as the journal keeps it.
    pub fn word(&self) -> &'static str {
        if self.is_complete() {
            "succeeded"
        } else if self.failed.is_empty() {
            "cancelled"
        } else {
            "failed"
        }
    }
}
