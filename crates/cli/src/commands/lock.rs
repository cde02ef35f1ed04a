//! `lock`: who may write to the state now, and taking that from them.

use std::fmt::Write as _;

use ironwright_core::state::ResourceState;
use ironwright_core::{Address, State};
use ironwright_engine::store::{Holder, LeaseReport, StoreError, View as _};
use serde_json::{Value as Json, json};

use crate::arguments::Lock;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::Session;
use crate::{consent, holders};

pub(super) fn run(session: &Session<'_>, command: &Lock) -> Result<Exit> {
    match command {
        Lock::Show => show(session),
        Lock::Break { yes } => release(session, *yes),
    }
}

fn show(session: &Session<'_>) -> Result<Exit> {
    let (report, state) = session.runtime()?.block_on(async {
        let store = session.store().store;
        let mut watch = session.watch(Screen::for_people());
        let report = watch.during(store.lease()).await?;
        // Who holds the lease is of interest above all when something else is wrong.
        let state = store.load().await.unwrap_or_default();
        Ok::<_, Failure>((report, state))
    })?;
    let doing = doing(&state);
    let stack = named(session);
    session.screen.document(&to_json(report.as_ref(), &doing));
    match &report {
        Some(LeaseReport { epoch, holder: Some(holder), alive }) => {
            let mut text = format!("{}\n  epoch {epoch}; {}", holders::held(holder), life(*alive));
            for (act, address) in &doing {
                let _ = write!(text, "\n  under way: {act} {address}");
            }
            session.screen.data(&text);
        }
        Some(LeaseReport { epoch, holder: None, .. }) => {
            session
                .screen
                .data(&format!("Nobody holds the lease of {stack}. The last one was epoch {epoch}."));
        }
        None => session.screen.data(&format!("Nobody has ever held the lease of {stack}.")),
    }
    Ok(Exit::Success)
}

fn release(session: &Session<'_>, yes: bool) -> Result<Exit> {
    session.runtime()?.block_on(async {
        let store = session.store().store;
        let interrupts = Interrupts::listen();
        let mut watch = session.watch(Screen::for_people());
        let report = match watch.during(store.lease()).await {
            Ok(report) => report,
            // One that cannot be read is held by nobody who can be named.
            Err(StoreError::LeaseDamaged { .. }) => {
                Some(LeaseReport { epoch: 0, holder: Some(Holder::default()), alive: None })
            }
            Err(error) => return Err(error.into()),
        };
        let Some(LeaseReport { holder: Some(holder), alive, .. }) = report else {
            session.screen.document(&json!({ "broken": false }));
            let stack = named(session);
            session.screen.message(&format!("Nobody holds the lease of {stack}: there is nothing to break."));
            return Ok(Exit::Success);
        };
        let consequence = match alive {
            Some(false) => "It is dead.",
            Some(true) | None => "If it lives, its next write is refused and it stops before it acts again.",
        };
        let question = format!("{}. {consequence}\nTake the lease from it?", holders::held(&holder));
        if let Some(exit) = consent::refused(session, &interrupts, (!yes).then_some(&*question)).await? {
            return Ok(exit);
        }
        store.break_lease(&Holder::here("lock break")).await?;
        session.screen.document(&json!({ "broken": true, "holder": holders::to_json(&holder) }));
        session
            .screen
            .message(&format!("The lease is free. What `{}` had begun, the next run resolves.", holder.verb));
        Ok(Exit::Success)
    })
}

/// The stack on its cloud: each cloud has a lease of its own.
fn named(session: &Session<'_>) -> String {
    format!("{} on {}", session.called(), session.global.cloud.as_str())
}

/// What the journal says is under way.
fn doing(state: &State) -> Vec<(&'static str, String)> {
    let pending = |(address, resource): (&Address, &ResourceState)| {
        Some((resource.pending.as_ref()?.intent.word(), address.to_string()))
    };
    state.resources.iter().filter_map(pending).collect()
}

fn life(alive: Option<bool>) -> &'static str {
    match alive {
        Some(true) => "it lives",
        Some(false) => "it is dead: the next run takes over",
        None => "no sign of life was seen just now: without one, the next run takes over in half a minute",
    }
}

fn to_json(report: Option<&LeaseReport>, doing: &[(&'static str, String)]) -> Json {
    let holder = report.and_then(|report| report.holder.as_ref());
    json!({
        "held": holder.is_some(),
        "epoch": report.map(|report| report.epoch),
        "alive": report.and_then(|report| report.alive),
        "holder": holder.map(holders::to_json),
        "under_way": doing.iter().map(|(act, address)| json!({ "act": act, "address": address })).collect::<Vec<_>>(),
    })
}
