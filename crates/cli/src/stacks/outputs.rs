//! `outputs` of several stacks: all of them, or one that is named with its stack, `network.vpc`.

use ironwright_engine::store::View as _;
use serde_json::Value as Json;

use super::Stacks;
use crate::arguments::Outputs;
use crate::commands;
use crate::exit::Exit;
use crate::failure::{Failure, Result};

pub(super) fn run(stacks: &Stacks<'_>, arguments: &Outputs) -> Result<Exit> {
    if let (Some(_), [at]) = (&arguments.name, &*stacks.chosen) {
        return commands::outputs::run(&stacks.sessions[*at], arguments);
    }
    if let Some(name) = &arguments.name {
        let Some((stack, output)) = name.rsplit_once('.') else {
            let hint = format!(
                "write `STACK.{name}`, or name the stack with `--stack`; there are {}",
                stacks.names()
            );
            return Err(Failure::wrong(format!("`{name}` may be an output of several stacks"), hint));
        };
        let Some(session) = stacks.sessions.iter().find(|session| session.stack == stack) else {
            let hint = format!("its stacks are {}", stacks.names());
            return Err(Failure::wrong(format!("`{}` has no stack `{stack}`", stacks.graph.name()), hint));
        };
        let (name, show_secrets) = (Some(output.to_owned()), arguments.show_secrets);
        return commands::outputs::run(session, &Outputs { name, show_secrets });
    }
    let mut document = serde_json::Map::new();
    let mut any = false;
    for session in stacks.chosen() {
        let state = session.runtime()?.block_on(session.store().load())?;
        let shown = |value: &ironwright_core::Value| {
            if arguments.show_secrets { value.reveal() } else { value.clone() }
        };
        let json =
            state.outputs.iter().map(|(name, value)| (name.to_string(), shown(value).to_public_json()));
        document.insert(session.stack.clone(), Json::Object(json.collect()));
        for (name, value) in &state.outputs {
            any = true;
            stacks.screen.data(&format!("{}.{name} = {}", session.stack, shown(value)));
        }
    }
    stacks.screen.document(&Json::Object(document));
    if !any {
        stacks.screen.message("There are no outputs: none is declared, or `up` has not run yet.");
    }
    Ok(Exit::Success)
}
