//! The verbs, a file each.

mod complete;
mod completions;
mod destroy;
mod drift;
mod env;
mod graph;
mod import;
mod lock;
mod outputs;
mod permissions;
mod preview;
mod refresh;
mod rehearsal;
mod settings;
mod state;
mod up;
pub(crate) mod version;

use crate::arguments::Command;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

/// Does what a verb asks for.
pub(crate) fn run(session: &Session<'_>, command: &Command) -> Result<Exit> {
    match command {
        Command::Preview(arguments) => preview::run(session, arguments),
        Command::Up(arguments) => up::run(session, arguments),
        Command::Destroy(arguments) => destroy::run(session, arguments),
        Command::Refresh => refresh::run(session),
        Command::Drift => drift::run(session),
        Command::Outputs(arguments) => outputs::run(session, arguments),
        Command::Graph(arguments) => graph::run(session, arguments),
        Command::Import(arguments) => import::run(session, arguments),
        Command::Permissions(arguments) => permissions::run(session, arguments),
        Command::Env(command) => env::run(session, command),
        Command::State(command) => state::run(session, command),
        Command::Lock(command) => lock::run(session, command),
        Command::Rehearsal(command) => rehearsal::run(session, command),
        Command::Settings => settings::run(session),
        Command::Version => Ok(version::run(session.screen, session.program.name)),
        Command::Completions { shell } => Ok(completions::run(*shell)),
        Command::Complete { words } => Ok(complete::run(&session.program, &session.project, words)),
    }
}
