//! Unit tests for infrastructure: the real engine, on a cloud in memory, in virtual time.
//!
//! A test rehearses a program with its settings and looks at the world that came of it; it changes settings and
//! reads the plan's text; it injects failures and drift and runs again. Nothing is mocked: what the test runs is
//! what `up` runs. A [`World`] is a value of its own, so tests run in parallel.

mod found;
mod report;
mod world;

pub use found::Found;
pub use ironwright_rehearsal::{Conditions, Fault, Verb as Call};
pub use report::Report;
pub use world::{Program, World, rehearse, settings};
