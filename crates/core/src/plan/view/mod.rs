//! The plan laid out for reading: lines with signs, indentation and tones, fitted to a width. The text form and the
//! coloured one of a command line are both made of these lines, so they never say different things.
//!
//! - `entries` says what there is to read of one step; `fold` makes one entry of many that are alike; `tree`
//!   puts entries below the scopes that they are in.
//! - `properties` is the difference of one resource, `compare` that of two values inside it, `lists` and `texts`
//!   those of two lists, side by side in `align`, and of two texts.
//! - `contents` says in short what is in a new resource, `policy` what a statement of a policy allows.
//! - `rows` fits what they say to the width.

mod tree;

mod entries;
mod fold;

mod align;
mod compare;
mod contents;
mod lists;
mod policy;
mod properties;
mod texts;

mod rows;

use std::collections::HashMap;

use crate::Address;
use crate::kind::Kind;
use crate::plan::{Drift, Fate, Landed, Plan};

pub use rows::{Line, Span, Tone, wrapped};

use entries::Entry;
use rows::Row;

/// How much of a plan is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// A line for what is made or deleted and what its policies allow, the properties of what changes; what is alike is
    /// folded into one.
    Brief,
    /// Every property of everything.
    Full,
}

/// How a plan is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// How much of it is shown.
    pub detail: Detail,
    /// How many columns there are; `None` breaks no line.
    pub width: Option<usize>,
}

impl Layout {
    /// How many columns a line had better not exceed, where there is a choice of forms.
    fn columns(self) -> usize {
        self.width.unwrap_or(USUAL)
    }
}

/// The columns that a form is chosen for when no line has to be broken.
const USUAL: usize = 100;

impl Plan {
    /// The plan's lines.
    pub fn view(&self, layout: Layout) -> Vec<Line> {
        let mut rows = Vec::new();
        if !self.drift.is_empty() {
            let kinds: HashMap<&Address, &'static Kind> =
                self.steps.iter().map(|step| (&step.address, step.kind)).collect();
            rows.extend(drift_rows(&self.drift, &|address| kinds.get(address).copied(), layout));
            rows.push(Row::blank());
        }
        if !self.landed.is_empty() {
            rows.push(Row::title("Landed late (a create that went unanswered has acted after all):"));
            rows.extend(self.landed.iter().map(landed_row));
            rows.push(Row::blank());
        }
        let entries: Vec<Entry> = self
            .steps
            .iter()
            .filter(|step| !step.is_idle())
            .map(|step| Entry::of_step(step, layout))
            .collect();
        if !entries.is_empty() {
            rows.extend(tree::rows(entries, layout));
            rows.push(Row::blank());
        }
        if !self.outputs.is_empty() {
            rows.push(Row::title("Outputs:"));
            for output in &self.outputs {
                let Some((before, after)) = compare::hiding(&output.before, &output.after) else { continue };
                compare::output(&output.name, &before, &after, layout, &mut rows);
            }
            rows.push(Row::blank());
        }
        rows.extend(self.hints.iter().map(|hint| Row::labelled("hint:", Tone::Hint, hint)));
        rows.push(Row::title(format!("Plan: {}.", self.counts())));
        rows::fitted(&rows, layout.width)
    }
}

/// The lines of what changed outside, for a program whose kinds are known.
pub fn drift_view(
    drift: &[Drift],
    kind: &dyn Fn(&Address) -> Option<&'static Kind>,
    layout: Layout,
) -> Vec<Line> {
    rows::fitted(&drift_rows(drift, kind, layout), layout.width)
}

fn landed_row(landed: &Landed) -> Row {
    let sign = match landed.fate {
        Fate::Adopt => "=",
        Fate::Delete => "-",
    };
    let row = Row::signed(2, sign).with(Tone::Plain, landed.address.as_str());
    row.with(Tone::Quiet, format!("  {} {}", landed.fate.as_str(), landed.id))
}

fn drift_rows(drift: &[Drift], kind: &dyn Fn(&Address) -> Option<&'static Kind>, layout: Layout) -> Vec<Row> {
    let mut rows = vec![Row::title("Changed outside since the last run:")];
    let entries = drift.iter().map(|drift| Entry::of_drift(drift, kind(&drift.address), layout));
    for entry in fold::folded(entries.collect(), layout.detail) {
        entry.write(2, Address::as_str, &mut rows);
    }
    rows
}
