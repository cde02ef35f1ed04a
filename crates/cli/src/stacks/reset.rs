//! `rehearsal reset` of several stacks: their states and the world that they share, all of it or nothing.

use serde_json::json;

use super::Stacks;
use crate::commands::rehearsal::{refuse_under_way, refuse_what_counts, remove};
use crate::consent;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;

pub(super) fn run(stacks: &Stacks<'_>, yes: bool) -> Result<Exit> {
    if stacks.chosen.len() < stacks.sessions.len() {
        return Err(Failure::wrong(
            "the stacks of a project are rehearsed in one cloud, and only all of it can begin anew",
            "leave `--stack` out; `destroy --stack NAME` takes one stack down",
        ));
    }
    let any = stacks.any()?;
    stacks.sessions.iter().try_for_each(refuse_what_counts)?;
    any.runtime()?.block_on(async {
        for session in &stacks.sessions {
            refuse_under_way(session).await?;
        }
        let interrupts = Interrupts::listen();
        let (project, world) = (stacks.graph.name(), stacks.world.folder());
        let states: Vec<_> =
            stacks.sessions.iter().map(|session| session.place.rehearsal(session.project)).collect();
        let is_there = world.exists() || states.iter().any(|folder| folder.exists());
        let question = format!(
            "Remove the rehearsal of `{project}`: the states of its stacks, their histories and their cloud?"
        );
        let asks = is_there && !yes;
        if let Some(exit) = consent::refused(any, &interrupts, asks.then_some(&*question)).await? {
            return Ok(exit);
        }
        remove(world)?;
        for (session, folder) in stacks.sessions.iter().zip(&states) {
            remove(folder)?;
            session.store().forget()?;
        }
        stacks.screen.document(&json!({ "project": project, "folder": world, "reset": is_there }));
        stacks.screen.message(&if is_there {
            format!("The rehearsal of `{project}` is gone: the next `up` begins anew.")
        } else {
            format!("There is no rehearsal of `{project}`: the next `up` begins one.")
        });
        Ok(Exit::Success)
    })
}
