//! `state list`: what is known to exist, a line each.

use ironwright_core::state::ResourceState;
use serde_json::json;

use super::load;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let state = load(session)?;
    session.screen.document(
        &state
            .resources
            .iter()
            .map(|(address, resource)| {
                json!({
                    "address": address,
                    "kind": address.kind(),
                    "id": resource.current.as_ref().map(|object| &object.id),
                    "protected": resource.remembered.protect,
                    "notes": notes(resource),
                })
            })
            .collect(),
    );
    let width = state.resources.keys().map(|address| address.as_str().chars().count()).max().unwrap_or(0);
    let width = width.min(WIDEST);
    for (address, resource) in &state.resources {
        let id = resource.current.as_ref().map_or_else(|| absent(resource), |object| &*object.id);
        let notes = notes(resource).join("; ");
        let notes = if notes.is_empty() { notes } else { format!("  # {notes}") };
        session.screen.data(&format!("{:width$}  {id}{notes}", address.as_str()));
    }
    if state.resources.is_empty() {
        session.screen.message("Nothing exists that this stack has created.");
    }
    Ok(Exit::Success)
}

/// How wide the column of addresses may get: a longer one moves its own line only.
const WIDEST: usize = 60;

/// What is said of a step whose end is not written down.
pub(super) const UNDER_WAY: &str = "a step is under way or was interrupted; the next run finds out";

/// What stands for the physical id where none is known.
pub(super) fn absent(resource: &ResourceState) -> &'static str {
    if resource.pending.is_some() { "(not known yet)" } else { "(does not exist)" }
}

/// What is out of the ordinary.
fn notes(resource: &ResourceState) -> Vec<String> {
    let mut notes = Vec::new();
    if resource.remembered.protect {
        notes.push("protected".to_owned());
    }
    if resource.remembered.retain {
        notes.push("retained".to_owned());
    }
    if resource.pending.is_some() {
        notes.push(UNDER_WAY.to_owned());
    } else if resource.current.as_ref().is_some_and(|object| object.unsettled) {
        notes.push("not ready yet".to_owned());
    }
    let fate = if resource.remembered.retain { "forgotten" } else { "deleted" };
    notes.extend(resource.deposed.iter().map(|object| format!("{} is still to be {fate}", object.id)));
    notes
}
