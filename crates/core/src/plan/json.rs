//! The plan as machines read it. Secrets are hidden here too.

use serde_json::{Value as Json, json};

use crate::diff::PropertyChange;
use crate::kind::Replacement;
use crate::plan::{Action, Drift, Landed, Plan, Step};
use crate::value::Value;

/// The format of the JSON form; it grows when a field changes its meaning.
pub const FORMAT: u32 = 1;

impl Plan {
    /// The plan as JSON: every step, also those that do nothing.
    pub fn to_json(&self) -> Json {
        json!({
            "format": FORMAT,
            "stack": self.stack,
            "environment": self.environment,
            "verb": self.verb.as_str(),
            "cloud": self.cloud,
            "base": self.base,
            "program": self.program,
            "fingerprint": self.fingerprint(),
            "counts": self.counts(),
            "steps": self.steps.iter().map(step).collect::<Vec<_>>(),
            "drift": self.drift.iter().map(Drift::to_json).collect::<Vec<_>>(),
            "landed": self.landed.iter().map(Landed::to_json).collect::<Vec<_>>(),
            "outputs": self.outputs.iter().map(|output| json!({
                "name": output.name,
                "before": value(&output.before),
                "after": value(&output.after),
            })).collect::<Vec<_>>(),
            "hints": self.hints,
        })
    }
}

impl Drift {
    /// The difference as JSON.
    pub fn to_json(&self) -> Json {
        json!({
            "address": self.address,
            "gone": self.gone,
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
        })
    }
}

fn step(step: &Step) -> Json {
    json!({
        "address": step.address,
        "kind": step.kind.name,
        "action": step.action.as_str(),
        "replacement": match step.action {
            Action::Replace(Replacement::CreateFirst) => Some("create_first"),
            Action::Replace(Replacement::DeleteFirst) => Some("delete_first"),
            _ => None,
        },
        "id": step.id,
        "compared": step.compared,
        "changes": step.changes.iter().map(change).collect::<Vec<_>>(),
        "renamed_from": step.renamed_from,
        "remember": step.remember.is_some(),
        "deposed": step.deposed,
        "unmodelled": step.unmodelled,
        "released": step.released,
        "file": step.place.map(|place| place.file),
        "line": step.place.map(|place| place.line),
    })
}

fn change(change: &PropertyChange) -> Json {
    json!({
        "path": change.path,
        "before": value(&change.before),
        "after": value(&change.after),
        "unknown": change.after.has_unknown(),
        "secret": change.before.has_secret() || change.after.has_secret(),
        "replaces": change.replaces.map(|reason| reason.to_string()),
    })
}

fn value(value: &Value) -> Json {
    value.to_public_json()
}
