//! The world as a kind's behaviour sees it.

use std::sync::Arc;

use ironwright_core::behaviour;
use ironwright_core::{Map, Value};

use crate::properties;
use crate::world::{Thing, World};

impl behaviour::World for World {
    fn account(&self) -> &str {
        &self.location.account
    }

    fn region(&self) -> &str {
        &self.location.region
    }

    fn make(&mut self, template: &str) -> String {
        properties::fill_alone(self, template)
    }

    fn ids(&self, kind: &str) -> Vec<String> {
        self.of_kind(kind).map(|(id, _)| id.to_string()).collect()
    }

    fn properties(&self, kind: &str, id: &str) -> Option<&Map> {
        self.get(kind, id).map(|thing| &thing.properties)
    }

    /// What one resource sets of another is the cloud's choice there: the other's next update lets it be.
    fn set(&mut self, kind: &str, id: &str, property: &str, value: Value) {
        let Some(mut thing) = self.get(kind, id).cloned() else { return };
        let property: Arc<str> = property.into();
        let is_input = self.index.kind(kind).is_some_and(|kind| kind.input(&property).is_some());
        if thing.properties.insert(Arc::clone(&property), value).is_none() && is_input {
            thing.chosen.push(property);
        }
        self.put(kind, &id.into(), thing);
    }

    /// The outputs that its kind has templates for come with it.
    fn insert(&mut self, kind: &str, id: &str, properties: Map) {
        let (id, mut properties): (Arc<str>, _) = (id.into(), properties);
        if let Some(kind) = self.index.kind(kind) {
            // What cannot be made up stays absent: its maker has given what matters.
            properties::make_up(self, kind, Some(Arc::clone(&id)), &mut properties).ok();
        }
        self.put(kind, &id, Thing { properties, ..Thing::default() });
    }

    fn remove(&mut self, kind: &str, id: &str) {
        self.take(kind, &id.into());
    }

    fn count(&mut self, counter: &str) -> u64 {
        self.count_up(counter)
    }
}
