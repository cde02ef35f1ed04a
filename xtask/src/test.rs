//! `cargo xtask test`: everything that must pass before a change is merged, the cheap and telling parts first.

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::figures::readable;
use crate::process::{cargo, run as run_command};
use crate::project::Project;
use crate::python::Environment;
use crate::{regenerate, tidy};

#[derive(Args)]
pub(crate) struct Options {
    /// Run every leg even when one fails, and list the failures at the end.
    #[arg(long)]
    keep_going: bool,
}

struct Leg<Context> {
    name: &'static str,
    run: fn(&Context) -> Result<()>,
}

const LEGS: [Leg<Project>; 7] = [
    Leg { name: "python environment", run: |project| Environment::ensure(project).map(drop) },
    Leg { name: "tidy", run: tidy::run },
    Leg {
        name: "cargo fmt",
        run: |project| run_command(cargo(&project.root).args(["fmt", "--all", "--check"])),
    },
    Leg { name: "cargo clippy", run: clippy },
    Leg { name: "cargo doc", run: documentation },
    // Not nextest: a fresh machine has none, and it leaves out the documentation's tests.
    Leg {
        name: "cargo test",
        run: |project| run_command(cargo(&project.root).args(["test", "--workspace"])),
    },
    Leg {
        name: "regenerate --check",
        run: |project| regenerate::run(project, &regenerate::Options { check: true }),
    },
];

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    run_legs(&LEGS, project, options.keep_going)
}

fn clippy(project: &Project) -> Result<()> {
    run_command(cargo(&project.root).args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn documentation(project: &Project) -> Result<()> {
    let mut doc = cargo(&project.root);
    doc.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings");
    run_command(&mut doc)
}

fn run_legs<Context>(legs: &[Leg<Context>], context: &Context, keep_going: bool) -> Result<()> {
    let start = Instant::now();
    let mut failed = Vec::new();
    for leg in legs {
        eprintln!("── {}", leg.name);
        let leg_start = Instant::now();
        let outcome = (leg.run)(context);
        let time = readable(leg_start.elapsed());
        match outcome {
            Ok(()) => eprintln!("── {}: passed in {time}\n", leg.name),
            Err(error) => {
                eprintln!("{error:#}\n── {}: FAILED after {time}\n", leg.name);
                failed.push(leg.name);
                if !keep_going {
                    break;
                }
            }
        }
    }
    let time = readable(start.elapsed());
    match failed.as_slice() {
        [] => {
            eprintln!("all {} legs passed in {time}", legs.len());
            Ok(())
        }
        [one] if !keep_going => {
            bail!("{one} failed, after {time} in all; `--keep-going` runs the legs behind it too")
        }
        some => bail!("{} of {} legs failed, in {time}: {}", some.len(), legs.len(), some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    type Log = RefCell<Vec<&'static str>>;

    const SOME_FAIL: [Leg<Log>; 3] = [
        Leg {
            name: "first",
            run: |log| {
                log.borrow_mut().push("first");
                bail!("the first is broken")
            },
        },
        Leg {
            name: "second",
            run: |log| {
                log.borrow_mut().push("second");
                Ok(())
            },
        },
        Leg {
            name: "third",
            run: |log| {
                log.borrow_mut().push("third");
                bail!("the third is broken")
            },
        },
    ];

    #[test]
    fn first_failure_stops_the_rest() {
        let log = Log::default();
        let error = run_legs(&SOME_FAIL, &log, false).unwrap_err().to_string();
        assert!(error.starts_with("first failed"), "{error}");
        assert_eq!(*log.borrow(), ["first"]);
    }

    #[test]
    fn keep_going_runs_every_leg_and_lists_the_failures() {
        let log = Log::default();
        let error = run_legs(&SOME_FAIL, &log, true).unwrap_err().to_string();
        assert!(error.starts_with("2 of 3 legs failed") && error.ends_with(": first, third"), "{error}");
        assert_eq!(*log.borrow(), ["first", "second", "third"]);
    }
}
