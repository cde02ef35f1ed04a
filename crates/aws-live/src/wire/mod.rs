//! A bad wire, for tests: what goes wrong between here and a server that speaks AWS?
//!
//! [`Wire`] stands at the SDK's HTTP seam, where requests are signed already and answers not yet read: what it does to
//! them, a network, a proxy or AWS itself could do. It is plain data in [`Options`](crate::Options) and can be had only
//! with an endpoint of one's own: no fault is ever made up on AWS.
//!
//! The same seed gives the n-th call of an action the same fate in every run, whatever goes on beside it.
//!
//! Beside what goes wrong by chance it can [refuse](Wire::allowing) what a printed policy does not allow: a program whose
//! every call is in its policy never notices.
//!
//! - `client.rs` does it to the calls.
//! - `fate.rs` decides over a call.
//! - `guard.rs` knows what is allowed.
//! - `answers.rs` says no in the words of each protocol.

mod answers;
mod client;
mod fault;
mod guard;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fault::Fates;
use guard::Guard;

use crate::Permissions;

pub(crate) use client::client;

/// How bad a wire is: shares are of all calls, from 0 to 1, and add up to at most 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Faults {
    /// Where chance begins.
    pub seed: u64,
    /// The share of calls for which no connection comes to be.
    pub refused: f64,
    /// The share of calls that are lost on their way to the server.
    pub lost_requests: f64,
    /// The share of calls that the server acts on, and whose answer is lost.
    pub lost_responses: f64,
    /// The share of calls that the server answers with 500 or 503 without acting.
    pub failed_before: f64,
    /// The share of calls that the server answers with 500 or 503 although it has acted.
    pub failed_after: f64,
    /// The share of calls that time out; whether the server acts is chance.
    pub stalled: f64,
    /// How long a call takes until it has timed out.
    pub stall: Duration,
    /// The share of calls to change something that reach the server only after they were given up.
    pub late: f64,
    /// The shortest and the longest time until such a call reaches it.
    pub landing: (Duration, Duration),
    /// Whether the server refuses what is beyond the limits that AWS publishes for each action.
    pub throttled: bool,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: 0,
            refused: 0.0,
            lost_requests: 0.0,
            lost_responses: 0.0,
            failed_before: 0.0,
            failed_after: 0.0,
            stalled: 0.0,
            stall: Duration::from_secs(2),
            late: 0.0,
            landing: (Duration::from_millis(100), Duration::from_secs(5)),
            throttled: false,
        }
    }
}

/// A wire with faults, and the count of what it did.
#[derive(Clone)]
pub struct Wire(Arc<Inner>);

struct Inner {
    fates: Fates,
    /// What may be called; all, where there is none.
    guard: Option<Guard>,
    figures: Mutex<Figures>,
}

/// What a wire did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Calls that were made, by action: `ec2:CreateVpc`.
    pub calls: BTreeMap<String, u64>,
    /// Calls that met with a fault, by its word: `lost response`.
    pub faults: BTreeMap<&'static str, u64>,
    /// Calls that were refused because no policy allows them, by action.
    pub denied: BTreeMap<String, u64>,
    /// Calls that were given up and have not reached the server yet.
    pub under_way: u64,
}

impl Wire {
    /// A wire with these faults.
    pub fn new(faults: Faults) -> Self {
        Self::with(faults, None)
    }

    /// A wire that passes on what these policies allow together, and refuses all else as AWS does.
    pub fn allowing<'a>(faults: Faults, policies: impl IntoIterator<Item = &'a Permissions>) -> Self {
        Self::with(faults, Some(Guard::of(policies)))
    }

    fn with(faults: Faults, guard: Option<Guard>) -> Self {
        Self(Arc::new(Inner { fates: Fates::new(faults), guard, figures: Mutex::default() }))
    }

    /// What it did so far.
    pub fn figures(&self) -> Figures {
        self.figures_mut().clone()
    }

    fn figures_mut(&self) -> MutexGuard<'_, Figures> {
        self.0.figures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({:?})", self.0.fates.faults())
    }
}
