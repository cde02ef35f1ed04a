//! How all lives went, as tables.

use std::fmt::{self, Display};
use std::time::Duration;

use super::life::{Again, Ended};
use super::pace::{Pace, Sample};
use super::store::Store;
use super::verb::Verb;
use crate::figures::{Table, median, readable};

pub(super) struct Report {
    seed: u64,
    pace: Pace,
    lives: Vec<Ended>,
}

impl Report {
    pub(super) fn new(seed: u64, samples: Vec<Sample>) -> Self {
        Self { seed, pace: Pace { samples }, lives: Vec::new() }
    }

    pub(super) fn add(&mut self, mut ended: Ended) {
        self.pace.samples.append(&mut ended.samples);
        self.lives.push(ended);
    }

    pub(super) fn is_good(&self) -> bool {
        self.lives.iter().all(|life| life.wrong.is_empty())
    }

    /// What a death has cost, in seconds: a negative one is a run that was faster than those it is compared with.
    fn extra(&self, life: &Ended, again: &Again) -> Option<f64> {
        let usual = self.pace.of(life.store, life.verb.afterwards(), again.changes)?;
        Some(again.took.as_secs_f64() - usual.as_secs_f64())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kills = Table::new([
            "store",
            "killed in",
            "lives",
            "killed",
            "leaked, doubled",
            "lost",
            "half made",
            "told",
            "not good",
        ]);
        let mut times = Table::new([
            "store",
            "killed in",
            "lease after, median",
            "worst",
            "run then, median",
            "longer than undisturbed, median",
            "worst",
        ]);
        for (store, verb) in Store::ALL.into_iter().flat_map(|store| Verb::ALL.map(|verb| (store, verb))) {
            let lives: Vec<&Ended> =
                self.lives.iter().filter(|life| (life.store, life.verb) == (store, verb)).collect();
            if lives.is_empty() {
                continue;
            }
            let sum =
                |count: fn(&Ended) -> usize| lives.iter().map(|life| count(life)).sum::<usize>().to_string();
            kills.row([
                store.to_string(),
                verb.to_string(),
                lives.len().to_string(),
                sum(|life| life.killed.len()),
                sum(|life| life.leaked),
                sum(|life| life.lost),
                sum(|life| life.unlike),
                sum(|life| life.told),
                sum(|life| usize::from(!life.wrong.is_empty())),
            ]);
            let again: Vec<_> = lives.iter().filter_map(|life| Some((*life, life.again.as_ref()?))).collect();
            if again.is_empty() {
                continue;
            }
            let waited: Vec<Duration> = again.iter().map(|(_, again)| again.waited).collect();
            let took: Vec<Duration> = again.iter().map(|(_, again)| again.took).collect();
            let mut extra: Vec<f64> =
                again.iter().filter_map(|(life, again)| self.extra(life, again)).collect();
            extra.sort_by(f64::total_cmp);
            let seconds = |at: usize| extra.get(at).map_or_else(String::new, |it| format!("{it:+.1} s"));
            times.row([
                store.to_string(),
                verb.to_string(),
                readable(median(&waited)),
                readable(waited.iter().max().copied().unwrap_or_default()),
                readable(median(&took)),
                seconds(extra.len() / 2),
                seconds(extra.len().saturating_sub(1)),
            ]);
        }
        let looked_at: u64 = self.lives.iter().map(|life| life.looked_at).sum();
        write!(
            f,
            "{kills}\n{times}\n{} MB were searched for secrets; seed {}",
            looked_at / 1_000_000,
            self.seed
        )
    }
}
