//! How all lives went, as a table.

use std::fmt::{self, Display};

use super::life::{Ended, Verb};
use crate::figures::{Table, median, readable};

pub(super) struct Report {
    seed: u64,
    lives: Vec<Ended>,
}

impl Report {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, lives: Vec::new() }
    }

    pub(super) fn add(&mut self, ended: Ended) {
        self.lives.push(ended);
    }

    pub(super) fn is_good(&self) -> bool {
        self.lives.iter().all(|life| life.wrong.is_empty())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table =
            Table::new(["killed in", "lives", "killed", "leaked", "lost", "wrong", "again, median"]);
        for verb in [Verb::Up, Verb::Change, Verb::Destroy] {
            let lives: Vec<&Ended> = self.lives.iter().filter(|life| life.verb == verb).collect();
            if lives.is_empty() {
                continue;
            }
            let sum =
                |count: fn(&Ended) -> usize| lives.iter().map(|life| count(life)).sum::<usize>().to_string();
            let again: Vec<_> = lives.iter().map(|life| life.again).collect();
            table.row([
                verb.to_string(),
                lives.len().to_string(),
                sum(|life| usize::from(life.killed.is_some())),
                sum(|life| life.leaked),
                sum(|life| life.lost),
                sum(|life| usize::from(!life.wrong.is_empty())),
                readable(median(&again)),
            ]);
        }
        write!(f, "{table}\nseed {}", self.seed)
    }
}
