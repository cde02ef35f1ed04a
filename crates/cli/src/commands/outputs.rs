//! `outputs`: the stack's outputs, for people and for scripts.

use ironwright_core::Value;
use ironwright_core::diagnostic::nearest;
use ironwright_engine::store::View as _;
use serde_json::Value as Json;

use crate::arguments::Outputs;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::screen::Screen;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Outputs) -> Result<Exit> {
    let state = session.runtime()?.block_on(session.store().load())?;
    let shown = |value: &Value| if arguments.show_secrets { value.reveal() } else { value.clone() };
    let Some(name) = &arguments.name else {
        let json = |value: &Value| shown(value).to_public_json();
        let document: serde_json::Map<String, Json> =
            state.outputs.iter().map(|(name, value)| (name.to_string(), json(value))).collect();
        session.screen.document(&Json::Object(document));
        for (name, value) in &state.outputs {
            session.screen.data(&format!("{name} = {}", shown(value)));
        }
        if state.outputs.is_empty() {
            session.screen.message("There are no outputs: none is declared, or `up` has not run yet.");
        }
        return Ok(Exit::Success);
    };
    let Some(value) = state.outputs.get(name.as_str()) else {
        let names = state.outputs.keys().map(|name| &**name);
        let hint = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if state.outputs.is_empty() => "there are no outputs before `up` has run".to_owned(),
            None => format!("the outputs are {}", names.collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::wrong(format!("there is no output `{name}`"), hint));
    };
    // A script that got a placeholder would go on with it.
    if value.has_secret() && !arguments.show_secrets {
        let hint = "add `--show-secrets` where nobody else reads along";
        return Err(Failure::refused(format!("the output `{name}` is secret"), hint));
    }
    let json = shown(value).to_public_json();
    session.screen.document(&json);
    if !session.screen.json {
        let text = json.as_str().map_or_else(|| json.to_string(), ToOwned::to_owned);
        Screen::raw(&format!("{text}\n"));
    }
    Ok(Exit::Success)
}
