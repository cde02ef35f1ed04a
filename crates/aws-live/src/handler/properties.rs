//! Properties to and from the SDK's types: what a handler writes down of an answer, and takes from inputs.

use std::collections::HashMap;
use std::sync::Arc;

use ironwright_core::state::Observation;
use ironwright_core::{Map, Value};
use ironwright_engine::cloud::ReadRequest;

use super::tags::{TOKEN, Tag, users};

/// Properties as a handler writes them down, one after the other.
#[derive(Default)]
pub(crate) struct Properties {
    all: Map,
    /// The token of the request that made the resource, as a tag says it.
    token: Option<String>,
}

impl Properties {
    /// Adds a property; one of which AWS says nothing is left out.
    pub(crate) fn with(mut self, name: &str, value: impl Property) -> Self {
        if let Some(value) = value.value() {
            self.all.insert(Arc::from(name), value);
        }
        self
    }

    /// Adds a property that AWS always speaks of: where it says nothing, there is none, whatever was asked for.
    pub(crate) fn with_or_none(self, name: &str, value: impl Property) -> Self {
        let value = value.value().unwrap_or(Value::Null);
        self.with(name, value)
    }

    /// Adds the tags that are the user's. That there are none is said too.
    pub(crate) fn with_tags<T: Tag>(mut self, tags: &[T]) -> Self {
        let token = tags.iter().map(Tag::pair).find(|(name, _)| *name == Some(TOKEN));
        self.token = token.and_then(|(_, token)| token.map(str::to_owned));
        self.with("tags", Value::map(users(tags)))
    }

    /// The token of the request that made the resource, where a tag says it.
    pub(super) fn token(&self) -> Option<&String> {
        self.token.as_ref()
    }

    /// Adds some of a create's inputs, where its answer leaves them out and has taken them.
    pub(crate) fn with_those_of(mut self, inputs: &Map, names: &[&str]) -> Self {
        for name in names {
            self = self.with(name, inputs.get(name).cloned());
        }
        self
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
        Value::map(self.all)
    }

    /// All of them.
    pub(crate) fn into_map(self) -> Map {
        self.all
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

properties!(String, bool, i64, Value);

/// Texts, and AWS's words for one of several things.
impl<T: AsRef<str> + ?Sized> Property for &T {
    fn value(self) -> Option<Value> {
        Some(Value::text(self.as_ref()))
    }
}

/// One observation for each request, from what was found by physical id.
pub(crate) fn observations(resources: &[ReadRequest], mut found: HashMap<String, Map>) -> Vec<Observation> {
    resources.iter().map(|request| observation(found.remove(&*request.id))).collect()
}

/// One observation, of what was found or not.
pub(crate) fn observation(found: Option<Map>) -> Observation {
    found.map_or(Observation::Gone, Observation::Present)
}

/// The physical ids of what is to be read.
pub(crate) fn ids(resources: &[ReadRequest]) -> Vec<String> {
    resources.iter().map(|request| request.id.to_string()).collect()
}

/// A text among inputs, or one of AWS's words, as the SDK's `set_…` take it.
pub(crate) fn text<T: for<'a> From<&'a str>>(inputs: &Map, name: &str) -> Option<T> {
    inputs.get(name).and_then(Value::as_text).map(T::from)
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
pub(crate) fn texts<T: for<'a> From<&'a str>>(inputs: &Map, name: &str) -> Option<Vec<T>> {
    let items = inputs.get(name)?.as_list()?;
    Some(items.iter().filter_map(Value::as_text).map(T::from).collect())
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

/// A list, if there is something in it.
pub(crate) fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
