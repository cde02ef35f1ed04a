//! `state show`: all that is known of a resource, secrets hidden.

use std::fmt::Write as _;

use ironwright_core::Map;
use ironwright_core::state::Object;
use serde_json::{Value as Json, json};

use super::list::{UNDER_WAY, absent};
use super::{known, load};
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, address: &str) -> Result<Exit> {
    let state = load(session)?;
    let address = known(&state, address)?;
    let resource = &state.resources[&address];
    session.screen.document(&json!({
        "address": address,
        "current": resource.current.as_ref().map(object),
        "deposed": resource.deposed.iter().map(object).collect::<Vec<_>>(),
        "pending": resource.pending.is_some(),
        "protected": resource.remembered.protect,
        "retained": resource.remembered.retain,
    }));
    let mut text = address.to_string();
    match &resource.current {
        Some(object) => {
            let _ = write!(text, "\n  id: {}", object.id);
            write_map(&mut text, "inputs", &object.inputs);
            write_map(&mut text, "observed", &object.observed);
            for dependency in &object.dependencies {
                let _ = write!(text, "\n  needs {dependency}");
            }
        }
        None => {
            let _ = write!(text, "\n  {}", absent(resource).trim_matches(['(', ')']));
        }
    }
    let remembered = resource.remembered;
    for (holds, sentence) in [
        (remembered.protect, "protected: neither deleted nor replaced"),
        (remembered.retain, "retained: forgotten instead of deleted"),
        (resource.pending.is_some(), UNDER_WAY),
    ] {
        if holds {
            let _ = write!(text, "\n  {sentence}");
        }
    }
    for object in &resource.deposed {
        let _ = write!(text, "\n  {} was replaced and is still to be deleted", object.id);
    }
    session.screen.data(&text);
    Ok(Exit::Success)
}

fn object(object: &Object) -> Json {
    json!({
        "id": object.id,
        "inputs": public(&object.inputs),
        "observed": public(&object.observed),
        "needs": object.dependencies,
        "ready": !object.unsettled,
    })
}

fn public(map: &Map) -> Json {
    Json::Object(map.iter().map(|(name, value)| (name.to_string(), value.to_public_json())).collect())
}

fn write_map(text: &mut String, title: &str, map: &Map) {
    let _ = write!(text, "\n  {title}");
    for (name, value) in map {
        let value = serde_json::to_string_pretty(&value.to_public_json()).unwrap_or_default();
        let _ = write!(text, "\n    {name}: {}", value.replace('\n', "\n    "));
    }
}
