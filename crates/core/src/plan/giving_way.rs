//! What has to give way so that an order exists: what goes before its successor comes, and what is replaced because
//! something that it holds on to does.
//!
//! Deciding goes over all resources in rounds. Each round looks at the order that its decisions lead to; what it finds
//! to go first is decided anew in the next one. There are no more rounds than resources that can give way.

use std::collections::{HashMap, HashSet};

use crate::Address;
use crate::diagnostic::Diagnostic;
use crate::diff::{PropertyChange, Reason};
use crate::kind::{Replacement, Type};
use crate::plan::decide::{Decision, deletes_first};
use crate::plan::order::{Because, Order};
use crate::plan::planner::Planner;
use crate::plan::takeovers::value_of;
use crate::plan::{Action, Step};
use crate::state::Object;
use crate::value::{Map, Value};

/// What goes before its successor comes, and for which property it is replaced where nothing else asks for that.
pub(super) type GoesFirst = HashMap<Address, Option<(&'static str, Reason)>>;

impl Planner<'_> {
    /// A resource that an earlier round found to go first, or that holds on to one that must, goes first and comes
    /// again after.
    pub(super) fn give_way(&self, at: usize, object: &Object, decision: &mut Decision) {
        let node = &self.graph.nodes()[at];
        if let Some(reason) = self.goes_first.get(&node.address) {
            if let (true, Some((name, reason))) = (stays(decision.action), reason) {
                show_reason(name, *reason, object, decision);
            }
            decision.action = Action::Replace(Replacement::DeleteFirst);
        }
        if !stays(decision.action) && decision.action != Action::Replace(Replacement::CreateFirst) {
            return;
        }
        for &of in self.graph.dependencies(at) {
            let leaving = &self.graph.nodes()[of].address;
            let goes_first = self.decisions[of].as_ref().is_some_and(|other| deletes_first(other.action));
            if !goes_first || !object.dependencies.contains(leaving) {
                continue;
            }
            let Some(name) = node.holds_on_to(leaving) else { continue };
            if stays(decision.action) {
                show_reason(name, Reason::InTheWay, object, decision);
            }
            decision.action = Action::Replace(Replacement::DeleteFirst);
        }
    }

    /// What this round has found to go first, and did not before.
    pub(super) fn found_to_go_first(&mut self) -> GoesFirst {
        let mut found: GoesFirst =
            self.delete_first_together().into_iter().map(|address| (address, None)).collect();
        if self.steps.iter().any(|step| !step.takes_over.is_empty()) {
            found.extend(self.in_the_way_of_takeovers());
            if found.is_empty() {
                found = self.break_circles();
            }
        }
        found.retain(|address, _| !self.goes_first.contains_key(address));
        found
    }

    /// Where something is deleted before its successor exists, what goes as well and holds on to it must be deleted
    /// before it, and what holds on to that before that. Gives back what so far had its successor come first.
    fn delete_first_together(&self) -> Vec<Address> {
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

    /// What stays as it is and holds on to something that is deleted so that another can take its place: the two have
    /// one name, so that nothing of it changes, and the cloud would refuse the delete.
    fn in_the_way_of_takeovers(&self) -> GoesFirst {
        let mut found = GoesFirst::new();
        let deleted = self.steps.iter().flat_map(|step| &step.takes_over).filter(|taken| taken.id.is_some());
        for leaving in deleted.map(|taken| taken.from).collect::<HashSet<_>>() {
            for &holder in &self.steps[leaving].held_by {
                let step = &self.steps[holder];
                if !matches!(step.action, Action::Keep | Action::Settle)
                    || self.graph.get(&step.address).is_none()
                {
                    continue;
                }
                if let Some(name) = self.holds_fast(holder, leaving) {
                    found.insert(step.address.clone(), Some((name, Reason::InTheWay)));
                }
            }
        }
        found
    }

    /// Where resources take each other's places, or hold on to what another needs gone, some of them go first. Reports
    /// a circle of which none can.
    fn break_circles(&mut self) -> GoesFirst {
        let order = Order::of(&self.steps);
        let step_of = |operation: usize| order.operations[operation].step;
        let circles = order.circles(|edge| match edge.because {
            Because::LetsGo => self.holds_fast(step_of(edge.earlier()), step_of(edge.later())).is_some(),
            Because::Holds => !edge.weak,
            Because::Needs | Because::Takes | Because::Succeeds | Because::OneAtATime => true,
        });
        let within: Vec<_> =
            order.edges.iter().filter(|edge| circles[edge.later()] == circles[edge.earlier()]).collect();
        let mut stuck: Vec<usize> = within
            .iter()
            .filter(|edge| edge.because == Because::Takes)
            .map(|edge| circles[edge.later()])
            .collect();
        stuck.sort_unstable();
        stuck.dedup();
        let mut found = GoesFirst::new();
        for circle in stuck {
            let edges = || within.iter().filter(|edge| circles[edge.later()] == circle);
            let steps = |of: fn(Because) -> bool, end: fn(usize, usize) -> usize| -> Vec<usize> {
                let ends =
                    edges().filter(|edge| of(edge.because)).map(|edge| end(edge.later(), edge.earlier()));
                let mut steps: Vec<usize> = ends.map(step_of).collect();
                steps.sort_unstable();
                steps.dedup();
                steps
            };
            let turned = steps(|because| because == Because::Succeeds, |later, _| later)
                .into_iter()
                .filter(|&step| self.steps[step].action == Action::Replace(Replacement::CreateFirst))
                .map(|step| (step, None));
            let mut give_way: Vec<_> = turned.collect();
            if give_way.is_empty() {
                give_way = edges()
                    .filter(|edge| edge.because == Because::LetsGo)
                    .map(|edge| (step_of(edge.earlier()), step_of(edge.later())))
                    .filter(|(holder, _)| self.steps[*holder].action == Action::Update)
                    .filter_map(|(holder, leaving)| {
                        Some((holder, Some((self.holds_fast(holder, leaving)?, Reason::InTheWay))))
                    })
                    .collect();
            }
            if give_way.is_empty() {
                let mut takes = edges().filter(|edge| edge.because == Because::Takes);
                give_way.extend(takes.find_map(|edge| {
                    let step = step_of(edge.later());
                    let inputs = self.steps[step].takes_over.first()?.inputs;
                    let updated = self.steps[step].action == Action::Update;
                    updated.then_some((step, Some((*inputs.last()?, Reason::Exchanged))))
                }));
            }
            if give_way.is_empty() {
                let members = steps(|_| true, |later, _| later);
                self.refuse_circle(&members);
            }
            found.extend(give_way.into_iter().map(|(step, why)| (self.steps[step].address.clone(), why)));
        }
        found
    }

    fn refuse_circle(&mut self, members: &[usize]) {
        let names: Vec<&str> = members.iter().map(|&at| self.steps[at].address.as_str()).collect();
        let taker = members.iter().map(|&at| &self.steps[at]).find(|step| !step.takes_over.is_empty());
        let Some(taker) = taker else { return };
        let message =
            format!("takes what is let go of only after it: no order of {} works", names.join(", "));
        let mut problem = Diagnostic::new(message).at(&taker.address);
        problem.place = taker.place;
        let hint = "change one of them in a run of its own, to a name that neither has";
        self.problems.push(problem.hint(hint));
    }

    /// Adds to those who hold on to something that goes the ones that do so by no reference, over others that stay.
    pub(super) fn link_keepers(&mut self) {
        let kept: HashSet<&str> =
            self.steps.iter().flat_map(|step| step.kind.keeps).map(|(kind, _)| *kind).collect();
        let kept = |step: &Step| {
            matches!(step.action, Action::Delete | Action::Replace(_)) && kept.contains(step.kind.name)
        };
        let leaving: Vec<usize> = (0..self.steps.len()).filter(|&at| kept(&self.steps[at])).collect();
        for leaving in leaving {
            let (mut seen, mut waiting) = (HashSet::from([leaving]), vec![leaving]);
            while let Some(at) = waiting.pop() {
                waiting.extend(self.steps[at].held_by.iter().filter(|&&holder| seen.insert(holder)));
            }
            let keepers =
                seen.into_iter().filter(|&at| self.keeps(&self.steps[at], &self.steps[leaving]).is_some());
            let mut holders: Vec<usize> =
                keepers.chain(self.steps[leaving].held_by.iter().copied()).collect();
            holders.sort_unstable();
            holders.dedup();
            self.steps[leaving].held_by = holders;
        }
    }

    /// The property for which a step's existing resource needs another that it does not refer to.
    fn keeps(&self, holder: &Step, leaving: &Step) -> Option<&'static str> {
        let mut kept = holder.kind.keeps.iter().filter(|(kind, _)| *kind == leaving.kind.name);
        let object = self.state.object(&holder.address)?;
        kept.find_map(|(_, name)| {
            let has = match value_of(object, name)? {
                Value::Null | Value::Bool(false) => false,
                Value::List(items) => !items.is_empty(),
                Value::Map(members) => !members.is_empty(),
                _ => true,
            };
            has.then_some(*name)
        })
    }

    /// The property by which a step's existing resource keeps another from being deleted, or goes with it.
    fn holds_fast(&self, holder: usize, leaving: usize) -> Option<&'static str> {
        let (holder, leaving) = (&self.steps[holder], &self.steps[leaving]);
        let kept = self.keeps(holder, leaving);
        if kept.is_some() {
            return kept;
        }
        let lets_go = leaving.kind.behaviour.is_some_and(|behaviour| behaviour.lets_go_of(holder.kind.name));
        if lets_go {
            return None;
        }
        let leaving_objects = self.state.resources.get(&leaving.address)?;
        let holder_object = self.state.object(&holder.address)?;
        let objects = leaving_objects.current.iter().chain(&leaving_objects.deposed);
        objects.into_iter().find_map(|object| {
            let fields = holder.kind.inputs.iter().filter(|field| holder.kind.holds_on_by(field));
            let mut held = fields.filter(|field| {
                value_of(holder_object, field.name)
                    .is_some_and(|value| is_reference_to(field.ty, value, leaving.kind.name, object))
            });
            held.next().map(|field| field.name)
        })
    }
}

/// Whether a value has a reference to an object, not counting those that let it go.
fn is_reference_to(ty: Type, value: &Value, kind: &str, object: &Object) -> bool {
    match (ty, value) {
        (_, Value::Secret(inner)) => is_reference_to(ty, inner, kind, object),
        (Type::Reference { kind: of, output }, Value::Text(text)) => {
            let offered = value_of(object, output).and_then(Value::as_text);
            of == kind && (offered == Some(&**text) || output == "id" && *text == object.id)
        }
        (Type::List(item), Value::List(items)) => {
            items.iter().any(|value| is_reference_to(*item, value, kind, object))
        }
        (Type::Map(item), Value::Map(members)) => {
            members.values().any(|value| is_reference_to(*item, value, kind, object))
        }
        (Type::Block(fields), Value::Map(members)) => {
            fields.iter().filter(|field| !field.weak).any(|field| {
                members.get(field.name).is_some_and(|value| is_reference_to(field.ty, value, kind, object))
            })
        }
        _ => false,
    }
}

/// Whether a resource stays what it is, changed or not.
fn stays(action: Action) -> bool {
    matches!(action, Action::Keep | Action::Update | Action::Settle)
}

fn show_reason(name: &str, reason: Reason, object: &Object, decision: &mut Decision) {
    let value = |map: &Map| map.get(name).cloned().unwrap_or(Value::Null);
    let replaces = Some(reason);
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
