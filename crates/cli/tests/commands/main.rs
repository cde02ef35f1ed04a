//! The real command line, as a person or a script sees it: what stands on stdout and stderr, and how it ends.
//!
//! The program is `examples/tiny.rs`. `cargo test -p ironwright-cli` builds it beside the tests; with `--test commands`
//! alone it stays as it was built last.

mod aws_settings;
mod canaries;
#[cfg(unix)]
mod disks;
mod environments;
mod errors;
mod history;
mod import;
#[cfg(unix)]
mod interrupts;
mod leases;
mod panics;
mod permissions;
mod places;
mod plans;
mod resetting;
mod scripts;
mod sealing;
mod state;
mod stores;
mod tool;
mod verbs;
