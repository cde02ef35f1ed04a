//! The development tasks of Ironwright, one file each: `cargo xtask --help`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to a person")]

mod allowed;
mod bench;
mod example;
mod figures;
mod kill;
mod measure;
mod moto;
mod process;
mod project;
mod proofs;
mod python;
mod regenerate;
mod sabotage;
mod servers;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::project::Project;

/// The development tasks of Ironwright.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run everything that must pass before a change is merged.
    Test(test::Options),
    /// Check the invariants that no compiler holds: who depends on whom, who prints, how long a file is.
    Tidy,
    /// Write the committed files that are generated from other people's data.
    Regenerate(regenerate::Options),
    /// Start a server that speaks AWS, to play with, and print the variables that lead there.
    Moto(moto::Options),
    /// Live random lives of stacks: programs changed at random under random faults, drift and deaths.
    Simulate(proofs::Options),
    /// Die at every effect of every run, and at every effect of the run after that.
    Crash(proofs::Options),
    /// Go from one program to another that wants the same names and places for other resources.
    Orders(proofs::Options),
    /// Change stores, plan files and notes behind Ironwright's back: bits, pieces and whole files.
    Corrupt(proofs::Options),
    /// Try what stores, seals and runs must stand: torn disks, rivals, mutations, secrets.
    Promises(proofs::Options),
    /// Try whether what `permissions` prints suffices: contract, sweeps and recoveries behind a wire that refuses the rest.
    Allowed,
    /// Plant defects, one at a time, and see that the loops find every one.
    Sabotage(sabotage::Options),
    /// Kill real deployments at random moments, type the same command again, and count what is left over.
    Kill(kill::Options),
    /// Measure what a user waits for.
    Bench(bench::Options),
    /// Run one command and print what it took; benchmarks start this themselves.
    #[command(hide = true)]
    Measure(measure::Options),
}

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    let outcome = Project::find().and_then(|project| match command_line.task {
        Task::Test(options) => test::run(&project, &options),
        Task::Tidy => tidy::run(&project),
        Task::Regenerate(options) => regenerate::run(&project, &options),
        Task::Moto(options) => moto::run(&project, &options),
        Task::Simulate(options) => proofs::run(&project, "simulate", &options),
        Task::Crash(options) => proofs::run(&project, "crash", &options),
        Task::Orders(options) => proofs::run(&project, "orders", &options),
        Task::Corrupt(options) => proofs::run(&project, "corrupt", &options),
        Task::Promises(options) => proofs::run(&project, "promises", &options),
        Task::Allowed => allowed::run(&project),
        Task::Sabotage(options) => sabotage::run(&project, &options),
        Task::Kill(options) => kill::run(&project, &options),
        Task::Bench(options) => bench::run(&project, &options),
        Task::Measure(options) => measure::run(&options),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
