//! `refresh`: read what exists and write down what has changed.

use std::time::Instant;

use ironwright_core::plan::drifts;
use ironwright_engine::store::{Holder, View as _};
use serde_json::json;

use super::drift;
use crate::exit::Exit;
use crate::failure::Result;
use crate::interrupts::Interrupts;
use crate::session::{Opened, Session};
use crate::words;

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let graph = session.graph()?;
    session.runtime()?.block_on(async {
        let store = session.store();
        let Opened { engine, .. } = session.open(&graph, &store.load().await?, true).await?;
        let mut watch = session.watch(session.screen);
        let interrupts = Interrupts::listen();
        let registry = engine.registry();
        let begin = engine.begin(&store, &graph, "refresh", Holder::here("refresh"));
        let Some(run) = interrupts.unless(watch.during(begin)).await else { return Ok(Exit::Interrupted) };
        let mut run = run?;
        let (before, since) = (run.state().clone(), Instant::now());
        let Some(observations) = interrupts.unless(watch.during(run.refresh())).await else {
            run.end("cancelled").await?;
            return Ok(Exit::Interrupted);
        };
        let drift = drifts(&before, &observations?, registry);
        run.end("succeeded").await?;
        let count = before.count();
        session.screen.event(
            "summary",
            json!({
                "verb": "refresh",
                "stack": session.program.name,
                "environment": session.global.env,
                "read": count,
                "drift": drift::to_json(&drift),
                "seconds": since.elapsed().as_secs_f64(),
                "exit": Exit::Success.code(),
            }),
        );
        drift::show(session.screen, &drift, registry, count);
        if !drift.is_empty() {
            let written = format!("{} written down.", words::count(drift.len(), "change"));
            session.screen.message(&format!("{written} `up` makes what exists be as declared again."));
        }
        Ok(Exit::Success)
    })
}
