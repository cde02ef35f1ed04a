//! Orders: pairs of programs that are each valid, and want the same names and places for other resources. A world goes from
//! one to the other on a slow cloud, where every order that is left open is met some time.
//!
//! Both programs could be deployed alone, so that some way leads from one to the other: no run may fail, none may be done
//! while something is missing, and a planner that sees no way must say so in its own words. One seed is one pair and one
//! schedule.
//!
//! - `lives.rs` goes from one program to the other.
//! - `smaller.rs` makes a pair that ends badly as small as it can be.

mod lives;
mod smaller;

use std::fmt;

pub use self::lives::Verdict;
use crate::programs::{Habits, Program};
use crate::simulate::random::Random;

/// From how many keys names are made.
const POOL: u32 = 4;

/// A pair of programs that ended badly.
#[derive(Clone, Debug, thiserror::Error)]
#[error("pair {seed}: {wrong}\n{pair}")]
pub struct Broken {
    /// The seed of the pair.
    pub seed: u64,
    /// What did not hold.
    pub wrong: String,
    pair: Box<Pair>,
}

/// Two programs, and how to go from one to the other.
#[derive(Clone, Debug)]
struct Pair {
    first: Program,
    second: Program,
    /// What the second does otherwise.
    told: String,
}

/// Goes from one program to another.
///
/// # Errors
/// What did not hold.
pub fn order(seed: u64) -> Result<Verdict, Broken> {
    let pair = Pair::draw(&mut Random::new(seed));
    pair.live(seed).map_err(|wrong| Broken { seed, wrong, pair: Box::new(pair) })
}

impl Broken {
    /// A panic of the engine.
    pub fn panicked(seed: u64) -> Self {
        let wrong = "the engine panicked; it says where above".to_owned();
        Self { seed, wrong, pair: Box::new(Pair::draw(&mut Random::new(seed))) }
    }

    /// The same with the smallest programs that still go wrong in the same way.
    #[must_use]
    pub fn made_smaller(self) -> Self {
        let (pair, wrong) = smaller::made_smaller(*self.pair, self.seed, self.wrong);
        Self { wrong, pair: Box::new(pair), ..self }
    }
}

/// What is wrong, without names and numbers: pairs that have it in common most often have one cause.
pub fn class(wrong: &str) -> String {
    let words = wrong.lines().next().unwrap_or_default().split(' ');
    let general = words.map(|word| if word.contains(|c: char| c.is_ascii_digit()) { "…" } else { word });
    general.take(16).collect::<Vec<_>>().join(" ")
}

impl Pair {
    fn draw(random: &mut Random) -> Self {
        let first = Program::draw_close(random, POOL);
        let mut second = first.clone();
        let told = second.change(Habits::Moving, random);
        Self { first, second, told }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nfirst:\n{}then:\n{}", self.told, self.first, self.second)
    }
}
