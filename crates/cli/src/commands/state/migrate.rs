//! `state migrate`: move the state to another store, with its history. What is interrupted is finished by the same
//! command.

use std::fs;

use ironwright_core::Environment;
use ironwright_engine::seal::KeyFile;
use ironwright_engine::store::{Holder, StoreError, View as _};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::Session;
use crate::settings::StoreSettings;
use crate::stores::Place;
use crate::{consent, stores, words};

pub(super) fn run(session: &Session<'_>, to: &str, yes: bool) -> Result<Exit> {
    let settings = StoreSettings::read(&session.project, &session.global)?;
    let target = stores::at("--to", to, settings, session.asked())?;
    if target.identity() == session.place.identity() {
        return Err(Failure::wrong(
            format!("the state is in {} already", target.named()),
            "name another place; where it is to be moved from is told with `--store`",
        ));
    }
    let (name, cloud, environment) =
        (session.called(), session.global.cloud.as_str(), session.global.env.as_ref());
    let (here, there) = (session.place.named(), target.named());
    Move {
        from: (&session.place, environment),
        to: (&target, environment),
        verb: "state migrate",
        question: &|resources| {
            format!("Move the state of {name} on {cloud}, with {resources}, from {here} to {there}?")
        },
        before: format!("The state of {name} on {cloud} has moved to {there} before: there is nothing to do."),
        done: format!(
            "The state of {name} on {cloud} is in {there} now, with its history, read back and compared. Whoever goes on \
             where it was is told so.\nName the new place with `--store {there}`, or under [store] in ironwright.toml or \
             local.ironwright.toml."
        ),
        yes,
    }
    .make(session)
}

/// A move of a state, and what is said of it.
pub(crate) struct Move<'a> {
    /// Where it is, and of which environment.
    pub(crate) from: (&'a Place, Option<&'a Environment>),
    /// Where it goes, and which environment it is there.
    pub(crate) to: (&'a Place, Option<&'a Environment>),
    pub(crate) verb: &'a str,
    /// What is asked, of a state with so many resources.
    pub(crate) question: &'a dyn Fn(String) -> String,
    /// What is said when it was moved before.
    pub(crate) before: String,
    /// What is said when it is done.
    pub(crate) done: String,
    pub(crate) yes: bool,
}

impl Move<'_> {
    /// Makes the move.
    ///
    /// # Errors
    /// When it cannot be made; the state is where it was then.
    pub(crate) fn make(&self, session: &Session<'_>) -> Result<Exit> {
        let target = self.to.0;
        let real_time = session.is_real_time() || target.is_shared();
        Session::runtime_in(real_time)?.block_on(async {
            let (from, there) =
                (session.store_at(self.from.0, self.from.1), session.store_at(target, self.to.1));
            let interrupts = Interrupts::listen();
            match from.load().await {
                Ok(state) => {
                    if target.is_shared() && session.vault.is_wrapped_by(KeyFile::NAME) {
                        return Err(Failure::refused(
                            "the secrets in it are sealed with a key file of this machine: nobody else could read them there",
                            "type `state rotate-key --to-passphrase-file FILE`, or `--to-kms-key ARN`, and move it then",
                        ));
                    }
                    let question = (self.question)(words::count(state.count(), "resource"));
                    let question = (!self.yes).then_some(&*question);
                    if let Some(exit) = consent::refused(session, &interrupts, question).await? {
                        return Ok(exit);
                    }
                }
                // It is there already, or was moved somewhere else: the move itself tells.
                Err(StoreError::Moved { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            let holder = Holder::here(self.verb);
            let called = target.named();
            let mut watch = session.watch(Screen::for_people());
            let moving = watch.during(Box::pin(from.store.migrate(&there.store, &called, &holder)));
            let Some(moved) = interrupts.unless(moving).await else {
                session.screen.message(
                    "\nStopped. The same command goes on from here; until it is done, the state is where it was.",
                );
                return Ok(Exit::Interrupted);
            };
            let moved = moved?;
            if !session.is_for_real() {
                take_the_rehearsal_along(session, self.from.0, target, moved.before)?;
            }
            there.note(&moved.state);
            session.screen.document(&json!({
                "moved": !moved.before,
                "to": target.named(),
                "environment": self.to.1,
                "serial": moved.state.serial,
                "resources": moved.state.count(),
                "copied": moved.copied,
            }));
            session.screen.message(if moved.before { &self.before } else { &self.done });
            Ok(Exit::Success)
        })
    }
}

/// What was rehearsed is beside its state.
fn take_the_rehearsal_along(session: &Session<'_>, from: &Place, target: &Place, before: bool) -> Result<()> {
    let (from, to) = (from.rehearsal(&session.project).join("world.log"), target.rehearsal(&session.project));
    // What went on over there since is not overwritten.
    if !from.is_file() || (before && to.join("world.log").is_file()) {
        return Ok(());
    }
    let copied = fs::create_dir_all(&to).and_then(|()| fs::copy(&from, to.join("world.log")));
    copied.map(drop).map_err(|error| {
        Failure::failed(
            format!(
                "the state has moved, and {} could not be copied to {}: {error}",
                from.display(),
                to.display()
            ),
            "copy that file by hand: it is the rehearsed cloud",
        )
    })
}
