//! `state migrate`: move the state to another store, with its history. What is interrupted is finished by the same
//! command.

use std::fs;

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
    let real_time = session.is_real_time() || target.is_shared();
    Session::runtime_in(real_time)?.block_on(async {
        let (from, there) = (session.store(), session.store_at(&target));
        let (name, cloud) = (session.program.name, session.global.cloud.as_str());
        let interrupts = Interrupts::listen();
        match from.load().await {
            Ok(state) => {
                if target.is_shared() && session.vault.is_wrapped_by(KeyFile::NAME) {
                    return Err(Failure::refused(
                        "the secrets in it are sealed with a key file of this machine: nobody else could read them there",
                        "type `state rotate-key --to-passphrase-file FILE`, or `--to-kms-key ARN`, and move it then",
                    ));
                }
                let question = format!(
                    "Move the state of {name} on {cloud}, with {}, from {} to {}?",
                    words::count(state.count(), "resource"),
                    session.place.named(),
                    target.named()
                );
                if let Some(exit) = consent::refused(session, &interrupts, (!yes).then_some(&*question)).await? {
                    return Ok(exit);
                }
            }
            // It is there already, or was moved somewhere else: the move itself tells.
            Err(StoreError::Moved { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let holder = Holder::here("state migrate");
        let called = target.named();
        let mut watch = session.watch(Screen::for_people());
        let moving = watch.during(Box::pin(from.store.migrate(&there.store, &called, &holder)));
        let Some(moved) = interrupts.unless(moving).await else {
            session.screen.message("\nStopped. The same command goes on from here; until it is done, the state is where it was.");
            return Ok(Exit::Interrupted);
        };
        let moved = moved?;
        if !session.is_for_real() {
            take_the_rehearsal_along(session, &target, moved.before)?;
        }
        there.note(&moved.state);
        session.screen.document(&json!({
            "moved": !moved.before,
            "to": target.named(),
            "serial": moved.state.serial,
            "resources": moved.state.count(),
            "copied": moved.copied,
        }));
        session.screen.message(&if moved.before {
            format!("The state of {name} on {cloud} has moved to {} before: there is nothing to do.", target.named())
        } else {
            format!(
                "The state of {name} on {cloud} is in {0} now, with its history, read back and compared. Whoever goes on \
                 where it was is told so.\nName the new place with `--store {0}`, or under [store] in \
                 ironwright.toml or local.ironwright.toml.",
                target.named()
            )
        });
        Ok(Exit::Success)
    })
}

/// What was rehearsed is beside its state.
fn take_the_rehearsal_along(session: &Session<'_>, target: &Place, before: bool) -> Result<()> {
    let (from, to) = (session.rehearsal().join("world.log"), target.rehearsal(&session.project));
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
