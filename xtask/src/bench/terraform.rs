//! The same 89 resources by Ironwright and by Terraform with its AWS provider, in turn, on the same server that speaks
//! AWS: how long, how many calls, how much memory.
//!
//! Each run of each tool has a server of its own that knows nothing yet; its access log tells the calls. What the
//! servers take for a call is part of both times, so the ratio says less than what our own work differs in.

mod ours;
mod results;
mod theirs;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::results::{Figures, Operation, Results, Tool};
use super::circumstances;
use crate::project::Project;
use crate::python::Environment;
use crate::servers::{Kind, Server};

#[derive(Args)]
pub(crate) struct Options {
    /// How often each is measured; the middle one counts.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Measure a release build: with AWS's SDK it takes many minutes to compile.
    #[arg(long)]
    release: bool,
    /// The folder where Terraform finds its AWS provider, laid out as a mirror of its registry; without it, where
    /// `terraform init` looks by itself.
    #[arg(long, value_name = "FOLDER")]
    mirror: Option<PathBuf>,
    /// Print the table, and leave `docs/` as it is.
    #[arg(long)]
    no_write: bool,
}

/// A tool that is measured: how it does each operation, in a folder that is its own.
trait Measured {
    fn tool(&self) -> Tool;

    /// Makes a new folder ready.
    fn prepare(&self, folder: &Path) -> Result<()>;

    fn command(&self, folder: &Path, operation: Operation) -> Command;
}

pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let environment = Environment::ensure(project)?;
    let mut tools: Vec<Box<dyn Measured>> = vec![Box::new(ours::Ours::build(project, options.release)?)];
    let terraform = theirs::Terraform::find(options.mirror.as_deref());
    let beside = terraform.as_ref().map(theirs::Terraform::version);
    match terraform {
        Some(terraform) => tools.push(Box::new(terraform)),
        None => eprintln!(
            "`terraform` cannot be had with its AWS provider, so nothing is measured beside Ironwright; `--mirror FOLDER` \
             names a copy of the provider"
        ),
    }
    let build = if options.release { "release" } else { "debug" };
    let mut results = Results::new(format!("{}, {build} build", circumstances(project)), beside);
    for run in 1..=options.runs {
        for tool in &tools {
            eprintln!("{}, run {run} of {} …", tool.tool(), options.runs);
            measure(project, &environment, tool.as_ref(), &mut results)?;
        }
    }
    let report = results.markdown();
    println!("{report}");
    if !options.no_write {
        let path = project.root.join("docs/terraform.md");
        fs::write(&path, report).with_context(|| format!("{} cannot be written", path.display()))?;
        eprintln!("written: docs/terraform.md");
    }
    Ok(())
}

/// One tool does everything once, on a server and in a folder of its own.
fn measure(
    project: &Project,
    environment: &Environment,
    tool: &dyn Measured,
    results: &mut Results,
) -> Result<()> {
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let log = folder.path().join("server.log");
    let server = Kind::Moto.start_logging(project, environment, &log)?;
    tool.prepare(folder.path())?;
    for operation in Operation::ALL {
        let before = calls(&log)?;
        let mut command = tool.command(folder.path(), operation);
        reach(&mut command, &server);
        let (wall, memory) = tree::watch(&mut command)?;
        let calls = calls(&log)? - before;
        if calls == 0 {
            bail!("the server of {} was not asked for anything: its log is not understood", tool.tool());
        }
        results.add(tool.tool(), operation, Figures { wall, calls, memory });
    }
    Ok(())
}

fn reach(command: &mut Command, server: &Server) {
    let leftovers = ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION"];
    for name in leftovers {
        command.env_remove(name);
    }
    command.env("AWS_ENDPOINT_URL", &server.endpoint).env("AWS_REGION", "eu-west-2");
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
    // Nobody is asked where this machine might be in the cloud.
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

/// How many requests a server has logged.
fn calls(log: &Path) -> Result<usize> {
    let text = fs::read_to_string(log).with_context(|| format!("{} cannot be read", log.display()))?;
    Ok(text.lines().filter(|line| line.contains("HTTP/1.1\"")).count())
}
