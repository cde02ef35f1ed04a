//! What AWS deletes together with the resource that it belongs to.

use ironwright_core::behaviour::World;
use ironwright_core::{Map, Value};

/// Removes all resources of a kind whose `property` is `owner`.
pub(super) fn remove_belongings(world: &mut dyn World, kind: &str, property: &str, owner: &str) {
    for id in world.ids(kind) {
        if world.properties(kind, &id).and_then(|properties| text(properties, property)) == Some(owner) {
            world.remove(kind, &id);
        }
    }
}

/// A text among properties.
pub(super) fn text<'a>(properties: &'a Map, name: &str) -> Option<&'a str> {
    properties.get(name).and_then(Value::as_text)
}
