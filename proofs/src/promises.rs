//! `cargo xtask promises`: what stores, seals and runs must stand, each claim tried with many seeds.

mod seen;

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;
use ironwright_testkit::trials::{self, Trial};

use crate::workers::try_all;

#[derive(Args)]
pub(crate) struct Options {
    /// Only the claims that contain this.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How many seeds each claim is tried with. Usually as many as try all of it.
    #[arg(long, value_name = "N")]
    seeds: Option<u64>,
    /// The first of them.
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    first: u64,
    /// Stop at the first claim that does not stand.
    #[arg(long)]
    fail_fast: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let wanted = |trial: &Trial| options.only.as_ref().is_none_or(|part| trial.claim.contains(part.as_str()));
    let mut broken = Vec::new();
    for trial in trials::all().into_iter().chain([seen::TRIAL]).filter(wanted) {
        let began = Instant::now();
        let seeds = options.first..options.first + options.seeds.unwrap_or(trial.seeds);
        let attempt = |seed| {
            let tried = std::panic::catch_unwind(|| trial.attempt(seed));
            tried.unwrap_or_else(|_| Err(format!("{}, seed {seed}: something panicked", trial.claim)))
        };
        let tried = try_all(seeds, "seeds", attempt, Result::is_err);
        let wrong = tried.results.into_values().find_map(Result::err);
        println!(
            "{} {} ({:.1} s)",
            if wrong.is_none() { "stands:" } else { "FALLS: " },
            trial.claim,
            began.elapsed().as_secs_f64()
        );
        let falls = wrong.is_some();
        broken.extend(wrong);
        if falls && options.fail_fast {
            break;
        }
    }
    if broken.is_empty() { Ok(()) } else { bail!("{}", broken.join("\n")) }
}
