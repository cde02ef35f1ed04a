//! The verbs of a release build on the rehearsal cloud, as a user's shell would time them.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::example;
use crate::figures::{Table, median, readable};
use crate::process;
use crate::project::Project;
use anyhow::{Context, Result};

/// What is run in this order in one folder, and the most it may take.
const VERBS: [(&str, &[&str], &str); 4] = [
    ("`up --yes`, everything is created", &["up", "--yes"], "150 ms"),
    ("`up --yes` again, nothing to do", &["up", "--yes"], "50 ms"),
    ("`preview`", &["preview"], ""),
    ("`destroy --yes`", &["destroy", "--yes"], ""),
];

pub(super) fn measure(project: &Project, name: &str, runs: u32) -> Result<Table> {
    let program = example::build(project, name, &["--release"])?;
    let mut times: [Vec<Duration>; VERBS.len()] = Default::default();
    for run in 1..=runs {
        eprintln!("run {run} of {runs} …");
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        for ((_, arguments, _), times) in VERBS.iter().zip(&mut times) {
            times.push(time(&program, arguments, folder.path())?);
        }
    }
    let mut table = Table::new([&format!("{name}, {runs} runs"), "median", "fastest", "at most"]);
    for ((what, _, most), times) in VERBS.iter().zip(&times) {
        let fastest = times.iter().min().copied().unwrap_or_default();
        table.row([(*what).to_owned(), readable(median(times)), readable(fastest), (*most).to_owned()]);
    }
    Ok(table)
}

fn time(program: &Path, arguments: &[&str], folder: &Path) -> Result<Duration> {
    let mut command = process::command(program, folder);
    command.args(arguments);
    let start = Instant::now();
    process::output(&mut command)?;
    Ok(start.elapsed())
}
