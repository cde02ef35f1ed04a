//! Properties to and from the SDK's types: what a handler writes down of an answer, and takes from inputs.

use std::collections::HashMap;
use std::sync::Arc;

use ironwright_core::state::Observation;
use ironwright_core::{Map, Value};
use ironwright_engine::cloud::ReadRequest;

/// Properties as a handler writes them down, one after the other.
#[derive(Default)]
pub(crate) struct Properties(Map);

impl Properties {
    /// Adds a property; one of which AWS says nothing is left out.
    pub(crate) fn with(mut self, name: &str, value: impl Property) -> Self {
        if let Some(value) = value.value() {
            self.0.insert(Arc::from(name), value);
        }
        self
    }

    /// Adds the tags that are the user's. That there are none is said too: where nothing is said, they are taken to be
    /// as they were declared.
    pub(crate) fn with_tags(self, tags: Map) -> Self {
        self.with("tags", Value::map(tags))
    }

    /// All of them.
    pub(crate) fn into_map(self) -> Map {
        self.0
    }
}

/// What AWS may say of a property.
pub(crate) trait Property {
    /// The value; `None` when AWS says nothing.
    fn value(self) -> Option<Value>;
}

impl<T: Property> Property for Option<T> {
    fn value(self) -> Option<Value> {
        self.and_then(Property::value)
    }
}

impl Property for i32 {
    fn value(self) -> Option<Value> {
        Some(Value::Int(self.into()))
    }
}

macro_rules! properties {
    ($($type:ty),*) => {
        $(impl Property for $type {
            fn value(self) -> Option<Value> {
                Some(self.into())
            }
        })*
    };
}

properties!(&str, String, bool, i64, Value);

/// One observation for each request, from what was found by physical id.
pub(crate) fn observations(resources: &[ReadRequest], mut found: HashMap<String, Map>) -> Vec<Observation> {
    let observe = |request: &ReadRequest| found.remove(&*request.id);
    resources.iter().map(observe).map(|it| it.map_or(Observation::Gone, Observation::Present)).collect()
}

/// The physical ids of what is to be read.
pub(crate) fn ids(resources: &[ReadRequest]) -> Vec<String> {
    resources.iter().map(|request| request.id.to_string()).collect()
}

/// What all names begin with.
pub(crate) fn common_beginning(names: &[String]) -> &str {
    let Some(first) = names.first() else { return "" };
    let mut end = first.len();
    for name in names {
        let same = first.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        end = end.min(same);
    }
    (0..=end).rev().find_map(|end| first.get(..end)).unwrap_or_default()
}

/// A text among inputs, as the SDK's `set_…` take it.
pub(crate) fn text(inputs: &Map, name: &str) -> Option<String> {
    inputs.get(name).and_then(Value::as_text).map(str::to_owned)
}

/// A whole number among inputs.
pub(crate) fn number(inputs: &Map, name: &str) -> Option<i32> {
    inputs.get(name).and_then(Value::as_int).and_then(|number| i32::try_from(number).ok())
}
