//! `drift`: show what has changed outside since the last run, and write nothing.

use std::fmt::Write as _;

use ironwright_core::plan::{Drift, drifts};
use ironwright_engine::store::View as _;
use serde_json::{Value as Json, json};

use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::{Opened, Session};
use crate::words;

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let graph = session.graph()?;
    session.runtime()?.block_on(async {
        let store = session.store();
        let Opened { engine, .. } = session.open(&graph, &store.load().await?, true).await?;
        let mut watch = session.watch(Screen::for_people());
        let (state, observations) = watch.during(engine.observe(&store, &graph)).await?;
        let drift = drifts(&state, &observations, engine.registry());
        session.screen.document(&json!({ "resources": state.count(), "drift": to_json(&drift) }));
        session.screen.data(&text(&drift, state.count()));
        Ok(if drift.is_empty() { Exit::Success } else { Exit::Changes })
    })
}

pub(super) fn text(drift: &[Drift], resources: usize) -> String {
    if drift.is_empty() {
        let verb = if resources == 1 { "is" } else { "are" };
        return format!("No drift: {} {verb} as last seen.", words::count(resources, "resource"));
    }
    let mut out = "Changed outside since the last run:".to_owned();
    for drift in drift {
        let _ = write!(out, "\n{drift}");
    }
    out
}

pub(super) fn to_json(drift: &[Drift]) -> Json {
    drift.iter().map(Drift::to_json).collect()
}
