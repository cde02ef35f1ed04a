//! The rehearsal cloud: a cloud inside the process, on which programs are tried before they meet AWS.
//!
//! It is generic over kinds: what a [`Kind`](ironwright_core::Kind) says of its inputs, outputs, ids, references and
//! unique names is all it needs, and a kind's [`Behaviour`](ironwright_core::behaviour::Behaviour) adds where the real
//! cloud is odd. It names no service, prints nothing and holds no global state, so that a thousand tests may each have
//! their own.
//!
//! It refuses what the real cloud refuses: references to nothing, names that are taken, changes of what cannot be
//! changed, deletes of what is in use. [`Conditions`] make it slow, busy, forgetful or dead, always the same way for
//! the same seed. A world that is [opened](Rehearsal::open) from a file forgets nothing that it acknowledged.

mod rehearsal;

mod cloud;
mod conditions;
mod frozen;
mod late;
mod weather;

mod create;
mod delete;
mod update;
mod validate;

mod behaving;
mod index;
mod log;
mod properties;
mod random;
mod references;
mod refusal;
mod world;

pub use conditions::{Conditions, ConditionsError, Fault, Verb};
pub use frozen::Frozen;
pub use log::RehearsalError;
pub use rehearsal::{Object, Rehearsal};
