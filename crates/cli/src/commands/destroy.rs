//! `destroy`: delete everything that the stack has created.

use ironwright_core::plan::Verb;

use crate::arguments::Destroy;
use crate::change::Change;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Destroy) -> Result<Exit> {
    let graph = session.graph()?;
    let (selection, refresh) = (arguments.selecting.selection(), arguments.selecting.refresh);
    let (verb, details, yes) = (Verb::Destroy, arguments.details, arguments.yes);
    Change { session, graph: &graph, verb, selection, refresh, details, yes, stored: None }.make()
}
