//! `up`: make what exists be what the program says.

use ironwright_core::plan::{Selection, Verb};

use crate::arguments::Up;
use crate::change::Change;
use crate::exit::Exit;
use crate::failure::Result;
use crate::kept;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Up) -> Result<Exit> {
    let mut graph = session.graph()?;
    let stored = arguments.plan.as_deref().map(|path| kept::read(path, Verb::Up)).transpose()?;
    // What was reviewed says what the run is about.
    let (selection, refresh) = if let Some(stored) = &stored {
        (stored.selection.clone(), stored.refresh)
    } else {
        let selection = Selection { replaces: arguments.replace.clone(), ..arguments.selecting.selection() };
        (selection, arguments.selecting.refresh)
    };
    graph.replace(&selection.replaces)?;
    let (verb, details, yes) = (Verb::Up, arguments.details, arguments.yes);
    Change { session, graph: &graph, verb, selection, refresh, details, yes, stored }.make()
}
