//! `cargo xtask test`: everything that must pass before a change is merged, the cheap and telling parts first.

use std::fs;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::figures::readable;
use crate::process::{cargo, run as run_command};
use crate::project::Project;
use crate::python::Environment;
use crate::servers::Kind;
use crate::{kill, proofs, regenerate, tidy};

#[derive(Args)]
pub(crate) struct Options {
    /// Run every leg even when one fails, and list the failures at the end.
    #[arg(long)]
    keep_going: bool,
    /// Run only the legs whose name contains this.
    #[arg(long, value_name = "NAME")]
    leg: Option<String>,
}

struct Leg<Context> {
    name: &'static str,
    run: fn(&Context) -> Result<()>,
}

/// The one crate that compiles AWS's SDK, for minutes: all else is checked first, and without it.
const LIVE: &str = "ironwright-aws-live";

/// What the SDK is compiled for, once: with another choice of packages or features it would be compiled again.
pub(crate) const WITH_AWS: [&str; 8] =
    ["-p", LIVE, "-p", "ironwright-cli", "-p", "ironwright", "--features", "ironwright/aws-full"];

const LEGS: [Leg<Project>; 15] = [
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
        run: |project| run_command(cargo(&project.root).args(["test", "--workspace", "--exclude", LIVE])),
    },
    Leg {
        name: "regenerate --check",
        run: |project| regenerate::run(project, &regenerate::Options { check: true }),
    },
    // What is fixed shows what a change has broken; what is fresh, and printed, shows what nobody had thought of.
    Leg { name: "simulate", run: |project| proofs::start(project, "simulate", &["--seeds", "2000"]) },
    Leg { name: "orders", run: |project| proofs::start(project, "orders", &["--seeds", "4000"]) },
    Leg { name: "corrupt", run: |project| proofs::start(project, "corrupt", &["--fresh", "5000"]) },
    Leg { name: "crash", run: |project| proofs::start(project, "crash", &[]) },
    Leg { name: "cargo clippy with aws", run: clippy_with_aws },
    Leg { name: "cargo doc with aws", run: documentation_with_aws },
    Leg { name: "contract on moto and MiniStack", run: contract },
    Leg { name: "kill", run: |project| kill::run(project, &kill::Options::default()) },
];

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let wanted =
        |leg: &&Leg<Project>| options.leg.as_ref().is_none_or(|part| leg.name.contains(part.as_str()));
    let legs: Vec<&Leg<Project>> = LEGS.iter().filter(wanted).collect();
    if legs.is_empty() {
        let names: Vec<&str> = LEGS.iter().map(|leg| leg.name).collect();
        bail!("no leg is called so; there are: {}", names.join(", "));
    }
    run_legs(&legs, project, options.keep_going)
}

fn clippy(project: &Project) -> Result<()> {
    let mut clippy = cargo(&project.root);
    clippy.args(["clippy", "--workspace", "--exclude", LIVE, "--all-targets", "--", "-D", "warnings"]);
    run_command(&mut clippy)
}

fn clippy_with_aws(project: &Project) -> Result<()> {
    let mut clippy = cargo(&project.root);
    clippy.arg("clippy").args(WITH_AWS).args(["--all-targets", "--", "-D", "warnings"]);
    run_command(&mut clippy)
}

fn documentation_with_aws(project: &Project) -> Result<()> {
    let mut doc = cargo(&project.root);
    doc.arg("doc").args(WITH_AWS).arg("--no-deps").env("RUSTDOCFLAGS", "-Dwarnings");
    run_command(&mut doc)
}

/// The tests of what calls AWS, with servers that speak it.
fn contract(project: &Project) -> Result<()> {
    let environment = Environment::ensure(project)?;
    let moto = Kind::Moto.start(project, &environment, Stdio::null)?;
    let ministack = Kind::MiniStack.start(project, &environment, Stdio::null)?;
    // The command line's tests drive it, and so far it was built without AWS.
    run_command(cargo(&project.root).arg("build").args(WITH_AWS).args(["--example", "tiny"]))?;
    let mut test = cargo(&project.root);
    test.arg("test").args(WITH_AWS).arg("--lib");
    for name in tests_with_aws(project)? {
        test.args(["--test", &name]);
    }
    test.env("IRONWRIGHT_TEST_MOTO", &moto.endpoint);
    test.env("IRONWRIGHT_TEST_MINISTACK", &ministack.endpoint);
    run_command(&mut test)
}

/// The façade's tests that need the SDK, and all that the one crate has: a file that is new is run without a line here.
fn tests_with_aws(project: &Project) -> Result<Vec<String>> {
    let mut names = ["deployed", "permissions", "with_aws"].map(str::to_owned).to_vec();
    let folder = project.root.join("crates/aws-live/tests");
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let is_test = path.extension().is_some_and(|it| it == "rs") || path.join("main.rs").exists();
        names.extend(path.file_stem().filter(|_| is_test).map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn documentation(project: &Project) -> Result<()> {
    let mut doc = cargo(&project.root);
    doc.args(["doc", "--workspace", "--exclude", LIVE, "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings");
    run_command(&mut doc)
}

fn run_legs<Context>(legs: &[&Leg<Context>], context: &Context, keep_going: bool) -> Result<()> {
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
        let error = run_legs(&SOME_FAIL.each_ref(), &log, false).unwrap_err().to_string();
        assert!(error.starts_with("first failed"), "{error}");
        assert_eq!(*log.borrow(), ["first"]);
    }

    #[test]
    fn keep_going_runs_every_leg_and_lists_the_failures() {
        let log = Log::default();
        let error = run_legs(&SOME_FAIL.each_ref(), &log, true).unwrap_err().to_string();
        assert!(error.starts_with("2 of 3 legs failed") && error.ends_with(": first, third"), "{error}");
        assert_eq!(*log.borrow(), ["first", "second", "third"]);
    }
}
