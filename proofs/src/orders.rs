//! `cargo xtask orders`: pairs of programs that want the same names and places for other resources, on slow clouds. The same
//! seed is the same pair and the same schedule.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Result, bail};
use clap::Args;
use ironwright_testkit::orders::{Broken, Verdict, class, order};

use crate::seeds::Seeds;
use crate::workers::{Tried, try_all};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    seeds: Seeds,
    /// Stop at the first that ends badly.
    #[arg(long)]
    fail_fast: bool,
}

/// How many pairs there are unless somebody asks for more.
const PAIRS: u64 = 20_000;

pub(crate) fn run(options: &Options) -> Result<()> {
    options.seeds.try_each("orders", PAIRS, |seeds| order_all(seeds, options.fail_fast))
}

fn order_all(seeds: Range<u64>, fail_fast: bool) -> Result<()> {
    let first = seeds.start;
    let attempt =
        |seed| std::panic::catch_unwind(|| order(seed)).unwrap_or_else(|_| Err(Broken::panicked(seed)));
    let Tried { results, took } = try_all(seeds, "pairs", attempt, |tried| fail_fast && tried.is_err());
    let broken: Vec<&Broken> = results.values().filter_map(|tried| tried.as_ref().err()).collect();
    let mut refused: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (seed, verdict) in &results {
        if let Ok(Verdict::Refused(why)) = verdict {
            refused.entry(class(why)).or_default().push(*seed);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = results.len() as f64 / took.as_secs_f64();
    println!(
        "{} pairs from {first}: {} ended badly, {} were refused; {rate:.0} pairs a second",
        results.len(),
        broken.len(),
        refused.values().map(Vec::len).sum::<usize>(),
    );
    for (why, seeds) in refused {
        println!("refused {} times, as of seed {}: {why}", seeds.len(), seeds[0]);
    }
    let mut alike: BTreeMap<String, Vec<&Broken>> = BTreeMap::new();
    for one in &broken {
        alike.entry(class(&one.wrong)).or_default().push(one);
    }
    for those in alike.values().skip(1) {
        println!("also: {} times: {}", those.len(), those[0].clone().made_smaller());
    }
    match alike.values().next() {
        None => Ok(()),
        Some(those) => {
            let first = those[0].clone().made_smaller();
            let seed = first.seed;
            bail!(
                "{first}\n{} times; `cargo xtask orders --first {seed} --seeds 1` tries this one again",
                those.len()
            )
        }
    }
}
