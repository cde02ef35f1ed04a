//! A resource as a test finds it in the world.

use std::marker::PhantomData;

use ironwright_core::diagnostic::nearest;
use ironwright_core::path::Path;
use ironwright_core::state::Object;
use ironwright_core::{Address, Data, Map, Output, Outputs as _, Resource, Value};

/// A resource that exists, of a kind that the test names.
pub struct Found<R> {
    address: Address,
    id: String,
    properties: Map,
    kind: PhantomData<fn() -> R>,
}

impl<R: Resource> Found<R> {
    pub(super) fn new(address: &Address, object: &Object) -> Self {
        // What a cloud does not show is not there, unless it never shows it.
        let kind = R::kind();
        let untold =
            |name: &str| kind.local || kind.input(name).is_some_and(|field| field.write_only || field.secret);
        let kept = object.inputs.iter().filter(|(name, _)| untold(name));
        let mut properties: Map = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        properties.extend(object.observed.iter().map(|(name, value)| (name.clone(), value.clone())));
        Self { address: address.clone(), id: object.id.to_string(), properties, kind: PhantomData }
    }

    /// Its address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What the cloud calls it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A typed output: `found.output(|service| &service.arn)`.
    ///
    /// # Panics
    /// When the resource has no such output, or not of that type.
    pub fn output<T: Data>(&self, pick: impl FnOnce(&R::Outputs) -> &Output<T>) -> T {
        let outputs = R::Outputs::of(&self.address);
        let lookup = |output: &ironwright_core::value::OutputRef| {
            self.properties.get(&output.output).cloned().unwrap_or(Value::Null)
        };
        let value = pick(&outputs).expression().evaluate(&lookup);
        let value = value.unwrap_or_else(|mistake| panic!("{}: {}", self.address, mistake.message));
        T::decode(&value).unwrap_or_else(|message| panic!("{}: {message}", self.address))
    }

    /// A property at a path, `containers["nginx"].image`; `None` when it is not set.
    ///
    /// # Panics
    /// When the kind has no such property, or it is not of that type.
    pub fn get<T: Data>(&self, property: &str) -> Option<T> {
        let value = self.value(property)?;
        Some(T::decode(value).unwrap_or_else(|message| panic!("{}: `{property}`: {message}", self.address)))
    }

    /// A property as data; `None` when it is not set.
    ///
    /// # Panics
    /// When the kind has no such property.
    pub fn value(&self, property: &str) -> Option<&Value> {
        let kind = R::kind();
        let name = property.split(['.', '[']).next().unwrap_or_default();
        if kind.input(name).is_none() && kind.output(name).is_none() {
            let names = kind.inputs.iter().map(|f| f.name).chain(kind.outputs.iter().map(|f| f.name));
            let near =
                nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            panic!("{} has no property `{name}`{near}", kind.name);
        }
        if kind.input(name).is_none() {
            return self.properties.get(property);
        }
        let path = Path::resolve(kind.inputs, property)
            .unwrap_or_else(|hint| panic!("{} has no `{property}`: {hint}", kind.name));
        path.get(&self.properties)
    }
}

impl<R> std::fmt::Debug for Found<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct(self.address.as_str())
            .field("id", &self.id)
            .field("properties", &self.properties)
            .finish()
    }
}
