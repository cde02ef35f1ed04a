//! What one resource lets go of and another takes in the same run: a name or a place of which the cloud keeps one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::graph::Node;
use crate::kind::{Kind, Replacement};
use crate::plan::planner::Planner;
use crate::plan::{Action, Decision, Takeover};
use crate::state::Object;
use crate::unique::{Claim, claims};
use crate::value::Value;

/// Who has what is claimed.
struct Holder {
    step: usize,
    id: Arc<str>,
    claim: Claim,
    /// Whether it is what the step's address stands for, and not something that it has replaced.
    current: bool,
}

/// The holders by what two claims share that can collide at all.
type Holders = HashMap<(&'static str, usize, Vec<String>), Vec<Holder>>;

impl Planner<'_> {
    /// Finds for each step what it takes that another has.
    pub(super) fn link_takeovers(&mut self) {
        let takers: Vec<(usize, Vec<Claim>)> = (0..self.steps.len())
            .map(|step| (step, self.claims_to_be(step)))
            .filter(|(_, c)| !c.is_empty())
            .collect();
        if takers.is_empty() || self.state.resources.is_empty() {
            return;
        }
        let kinds: HashSet<&str> = takers.iter().map(|(step, _)| self.steps[*step].kind.name).collect();
        let holders = self.holders(&kinds);
        for (taker, claims) in takers {
            for claim in claims {
                let colliding = holders.get(&claim.key).into_iter().flatten();
                for holder in colliding.filter(|holder| holder.claim.collides(&claim)) {
                    match self.lets_go(taker, holder, &claim) {
                        LetsGo::Is(takeover) => self.steps[taker].takes_over.push(takeover),
                        LetsGo::IsItsOwn => {}
                        LetsGo::Never => self.refuse_takeover(taker, holder),
                    }
                }
            }
        }
    }

    /// What a step's resource will claim that it does not have yet.
    fn claims_to_be(&self, step: usize) -> Vec<Claim> {
        let step = &self.steps[step];
        let gains = matches!(step.action, Action::Create | Action::Replace(_) | Action::Update);
        if !gains || step.kind.unique.is_empty() && step.kind.distinct_by.is_empty() {
            return Vec::new();
        }
        let Some(decision) = self.graph.position(&step.address).and_then(|at| self.decisions[at].as_ref())
        else {
            return Vec::new();
        };
        let wanted = claims(step.kind, |name| decision.wanted.inputs.get(name));
        let Some(object) = self.state.object(&step.address).filter(|_| step.action == Action::Update) else {
            return wanted.collect();
        };
        let has: Vec<Claim> = claims_of(step.kind, object).collect();
        wanted.filter(|claim| !has.contains(claim)).collect()
    }

    fn holders(&self, kinds: &HashSet<&str>) -> Holders {
        let mut holders = Holders::new();
        for (at, step) in self.steps.iter().enumerate().filter(|(_, step)| kinds.contains(step.kind.name)) {
            let Some(resource) = self.state.resources.get(&step.address) else { continue };
            let current = resource.current.iter().map(|object| (object, true));
            let deposed = resource.deposed.iter().map(|object| (object, false));
            for (object, current) in current.chain(deposed) {
                for claim in claims_of(step.kind, object) {
                    let id = Arc::clone(&object.id);
                    holders.entry(claim.key.clone()).or_default().push(Holder {
                        step: at,
                        id,
                        claim,
                        current,
                    });
                }
            }
        }
        holders
    }

    fn lets_go(&self, taker: usize, holder: &Holder, claim: &Claim) -> LetsGo {
        let step = &self.steps[holder.step];
        let takeover = |id| LetsGo::Is(Takeover { from: holder.step, id, inputs: claim.inputs });
        if !holder.current {
            let goes = step.deposed.contains(&holder.id);
            return if goes { takeover(Some(Arc::clone(&holder.id))) } else { LetsGo::Never };
        }
        if holder.step == taker {
            return LetsGo::IsItsOwn;
        }
        match step.action {
            Action::Replace(_) if step.released.contains(&holder.id) => LetsGo::Never,
            Action::Delete | Action::Replace(_) => takeover(Some(Arc::clone(&holder.id))),
            Action::Update if !self.keeps_claim(holder.step, claim) => takeover(None),
            Action::Update
            | Action::Keep
            | Action::Settle
            | Action::Create
            | Action::Adopt
            | Action::Forget
            | Action::Skip => LetsGo::Never,
        }
    }

    /// Whether an update leaves a claim as it is, as far as that is known.
    fn keeps_claim(&self, step: usize, claim: &Claim) -> bool {
        let step = &self.steps[step];
        let decision = self.graph.position(&step.address).and_then(|at| self.decisions[at].as_ref());
        decision.is_none_or(|decision| {
            claims(step.kind, |name| decision.wanted.inputs.get(name)).any(|kept| kept.collides(claim))
        })
    }

    fn refuse_takeover(&mut self, taker: usize, holder: &Holder) {
        let (taker, stays) = (&self.steps[taker], &self.steps[holder.step]);
        let words = holder.claim.words();
        let (why, hint) = match stays.action {
            Action::Skip => {
                ("which this run leaves out", format!("let the run be about {} too", stays.address))
            }
            Action::Forget => (
                "which is let go of and stays as it is",
                format!(
                    "give this one another {words}, or take over what is there with `.import(\"{}\")`",
                    holder.id
                ),
            ),
            _ => ("which keeps it", format!("give one of the two another {words}")),
        };
        let message = format!("is to have the {words} of {}, {why}", stays.address);
        let mut problem = Diagnostic::new(message).at(&taker.address).hint(hint);
        problem.place = taker.place;
        self.problems.push(problem);
    }
}

/// Why the new one cannot be first though the declaration asks for it: the cloud keeps one, and both would be it.
pub(super) fn cannot_come_first(node: &Node, decision: &Decision, object: &Object) -> Option<Diagnostic> {
    let first = node.options.replacement == Some(Replacement::CreateFirst)
        && decision.action == Action::Replace(Replacement::CreateFirst);
    let mut has = claims_of(node.kind, object).filter(|_| first);
    let both = has.find(|has| {
        claims(node.kind, |name| decision.wanted.inputs.get(name)).any(|claim| claim.collides(has))
    })?;
    let words = both.words();
    let message = format!("the new one cannot exist before the old one goes: both have the same {words}");
    let hint = format!("drop `.create_before_delete()`, or give it another {words}");
    Some(Diagnostic::new(message).at(&node.address).declared(node.place).hint(hint))
}

/// Why what is retained cannot be replaced: the cloud keeps one, and the old one stays.
pub(super) fn cannot_stay(node: &Node, decision: &Decision, object: &Object) -> Option<Diagnostic> {
    let stays = node.options.retain && matches!(decision.action, Action::Replace(_));
    let mut has = claims_of(node.kind, object).filter(|_| stays);
    let both = has.find(|has| {
        claims(node.kind, |name| decision.wanted.inputs.get(name)).any(|claim| claim.collides(has))
    })?;
    let words = both.words();
    let reason = decision.changes.iter().find(|change| change.replaces.is_some());
    let because = reason.map_or_else(String::new, |change| format!(", because of {}", change.path));
    let message = format!("is retained and would be replaced{because}, but the old one keeps its {words}");
    let hint =
        format!("give the new one another {words}, or remove `.retain()` so that the old one is deleted");
    Some(Diagnostic::new(message).at(&node.address).declared(node.place).hint(hint))
}

/// How a claim becomes free.
enum LetsGo {
    Is(Takeover),
    /// By the taker itself: the order within a replacement sees to it.
    IsItsOwn,
    Never,
}

/// What an object claims: as the cloud shows it, else as it was asked for.
fn claims_of(kind: &'static Kind, object: &Object) -> impl Iterator<Item = Claim> {
    claims(kind, |name| value_of(object, name))
}

/// A value of an object: as the cloud shows it, else as it was asked for.
pub(super) fn value_of<'o>(object: &'o Object, name: &str) -> Option<&'o Value> {
    object.observed.get(name).or_else(|| object.inputs.get(name))
}
