//! `state rm`: forget a resource; it stays in the cloud and is none of ours any more.

use ironwright_core::journal::Event;
use ironwright_core::{Address, State};

use super::{Correction, known};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, address: &str, yes: bool, force: bool) -> Result<Exit> {
    let correction = Correction {
        verb: "state rm",
        question: (!yes)
            .then(|| format!("Forget {address}? It stays in the cloud, and nothing here knows of it.")),
        done: format!("{address} is forgotten. It still exists in the cloud."),
    };
    correction.make(session, &|state| {
        let address = known(state, address)?;
        let dependents = dependents(state, &address);
        if !force && !dependents.is_empty() {
            return Err(Failure::refused(
                format!("{address} is needed by {}", dependents.join(", ")),
                "forget those first, or add `--force`",
            ));
        }
        if state.resources[&address].pending.is_some() {
            return Err(Failure::refused(
                format!("{address} was interrupted, and nobody knows yet how far it came"),
                "type `up` first: it finds out",
            ));
        }
        Ok(Event::Forgotten { address })
    })
}

fn dependents<'a>(state: &'a State, address: &Address) -> Vec<&'a str> {
    let depends = |resource: &ironwright_core::state::ResourceState| {
        resource.current.iter().chain(&resource.deposed).any(|object| object.dependencies.contains(address))
    };
    state
        .resources
        .iter()
        .filter(|(other, resource)| *other != address && depends(resource))
        .map(|(other, _)| other.as_str())
        .collect()
}
