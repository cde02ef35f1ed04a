//! `cargo xtask crash`: death at every effect of a run, and at every effect of the run after it. The same name is the same
//! schedule, to the last event.

use anyhow::{Result, bail};
use clap::Args;
use ironwright_testkit::crash::{Broken, Choice, Crashed, Story, USUAL, stories};

use crate::seeds::clock;
use crate::workers::{Tried, try_all};

#[derive(Args)]
pub(crate) struct Options {
    /// Try each so manieth first death only, and each so manieth second death after it.
    #[arg(long, value_name = "N", default_value_t = 1)]
    every: usize,
    /// Let the run after a death live.
    #[arg(long)]
    once: bool,
    /// Try only the schedule with this name, `network/up/call-3-lost+disk-1-lock-undone-killed`.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// What decides how long calls take, and so in which order they end.
    #[arg(long, value_name = "NUMBER", default_value_t = USUAL)]
    seed: u64,
    /// Then try each so manieth first death once more, with calls that take other times in each run.
    #[arg(long, value_name = "N")]
    fresh: Option<usize>,
    /// Stop at the first that ends badly.
    #[arg(long)]
    fail_fast: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    crash_all(options, options.seed, options.every)?;
    if let Some(every) = options.fresh {
        let seed = clock()?;
        println!("fresh: `cargo xtask crash --seed {seed} --every {every}` tries the same");
        crash_all(options, seed, every)?;
    }
    Ok(())
}

fn crash_all(options: &Options, seed: u64, every: usize) -> Result<()> {
    let stories = stories(seed)?;
    let deaths: Vec<(&Story, usize)> =
        stories.iter().flat_map(|story| (0..story.deaths()).map(move |death| (story, death))).collect();
    let Options { once, only, fail_fast, .. } = options;
    let choice = Choice { every, twice: !once, only: only.clone(), fail_fast: *fail_fast };
    let attempt = |number: u64| {
        let Some((story, death)) = usize::try_from(number).ok().and_then(|number| deaths.get(number)) else {
            return Crashed::default();
        };
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| story.crash(*death, &choice)))
            .unwrap_or_else(|_| panicked(story, *death))
    };
    let until = |crashed: &Crashed| options.fail_fast && !crashed.broken.is_empty();
    let Tried { results, took } = try_all(0..deaths.len() as u64, "first deaths", attempt, until);
    let (mut singles, mut doubles, mut broken) = (0, 0, Vec::new());
    for crashed in results.into_values() {
        singles += crashed.once;
        doubles += crashed.twice;
        broken.extend(crashed.broken);
    }
    let schedules = singles + doubles;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = schedules as f64 / took.as_secs_f64();
    println!(
        "{schedules} schedules of {} stories, {singles} with one death and {doubles} with two: {} ended badly; \
         {rate:.0} a second",
        stories.len(),
        broken.len(),
    );
    for one in broken.iter().skip(1).take(20) {
        println!("also: {one}");
    }
    let asks_for_two = only.as_ref().is_some_and(|only| only.contains('+'));
    match broken.first() {
        None if schedules == 0 || asks_for_two && doubles == 0 => bail!("there is no such schedule"),
        None => Ok(()),
        Some(first) => {
            bail!(
                "{first}\n`cargo xtask crash --seed {seed} --only {}` tries this schedule again",
                first.name
            )
        }
    }
}

fn panicked(story: &Story, death: usize) -> Crashed {
    let wrong = "the engine panicked; it says where above".to_owned();
    Crashed { broken: vec![Broken { name: story.death(death), wrong }], ..Crashed::default() }
}
