//! Asking before something is changed: with a question on a terminal, or not at all where `--yes` was typed.

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::session::Session;

/// How a command ends that was stopped before it changed anything.
pub(crate) fn untouched(session: &Session<'_>) -> Exit {
    session.screen.message("\nStopped before anything was changed.");
    Exit::Interrupted
}

/// Asks a question, and says of which environment.
pub(crate) async fn ask(session: &Session<'_>, question: &str) -> bool {
    match &session.global.env {
        Some(environment) => session.screen.ask(&format!("Environment `{environment}`: {question}")).await,
        None => session.screen.ask(question).await,
    }
}

/// Asks a question, if there is one. Returns how the command ends when the answer is not yes.
///
/// # Errors
/// When there is nobody to ask.
pub(crate) async fn refused(
    session: &Session<'_>,
    interrupts: &Interrupts,
    question: Option<&str>,
) -> Result<Option<Exit>> {
    let Some(question) = question else { return Ok(None) };
    if !session.screen.can_ask() {
        return Err(Failure::refused(
            "nothing was changed: there is no terminal on which to ask",
            "type the same command with `--yes`",
        ));
    }
    Ok(match interrupts.unless(ask(session, question)).await {
        Some(true) => None,
        Some(false) => {
            session.screen.message("Nothing was changed.");
            Some(Exit::Refused)
        }
        None => Some(Exit::Interrupted),
    })
}
