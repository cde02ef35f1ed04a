//! Create requests that were sent and never answered: what may they still bring about, and what of it is ours to keep?
//!
//! A request whose answer was lost may be acted on minutes later, after it was made again or given up. So it is
//! remembered from the moment its step is over until it can land no more, and what it brings about beyond what the
//! state holds is deleted. The token tells it apart from everything that is not ours.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::state::{Intent, Object, State, Wanted};
use crate::{Address, Kind};

/// A create request that was never answered, and whose step is over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Unanswered {
    /// The resource's address.
    pub address: Address,
    /// What was to be made.
    pub wanted: Wanted,
    /// When its step was over, in seconds since 1970: it was sent before.
    pub at: u64,
    /// What the stack has forgotten since, by physical id: it may be of this request, and stays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub let_go: Vec<Arc<str>>,
}

impl State {
    /// The physical ids of all that the state holds of a kind: what is there, what it has replaced, and what is about
    /// to be adopted.
    pub fn held(&self, kind: &Kind) -> impl Iterator<Item = &Arc<str>> {
        let of_kind = self.resources.iter().filter(|(address, _)| address.kind() == kind.name);
        of_kind.flat_map(|(_, resource)| {
            let adopting = resource.pending.as_ref().and_then(|pending| match &pending.intent {
                Intent::Adopt { id, .. } => Some(id),
                Intent::Create { .. }
                | Intent::Update { .. }
                | Intent::Settle { .. }
                | Intent::Delete { .. } => None,
            });
            resource.current.iter().chain(&resource.deposed).map(|object| &object.id).chain(adopting)
        })
    }

    /// Remembers that the create under way at an address was never answered, or not each time.
    pub(crate) fn doubt(&mut self, step: u64, address: &Address, at: u64) -> Result<(), String> {
        let pending = self.resources.get(address).and_then(|resource| resource.pending.as_ref());
        match pending.filter(|pending| pending.step == step).map(|pending| &pending.intent) {
            Some(Intent::Create { token, wanted }) => {
                let (address, wanted) = (address.clone(), wanted.clone());
                let unanswered = Unanswered { address, wanted, at, let_go: Vec::new() };
                self.unanswered.insert(token.as_str().into(), unanswered);
                Ok(())
            }
            _ => Err(format!("{address} has no create {step} under way")),
        }
    }

    /// Forgets a request that can land no more.
    pub(crate) fn clear(&mut self, token: &str) -> Result<(), String> {
        match self.unanswered.remove(token) {
            Some(_) => Ok(()),
            None => Err(format!("no request {token} is unanswered")),
        }
    }

    /// Notes that what exists at an address, or some of it, stays when it turns up again.
    pub(crate) fn let_go(&mut self, address: &Address, which: impl Fn(&Object) -> bool) {
        let Some(resource) = self.resources.get(address) else { return };
        let objects = resource.current.iter().chain(&resource.deposed);
        let of_kind = self.unanswered.values_mut().filter(|it| it.address.kind() == address.kind());
        let ids: Vec<Arc<str>> =
            objects.filter(|object| which(object)).map(|object| Arc::clone(&object.id)).collect();
        of_kind.for_each(|unanswered| unanswered.let_go.extend(ids.iter().cloned()));
    }
}
