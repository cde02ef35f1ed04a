//! What a plan changes without the cloud: new addresses, and what is to be remembered of resources that are kept.
//!
//! A resource that is kept holds on to what it was made with until that is gone, whatever its declaration names by
//! now. So a note lets go of a resource only after it was deleted: a run that is cut off before leaves a state that
//! still tells who keeps what from being deleted.

use std::collections::HashSet;
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
        let goes = |action| matches!(action, Action::Delete | Action::Replace(_));
        let leaving: HashSet<&Address> =
            plan.steps.iter().filter(|step| goes(step.action)).map(|step| &step.address).collect();
        let (mut events, mut held) = (Vec::new(), Vec::new());
        for step in notes {
            let (address, Some(mut wanted)) = (step.address.clone(), step.remember.clone()) else { continue };
            let object = self.state.object(&address);
            let kept = object.map(|object| object.dependencies.as_slice()).unwrap_or_default().iter();
            let kept = kept.filter(|other| leaving.contains(other) && !wanted.dependencies.contains(other));
            let kept: Vec<Address> = kept.cloned().collect();
            if !kept.is_empty() {
                let until_gone = kept.iter().flat_map(|other| self.objects_of(other)).collect();
                held.push(Held { address: address.clone(), wanted: wanted.clone(), until_gone });
                wanted.dependencies.extend(kept);
                wanted.dependencies.sort();
            }
            events.push(Event::Remembered { address, wanted });
        }
        self.record(&events).await?;
        Ok(held)
    }

    fn objects_of(&self, address: &Address) -> impl Iterator<Item = (Address, Arc<str>)> {
        let resource = self.state.resources.get(address).into_iter();
        let objects = resource.flat_map(|resource| resource.current.iter().chain(&resource.deposed));
        objects.map(|object| (address.clone(), Arc::clone(&object.id)))
    }

    /// Writes down what has become true now that resources are gone.
    pub(crate) async fn note_released(&mut self, held: Vec<Held>) -> Result<(), EngineError> {
        let gone =
            |(address, id): &(Address, Arc<str>)| !self.objects_of(address).any(|(_, there)| there == *id);
        let events: Vec<Event> = held
            .into_iter()
            .filter(|held| held.until_gone.iter().all(gone) && self.state.object(&held.address).is_some())
            .map(|held| Event::Remembered { address: held.address, wanted: held.wanted })
            .collect();
        if events.is_empty() { Ok(()) } else { self.record(&events).await }
    }
}
