//! The order of a plan's acts, and why each comes after another. It is found here and nowhere else.
//!
//! What a resource needs comes before it and goes after it. A replacement is two acts; which of them is first decides
//! on which side of it the resources stand that hold on to the old one. And what a cloud keeps one of, a name or a
//! place, is let go before it is taken.
//!
//! Most orders are never given up: [`Because::Needs`], [`Because::Takes`] and those between the acts of one resource.
//! The others are dropped where they would close a circle, first those with what only has to let go. Planning sees to
//! it that no circle is left then: see `giving_way.rs`.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Write as _};

use crate::circles::circles;
use crate::kind::Replacement;
use crate::plan::decide::deletes_first;
use crate::plan::operations::{Act, Operation};
use crate::plan::{Action, Step, Takeover};

/// Why one act comes after another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Because {
    /// The resource depends on the other.
    Needs,
    /// The cloud keeps one with these inputs, and the other lets go of it.
    Takes,
    /// A successor: the old resource goes before the new one comes, or the other way round.
    Succeeds,
    /// Acts at one address come one at a time: the journal knows what is under way by it.
    OneAtATime,
    /// The other depends on the resource that goes, and goes too.
    Holds,
    /// The other depends on the resource that goes, and is changed.
    LetsGo,
}

impl Because {
    /// Whether the order may be given up where it would close a circle.
    fn is_firm(self) -> bool {
        match self {
            Self::Needs | Self::Takes | Self::Succeeds | Self::OneAtATime => true,
            Self::Holds | Self::LetsGo => false,
        }
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Needs => "needs it",
            Self::Takes => "takes its place",
            Self::Succeeds => "replacement",
            Self::OneAtATime => "one at a time",
            Self::Holds => "is held by it",
            Self::LetsGo => "it lets go",
        })
    }
}

/// One act after another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Edge {
    later: u32,
    earlier: u32,
    pub(super) because: Because,
    /// Whether it is dropped before the others that are not firm.
    pub(super) weak: bool,
}

impl Edge {
    fn new(later: usize, earlier: usize, because: Because, weak: bool) -> Self {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { later: narrow(later), earlier: narrow(earlier), because, weak }
    }

    /// The act that comes later, by its place.
    pub(super) fn later(&self) -> usize {
        self.later as usize
    }

    /// The act that comes earlier, by its place.
    pub(super) fn earlier(&self) -> usize {
        self.earlier as usize
    }
}

/// The acts of some steps and every order between them.
#[derive(Default)]
pub(super) struct Order {
    pub(super) operations: Vec<Operation>,
    pub(super) edges: Vec<Edge>,
    /// What makes or changes a step's resource.
    forward: HashMap<usize, usize>,
    /// What deletes a step's resource and those that it replaced, in order.
    backward: HashMap<usize, Vec<usize>>,
}

impl Order {
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut order = Self::default();
        steps.iter().enumerate().for_each(|(at, step)| order.add_acts(at, step));
        for (at, step) in steps.iter().enumerate() {
            order.forward_edges(at, step);
            order.backward_edges(at, step, steps);
        }
        order
    }

    fn add_acts(&mut self, at: usize, step: &Step) {
        let act = match step.action {
            Action::Create | Action::Replace(_) => Some(Act::Create),
            Action::Adopt => Some(Act::Adopt),
            Action::Update => Some(Act::Update),
            Action::Settle => Some(Act::Settle),
            Action::Forget => Some(Act::Forget),
            Action::Delete | Action::Keep | Action::Skip => None,
        };
        if let Some(act) = act {
            let operation = self.add(at, act);
            self.forward.insert(at, operation);
        }
        let replaced = matches!(step.action, Action::Delete | Action::Replace(_)).then(|| step.id.clone());
        let leaving = replaced.flatten().filter(|id| !step.released.contains(id));
        // What is forgotten lets go of everything at its address.
        let released = step.released.iter().filter(|_| step.action != Action::Forget).cloned();
        let leaving = step.deposed.iter().cloned().chain(leaving).map(Act::Delete);
        for act in leaving.chain(released.map(Act::Release)) {
            let delete = self.add(at, act);
            let deletes = self.backward.entry(at).or_default();
            let before = deletes.last().copied();
            deletes.push(delete);
            if let Some(before) = before {
                self.after(delete, before, Because::OneAtATime);
            }
        }
    }

    fn forward_edges(&mut self, at: usize, step: &Step) {
        let Some(&forward) = self.forward.get(&at) else { return };
        for need in &step.needs {
            if let Some(&needed) = self.forward.get(need) {
                self.after(forward, needed, Because::Needs);
            }
        }
        for takeover in &step.takes_over {
            if let Some(earlier) = self.lets_go(takeover) {
                self.after(forward, earlier, Because::Takes);
            }
        }
        // What is forgotten must not be, while something that it replaced is still to be deleted.
        if deletes_first(step.action) || step.action == Action::Forget {
            for delete in self.deletes(at) {
                self.after(forward, delete, Because::Succeeds);
            }
        }
    }

    fn backward_edges(&mut self, at: usize, step: &Step, steps: &[Step]) {
        for delete in self.deletes(at) {
            // The successor first, unless the old one must make room.
            let last = deletes_first(step.action)
                || step.action == Action::Forget
                || step.takes_over.iter().any(|takeover| self.lets_go(takeover) == Some(delete));
            if let (false, Some(&forward)) = (last, self.forward.get(&at)) {
                self.after(delete, forward, Because::Succeeds);
            }
            for &holder in &step.held_by {
                // One that is replaced the other way round only comes after it, and does not hold on to it.
                let weak = deletes_first(step.action)
                    && steps[holder].action == Action::Replace(Replacement::CreateFirst);
                for gone in self.deletes(holder) {
                    self.edges.push(Edge::new(delete, gone, Because::Holds, weak));
                }
                // A holder that stays lets go by its update; where that is not to be had, the cloud will say so.
                if let (false, Some(&forward)) =
                    (deletes_first(steps[holder].action), self.forward.get(&holder))
                {
                    self.edges.push(Edge::new(delete, forward, Because::LetsGo, true));
                }
            }
        }
    }

    fn add(&mut self, step: usize, act: Act) -> usize {
        self.operations.push(Operation { step, act, after: Vec::new() });
        self.operations.len() - 1
    }

    fn after(&mut self, later: usize, earlier: usize, because: Because) {
        self.edges.push(Edge::new(later, earlier, because, false));
    }

    /// The act by which what is taken over becomes free.
    fn lets_go(&self, takeover: &Takeover) -> Option<usize> {
        let Some(id) = &takeover.id else { return self.forward.get(&takeover.from).copied() };
        let is_it = |&&at: &&usize| matches!(&self.operations[at].act, Act::Delete(of) if of == id);
        self.backward.get(&takeover.from)?.iter().find(is_it).copied()
    }

    fn deletes(&self, step: usize) -> Vec<usize> {
        self.backward.get(&step).cloned().unwrap_or_default()
    }

    /// Keeps the orders that close no circle; where one must go, one that is not firm goes first.
    pub(super) fn without_circles(mut self) -> Self {
        let gives_way: [fn(&Edge) -> bool; 3] = [
            |edge| !edge.because.is_firm() && edge.weak,
            |edge| !edge.because.is_firm(),
            |edge| edge.because == Because::Takes,
        ];
        for gives_way in gives_way {
            let circles = self.circles(|_| true);
            self.edges.retain(|edge| !gives_way(edge) || circles[edge.later()] != circles[edge.earlier()]);
        }
        for edge in &self.edges {
            self.operations[edge.later()].after.push(edge.earlier());
        }
        for operation in &mut self.operations {
            operation.after.sort_unstable();
            operation.after.dedup();
        }
        self
    }

    /// Numbers the acts so that two have one number when each would come after the other by the edges that count.
    pub(super) fn circles(&self, counts: impl Fn(&Edge) -> bool) -> Vec<usize> {
        let edges = self.edges.iter().filter(|edge| counts(edge));
        circles(self.operations.len(), edges.map(|edge| (edge.later(), edge.earlier())))
    }

    /// The text form: a line for each act, in an order in which each comes after those that it waits for, and below it
    /// those and why.
    pub(super) fn text(&self, steps: &[Step]) -> String {
        let name = |at: usize| -> String {
            let Operation { step, act, .. } = &self.operations[at];
            let id = match act {
                Act::Delete(id) | Act::Release(id) => format!(" {id}"),
                Act::Create | Act::Adopt | Act::Update | Act::Settle | Act::Forget => String::new(),
            };
            format!("{} {}{id}", act.as_str(), steps[*step].address)
        };
        let mut edges: Vec<&Edge> = self.edges.iter().collect();
        edges.sort_unstable();
        edges.dedup_by_key(|edge| (edge.later, edge.earlier, edge.because));
        let mut written = String::new();
        for at in self.sorted() {
            let _ = writeln!(written, "{}", name(at));
            let first = edges.partition_point(|edge| edge.later() < at);
            for edge in edges[first..].iter().take_while(|edge| edge.later() == at) {
                let taken = &steps[self.operations[at].step].takes_over;
                let taken = taken.iter().find(|takeover| self.lets_go(takeover) == Some(edge.earlier()));
                let _ = match taken.filter(|_| edge.because == Because::Takes) {
                    Some(takeover) => {
                        let inputs = takeover.inputs.join(" and ");
                        writeln!(written, "  after {}: takes its {inputs}", name(edge.earlier()))
                    }
                    None => writeln!(written, "  after {}: {}", name(edge.earlier()), edge.because),
                };
            }
        }
        written
    }

    fn sorted(&self) -> Vec<usize> {
        let mut sorted: Vec<usize> = Vec::with_capacity(self.operations.len());
        let mut waiting: Vec<usize> = self.operations.iter().map(|operation| operation.after.len()).collect();
        let mut ready: BTreeSet<usize> = (0..waiting.len()).filter(|&at| waiting[at] == 0).collect();
        let mut followers = vec![Vec::new(); self.operations.len()];
        for (at, operation) in self.operations.iter().enumerate() {
            operation.after.iter().for_each(|&earlier| followers[earlier].push(at));
        }
        while let Some(at) = ready.pop_first() {
            sorted.push(at);
            for &follower in &followers[at] {
                waiting[follower] -= 1;
                if waiting[follower] == 0 {
                    ready.insert(follower);
                }
            }
        }
        sorted
    }
}
