//! `env new`: begin an environment beside a state that is of none. Its state is empty; the next `up` fills it.

use ironwright_core::Environment;
use ironwright_engine::store::{Holder, View as _};
use serde_json::json;

use crate::consent;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::{Opened, Session};

pub(super) fn run(session: &Session<'_>, name: &Environment, yes: bool) -> Result<Exit> {
    // An environment has settings: without them its name was mistyped.
    session.settings()?;
    let graph = session.program.empty_graph(session.global.env.clone())?;
    session.runtime()?.block_on(async {
        let store = session.store();
        if store.store.has_begun().await? {
            return Err(Failure::wrong(
                format!("the environment `{name}` exists already"),
                "`env list` shows which there are",
            ));
        }
        let question = format!("Begin it for `{}`, with nothing in it?", session.program.name);
        let interrupts = Interrupts::listen();
        if let Some(exit) = consent::refused(session, &interrupts, (!yes).then_some(&*question)).await? {
            return Ok(exit);
        }
        let Opened { engine, .. } = session.open(&graph, &store.load().await?, false).await?;
        let mut watch = session.watch(Screen::for_people());
        let begin = engine.begin(&store, &graph, "env new", Holder::here("env new"));
        let Some(run) = interrupts.unless(watch.during(begin)).await else {
            return Ok(consent::untouched(session));
        };
        run?.end("succeeded").await?;
        session.screen.document(&json!({ "environment": name, "begun": true }));
        session
            .screen
            .message(&format!("`{name}` has begun, with nothing in it: `up --env {name}` brings it up."));
        Ok(Exit::Success)
    })
}
