//! `state`: look at what is known to exist, or correct it. None of it touches the cloud.

mod export;
mod history;
#[cfg(feature = "aws")]
mod init;
mod list;
pub(super) mod migrate;
mod mv;
mod restore;
mod rm;
mod rotate_key;
mod show;
mod unprotect;

use ironwright_core::diagnostic::nearest;
use ironwright_core::journal::Event;
use ironwright_core::{Address, State as Known};
use ironwright_engine::store::{Holder, View as _};

use crate::arguments::State;
use crate::consent;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::{Opened, Session};

pub(super) fn run(session: &Session<'_>, command: &State) -> Result<Exit> {
    match command {
        State::List => list::run(session),
        State::Show { address } => show::run(session, address),
        State::Mv { from, to, yes } => mv::run(session, from, to, *yes),
        State::Rm { address, yes, force } => rm::run(session, address, *yes, *force),
        State::RotateKey { .. } => rotate_key::run(session),
        State::History => history::run(session),
        State::Export { serial, show_secrets } => export::run(session, *serial, *show_secrets),
        #[cfg(feature = "aws")]
        State::Init { place, kms_key, yes } => init::run(session, place.as_deref(), kms_key.clone(), *yes),
        #[cfg(not(feature = "aws"))]
        State::Init { .. } => Err(crate::buckets::no_aws()),
        State::Migrate { to, yes } => migrate::run(session, to, *yes),
        State::Restore { serial, yes } => restore::run(session, *serial, *yes),
        State::Unprotect { address, yes } => unprotect::run(session, address, *yes),
    }
}

fn load(session: &Session<'_>) -> Result<Known> {
    Ok(session.runtime()?.block_on(session.store().load())?)
}

/// An address that the state knows.
fn known(state: &Known, text: &str) -> Result<Address> {
    let found = state.resources.keys().find(|address| address.as_str() == text);
    found.cloned().ok_or_else(|| {
        let hint = match nearest(text, state.resources.keys().map(Address::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`state list` shows what is known to exist".to_owned(),
        };
        Failure::wrong(format!("nothing is known of `{text}`"), hint)
    })
}

/// A correction of the state: what is asked, and what is said when it is done.
struct Correction<'a> {
    verb: &'a str,
    /// `None` when there is nothing to ask.
    question: Option<String>,
    done: String,
}

impl Correction<'_> {
    /// Asks, and writes the event that `decide` finds right for the state under the lock.
    fn make(&self, session: &Session<'_>, decide: &dyn Fn(&Known) -> Result<Event>) -> Result<Exit> {
        let graph = session.program.empty_graph(session.global.env.clone())?;
        session.runtime()?.block_on(async {
            let store = session.store();
            let state = store.load().await?;
            // What can be refused without the lock is, and leaves no trace.
            decide(&state)?;
            let interrupts = Interrupts::listen();
            if let Some(exit) = consent::refused(session, &interrupts, self.question.as_deref()).await? {
                return Ok(exit);
            }
            let Opened { engine, .. } = session.open(&graph, &state, false).await?;
            let mut watch = session.watch(Screen::for_people());
            let begin = engine.begin(&store, &graph, self.verb, Holder::here(self.verb));
            let Some(run) = interrupts.unless(watch.during(begin)).await else {
                return Ok(consent::untouched(session));
            };
            let mut run = run?;
            match decide(run.state()) {
                Ok(event) => run.record(&[event]).await?,
                Err(refused) => {
                    run.end("refused").await?;
                    return Err(refused);
                }
            }
            run.end("succeeded").await?;
            session.screen.document(&serde_json::json!({ "done": self.done }));
            session.screen.message(&self.done);
            Ok(Exit::Success)
        })
    }
}
