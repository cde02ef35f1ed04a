//! Single acts on the cloud, and which comes after which.
//!
//! A resource comes after what it needs and goes before what it needs. A replacement is two acts; which is first
//! decides on which side of it the resources stand that hold on to the old one. The order is found here once;
//! carrying it out is a loop.

use std::collections::HashMap;
use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::kind::Replacement;
use crate::plan::decide::deletes_first;
use crate::plan::{Action, Plan};

/// One act on the cloud.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation {
    /// The step that it is of, by its place in the plan.
    pub step: usize,
    /// What is done.
    pub act: Act,
    /// The operations that must be done before, by their places.
    pub after: Vec<usize>,
}

/// What is done to the cloud.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// A resource is made.
    Create,
    /// An existing resource becomes ours.
    Adopt,
    /// A resource is changed in place.
    Update,
    /// A wait is finished.
    Settle,
    /// The thing with this physical id is deleted.
    Delete(Arc<str>),
    /// The resource is none of ours any more.
    Forget,
}

impl Act {
    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Settle => "settle",
            Self::Delete(_) => "delete",
            Self::Forget => "forget",
        }
    }
}

impl Plan {
    /// The plan's acts, each with what must be done before it; never a circle.
    pub fn operations(&self) -> Vec<Operation> {
        let mut acts = Acts::default();
        for (at, step) in self.steps.iter().enumerate() {
            let act = match step.action {
                Action::Create | Action::Replace(_) => Some(Act::Create),
                Action::Adopt => Some(Act::Adopt),
                Action::Update => Some(Act::Update),
                Action::Settle => Some(Act::Settle),
                Action::Forget => Some(Act::Forget),
                Action::Delete | Action::Keep | Action::Skip => None,
            };
            if let Some(act) = act {
                let operation = acts.add(at, act);
                acts.forward.insert(at, operation);
            }
            let replaced =
                matches!(step.action, Action::Delete | Action::Replace(_)).then(|| step.id.clone());
            for id in step.deposed.iter().cloned().chain(replaced.flatten()) {
                let delete = acts.add(at, Act::Delete(id));
                let deletes = acts.backward.entry(at).or_default();
                // One thing at a time is done at an address: the journal knows what is under way by it.
                if let Some(before) = deletes.last() {
                    acts.operations[delete].after.push(*before);
                }
                deletes.push(delete);
            }
        }
        self.order_forward(&mut acts);
        self.order_backward(&mut acts);
        acts.without_circles()
    }

    fn order_forward(&self, acts: &mut Acts) {
        for (at, step) in self.steps.iter().enumerate() {
            let Some(&forward) = acts.forward.get(&at) else { continue };
            for need in &step.needs {
                if let Some(&needed) = acts.forward.get(need) {
                    acts.operations[forward].after.push(needed);
                }
            }
            // What is forgotten must not be, while something that it replaced is still to be deleted.
            if deletes_first(step.action) || step.action == Action::Forget {
                let deletes = acts.backward.get(&at).cloned().unwrap_or_default();
                acts.operations[forward].after.extend(deletes);
            }
        }
    }

    fn order_backward(&self, acts: &mut Acts) {
        for (at, step) in self.steps.iter().enumerate() {
            let deletes = acts.backward.get(&at).cloned().unwrap_or_default();
            for &delete in &deletes {
                // The successor first, unless the old one must make room.
                let last = deletes_first(step.action) || step.action == Action::Forget;
                if let (false, Some(&forward)) = (last, acts.forward.get(&at)) {
                    acts.operations[delete].after.push(forward);
                }
                for holder in &step.held_by {
                    let gone = acts.backward.get(holder).cloned().unwrap_or_default();
                    // One that is replaced the other way round only comes after it, and does not hold on to it.
                    let other_way_round = deletes_first(step.action)
                        && self.steps[*holder].action == Action::Replace(Replacement::CreateFirst);
                    let orders = if other_way_round { &mut acts.soft } else { &mut acts.held };
                    orders.extend(gone.into_iter().map(|gone| (delete, gone)));
                    // A holder that stays lets go by its update; where that is not to be had, AWS will say so.
                    if let (false, Some(&forward)) =
                        (deletes_first(self.steps[*holder].action), acts.forward.get(holder))
                    {
                        acts.soft.push((delete, forward));
                    }
                }
            }
        }
    }
}

#[derive(Default)]
struct Acts {
    /// The acts, each after what it cannot go before: that alone is never a circle.
    operations: Vec<Operation>,
    forward: HashMap<usize, usize>,
    backward: HashMap<usize, Vec<usize>>,
    /// Deletes after the deletes of what holds on, `(later, earlier)`. What runs that were cut off left behind may
    /// hold on to each other.
    held: Vec<(usize, usize)>,
    /// Orders that are better kept, `(later, earlier)`.
    soft: Vec<(usize, usize)>,
}

impl Acts {
    fn add(&mut self, step: usize, act: Act) -> usize {
        self.operations.push(Operation { step, act, after: Vec::new() });
        self.operations.len() - 1
    }

    /// Keeps the orders that close no circle; where one must go, a soft one goes first.
    fn without_circles(mut self) -> Vec<Operation> {
        let circles = self.circles();
        self.soft.retain(|&(later, earlier)| circles[later] != circles[earlier]);
        let circles = self.circles();
        self.held.retain(|&(later, earlier)| circles[later] != circles[earlier]);
        for (later, earlier) in self.held.into_iter().chain(self.soft) {
            self.operations[later].after.push(earlier);
        }
        for operation in &mut self.operations {
            operation.after.sort_unstable();
            operation.after.dedup();
        }
        self.operations
    }

    /// Numbers the acts so that two have one number when each would come after the other.
    fn circles(&self) -> Vec<usize> {
        let edges = self.held.len() + self.soft.len() + self.operations.len();
        let mut graph = DiGraph::<(), ()>::with_capacity(self.operations.len(), edges);
        for _ in &self.operations {
            graph.add_node(());
        }
        let hard = self.operations.iter().enumerate();
        let hard = hard.flat_map(|(at, operation)| operation.after.iter().map(move |&before| (at, before)));
        for (later, earlier) in hard.chain(self.held.iter().copied()).chain(self.soft.iter().copied()) {
            graph.add_edge(NodeIndex::new(later), NodeIndex::new(earlier), ());
        }
        let mut circles = vec![0; self.operations.len()];
        for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
            for member in members {
                circles[member.index()] = number;
            }
        }
        circles
    }
}
