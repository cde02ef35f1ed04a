//! `up`: make what exists be what the program says.

use std::fs;

use ironwright_core::plan::{StoredPlan, Verb};

use crate::arguments::Up;
use crate::change::Change;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Up) -> Result<Exit> {
    let graph = session.graph()?;
    let stored = match &arguments.plan {
        None => None,
        Some(path) => {
            let wrong = |reason: String| {
                let hint = "name a file that `preview --out FILE` has written";
                Failure::wrong(format!("--plan {}: {reason}", path.display()), hint)
            };
            let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
            Some(StoredPlan::from_text(&text).map_err(wrong)?)
        }
    };
    // What was reviewed says what the run is about.
    let (selection, refresh) = match &stored {
        Some(stored) => (stored.selection.clone(), stored.refresh),
        None => (arguments.selecting.selection(), arguments.selecting.refresh),
    };
    let (verb, details, yes) = (Verb::Up, arguments.details, arguments.yes);
    Change { session, graph: &graph, verb, selection, refresh, details, yes, stored }.make()
}
