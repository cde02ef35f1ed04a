//! Which seeds a loop tries: the fixed ones, which are the same in every run, and fresh ones, which nobody has tried.

use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::Args;

/// Which seeds are tried.
#[derive(Args)]
pub(crate) struct Seeds {
    /// How many seeds are tried.
    #[arg(long = "seeds", value_name = "N")]
    count: Option<u64>,
    /// The first of them.
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    first: u64,
    /// How many fresh ones are tried after them: other ones in each run.
    #[arg(long, value_name = "N", default_value_t = 0)]
    fresh: u64,
}

impl Seeds {
    /// Tries the fixed seeds, as many as are usual unless somebody has said how many, and then the fresh ones. What tries
    /// those again is printed before, so that it is known even when nothing is said any more.
    pub(crate) fn try_each(
        &self,
        proof: &str,
        usual: u64,
        attempt: impl Fn(Range<u64>) -> Result<()>,
    ) -> Result<()> {
        let count = self.count.unwrap_or(usual);
        if count > 0 {
            attempt(self.first..self.first.saturating_add(count))?;
        }
        if self.fresh > 0 {
            let first = clock()?;
            println!("fresh: `cargo xtask {proof} --first {first} --seeds {}` tries the same", self.fresh);
            attempt(first..first.saturating_add(self.fresh))?;
        }
        Ok(())
    }
}

/// The milliseconds since 1970: runs that begin one after the other share few seeds.
pub(crate) fn clock() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    Ok(u64::try_from(now.as_millis())?)
}
