//! How resources change in place, and what of them cannot.

use std::collections::BTreeSet;
use std::sync::Arc;

use ironwright_core::Map;
use ironwright_core::diff::{Attention, against_object};
use ironwright_core::state::Object;
use ironwright_engine::cloud::{CloudError, Existing, UpdateRequest};

use crate::conditions::Verb;
use crate::create::settling_time;
use crate::properties;
use crate::refusal::Call;
use crate::validate;
use crate::world::{Thing, World};

/// Changes a resource so that its inputs are as asked for.
pub(crate) fn update(world: &mut World, request: &UpdateRequest) -> Result<Existing, CloudError> {
    let UpdateRequest { kind, id, .. } = request;
    let call = Call { verb: Verb::Update, kind };
    let mut thing = validate::present(world, call, id)?.clone();
    let inputs = kind.with_defaults(request.inputs_beside(&thing.properties));
    validate::inputs(call, &inputs)?;

    let changed = changed(call, &inputs, &thing)?;
    if !changed.is_empty() {
        // Only what changes is looked at again: a weak reference may have lost its other end since it was made.
        validate::references(world, call, &inputs, &|property| changed.contains(property))?;
        change(&mut thing, &inputs, &changed);
        for output in properties::made_of(kind, &changed.iter().copied().collect::<Vec<_>>()) {
            if !inputs.contains_key(output) {
                thing.properties.remove(output);
            }
        }
        properties::make_up(world, kind, Some(Arc::clone(id)), &mut thing.properties)
            .map_err(|refusal| call.said(refusal))?;
        validate::names(world, call, id, &thing.properties)?;
        if let Some(behaviour) = kind.behaviour {
            world.put(kind.name, id, thing.clone());
            behaviour.updated(world, id, &mut thing.properties).map_err(|refusal| call.said(refusal))?;
            thing.settle_after(settling_time(world, kind, &thing.properties));
        }
        thing.note_chosen(kind, &inputs);
        world.put(kind.name, id, thing.clone());
    }
    Ok(Existing { id: Arc::clone(id), observed: properties::given_back(kind, &thing.properties) })
}

/// The inputs that differ, by name; what cannot be changed in place is refused.
fn changed(call: Call, inputs: &Map, thing: &Thing) -> Result<BTreeSet<&'static str>, CloudError> {
    let asked_for =
        call.kind.inputs.iter().filter(|field| !thing.chosen.iter().any(|name| **name == *field.name));
    let asked_for = asked_for.filter_map(|field| thing.properties.get_key_value(field.name));
    let object = Object {
        inputs: asked_for.map(|(name, value)| (Arc::clone(name), value.clone())).collect(),
        observed: thing.properties.clone(),
        ..Object::default()
    };
    let mut names = BTreeSet::new();
    for difference in against_object(call.kind, inputs, &object, Attention::default()) {
        let path = &difference.path;
        let property = path.split(['.', '[']).next().unwrap_or(path);
        let Some(field) = call.kind.input(property) else { continue };
        if difference.replaces.is_some() {
            let message = format!("{path} cannot be changed in place");
            let hint = format!("replace the {} to change it", call.kind.name);
            return Err(call.refused("Immutable", message).hint(hint));
        }
        names.insert(field.name);
    }
    Ok(names)
}

/// Takes over the values of the inputs that differ.
fn change(thing: &mut Thing, inputs: &Map, changed: &BTreeSet<&'static str>) {
    for name in changed {
        match inputs.get(name) {
            Some(value) => {
                thing.properties.insert(Arc::from(*name), value.clone());
            }
            None => {
                thing.properties.remove(name);
            }
        }
    }
}
