//! How resources go, and what keeps them.

use std::sync::Arc;

use ironwright_core::Kind;
use ironwright_engine::cloud::CloudError;

use crate::conditions::Verb;
use crate::refusal::Call;
use crate::world::{Thing, World};

/// How many of those that hold on to a resource a refusal names.
const NAMED: usize = 3;

/// Deletes a resource; one that is not there is deleted already, one that was adopted stays as it was before.
pub(crate) fn delete(world: &mut World, kind: &'static Kind, id: &Arc<str>) -> Result<(), CloudError> {
    let call = Call { verb: Verb::Delete, kind };
    if world.get(kind.name, id).is_none() {
        return Ok(());
    }
    undo_what_came_with(world, call, id)?;
    match world.get(kind.name, id).and_then(|thing| thing.before.clone()) {
        Some(properties) => world.put(kind.name, id, Thing { properties, ..Thing::default() }),
        None => world.take(kind.name, id),
    }
    // What goes has no references any more, so that whoever still refers to it is one that stays.
    held(world).map_or(Ok(()), |held| Err(held.refusal(call)))
}

/// Lets the kind's behaviour refuse, or remove what came with a resource that goes.
pub(crate) fn undo_what_came_with(world: &mut World, call: Call, id: &str) -> Result<(), CloudError> {
    let Some(behaviour) = call.kind.behaviour else { return Ok(()) };
    let Some(properties) = world.get(call.kind.name, id).map(|thing| thing.properties.clone()) else {
        return Ok(());
    };
    behaviour.deleting(world, id, &properties).map_err(|refusal| call.said(refusal))
}

/// A resource that was to go, and those that hold on to it.
struct Held {
    what: String,
    by: Vec<String>,
}

fn held(world: &World) -> Option<Held> {
    world.taken().find_map(|(kind, id, thing)| {
        let kind = world.index.kind(kind)?;
        let targets = world.index.targets_of(kind, id, &thing.properties);
        let lost = targets.iter().filter(|target| !world.index.offers(target));
        let holders = lost.flat_map(|target| world.index.referrers(target));
        let lets_go = |referrer| kind.behaviour.is_some_and(|behaviour| behaviour.lets_go_of(referrer));
        let mut by: Vec<String> =
            holders.filter(|(of, _)| !lets_go(of)).map(|(of, id)| format!("{of} {id}")).collect();
        by.sort();
        by.dedup();
        (!by.is_empty()).then(|| Held { what: format!("{} {id}", kind.name), by })
    })
}

impl Held {
    fn refusal(&self, call: Call) -> CloudError {
        let named = self.by.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = match self.by.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("{} is in use by {named}{more}", self.what);
        call.refused("DependencyViolation", message).hint(format!("delete first what uses it: {named}{more}"))
    }
}
