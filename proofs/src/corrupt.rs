//! `cargo xtask corrupt`: stores, plan files and notes that something else has changed. The same seed is the same
//! mutation, to the last bit.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use ironwright_testkit::corrupt::{Corruption, Kind, Outcome, Tried as Mutated};

use crate::seeds::clock;
use crate::workers::{Tried, try_all};

#[derive(Args)]
pub(crate) struct Options {
    /// How many mutations are tried.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    mutations: u64,
    /// The first of them.
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,
    /// How many fresh ones are tried after them: other ones in each run.
    #[arg(long, value_name = "N", default_value_t = 0)]
    fresh: u64,
    /// Stop at the first that is not dealt with as it should be.
    #[arg(long)]
    fail_fast: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let notes = tempfile::tempdir()?;
    let corruption = Corruption::prepare(notes.path()).map_err(|wrong| anyhow!(wrong))?;
    try_seeds(&corruption, options.seed, options.mutations, options.fail_fast)?;
    if options.fresh > 0 {
        let (first, fresh) = (clock()?, options.fresh);
        println!("fresh: `cargo xtask corrupt --seed {first} --mutations {fresh}` tries the same");
        try_seeds(&corruption, first, fresh, options.fail_fast)?;
    }
    Ok(())
}

fn try_seeds(corruption: &Corruption, first: u64, count: u64, fail_fast: bool) -> Result<()> {
    let seeds = first..first.saturating_add(count);
    let attempt = |seed| {
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| corruption.attempt(seed)));
        tried.unwrap_or_else(|_| Err("the engine panicked; it says where above".to_owned()))
    };
    let Tried { results, took } = try_all(seeds, "mutations", attempt, |tried| fail_fast && tried.is_err());
    let mut counts: BTreeMap<Outcome, BTreeMap<Kind, u64>> = BTreeMap::new();
    for Mutated { kind, outcome } in results.values().flatten() {
        *counts.entry(*outcome).or_default().entry(*kind).or_default() += 1;
    }
    println!("{}", table(&counts));
    let broken: Vec<(u64, &String)> =
        results.iter().filter_map(|(seed, tried)| Some((*seed, tried.as_ref().err()?))).collect();
    let tried = results.len();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = tried as f64 / took.as_secs_f64();
    println!(
        "{tried} mutations of {} stores, their plans and notes, from seed {}: {} ended badly; {rate:.0} a second",
        corruption.stores(),
        first,
        broken.len(),
    );
    for (seed, wrong) in broken.iter().skip(1).take(20) {
        println!("also: seed {seed}: {wrong}");
    }
    match broken.first() {
        None => Ok(()),
        Some((seed, wrong)) => {
            bail!(
                "seed {seed}: {wrong}\n`cargo xtask corrupt --seed {seed} --mutations 1` tries this mutation again"
            )
        }
    }
}

/// What came of how many mutations of each kind.
fn table(counts: &BTreeMap<Outcome, BTreeMap<Kind, u64>>) -> String {
    let row = |name: &str, cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>9}")).collect();
        format!("{name:<48}{}", cells.concat())
    };
    let mut lines = vec![row("", &Kind::ALL.map(|kind| kind.to_string()))];
    for (outcome, of_kinds) in counts {
        let cells = Kind::ALL.map(|kind| of_kinds.get(&kind).copied().unwrap_or_default().to_string());
        lines.push(row(&outcome.to_string(), &cells));
    }
    let all = |kind| counts.values().filter_map(|of_kinds| of_kinds.get(&kind)).sum::<u64>();
    lines.push(row("all", &Kind::ALL.map(|kind| all(kind).to_string())));
    lines.join("\n")
}
