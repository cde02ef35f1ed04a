//! Environments: which one a command means, and whether it may act on one that has never been up.

use ironwright_core::diagnostic::nearest;
use ironwright_core::{Environment, Instance};
use ironwright_engine::store::{StoreError, View as _};

use crate::arguments::{Command, Env, Global, State};
use crate::failure::{Failure, Result};
use crate::session::Session;
use crate::{vault, words};

/// What a command needs of the environment that `--env` names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Nothing: it reads no state, or decides for itself.
    Nothing,
    /// A state, or that none is meant: what exists must not be made a second time.
    NoOther,
    /// A state: without one there is nothing to look at.
    State,
}

/// Takes the environment that a verb of `env` names for the one that is meant.
///
/// # Errors
/// When `--env` names another.
pub(crate) fn meant(command: &Command, global: &mut Global) -> Result<()> {
    let Command::Env(Env::New { name, .. } | Env::Adopt { name, .. }) = command else { return Ok(()) };
    match &global.env {
        Some(other) if other != name => Err(Failure::wrong(
            format!("`{name}` is meant, and `--env {other}` names another environment"),
            "leave `--env` and IRONWRIGHT_ENV out, or name the same",
        )),
        Some(_) | None => {
            global.env = Some(name.clone());
            Ok(())
        }
    }
}

/// Refuses what would be done to an environment that has never been up by mistake.
///
/// # Errors
/// When there is no such environment, or a state of none that may be meant.
pub(crate) fn check(session: &Session<'_>, command: &Command) -> Result<()> {
    let Some(environment) = &session.global.env else { return Ok(()) };
    let need = need(command);
    if need == Need::Nothing {
        return Ok(());
    }
    session.runtime()?.block_on(async {
        if session.store().store.has_begun().await? {
            return Ok(());
        }
        match need {
            Need::Nothing => Ok(()),
            Need::NoOther => refuse_another(session, command, environment).await,
            Need::State => Err(unknown(session, environment).await?),
        }
    })
}

/// The environments that have a state, and the state that is of none.
///
/// # Errors
/// When the store cannot be listed.
pub(crate) async fn begun(session: &Session<'_>) -> Result<Vec<Instance>> {
    let mut begun = Vec::new();
    for instance in session.place.instances(session.program.name).await? {
        if session.store_of(instance.environment.as_ref()).store.has_begun().await? {
            begun.push(instance);
        }
    }
    Ok(begun)
}

fn need(command: &Command) -> Need {
    match command {
        Command::Preview(arguments) if arguments.destroy => Need::State,
        Command::Preview(_) | Command::Up(_) => Need::NoOther,
        Command::Destroy(_)
        | Command::Refresh
        | Command::Drift
        | Command::Outputs(_)
        | Command::Lock(_)
        | Command::State(
            State::List
            | State::Show { .. }
            | State::Mv { .. }
            | State::Rm { .. }
            | State::RotateKey { .. }
            | State::History
            | State::Export { .. }
            | State::Migrate { .. }
            | State::Restore { .. }
            | State::Unprotect { .. },
        ) => Need::State,
        Command::Graph(_)
        | Command::Import(_)
        | Command::Permissions(_)
        | Command::Env(_)
        | Command::Rehearsal(_)
        | Command::State(State::Init { .. })
        | Command::Settings
        | Command::Version
        | Command::Complete { .. }
        | Command::Completions { .. } => Need::Nothing,
    }
}

/// Refuses to make everything anew in an environment, where a state that is of none may be what is meant.
async fn refuse_another(session: &Session<'_>, command: &Command, environment: &Environment) -> Result<()> {
    let (asked, stack) = (session.asked(), session.program.name);
    let place = session.place.of_environment(None, asked);
    let store = place.store(&Instance::new(stack, None));
    if !store.has_begun().await? {
        return Ok(());
    }
    // The keys of one history are not those of another.
    let store = store.with_vault(vault::of(command, asked, place.is_shared())?);
    match store.load().await {
        // A name that was mistyped is answered with the near one, not with what to do about a state.
        Ok(state) if state.is_in_use() => session.asked().settings().and(Err(Failure::refused(
            format!(
                "`{stack}` has a state that is of no environment, with {}, and `{environment}` has none: all of it would be \
                 made a second time",
                words::count(state.count(), "resource")
            ),
            format!(
                "if that state is what `{environment}` is, `env adopt {environment}` makes it so, with its history; if \
                 `{environment}` is to stand beside it, begin it with `env new {environment}`"
            ),
        ))),
        Ok(_) | Err(StoreError::Moved { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// That an environment has never been up, with the one that may be meant.
async fn unknown(session: &Session<'_>, environment: &Environment) -> Result<Failure> {
    let stack = session.program.name;
    let known = begun(session).await?;
    let names = known.iter().filter_map(|instance| instance.environment.as_ref()).map(Environment::as_str);
    let hint = match nearest(environment.as_str(), names.clone()) {
        Some(near) => format!("did you mean `--env {near}`?"),
        None if known.is_empty() => format!("`up --env {environment}` brings it up"),
        None => "`env list` shows which there are".to_owned(),
    };
    Ok(Failure::wrong(format!("the environment `{environment}` of `{stack}` has never been up"), hint))
}
