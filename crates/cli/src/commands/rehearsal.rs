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
    refuse_what_counts(session)?;
    session.runtime()?.block_on(reset(session, *yes))
}

/// Refuses to forget what exists on AWS, or what others may rely on.
///
/// # Errors
/// When it is no rehearsal of one's own.
pub(crate) fn refuse_what_counts(session: &Session<'_>) -> Result<()> {
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
    Ok(())
}

/// Refuses to take away what a run is at work on.
///
/// # Errors
/// When somebody holds the lease and lives, or the store cannot be read.
pub(crate) async fn refuse_under_way(session: &Session<'_>) -> Result<()> {
    let mut watch = session.watch(Screen::for_people());
    match watch.during(session.store().store.lease()).await {
        Ok(Some(LeaseReport { holder: Some(holder), alive: Some(true), .. })) => Err(Failure::refused(
            format!("a run is under way: {}", holders::held(&holder)),
            "wait until it has ended, or end it with `lock break`",
        )),
        // What is damaged is a reason to begin anew.
        Ok(_) | Err(StoreError::LeaseDamaged { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn reset(session: &Session<'_>, yes: bool) -> Result<Exit> {
    let (screen, stack, folder) = (session.screen, &session.stack, session.rehearsal());
    let store = session.store();
    let interrupts = Interrupts::listen();
    refuse_under_way(session).await?;
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
pub(crate) fn remove(folder: &Path) -> Result<bool> {
    match fs::remove_dir_all(folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failure::failed(
            format!("removing {}: {error}", folder.display()),
            "see whose it is and what is in it, and type the same command again",
        )),
    }
}
