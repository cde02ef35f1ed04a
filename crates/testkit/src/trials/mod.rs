//! Trials: what stores, seals and runs must stand, each as a claim that a seed tries in its own way. A test tries all of
//! them; `cargo xtask promises` tries them with as many seeds as one likes.
//!
//! - `media.rs`: every medium keeps the promises of all.
//! - `disks.rs`: a disk that dies, tears and is full, at every effect.
//! - `leases.rs`, `many.rs`: who may write, alone and among thirty-two.
//! - `scene.rs`: a cloud and a state for runs.
//! - `runs.rs`: runs that lose their lease, and what clouds do to those who do not look twice.
//! - `sealed.rs`: what is secret stands nowhere.

mod disks;
mod leases;
mod many;
mod media;
mod runs;
mod scene;
mod sealed;

use std::future::Future;

use ironwright_core::journal::Event;
use ironwright_core::state::Wanted;
use ironwright_core::{Address, Map, Value};
use ironwright_engine::store::{Holder, StoreError};

/// Whether a claim has stood, or what was wrong.
pub type Stood = Result<(), String>;

/// A claim, and a way to try it.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// What is claimed.
    pub claim: &'static str,
    /// How many seeds try everything that is to be tried; more try other chances.
    pub seeds: u64,
    attempt: fn(u64) -> Stood,
}

impl Trial {
    /// A trial of one's own.
    pub const fn new(claim: &'static str, seeds: u64, attempt: fn(u64) -> Stood) -> Self {
        Self { claim, seeds, attempt }
    }

    /// Tries the claim once.
    ///
    /// # Errors
    /// What was wrong, as a sentence.
    pub fn attempt(&self, seed: u64) -> Stood {
        (self.attempt)(seed).map_err(|wrong| format!("{}, seed {seed}: {wrong}", self.claim))
    }
}

/// Every trial, the quickest first.
pub fn all() -> Vec<Trial> {
    [media::trials(), leases::trials(), sealed::trials(), runs::trials(), disks::trials(), many::trials()]
        .concat()
}

/// Runs with a clock that jumps over every wait.
fn in_virtual_time(work: impl Future<Output = Stood>) -> Stood {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().map_err(text)?.block_on(work)
}

/// Runs by the real clock.
fn in_real_time(work: impl Future<Output = Stood>) -> Stood {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().build().map_err(text)?.block_on(work)
}

fn holds(is_so: bool, otherwise: impl FnOnce() -> String) -> Stood {
    if is_so { Ok(()) } else { Err(otherwise()) }
}

#[expect(clippy::needless_pass_by_value, reason = "it is the end of errors")]
fn text(error: impl ToString) -> String {
    error.to_string()
}

/// An event that can be seen in the state: an output with a number.
fn published(number: u64) -> Event {
    Event::Published { outputs: Map::from([("n".into(), numbered(number))]) }
}

fn numbered(number: u64) -> Value {
    Value::from(i64::try_from(number).unwrap_or(i64::MAX))
}

/// An event that can be seen in the state for good: a resource of its own.
fn kept(name: &str) -> Result<Event, StoreError> {
    Ok(Event::Kept { address: address(name)?, id: name.into(), wanted: Wanted::default() })
}

fn address(name: &str) -> Result<Address, StoreError> {
    let parsed = format!("ec2.Vpc.{name}").parse();
    parsed.map_err(|error| StoreError::Io {
        action: "naming",
        path: name.to_owned(),
        error: std::io::Error::other(format!("{error}")),
    })
}

fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), verb: "up".to_owned(), ..Holder::default() }
}
