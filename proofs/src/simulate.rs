//! `cargo xtask simulate`: random lives of stacks, in virtual time. The same seed is the same life, to the last event.

use std::ops::Range;

use anyhow::{Result, bail};
use clap::Args;
use ironwright_testkit::simulate::{Broken, Life, simulate};

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

/// How many lives there are unless somebody asks for more.
const LIVES: u64 = 20_000;

pub(crate) fn run(options: &Options) -> Result<()> {
    options.seeds.try_each("simulate", LIVES, |seeds| live_all(seeds, options.fail_fast))
}

fn live_all(seeds: Range<u64>, fail_fast: bool) -> Result<()> {
    let first = seeds.start;
    let live = |seed| std::panic::catch_unwind(|| simulate(seed)).unwrap_or_else(|_| Err(panicked(seed)));
    let Tried { results, took } = try_all(seeds, "seeds", live, |life| fail_fast && life.is_err());
    let (mut hash, mut runs) = (blake3::Hasher::new(), 0);
    for Life { trace, runs: of_this } in results.values().flatten() {
        hash.update(trace.as_bytes());
        runs += of_this;
    }
    let broken: Vec<&Broken> = results.values().filter_map(|life| life.as_ref().err()).collect();
    let lived = results.len();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = lived as f64 / took.as_secs_f64();
    println!(
        "{lived} seeds from {first}, {runs} runs: {} ended badly; {rate:.0} seeds a second; trace {}",
        broken.len(),
        &hash.finalize().to_hex()[..16],
    );
    for other in broken.iter().skip(1).take(20) {
        println!("also: seed {}: {}", other.seed, other.wrong);
    }
    match broken.first() {
        None => Ok(()),
        Some(first) => {
            let seed = first.seed;
            bail!("{first}\n`cargo xtask simulate --first {seed} --seeds 1` lives this life again")
        }
    }
}

fn panicked(seed: u64) -> Broken {
    Broken { seed, wrong: "the engine panicked; it says where above".to_owned(), story: String::new() }
}
