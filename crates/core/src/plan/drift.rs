//! What changed outside since the last run.

use crate::diff::drift;
use crate::plan::{Drift, PlanRequest};
use crate::state::Observation;

/// What a refresh found changed, by address.
pub(super) fn drifted(request: &PlanRequest<'_>) -> Vec<Drift> {
    let mut found: Vec<Drift> = Vec::new();
    for (address, observation) in request.observations {
        let Some(object) = request.state.object(address) else { continue };
        match observation {
            Observation::Gone => {
                found.push(Drift { address: address.clone(), changes: Vec::new(), gone: true });
            }
            Observation::Present(observed) if *observed != object.observed => {
                let changes = drift(request.registry.get(address.kind()), &object.observed, observed);
                if !changes.is_empty() {
                    found.push(Drift { address: address.clone(), changes, gone: false });
                }
            }
            Observation::Present(_) => {}
        }
    }
    found.sort_by(|a, b| a.address.cmp(&b.address));
    found
}
