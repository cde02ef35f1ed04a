//! What changed outside since the last run.

use crate::diff::drift;
use crate::kind::Registry;
use crate::plan::Drift;
use crate::plan::concealed::conceal;
use crate::state::{Observation, Observations, State};

/// What changed outside since the last run, in the order of the addresses.
pub fn drifts(state: &State, observations: &Observations, registry: Registry) -> Vec<Drift> {
    let mut found: Vec<Drift> = Vec::new();
    for (address, observation) in observations {
        let Some(object) = state.object(address) else { continue };
        match observation {
            Observation::Gone => {
                found.push(Drift { address: address.clone(), changes: Vec::new(), gone: true });
            }
            Observation::Present(observed) if *observed != object.observed => {
                let mut changes = drift(registry.get(address.kind()), &object.observed, observed);
                conceal(&mut changes, &object.inputs);
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
