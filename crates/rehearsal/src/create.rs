//! How resources come to be: made, found again by the token of their request, or adopted.

use std::sync::Arc;

use ironwright_core::behaviour::Behaviour;
use ironwright_core::{Kind, Map};
use ironwright_engine::cloud::{CloudError, ErrorClass, Existing};

use crate::conditions::Verb;
use crate::properties;
use crate::refusal::Call;
use crate::validate;
use crate::world::{Thing, World};

/// Makes a resource, or finds the one that the same request made before.
pub(crate) fn create(
    world: &mut World,
    kind: &'static Kind,
    inputs: &Map,
    token: Option<&str>,
) -> Result<Existing, CloudError> {
    match token.and_then(|token| find(world, kind, token)) {
        Some(existing) => Ok(existing),
        None => make(world, kind, inputs, token),
    }
}

/// What is left of a request's inputs in its first call; `None` when that call takes all of them.
pub(crate) fn first_half(kind: &'static Kind, inputs: &Map) -> Option<Map> {
    let afterwards = kind.behaviour.map_or(&[] as &[&str], Behaviour::set_afterwards);
    let comes_later = |name: &str| afterwards.contains(&name);
    inputs.keys().any(|name| comes_later(name)).then(|| {
        let first = inputs.iter().filter(|(name, _)| !comes_later(name));
        first.map(|(name, value)| (Arc::clone(name), value.clone())).collect()
    })
}

/// Makes what a request was for that arrives late. Most calls of AWS know no token: what was made in the meantime, with
/// the same one, keeps them from nothing unless it has the name.
pub(crate) fn land(
    world: &mut World,
    kind: &'static Kind,
    inputs: &Map,
    token: &str,
) -> Result<(), CloudError> {
    make(world, kind, inputs, Some(token)).map(drop)
}

fn make(
    world: &mut World,
    kind: &'static Kind,
    inputs: &Map,
    token: Option<&str>,
) -> Result<Existing, CloudError> {
    let call = Call { verb: Verb::Create, kind };
    validate::known(world, call)?;
    let inputs = kind.with_defaults(inputs.clone());
    validate::inputs(call, &inputs)?;
    validate::references(world, call, &inputs, &|_| true)?;

    let mut properties = inputs.clone();
    let chosen_id = match kind.behaviour {
        Some(behaviour) => behaviour.choose_id(world, &inputs).map_err(|refusal| call.said(refusal))?,
        None => None,
    };
    let id = properties::make_up(world, kind, chosen_id.map(Arc::from), &mut properties)
        .map_err(|refusal| call.said(refusal))?;

    let mut thing = Thing { token: token.map(Arc::from), ..Thing::default() };
    match world.get(kind.name, &id) {
        Some(existing) if kind.adopted => {
            // Who adopts what somebody else has adopted already lets it go to what it was before both.
            thing.before = Some(existing.before.clone().unwrap_or_else(|| existing.properties.clone()));
            keep(kind, &inputs, existing, &mut properties);
        }
        Some(_) => {
            let message = format!("{} with the id {id:?} exists already", kind.name);
            return Err(call.error(ErrorClass::Conflict, "AlreadyExists", message));
        }
        None => {}
    }
    validate::names(world, call, &id, &properties)?;
    thing.properties = properties;
    if let Some(behaviour) = kind.behaviour {
        world.put(kind.name, &id, thing.clone());
        behaviour.created(world, &id, &mut thing.properties).map_err(|refusal| call.said(refusal))?;
        thing.settle_after(settling_time(world, kind, &thing.properties));
    }
    thing.note_chosen(kind, &inputs);
    let observed = properties::given_back(kind, &thing.properties);
    world.put(kind.name, &id, thing);
    Ok(Existing { id, observed })
}

/// The resource that a request with this token made.
pub(crate) fn find(world: &World, kind: &'static Kind, token: &str) -> Option<Existing> {
    let id = world.made_by(kind, token).next()?;
    let thing = world.get(kind.name, id)?;
    Some(Existing { id: Arc::clone(id), observed: properties::given_back(kind, &thing.properties) })
}

/// Lets what is adopted be as it is, but for the inputs and what is made of them.
fn keep(kind: &'static Kind, inputs: &Map, existing: &Thing, properties: &mut Map) {
    let declared: Vec<&str> = inputs.keys().map(|name| &**name).collect();
    let made_of_inputs = properties::made_of(kind, &declared);
    for (name, value) in &existing.properties {
        let anew = inputs.contains_key(name) || made_of_inputs.contains(&&**name);
        if !anew || !properties.contains_key(name) {
            properties.insert(Arc::clone(name), value.clone());
        }
    }
}

/// How long a resource takes to be ready at this world's pace.
pub(crate) fn settling_time(world: &World, kind: &Kind, properties: &Map) -> std::time::Duration {
    let time = kind.behaviour.map(|behaviour| behaviour.settling_time(properties)).unwrap_or_default();
    std::time::Duration::try_from_secs_f64(time.as_secs_f64() * world.pace).unwrap_or(time)
}
