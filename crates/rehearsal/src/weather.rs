//! What becomes of each call under the conditions: decided once, before it is made.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use ironwright_engine::cloud::{CloudError, ErrorClass};

use crate::conditions::{Conditions, Verb};
use crate::random::{fraction, number_for};
use crate::refusal::Call;

/// The conditions, and how far the calls made so far have used them up.
#[derive(Default)]
pub(crate) struct Weather {
    conditions: Conditions,
    calls: BTreeMap<Verb, u64>,
    attempts: HashMap<(Verb, String), u64>,
    mutations: u64,
    dead: bool,
}

/// What becomes of one call.
pub(crate) struct Fate {
    /// How long its request travels, and its answer again.
    pub(crate) delay: Option<Duration>,
    /// Whether it happens, and what its caller learns.
    pub(crate) outcome: Outcome,
    /// Whether a create that takes two calls and gets no answer has come no further than the first.
    pub(crate) is_cut_between: bool,
}

/// Whether a call happens, and what its caller learns.
pub(crate) enum Outcome {
    /// It happens, and the caller gets the answer.
    Answered,
    /// It does not happen.
    Failed(CloudError),
    /// It happens, and the caller gets this instead of the answer.
    Unanswered(CloudError),
    /// It does not happen, because the handler panics.
    Panics(String),
    /// It happens after this time, and the caller has got this long before.
    Late(Duration, CloudError),
}

impl Weather {
    /// Changes the conditions; calls made so far count no more.
    pub(crate) fn change(&mut self, conditions: Conditions) {
        *self = Self { conditions, calls: std::mem::take(&mut self.calls), ..Self::default() };
    }

    /// The conditions.
    pub(crate) fn conditions_mut(&mut self) -> &mut Conditions {
        &mut self.conditions
    }

    /// How many calls were made.
    pub(crate) fn calls(&self, verb: Verb) -> u64 {
        self.calls.get(&verb).copied().unwrap_or(0)
    }

    /// Decides over a call about the resource that goes by these names, the most telling one first.
    pub(crate) fn decide(&mut self, call: Call, names: &[&str]) -> Fate {
        *self.calls.entry(call.verb).or_default() += 1;
        let conditions = &self.conditions;
        let fair = conditions.latency.is_none()
            && conditions.throttled
                + conditions.lost_requests
                + conditions.lost_responses
                + conditions.lands_late
                <= 0.0;
        let (mut number, mut delay) = (0, None);
        let name = names.first().copied().unwrap_or_default();
        if !fair {
            let attempts = self.attempts.entry((call.verb, name.to_owned())).or_default();
            *attempts += 1;
            number = *attempts;
        }
        let roll = |what: &str| {
            fraction(number_for(conditions.seed, &[what, call.verb.word(), call.kind.name, name], number))
        };
        if let Some((low, high)) = conditions.latency {
            let whole = low + (high.saturating_sub(low)).mul_f64(roll("latency"));
            delay = Some(whole / 2);
        }
        let unlucky = |what: &str, share: f64| share > 0.0 && roll(what) < share;

        let mut is_cut_between = !fair && roll("between") < 0.5;
        let outcome = if self.dead {
            Outcome::Failed(out_of_reach(call))
        } else if let Some(fault) =
            conditions.faults.iter().position(|fault| fault.concerns(call.verb, names))
        {
            let fault = &mut self.conditions.faults[fault];
            fault.times = fault.times.map(|times| times - 1);
            is_cut_between = fault.is_cut_between;
            match fault.lands_after.filter(|_| call.verb.mutates()) {
                _ if fault.panics => Outcome::Panics(fault.message.clone()),
                Some(after) => Outcome::Late(after, lost(call)),
                None if fault.is_cut_between => Outcome::Unanswered(lost(call)),
                None => Outcome::Failed(call.error(fault.class, &fault.code, fault.message.clone())),
            }
        } else if unlucky("throttled", conditions.throttled) {
            Outcome::Failed(call.error(ErrorClass::Transient, "Throttling", "too many calls at once"))
        } else if unlucky("lost-requests", conditions.lost_requests) {
            Outcome::Failed(lost(call))
        } else if call.verb.mutates() && unlucky("lands-late", conditions.lands_late) {
            let (low, high) = conditions.landing;
            Outcome::Late(low + high.saturating_sub(low).mul_f64(roll("landing")), lost(call))
        } else if call.verb.mutates() && conditions.dies_after.is_some_and(|after| self.mutations >= after) {
            self.dead = true;
            // Whether the last call still arrives is chance, as it would be.
            let error = out_of_reach(call).with_unknown_effect();
            let seed = self.conditions.seed ^ self.mutations;
            if fraction(number_for(seed, &["dies", name], 0)) < 0.5 {
                Outcome::Failed(error)
            } else {
                Outcome::Unanswered(error)
            }
        } else {
            self.mutations += u64::from(call.verb.mutates());
            if unlucky("lost-responses", conditions.lost_responses) {
                Outcome::Unanswered(lost(call))
            } else {
                Outcome::Answered
            }
        };
        Fate { delay, outcome, is_cut_between }
    }
}

/// Nobody can tell from the error whether the request or the answer was lost.
fn lost(call: Call) -> CloudError {
    let error =
        call.error(ErrorClass::Transient, "ConnectionReset", "the connection broke before an answer came");
    if call.verb.mutates() { error.with_unknown_effect() } else { error }
}

fn out_of_reach(call: Call) -> CloudError {
    call.error(ErrorClass::Transient, "Unreachable", "the cloud is out of reach")
}
