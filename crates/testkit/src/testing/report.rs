//! How a run in a test went.

use std::fmt;

use ironwright_core::plan::Plan;
use ironwright_engine::{Outcome, Progress};

/// A run: what was planned, what came of it, and all that was told on the way.
#[derive(Clone, Debug)]
pub struct Report {
    /// The plan that was carried out.
    pub plan: Plan,
    /// How it went.
    pub outcome: Outcome,
    /// What happened, in order.
    pub progress: Vec<Progress>,
}

impl Report {
    /// Whether the plan had nothing to do.
    pub fn is_unchanged(&self) -> bool {
        self.plan.is_empty()
    }

    /// The acts that were done, `create ec2.Vpc.main`, in the order in which they ended.
    pub fn done(&self) -> Vec<String> {
        self.outcome.done.iter().map(|(address, act)| format!("{} {address}", act.as_str())).collect()
    }

    /// The addresses whose steps failed.
    pub fn failed(&self) -> Vec<String> {
        self.outcome.failed.iter().map(|failure| failure.address.to_string()).collect()
    }

    /// The addresses that were not tried because something they depend on failed.
    pub fn skipped(&self) -> Vec<String> {
        self.outcome.skipped.iter().map(|(address, _)| address.to_string()).collect()
    }
}

/// The plan and the failures, for a failed assertion to show.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.plan)?;
        for failure in &self.outcome.failed {
            write!(f, "\nfailed: {} {}: {}", failure.act.as_str(), failure.address, failure.message)?;
        }
        for (address, because) in &self.outcome.skipped {
            write!(f, "\nskipped: {address}, because {because} failed")?;
        }
        Ok(())
    }
}
