//! `state export`: a state as one JSON document on stdout, secrets hidden unless they are asked for.

use ironwright_core::state::{Object, ResourceState};
use ironwright_core::{Map, State, Value};
use ironwright_engine::store::View as _;
use serde_json::{Value as Json, json};

use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, serial: Option<u64>, secrets: bool) -> Result<Exit> {
    let state = session.runtime()?.block_on(async {
        match serial {
            Some(serial) => session.store().store.at(serial).await,
            None => session.store().load().await,
        }
    })?;
    Screen::raw(&format!("{:#}\n", document(&state, secrets)));
    Ok(Exit::Success)
}

fn document(state: &State, secrets: bool) -> Json {
    let resources: serde_json::Map<String, Json> = state
        .resources
        .iter()
        .map(|(address, found)| (address.to_string(), resource(found, secrets)))
        .collect();
    json!({
        "stack": state.stack,
        "environment": state.environment,
        "cloud": state.cloud,
        "lineage": state.lineage,
        "serial": state.serial,
        "resources": resources,
        "outputs": map(&state.outputs, secrets),
    })
}

fn resource(resource: &ResourceState, secrets: bool) -> Json {
    json!({
        "current": resource.current.as_ref().map(|current| object(current, secrets)),
        "deposed": resource.deposed.iter().map(|deposed| object(deposed, secrets)).collect::<Vec<_>>(),
        "under_way": resource.pending.as_ref().map(|pending| pending.intent.word()),
        "protected": resource.remembered.protect,
        "retained": resource.remembered.retain,
    })
}

fn object(object: &Object, secrets: bool) -> Json {
    json!({
        "id": object.id,
        "inputs": map(&object.inputs, secrets),
        "observed": map(&object.observed, secrets),
        "needs": object.dependencies,
        "ready": !object.unsettled,
    })
}

fn map(map: &Map, secrets: bool) -> Json {
    let shown = |value: &Value| if secrets { value.reveal() } else { value.clone() };
    Json::Object(map.iter().map(|(name, value)| (name.to_string(), shown(value).to_public_json())).collect())
}
