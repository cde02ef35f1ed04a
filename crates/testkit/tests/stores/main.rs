//! Stores on media that do their worst: a disk that dies at every effect, a bucket that loses answers, many runs at once.

mod disks;
mod leases;
mod many;
mod moving;
mod mutations;
mod promises;
mod runs;

use ironwright_core::journal::Event;
use ironwright_core::state::Wanted;
use ironwright_core::{Address, Map, Value};
use ironwright_engine::store::Holder;

/// An event that can be seen in the state: an output with a number.
pub(crate) fn published(number: u64) -> Event {
    let outputs: Map =
        [("n".into(), Value::from(i64::try_from(number).expect("small")))].into_iter().collect();
    Event::Published { outputs }
}

/// An event that can be seen in the state for good: a resource of its own.
pub(crate) fn kept(name: &str) -> Event {
    Event::Kept { address: address(name), id: name.into(), wanted: Wanted::default() }
}

pub(crate) fn address(name: &str) -> Address {
    format!("ec2.Vpc.{name}").parse().expect("an address")
}

pub(crate) fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), verb: "up".to_owned(), ..Holder::default() }
}
