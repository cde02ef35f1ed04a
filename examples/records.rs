//! Records: as many plain values as you like, to see how the engine scales. No cloud, not even a rehearsed one.
//!
//! ```text
//! flat             layered, 3 wide, 2 apiece        chain
//! ▢ ▢ ▢ ▢ ▢ ▢      ▢ ▢ ▢ ──▶ ▢ ▢ ▢ ──▶ ▢ ▢ ▢        ▢ ──▶ ▢ ──▶ ▢ ──▶ ▢
//! ```
//!
//! Each record keeps its number and a sum of what it refers to, so a change travels to everything that depends on it.
//!
//! ```text
//! cargo run --release --example records -- up --set resources=100000
//! cargo run --release --example records -- preview --set resources=100000 --set change=1
//! cargo run --release --example records -- preview --set resources=100000 --set root=1
//! cargo run --release --example records -- destroy --set resources=100000
//! ```
//!
//! `cargo xtask bench engine` measures all of that; what it found stands in `docs/benchmarks.md`.

use std::process::ExitCode;

use ironwright::builtin::Record;
use ironwright::prelude::*;

ironwright::core::choices! {
    /// What refers to what.
    Shape {
        /// Nothing refers to anything.
        Flat = "flat",
        /// Each record refers to several of the layer before.
        Layered = "layered",
        /// Each record refers to the one before.
        Chain = "chain",
    }
}

/// How many records there are, and what is different about them this time.
#[derive(Settings, Clone, Debug)]
pub struct Settings {
    /// What refers to what.
    #[setting(default = "layered")]
    pub shape: Shape,
    /// How many records there are.
    #[setting(default = 1000)]
    pub resources: u32,
    /// How many records stand in a layer.
    #[setting(default = 50, range = 1..=1_000_000)]
    pub width: u32,
    /// How many records of the layer before each refers to.
    #[setting(default = 3, range = 0..=1000)]
    pub fanin: u32,
    /// Changes the last record, which nothing depends on, when it is another number than before.
    #[setting(default = 0)]
    pub change: i64,
    /// Changes the first record, and with it all that depends on it, when it is another number than before.
    #[setting(default = 0)]
    pub root: i64,
}

fn main() -> ExitCode {
    ironwright::run("records", records)
}

/// Declares the records; `sum` of the last is the stack's output.
pub fn records(stack: &mut Stack, settings: &Settings) -> Result<()> {
    let mut sums: Vec<Output<i64>> = Vec::new();
    let resources = usize::try_from(settings.resources)?;
    for number in 0..resources {
        let changed = match number {
            _ if number + 1 == resources => settings.change,
            0 => settings.root,
            _ => 0,
        };
        let mut terms = vec![known(i64::try_from(number)?), known(changed)];
        terms.extend(settings.referred_to(number).into_iter().map(|before| sums[before].clone()));
        let record = stack.add(format!("r{number}"), Record::of(all(&terms).map(number_and_sum)));
        sums.push(record.value_as::<(i64, i64)>().map(|(_, sum)| sum));
    }
    if let Some(last) = sums.last() {
        stack.output("sum", last);
    }
    Ok(())
}

impl Settings {
    /// The numbers of the records that a record refers to.
    fn referred_to(&self, number: usize) -> Vec<usize> {
        let (width, fanin) = match self.shape {
            Shape::Flat => return Vec::new(),
            Shape::Layered => (self.width as usize, self.fanin.min(self.width) as usize),
            Shape::Chain => (1, 1),
        };
        let Some(layer_before) = (number / width).checked_sub(1) else { return Vec::new() };
        // Neighbours, but not those of the record beside: a change soon reaches the whole layer.
        (0..fanin).map(|nth| layer_before * width + (number * 7 + nth) % width).collect()
    }
}

fn known(number: i64) -> Output<i64> {
    Input::from(number).to_output()
}

/// A record's number, and a sum to which every term counts differently.
#[expect(clippy::needless_pass_by_value, reason = "a function of an output is given what the output holds")]
fn number_and_sum(terms: Vec<i64>) -> (i64, i64) {
    let sum = terms.iter().fold(0, |sum, term| (sum * 31 + term) % 1_000_003);
    (terms[0], sum)
}
