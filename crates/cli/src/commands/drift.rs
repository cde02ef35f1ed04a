//! `drift`: show what has changed outside since the last run, and write nothing.

use ironwright_core::plan::view::{Detail, drift_view};
use ironwright_core::plan::{Drift, drifts};
use ironwright_core::{Address, Registry};
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
        show(session.screen, &drift, engine.registry(), state.count());
        Ok(if drift.is_empty() { Exit::Success } else { Exit::Changes })
    })
}

/// Shows what has changed outside, or that nothing has.
pub(super) fn show(screen: Screen, drift: &[Drift], registry: Registry, resources: usize) {
    if drift.is_empty() {
        let verb = if resources == 1 { "is" } else { "are" };
        let resources = words::count(resources, "resource");
        return screen.data(&format!("No drift: {resources} {verb} as last seen."));
    }
    let kind = |address: &Address| registry.get(address.kind());
    screen.lines(&drift_view(drift, &kind, Screen::layout(Detail::Brief)));
}

pub(super) fn to_json(drift: &[Drift]) -> Json {
    drift.iter().map(Drift::to_json).collect()
}
