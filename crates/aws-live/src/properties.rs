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

    /// Adds the tags that are the user's. That there are none is said too.
    pub(crate) fn with_tags(self, tags: Map) -> Self {
        self.with("tags", Value::map(tags))
    }

    /// Adds a list. That there is nothing in it is said too.
    pub(crate) fn with_list<T: Property>(self, name: &str, items: impl IntoIterator<Item = T>) -> Self {
        self.with(name, Value::list(items.into_iter().filter_map(Property::value)))
    }

    /// Adds a list of a nested block, unless there is nothing in it.
    pub(crate) fn with_some<T: Property>(self, name: &str, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Value> = items.into_iter().filter_map(Property::value).collect();
        if items.is_empty() { self } else { self.with_list(name, items) }
    }

    /// Adds texts by name of a nested block, unless there are none.
    pub(crate) fn with_texts<'a>(
        self,
        name: &str,
        members: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let members: Map =
            members.into_iter().map(|(name, text)| (Arc::from(name), Value::text(text))).collect();
        if members.is_empty() { self } else { self.with(name, Value::map(members)) }
    }

    /// All of them, as a nested block.
    pub(crate) fn into_value(self) -> Value {
        Value::map(self.0)
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
    resources.iter().map(|request| observation(found.remove(&*request.id))).collect()
}

/// One observation, of what was found or not.
pub(crate) fn observation(found: Option<Map>) -> Observation {
    found.map_or(Observation::Gone, Observation::Present)
}

/// Whether tags must be asked for where AWS wants a call of its own for them: not where none are declared, because those
/// that somebody else has put there are nobody's difference. Without inputs, all is to be known.
pub(crate) fn wants_tags(inputs: &Map) -> bool {
    inputs.is_empty() || inputs.contains_key("tags")
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

/// A truth value among inputs.
pub(crate) fn flag(inputs: &Map, name: &str) -> Option<bool> {
    inputs.get(name).and_then(Value::as_bool)
}

/// A list of texts among inputs, as the SDK's `set_…` take it.
pub(crate) fn texts(inputs: &Map, name: &str) -> Option<Vec<String>> {
    let items = inputs.get(name)?.as_list()?;
    Some(items.iter().filter_map(Value::as_text).map(str::to_owned).collect())
}

/// Texts by name among inputs.
pub(crate) fn texts_by_name<'a>(
    inputs: &'a Map,
    name: &str,
) -> impl Iterator<Item = (String, String)> + use<'a> {
    let members = inputs.get(name).and_then(Value::as_map).into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.to_string(), value.as_text()?.to_owned())))
}

/// A nested block among inputs.
pub(crate) fn block<'a>(inputs: &'a Map, name: &str) -> Option<&'a Map> {
    inputs.get(name).and_then(Value::as_map)
}

/// The nested blocks of a list among inputs.
pub(crate) fn blocks<'a>(inputs: &'a Map, name: &str) -> impl Iterator<Item = &'a Map> + use<'a> {
    inputs.get(name).and_then(Value::as_list).unwrap_or_default().iter().filter_map(Value::as_map)
}
