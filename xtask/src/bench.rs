//! `cargo xtask bench`: what a user waits for, as a table for the README with the machine and the day it holds for.

mod edit;
mod engine;
mod faults;
mod first_run;
mod terraform;
mod up;
mod watched;
mod working_copy;

use std::process::Command;
use std::thread;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::figures::Table;
use crate::process;
use crate::project::Project;
use crate::proofs;

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// From a clean clone to a deployed system with one command, everything compiled.
    FirstRun(Example),
    /// The verbs of a release build: `up`, `up` again, `preview`, `destroy`.
    Up(Repeated),
    /// How the engine grows: a hundred to a hundred thousand resources, Terraform beside it where there is one.
    Engine(engine::Options),
    /// A deployment on a server that speaks AWS, behind a wire that loses, delays and refuses calls.
    Faults(faults::Options),
    /// How much longer an `up` of a thousand resources takes because its journal is durable before each call.
    Journaling(proofs::Options),
    /// The 89 resources of `dmp-frontend` on a server that speaks AWS, Terraform beside it where there is one.
    Terraform(terraform::Options),
    /// Change one line of the example and preview again, debug build.
    Edit(Repeated),
}

#[derive(Args)]
struct Example {
    /// The example to measure with.
    #[arg(long = "example", value_name = "NAME", default_value = "dmp-frontend")]
    name: String,
}

#[derive(Args)]
struct Repeated {
    #[command(flatten)]
    example: Example,
    /// How often to measure.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let table = match &options.what {
        What::Engine(options) => return engine::run(project, options),
        What::Faults(options) => return faults::run(project, options),
        What::Journaling(options) => {
            proofs::run(project, "journaling", options)?;
            println!("{}", circumstances(project));
            return Ok(());
        }
        What::Terraform(options) => return terraform::run(project, options),
        What::FirstRun(example) => first_run::measure(project, &example.name)?,
        What::Up(repeated) => up::measure(project, &repeated.example.name, repeated.runs)?,
        What::Edit(repeated) => edit::measure(project, &repeated.example.name, repeated.runs)?,
    };
    print(project, &table);
    Ok(())
}

fn print(project: &Project, table: &Table) {
    println!("{table}\n{}", circumstances(project));
}

/// Where and when a figure was measured.
fn circumstances(project: &Project) -> String {
    let cores = thread::available_parallelism().map_or_else(|_| "?".to_owned(), |cores| cores.to_string());
    let ask = |program: &str, arguments: &[&str]| {
        let mut command: Command = process::command(program, &project.root);
        command.args(arguments);
        process::output(&mut command).map_or_else(|_| "?".to_owned(), |answer| answer.trim().to_owned())
    };
    format!(
        "{cores} cores, {}, {}, commit {}, {}",
        ask("uname", &["-srm"]),
        ask("rustc", &["--version"]),
        ask("git", &["describe", "--always", "--dirty"]),
        ask("date", &["-u", "+%Y-%m-%d"]),
    )
}
