//! What must go before its successor comes, and what has to give way to that.

use std::collections::HashSet;

use crate::Address;
use crate::diff::{PropertyChange, Reason};
use crate::kind::Replacement;
use crate::plan::decide::{Decision, deletes_first};
use crate::plan::planner::Planner;
use crate::plan::{Action, Step};
use crate::state::Object;
use crate::value::{Map, Value};

impl Planner<'_> {
    /// A resource that holds on to one that must go before its successor comes goes first, and comes again after.
    pub(super) fn give_way(&self, at: usize, object: &Object, decision: &mut Decision) {
        let stays = matches!(decision.action, Action::Keep | Action::Update | Action::Settle);
        if !stays && decision.action != Action::Replace(Replacement::CreateFirst) {
            return;
        }
        let node = &self.graph.nodes()[at];
        for &of in self.graph.dependencies(at) {
            let leaving = &self.graph.nodes()[of].address;
            let goes_first = self.decisions[of].as_ref().is_some_and(|other| deletes_first(other.action));
            if !goes_first || !object.dependencies.contains(leaving) {
                continue;
            }
            let Some(name) = node.holds_on_to(leaving) else { continue };
            if stays {
                show_reason(name, object, decision);
            }
            decision.action = Action::Replace(Replacement::DeleteFirst);
        }
    }

    /// Where something is deleted before its successor exists, what goes as well and holds on to it must be deleted
    /// before it, and what holds on to that before that. Gives back what so far had its successor come first.
    pub(super) fn delete_first_together(&self) -> Vec<Address> {
        let first = |step: &Step| deletes_first(step.action);
        let mut waiting: Vec<usize> = (0..self.steps.len()).filter(|&at| first(&self.steps[at])).collect();
        let mut seen: HashSet<usize> = waiting.iter().copied().collect();
        let mut found = Vec::new();
        while let Some(at) = waiting.pop() {
            for &holder in &self.steps[at].held_by {
                let step = &self.steps[holder];
                let create_first = step.action == Action::Replace(Replacement::CreateFirst);
                let goes = match step.action {
                    Action::Replace(_) => !create_first || !self.merely_comes_after(holder, at),
                    action => action == Action::Delete,
                };
                if goes && seen.insert(holder) {
                    waiting.push(holder);
                    if create_first {
                        found.push(step.address.clone());
                    }
                }
            }
        }
        found
    }

    /// What merely comes after another does not keep it from being deleted.
    fn merely_comes_after(&self, holder: usize, leaving: usize) -> bool {
        let leaving = &self.steps[leaving].address;
        self.graph.position(&self.steps[holder].address).is_some_and(|position| {
            self.graph.dependency_addresses(position).contains(leaving)
                && self.graph.nodes()[position].holds_on_to(leaving).is_none()
        })
    }
}

fn show_reason(name: &str, object: &Object, decision: &mut Decision) {
    let value = |map: &Map| map.get(name).cloned().unwrap_or(Value::Null);
    let replaces = Some(Reason::InTheWay);
    match decision.changes.iter_mut().find(|change| change.path == name) {
        Some(change) => change.replaces = replaces,
        None => decision.changes.push(PropertyChange {
            path: name.to_owned(),
            before: value(&object.inputs),
            after: value(&decision.wanted.inputs),
            replaces,
        }),
    }
}
