//! What a selection leaves out although what it needs is deleted or replaced: refused where that would be lost to it,
//! told where it goes on with what was.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::kind::Replacement;
use crate::plan::planner::Planner;
use crate::plan::{Action, Selection, Step};

/// How many addresses a sentence or a hint names before it says how many more there are.
const NAMED: usize = 8;

/// What becomes of a resource that is left out, when one goes that it depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// It needs what goes: the delete fails, or succeeds and breaks it.
    Broken,
    /// It goes on with what it was told, until a whole run.
    Outdated,
}

impl Planner<'_> {
    /// Refuses to take from what is left out what it needs.
    pub(super) fn refuse_left_out(&self, selection: &Selection) -> Diagnostics {
        let mut problems = Diagnostics::default();
        if selection.is_everything() {
            return problems;
        }
        let broken: Vec<(usize, Vec<usize>)> = self
            .leaving()
            .map(|at| (at, self.left_out_holders(at, Loss::Broken)))
            .filter(|(_, holders)| !holders.is_empty())
            .collect();
        if broken.is_empty() {
            return problems;
        }
        let hint = self.ways_out(selection, broken.iter().flat_map(|(_, holders)| holders).copied());
        for (at, holders) in &broken {
            let step = &self.steps[*at];
            let holders: Vec<&Address> = holders.iter().map(|&holder| &self.steps[holder].address).collect();
            let one = holders.len() == 1;
            let mut problem = Diagnostic::new(format!(
                "would be {}{}, and {}, which {} left out, {} it",
                if step.action == Action::Delete { "deleted" } else { "replaced" },
                because(step),
                named(&holders),
                if one { "is" } else { "are" },
                if one { "needs" } else { "need" },
            ));
            problem.place = step.place;
            problems.push(problem.at(&step.address).hint(&*hint).refusal());
        }
        problems
    }

    /// What the selection leaves out, and goes on referring to what was.
    pub(super) fn left_behind(&self) -> Vec<String> {
        let pairs = self.leaving().flat_map(|at| {
            let holders = self.left_out_holders(at, Loss::Outdated);
            holders.into_iter().map(move |holder| (holder, at))
        });
        pairs
            .map(|(left, at)| {
                format!(
                    "{} is left out, and goes on referring to {} as it was; the next whole run mends that",
                    self.steps[left].address, self.steps[at].address
                )
            })
            .collect()
    }

    /// The steps whose existing resources go.
    fn leaving(&self) -> impl Iterator<Item = usize> {
        let goes = |action| matches!(action, Action::Replace(_) | Action::Delete);
        (0..self.steps.len()).filter(move |&at| goes(self.steps[at].action))
    }

    /// What is left out, depends on a resource that goes, and suffers this loss by it.
    fn left_out_holders(&self, leaving: usize, loss: Loss) -> Vec<usize> {
        let holders = self.steps[leaving].held_by.iter().copied();
        holders.filter(|&holder| self.is_left_out(holder) && self.loss(holder, leaving) == loss).collect()
    }

    /// Whether the selection leaves it out; what is wrong is not decided either.
    fn is_left_out(&self, at: usize) -> bool {
        self.steps[at].action == Action::Skip && !self.selected.contains(&self.steps[at].address)
    }

    fn loss(&self, holder: usize, leaving: usize) -> Loss {
        let (holder, step) = (&self.steps[holder].address, &self.steps[leaving]);
        let position = self.graph.position(holder).filter(|&position| {
            let dependencies = self.graph.dependencies(position).iter();
            dependencies.map(|&of| &self.graph.nodes()[of].address).any(|of| *of == step.address)
        });
        // What only the state knows to depend on it was made with it, in whatever way.
        let Some(node) = position.map(|position| &self.graph.nodes()[position]) else { return Loss::Broken };
        let needed = if step.action == Action::Replace(Replacement::CreateFirst) {
            // Its successor is there before it goes, and only who keeps it from going is in the way.
            node.holds_on_to(&step.address).is_some()
        } else {
            let mut refers = false;
            for (_, expression) in &node.inputs {
                expression.each_output(&mut |output| refers |= output.address == step.address);
            }
            refers
        };
        if needed { Loss::Broken } else { Loss::Outdated }
    }

    /// How to go on: with all that is left out and depends on what goes, or without a selection.
    fn ways_out(&self, selection: &Selection, holders: impl Iterator<Item = usize>) -> String {
        if !selection.excludes.is_empty() {
            let options = options("--exclude", selection.excludes.iter().map(String::as_str));
            return format!("leave off {options}, so that what needs it changes with it");
        }
        let mut waiting: Vec<usize> = holders.collect();
        let mut seen: BTreeSet<&Address> = BTreeSet::new();
        while let Some(at) = waiting.pop() {
            if self.is_left_out(at) && seen.insert(&self.steps[at].address) {
                waiting.extend(&self.steps[at].held_by);
            }
        }
        if seen.len() > NAMED {
            return "leave off `--target`, so that what needs it changes with it".to_owned();
        }
        let options = options("--target", seen.into_iter().map(Address::as_str));
        format!("select what needs it too, with {options}, or leave off `--target`")
    }
}

fn because(step: &Step) -> String {
    let reason = step.changes.iter().find(|change| change.replaces.is_some());
    reason.map_or_else(String::new, |change| format!(", because of {}", change.path))
}

/// `a`, `a and b`, `a, b and 3 others`.
fn named(addresses: &[&Address]) -> String {
    let shown = if addresses.len() > NAMED { NAMED - 1 } else { addresses.len() };
    let mut names: Vec<String> = addresses[..shown].iter().map(ToString::to_string).collect();
    if shown < addresses.len() {
        names.push(format!("{} others", addresses.len() - shown));
    }
    match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    }
}

/// Options as they are typed.
fn options<'a>(option: &str, names: impl Iterator<Item = &'a str>) -> String {
    let mut typed = String::from("`");
    for (at, name) in names.enumerate() {
        let separator = if at == 0 { "" } else { " " };
        // Writing to a text in memory does not fail.
        let _ = write!(typed, "{separator}{option} {name}");
    }
    typed.push('`');
    typed
}
