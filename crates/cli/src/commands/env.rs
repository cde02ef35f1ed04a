//! `env`: the environments of the stack.

mod adopt;
mod list;
mod new;

use crate::arguments::Env;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, command: &Env) -> Result<Exit> {
    match command {
        Env::List => list::run(session),
        Env::New { name, yes } => new::run(session, name, *yes),
        Env::Adopt { name, yes } => adopt::run(session, name, *yes),
    }
}
