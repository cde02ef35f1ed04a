//! The real command line, as a person or a script sees it: what stands on stdout and stderr, and how it ends.
//!
//! The program is `examples/tiny.rs`, which `cargo test` builds beside the tests.

mod errors;
#[cfg(unix)]
mod interrupts;
mod plans;
mod scripts;
mod state;
mod stores;
mod tool;
mod verbs;
