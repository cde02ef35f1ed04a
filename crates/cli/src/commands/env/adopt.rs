//! `env adopt`: make the state that is of no environment an environment's, with its history. What is interrupted is
//! finished by the same command.

use ironwright_core::Environment;

use crate::commands::state::migrate::Move;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, name: &Environment, yes: bool) -> Result<Exit> {
    // An environment has settings: without them its name was mistyped.
    session.settings()?;
    let from = session.place.of_environment(None, session.asked());
    let (stack, cloud) = (session.program.name, session.global.cloud.as_str());
    Move {
        from: (&from, None),
        to: (&session.place, Some(name)),
        verb: "env adopt",
        question: &|resources| {
            format!("Take over the state of {stack} on {cloud}, with {resources}?")
        },
        before: format!("The state of {stack} on {cloud} has become `{name}` before: there is nothing to do."),
        done: format!(
            "The state of {stack} on {cloud} is `{name}` now, with its history, read back and compared. Whoever goes on \
             without `--env {name}` is told so."
        ),
        yes,
    }
    .make(session)
}
