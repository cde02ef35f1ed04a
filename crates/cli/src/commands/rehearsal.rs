//! `rehearsal reset`: take a rehearsal away whole, so that the next one begins anew.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use ironwright_engine::store::{LeaseReport, StoreError};
use serde_json::json;

use crate::arguments::Rehearsal;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::Session;
use crate::{consent, holders};

pub(super) fn run(session: &Session<'_>, command: &Rehearsal) -> Result<Exit> {
    let Rehearsal::Reset { yes } = command;
    if session.is_for_real() {
        return Err(Failure::refused(
            "`rehearsal reset` forgets what exists, and with `--cloud aws` that exists in AWS",
            "leave `--cloud aws` out to reset the rehearsal; `destroy` takes down what is on AWS",
        ));
    }
    if session.place.is_shared() {
        return Err(Failure::refused(
            format!(
                "the state of this rehearsal is in {}, where others may rely on it",
                session.place.named()
            ),
            "`destroy` takes the rehearsal down and keeps its history; or rehearse with another `--store`",
        ));
    }
    session.runtime()?.block_on(reset(session, *yes))
}

async fn reset(session: &Session<'_>, yes: bool) -> Result<Exit> {
    let (screen, stack, folder) = (session.screen, session.program.name, session.rehearsal());
    let store = session.store();
    let interrupts = Interrupts::listen();
    let mut watch = session.watch(Screen::for_people());
    match watch.during(store.store.lease()).await {
        Ok(Some(LeaseReport { holder: Some(holder), alive: Some(true), .. })) => {
            return Err(Failure::refused(
                format!("a run is under way: {}", holders::held(&holder)),
                "wait until it has ended, or end it with `lock break`",
            ));
        }
        // What is damaged is a reason to begin anew.
        Ok(_) | Err(StoreError::LeaseDamaged { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let question = format!(
        "Remove the rehearsal of `{stack}` in {}: its state, its history and its cloud?",
        folder.display()
    );
    let asks = folder.exists() && !yes;
    if let Some(exit) = consent::refused(session, &interrupts, asks.then_some(&*question)).await? {
        return Ok(exit);
    }
    let there = remove(&folder)?;
    store.forget()?;
    screen.document(&json!({ "stack": stack, "folder": folder, "reset": there }));
    screen.message(&if there {
        format!("The rehearsal of `{stack}` is gone: the next `up` begins anew.")
    } else {
        format!("There is no rehearsal of `{stack}`: the next `up` begins one.")
    });
    Ok(Exit::Success)
}

/// Removes a folder; whether there was one.
fn remove(folder: &Path) -> Result<bool> {
    match fs::remove_dir_all(folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failure::failed(
            format!("removing {}: {error}", folder.display()),
            "see whose it is and what is in it, and type the same command again",
        )),
    }
}
