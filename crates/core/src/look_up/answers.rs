//! What clouds have found, and that it is exactly one.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::Address;
use crate::kind::{Kind, Type};
use crate::look_up::Query;
use crate::state::CloudIdentity;
use crate::value::{Map, Value};

/// How many candidates are told, and how many properties that tell one from the others.
const TOLD: (usize, usize) = (8, 2);

/// Something that a cloud has found.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// What it is like: inputs as the cloud keeps them, and outputs.
    pub observed: Map,
}

impl Found {
    /// One of its outputs. What the cloud does not say of it is nothing.
    pub fn output(&self, kind: &Kind, output: &str) -> Value {
        let is_id = || kind.output(output).is_some_and(|field| field.template == Some("{id}"));
        match self.observed.get(output) {
            Some(value) => value.clone(),
            None if is_id() => Value::Text(Arc::clone(&self.id)),
            None => Value::Null,
        }
    }
}

/// Why a cloud does not look for something at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// A sentence in lower case.
    pub message: String,
    /// What a person can do.
    pub hint: Option<String>,
}

/// What came of a query.
#[derive(Clone, PartialEq)]
pub struct Answer {
    query: Query,
    candidates: Result<Vec<Found>, Refused>,
}

/// Why a query has no answer that a program can use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotOne {
    /// A sentence in lower case.
    pub message: String,
    /// What a person can do.
    pub hint: String,
}

/// What look-ups have found so far, by their addresses.
#[derive(Clone, Default)]
pub struct LookedUp {
    answers: HashMap<Address, Answer>,
    /// Where it was looked for.
    pub cloud: Option<CloudIdentity>,
}

impl LookedUp {
    /// Keeps what came of a query.
    pub fn note(&mut self, address: Address, query: Query, candidates: Result<Vec<Found>, Refused>) {
        self.answers.insert(address, Answer { query, candidates });
    }

    /// What came of a look-up's query, once it was asked: another one that it has asked before is no answer to it.
    pub fn answer(&self, address: &Address, query: &Query) -> Option<&Answer> {
        self.answers.get(address).filter(|answer| answer.query == *query)
    }

    /// The one that was found.
    ///
    /// # Errors
    /// That it is not exactly one.
    pub fn only<'a>(&self, kind: &Kind, answer: &'a Answer) -> Result<&'a Found, NotOne> {
        let candidates = answer.candidates.as_ref().map_err(|refused| NotOne {
            message: refused.message.clone(),
            hint: refused.hint.clone().unwrap_or_else(|| "say in another way what is looked for".to_owned()),
        })?;
        let chosen = match answer.query.newest_by {
            Some(property) => candidates.iter().max_by(|a, b| compared(a, b, property)),
            None => candidates.first().filter(|_| candidates.len() == 1),
        };
        chosen.ok_or_else(|| self.not_one(kind, &answer.query, candidates))
    }

    fn not_one(&self, kind: &Kind, query: &Query, candidates: &[Found]) -> NotOne {
        if candidates.is_empty() {
            let place = self.cloud.as_ref().map(|cloud| format!(" in {cloud}")).unwrap_or_default();
            let rehearsed = self.cloud.as_ref().is_some_and(|cloud| cloud.cloud == "rehearsal");
            let missing = if rehearsed {
                "say in `rehearsal.toml` what is there before the program runs"
            } else {
                "see that this is what it is called, and that account and region are right"
            };
            return NotOne {
                message: format!("there is no {} with {query}{place}", kind.name),
                hint: format!("{missing}; what this stack is to make itself is declared with `stack.add`"),
            };
        }
        let telling = telling(kind, candidates);
        let told = candidates.iter().take(TOLD.0).map(|it| named(it, &telling));
        let more = candidates.len().saturating_sub(TOLD.0);
        let more = (more > 0).then(|| format!("{more} more"));
        NotOne {
            message: format!(
                "there are {} {} with {query}, and a look-up means exactly one: {}",
                candidates.len(),
                kind.name,
                told.chain(more).collect::<Vec<_>>().join(", ")
            ),
            hint: "say more of the one that is meant, by `.having(…)` or `.tagged(…)`, or give its id"
                .to_owned(),
        }
    }
}

fn compared(a: &Found, b: &Found, property: &str) -> Ordering {
    let by_value = match (a.observed.get(property), b.observed.get(property)) {
        (Some(Value::Int(a)), Some(Value::Int(b))) => a.cmp(b),
        (a, b) => a.and_then(Value::as_text).cmp(&b.and_then(Value::as_text)),
    };
    by_value.then_with(|| a.id.cmp(&b.id))
}

/// The few properties in which candidates differ, and which are short enough to be told.
fn telling(kind: &Kind, candidates: &[Found]) -> Vec<&'static str> {
    let is_short = |ty: Type| {
        matches!(
            ty,
            Type::Bool | Type::Int | Type::Text | Type::Choice(_) | Type::Cidr | Type::Reference { .. }
        )
    };
    let inputs =
        kind.inputs.iter().filter(|field| is_short(field.ty) && !field.secret).map(|field| field.name);
    let differ =
        |name: &&str| candidates.iter().any(|it| it.observed.get(name) != candidates[0].observed.get(name));
    inputs.filter(differ).take(TOLD.1).collect()
}

/// `subnet-1 (availability_zone "a")`
fn named(found: &Found, telling: &[&str]) -> String {
    let told = telling.iter().filter_map(|name| Some(format!("{name} {}", found.observed.get(name)?)));
    let told: Vec<String> = told.collect();
    if told.is_empty() { found.id.to_string() } else { format!("{} ({})", found.id, told.join(", ")) }
}
