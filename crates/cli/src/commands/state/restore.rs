//! `state restore`: bring an earlier state back, as a new one. Nothing changes in the cloud.

use ironwright_core::state::ResourceState;
use ironwright_core::{Address, State};
use ironwright_engine::store::{Holder, StoreError, View as _};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::Session;
use crate::{consent, words};

pub(super) fn run(session: &Session<'_>, serial: u64, yes: bool) -> Result<Exit> {
    session.runtime()?.block_on(async {
        let store = session.store();
        let then = store.store.at(serial).await?;
        let now = match store.store.load().await {
            Ok(now) => Some(now),
            // That is what is to be mended.
            Err(StoreError::Damaged { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        if now.as_ref().is_some_and(|now| now.serial == serial) {
            return Err(Failure::wrong(
                format!("state {serial} is the present one"),
                "`state history` shows earlier ones",
            ));
        }
        let lost = now.as_ref().map(|now| unknown_then(now, &then)).unwrap_or_default();
        if !lost.is_empty() {
            session.screen.message(&format!(
                "These exist now, and state {serial} does not know of them: they stay in the cloud, and nothing here \
                 looks after them.\n  {}",
                lost.join("\n  ")
            ));
        }
        if now.is_none() {
            session.screen.message(&format!(
                "What was done after state {serial} cannot be read: what it made may be in the cloud, and nothing here \
                 looks after it."
            ));
        }
        let question = format!(
            "Bring back state {serial}, with {}?",
            words::count(then.count(), "resource")
        );
        let interrupts = Interrupts::listen();
        if let Some(exit) = consent::refused(session, &interrupts, (!yes).then_some(&*question)).await? {
            return Ok(exit);
        }
        let above = store.seen().unwrap_or_default();
        let holder = Holder::here("state restore");
        let mut watch = session.watch(Screen::for_people());
        let restoring = watch.during(store.store.restore(serial, above, &holder));
        // Broken off at any write, either state is the present one.
        let Some(restored) = interrupts.unless(restoring).await else {
            session.screen.message("\nStopped. `state history` shows which state is the present one.");
            return Ok(Exit::Interrupted);
        };
        let restored = restored?;
        store.note(&restored);
        session.screen.document(&json!({
            "restored": serial,
            "serial": restored.serial,
            "resources": restored.count(),
            "unknown": lost,
        }));
        session.screen.message(&format!(
            "State {serial} is back, as state {}. `refresh` reads what has changed since; `preview` shows what is to be \
             done.",
            restored.serial
        ));
        Ok(Exit::Success)
    })
}

/// What exists now and was not known then: address and physical id.
fn unknown_then(now: &State, then: &State) -> Vec<String> {
    let objects = |state: &State| -> Vec<(String, String)> {
        let each = |(address, resource): (&Address, &ResourceState)| {
            let objects = resource.current.iter().chain(&resource.deposed);
            let address = address.to_string();
            objects.map(move |object| (address.clone(), object.id.to_string())).collect::<Vec<_>>()
        };
        state.resources.iter().flat_map(each).collect()
    };
    let known: Vec<String> = objects(then).into_iter().map(|(_, id)| id).collect();
    let lost = objects(now).into_iter().filter(|(_, id)| !known.contains(id));
    lost.map(|(address, id)| format!("{address}  {id}")).collect()
}
