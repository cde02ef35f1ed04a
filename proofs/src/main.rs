//! The loops that try to make Ironwright lose, leak or double something, one file each, and what it costs that they
//! cannot. `cargo xtask` starts them as a release build; what they try is in `ironwright_testkit`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to a person")]

mod corrupt;
mod crash;
mod journaling;
mod orders;
mod promises;
mod seeds;
mod simulate;
mod workers;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

/// A world and a state are a thousand small things, made and dropped for each trial: this takes a tenth off the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The loops that try to make Ironwright lose, leak or double something.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(Subcommand)]
enum Proof {
    /// Live random lives of stacks: programs changed at random under random faults, drift and deaths.
    Simulate(simulate::Options),
    /// Die at every effect of every run, and at every effect of the run after that.
    Crash(crash::Options),
    /// Go from one program to another that wants the same names and places for other resources.
    Orders(orders::Options),
    /// Change stores, plan files and notes behind Ironwright's back: bits, pieces and whole files.
    Corrupt(corrupt::Options),
    /// Try what stores, seals and runs must stand.
    Promises(promises::Options),
    /// Measure how much longer an `up` takes because its journal is durable before each call.
    Journaling(journaling::Options),
}

fn main() -> ExitCode {
    let outcome = match CommandLine::parse().proof {
        Proof::Simulate(options) => simulate::run(&options),
        Proof::Crash(options) => crash::run(&options),
        Proof::Orders(options) => orders::run(&options),
        Proof::Corrupt(options) => corrupt::run(&options),
        Proof::Promises(options) => promises::run(&options),
        Proof::Journaling(options) => journaling::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
