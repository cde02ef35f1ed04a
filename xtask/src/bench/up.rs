//! The verbs of a release build on the rehearsal cloud, as a user's shell would time them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::figures::{Table, median, readable};
use crate::process;
use crate::project::Project;

/// What is run in this order in one folder, and the most it may take.
const VERBS: [(&str, &[&str], &str); 4] = [
    ("`up --yes`, everything is created", &["up", "--yes"], "150 ms"),
    ("`up --yes` again, nothing to do", &["up", "--yes"], "50 ms"),
    ("`preview`", &["preview"], ""),
    ("`destroy --yes`", &["destroy", "--yes"], ""),
];

pub(super) fn measure(project: &Project, example: &str, runs: u32) -> Result<Table> {
    let program = build(project, example, &["--release"])?;
    let mut times: [Vec<Duration>; VERBS.len()] = Default::default();
    for run in 1..=runs {
        eprintln!("run {run} of {runs} …");
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        for ((_, arguments, _), times) in VERBS.iter().zip(&mut times) {
            times.push(time(&program, arguments, folder.path())?);
        }
    }
    let mut table = Table::new([&format!("{example}, {runs} runs"), "median", "fastest", "at most"]);
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

/// Builds the example and returns its program.
pub(super) fn build(project: &Project, example: &str, flags: &[&str]) -> Result<PathBuf> {
    eprintln!("building the example `{example}` …");
    let mut build = process::cargo(&project.root);
    build.args(["build", "--example", example, "--message-format", "json-render-diagnostics"]).args(flags);
    let messages = process::output(&mut build)?;
    program_in(&messages, example)
        .with_context(|| format!("cargo built no program for the example `{example}`"))
}

/// A line that cargo writes for each thing it built.
#[derive(Deserialize)]
struct Built {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn program_in(messages: &str, example: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Built>(line).ok())
        .find(|built| built.target.name == example && built.target.kind.iter().any(|kind| kind == "example"))?
        .executable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_of_the_example_is_found_among_what_cargo_built() {
        let messages = r#"
            {"reason":"build-script-executed","package_id":"x"}
            {"reason":"compiler-artifact","target":{"name":"web","kind":["lib"]},"executable":null}
            {"reason":"compiler-artifact","target":{"name":"web","kind":["example"]},"executable":"/t/examples/web"}
            {"reason":"build-finished","success":true}"#;
        assert_eq!(program_in(messages, "web"), Some(PathBuf::from("/t/examples/web")));
        assert_eq!(program_in(messages, "queue"), None);
    }
}
