//! The contract of stores, for whoever writes one: what every medium owes the protocol above it, what every store owes a
//! run, and what a durable store owes the next one. Each function returns the promises that were broken, a sentence each.
//!
//! The same promises are asked of memory, folders, simulated buckets and S3.

mod durable;
mod medium;
mod store;

pub use durable::durable_store;
pub use medium::medium;
pub use store::store;

use ironwright_core::journal::Event;
use ironwright_core::{Map, Value};
use ironwright_engine::store::{Holder, StoreError};

/// The promises that were broken.
#[derive(Debug, Default)]
struct Broken(Vec<String>);

impl Broken {
    fn unless(&mut self, kept: bool, promise: &str) {
        if !kept {
            self.0.push(promise.to_owned());
        }
    }

    /// What came of it, or the note that nothing came of all.
    fn of(mut self, ended: Result<(), StoreError>) -> Vec<String> {
        if let Err(error) = ended {
            self.0.push(format!("a call failed that should not have: {error}"));
        }
        self.0
    }
}

/// An event that can be seen in the state: an output with a number.
fn published(number: i64) -> Event {
    let outputs: Map = [("n".into(), Value::from(number))].into_iter().collect();
    Event::Published { outputs }
}

fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), verb: "up".to_owned(), ..Holder::default() }
}
