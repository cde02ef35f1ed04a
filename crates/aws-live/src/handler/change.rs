//! What differs between a resource as AWS has it and as it is wanted: the same comparison that a plan shows.

use std::sync::Arc;

use ironwright_core::diff::{Attention, PropertyChange, against_object};
use ironwright_core::state::Object;
use ironwright_core::{Kind, Map, Value};

use super::tags::TagChange;

/// A resource that is to become as wanted.
pub(crate) struct Change<'a> {
    kind: &'a Kind,
    /// What AWS calls it.
    pub(crate) id: &'a str,
    /// The inputs it is to have.
    pub(crate) wanted: &'a Map,
    /// What it is like.
    pub(crate) observed: &'a Map,
    differences: Vec<PropertyChange>,
}

impl<'a> Change<'a> {
    /// Compares. `applied` are the inputs that were applied last: what was asked for then and is not wanted now goes.
    pub(crate) fn new(kind: &'a Kind, id: &'a str, wanted: &'a Map, applied: Map, observed: &'a Map) -> Self {
        let object =
            Object { id: id.into(), inputs: applied, observed: observed.clone(), ..Object::default() };
        let mut differences = against_object(kind, wanted, &object, Attention::default());
        // What cannot be changed in place is the plan's to replace; AWS may also write it in another form.
        differences.retain(|difference| difference.replaces.is_none());
        Self { kind, id, wanted, observed, differences }
    }

    /// Whether everything is as wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// What an input is to become, if it is not that already; `Null` when it is to go.
    pub(crate) fn of(&self, input: &str) -> Option<&Value> {
        let inside = |path: &str| {
            path.strip_prefix(input).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let differs = self.differences.iter().any(|difference| inside(&difference.path));
        differs.then(|| self.wanted.get(input).unwrap_or(&Value::Null))
    }

    /// The text that an input is to become, if it is not that already.
    pub(crate) fn text<T: for<'b> From<&'b str>>(&self, input: &str) -> Option<T> {
        self.of(input).and_then(Value::as_text).map(T::from)
    }

    /// The truth value that an input is to become, if it is not that already.
    pub(crate) fn flag(&self, input: &str) -> Option<bool> {
        self.of(input).and_then(Value::as_bool)
    }

    /// The tags that are to be set and removed, if any; ownership tags stay as they are.
    pub(super) fn of_tags(&self) -> Option<TagChange> {
        let wanted = self.of("tags")?;
        Some(TagChange::between(self.observed.get("tags"), wanted))
    }

    /// What the resource is like once everything that differs has been set; without what AWS keeps to itself.
    pub(crate) fn achieved(&self) -> Map {
        let mut observed = self.observed.clone();
        for difference in &self.differences {
            let end = difference.path.find(['.', '[']).unwrap_or(difference.path.len());
            let name = &difference.path[..end];
            let kept = self.kind.input(name).is_some_and(|field| field.write_only || field.secret);
            match self.wanted.get(name).filter(|_| !kept) {
                Some(value) => drop(observed.insert(Arc::from(name), value.clone())),
                None => drop(observed.remove(name)),
            }
        }
        observed
    }
}

/// Whether a resource is just as it is wanted: what is there and not wanted counts too.
pub(super) fn is_as_wanted(kind: &Kind, wanted: &Map, observed: &Map) -> bool {
    let object = Object { inputs: observed.clone(), observed: observed.clone(), ..Object::default() };
    against_object(kind, wanted, &object, Attention::default()).is_empty()
}
