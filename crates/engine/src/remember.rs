//! What a plan changes without the cloud: new addresses, and what is to be remembered of resources that are kept.
//!
//! A resource that is kept holds on to what it was made with until that is gone, whatever its declaration names by
//! now. So a note lets go of a resource only after it was deleted: a run that is cut off before leaves a state that
//! still tells who keeps what from being deleted.

use std::collections::HashMap;
use std::sync::Arc;

use ironwright_core::Address;
use ironwright_core::journal::Event;
use ironwright_core::plan::{Action, Plan};
use ironwright_core::state::Wanted;

use crate::error::EngineError;
use crate::run::Run;

/// A note that becomes true when some resources are gone.
pub(crate) struct Held {
    address: Address,
    wanted: Wanted,
    /// The objects, by address and physical id.
    until_gone: Vec<(Address, Arc<str>)>,
}

impl Run {
    /// Writes down what can be said before anything is done, and gives back what cannot yet.
    pub(crate) async fn prepare(&mut self, plan: &Plan) -> Result<Vec<Held>, EngineError> {
        let mut events = Vec::new();
        let renames = plan.renames().into_iter();
        events.extend(renames.map(|(from, to)| Event::Renamed { from: from.clone(), to: to.clone() }));
        if !events.is_empty() {
            self.record(&events).await?;
        }
        let notes: Vec<_> = plan.steps.iter().filter(|step| step.remember.is_some()).collect();
        if notes.is_empty() {
            return Ok(Vec::new());
        }
        let leaving = leaving(plan);
        let (mut events, mut held) = (Vec::new(), Vec::new());
        for step in notes {
            let (address, Some(mut wanted)) = (step.address.clone(), step.remember.clone()) else { continue };
            let kept = self.lets_go_of(&address, &wanted);
            let kept: Vec<Address> = kept.filter(|other| leaving.contains_key(other)).cloned().collect();
            if !kept.is_empty() {
                let until_gone = kept.iter().flat_map(|other| leaving[other].clone()).collect();
                held.push(Held { address: address.clone(), wanted: wanted.clone(), until_gone });
                wanted.dependencies.extend(kept);
                wanted.dependencies.sort();
            }
            events.push(Event::Remembered { address, wanted });
        }
        self.record(&events).await?;
        Ok(held)
    }

    /// What is to be remembered of resources that turned out to stay as they are, once what they let go of is gone.
    pub(crate) fn held_by(&self, plan: &Plan, unchanged: Vec<(Address, Wanted)>) -> Vec<Held> {
        if unchanged.is_empty() {
            return Vec::new();
        }
        let leaving = leaving(plan);
        let held = unchanged.into_iter().map(|(address, wanted)| {
            let kept = self.lets_go_of(&address, &wanted).filter_map(|other| leaving.get(other));
            let until_gone = kept.flatten().cloned().collect();
            Held { address, wanted, until_gone }
        });
        held.collect()
    }

    /// What a resource holds on to by now, and is to no more.
    fn lets_go_of<'a>(&'a self, address: &Address, wanted: &'a Wanted) -> impl Iterator<Item = &'a Address> {
        let object = self.state.object(address).into_iter();
        let held = object.flat_map(|object| &object.dependencies);
        held.filter(|other| !wanted.dependencies.contains(other))
    }

    fn objects_of(&self, address: &Address) -> impl Iterator<Item = (Address, Arc<str>)> {
        let resource = self.state.resources.get(address).into_iter();
        let objects = resource.flat_map(|resource| resource.current.iter().chain(&resource.deposed));
        objects.map(|object| (address.clone(), Arc::clone(&object.id)))
    }

    /// Writes down what has become true now that resources are gone.
    pub(crate) async fn note_released(
        &mut self,
        held: impl Iterator<Item = Held>,
    ) -> Result<(), EngineError> {
        let events = self.released(held);
        if events.is_empty() { Ok(()) } else { self.record(&events).await }
    }

    fn released(&self, held: impl Iterator<Item = Held>) -> Vec<Event> {
        let gone =
            |(address, id): &(Address, Arc<str>)| !self.objects_of(address).any(|(_, there)| there == *id);
        held.filter(|held| held.until_gone.iter().all(gone) && self.state.object(&held.address).is_some())
            .map(|held| Event::Remembered { address: held.address, wanted: held.wanted })
            .collect()
    }
}

/// The objects that a plan deletes or lets go of, by their addresses.
fn leaving(plan: &Plan) -> HashMap<&Address, Vec<(Address, Arc<str>)>> {
    let goes = |action| matches!(action, Action::Delete | Action::Replace(_));
    let steps = plan.steps.iter().filter(|step| goes(step.action));
    let objects = steps.map(|step| {
        let ids = step.id.iter().chain(&step.deposed).chain(&step.released);
        (&step.address, ids.map(|id| (step.address.clone(), Arc::clone(id))).collect())
    });
    objects.collect()
}
