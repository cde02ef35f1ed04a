//! What a durable store owes the next run: after a death, after a long journal, after a broken lease, after a move.

use std::time::Duration;

use ironwright_core::State;
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Holder, Journal, Store as _, StoreError, View as _};
use tokio::time::Instant;

use super::{Broken, holder, published};

/// Asks stores for everything that durable ones have promised; returns what they did not keep. `open` opens the store of
/// a name, as a process of its own would; names that were never opened are empty.
pub async fn durable_store(open: &(dyn Fn(&str) -> DurableStore + Sync)) -> Vec<String> {
    let mut broken = Broken::default();
    let ended = all(open, &mut broken).await;
    broken.of(ended)
}

async fn all(open: &(dyn Fn(&str) -> DurableStore + Sync), broken: &mut Broken) -> Result<(), StoreError> {
    let short = |name: &str| open(name).with_leases_of(Duration::from_secs(3));
    death(&|| short("death"), broken).await?;
    breaking(&|| short("breaking"), broken).await?;
    sleeping(&|| short("sleeping"), broken).await?;
    growing(&|| short("growing"), broken).await?;
    moving(&short, broken).await
}

type Open<'a> = &'a (dyn Fn() -> DurableStore + Sync);

/// A process that dies: its journal is dropped, and nothing of it is given back.
async fn death(open: Open<'_>, broken: &mut Broken) -> Result<(), StoreError> {
    let (_, mut journal) = open().begin(&holder("dies")).await?;
    journal.append(&[published(1), published(2)]).await?;
    drop(journal);
    let since = Instant::now();
    let (state, journal) = open().begin(&holder("next")).await?;
    broken.unless(state.serial == 2, "what was acknowledged survives its process");
    broken
        .unless(since.elapsed() < Duration::from_secs(30), "a dead holder is followed within half a minute");
    journal.close(&state).await
}

/// A lease that is taken from somebody who lives.
async fn breaking(open: Open<'_>, broken: &mut Broken) -> Result<(), StoreError> {
    let (mut state, mut old) = open().begin(&holder("old")).await?;
    step(&mut state, &mut *old, 1).await?;
    open().break_lease(&holder("breaks")).await?;
    match old.append(&[published(9)]).await {
        // Who breaks a lease gives it back at once, so a heartbeat may find it free.
        Err(StoreError::LeaseLost { taken_by }) => broken.unless(
            taken_by.is_none_or(|holder| holder.run == "breaks"),
            "whose lease is broken is told by whom",
        ),
        Err(error) => return Err(error),
        Ok(()) => broken.unless(false, "whose lease is broken is refused"),
    }
    let (_, mut new) = open().begin(&holder("new")).await?;
    step(&mut state, &mut *new, 2).await?;
    broken.unless(old.append(&[published(9)]).await.is_err(), "who was refused is refused for good");
    let closed = old.close(&state).await;
    broken.unless(closed.is_ok(), "who was refused has nothing to lose when it ends");
    step(&mut state, &mut *new, 3).await?;
    new.close(&state).await?;
    broken.unless(open().load().await? == state, "nothing is lost and nothing doubled between two holders");
    Ok(())
}

/// A holder of which nothing is heard for longer than a lease lives, and that wakes up then. A medium with signs of life
/// knows that it lives.
async fn sleeping(open: Open<'_>, broken: &mut Broken) -> Result<(), StoreError> {
    let store = open();
    let (mut state, mut old) = store.begin(&holder("sleeps")).await?;
    step(&mut state, &mut *old, 1).await?;
    // The heartbeat is of the same process, and so cannot be stopped here; what is tried is the fence behind it.
    open().break_lease(&holder("contends")).await?;
    let (_, mut new) = open().begin(&holder("wakes it")).await?;
    step(&mut state, &mut *new, 2).await?;
    broken.unless(old.append(&[published(9)]).await.is_err(), "an old holder that wakes up is refused");
    drop(old);
    new.close(&state).await?;
    broken.unless(open().load().await? == state, "an old holder changes nothing");
    Ok(())
}

/// Journals that become long, and the history that stays.
async fn growing(open: Open<'_>, broken: &mut Broken) -> Result<(), StoreError> {
    let short = || open().with_journals_up_to(Long { bytes: 600, appends: 4 });
    let mut states = Vec::new();
    for _ in 0..3 {
        let (mut state, mut journal) = short().begin(&holder("grows")).await?;
        for number in 0..6 {
            step(&mut state, &mut *journal, number).await?;
        }
        journal.close(&state).await?;
        broken.unless(open().load().await? == state, "a snapshot says what the journal said");
        states.push(state);
    }
    let history = open().history().await?;
    broken.unless(history.damaged.is_empty(), "replacing a journal damages nothing");
    for state in &states {
        broken.unless(open().at(state.serial).await? == *state, "an earlier state can be had back");
    }
    let Some(first) = states.first() else { return Ok(()) };
    let restored = open().restore(first.serial, 0, &holder("restores")).await?;
    broken.unless(
        restored.outputs == first.outputs && open().load().await? == restored,
        "an earlier state is brought back",
    );
    Ok(())
}

/// A stack that moves to another store, goes on there, and comes back.
async fn moving(open: &(dyn Fn(&str) -> DurableStore + Sync), broken: &mut Broken) -> Result<(), StoreError> {
    let (here, there) = (|| open("moving-here"), || open("moving-there"));
    let me = holder("moves");
    let nothing = here().migrate(&there(), "there", &me).await;
    broken.unless(matches!(nothing, Err(StoreError::Unmovable { .. })), "nothing cannot be moved");
    let before = run(&here(), &[1, 2, 3]).await?;
    let moved = here().migrate(&there(), "there", &me).await?;
    broken.unless(
        moved.state == before && there().load().await? == before,
        "a stack that moved is there whole",
    );
    broken.unless(there().at(2).await.is_ok_and(|state| state.serial == 2), "its history moves with it");
    for tried in [here().load().await.err(), run(&here(), &[9]).await.err()] {
        let is_told = matches!(tried, Some(StoreError::Moved { to, .. }) if to == "there");
        broken.unless(is_told, "who goes on where a stack was is told where it is");
    }
    let again = here().migrate(&there(), "there", &me).await?;
    broken.unless(again.before, "a stack that has moved stays moved");
    let after = run(&there(), &[4]).await?;
    let back = there().migrate(&here(), "here", &me).await?;
    broken.unless(
        back.state == after && here().load().await? == after,
        "a stack comes back with what came after",
    );
    let last = run(&here(), &[5]).await?;
    broken.unless(here().load().await? == last, "it goes on where it was");
    broken.unless(here().history().await?.damaged.is_empty(), "its history there is whole");
    let strange = run(&open("moving-strange"), &[1]).await?;
    let refused = here().migrate(&open("moving-strange"), "strange", &me).await;
    broken
        .unless(matches!(refused, Err(StoreError::Unmovable { .. })), "another history is not written over");
    broken.unless(
        open("moving-strange").load().await? == strange && here().load().await? == last,
        "a move that is refused changes nothing",
    );
    Ok(())
}

async fn run(store: &DurableStore, numbers: &[i64]) -> Result<State, StoreError> {
    let (mut state, mut journal) = store.begin(&Holder::default()).await?;
    for number in numbers {
        step(&mut state, &mut *journal, *number).await?;
    }
    journal.close(&state).await?;
    Ok(state)
}

async fn step(state: &mut State, journal: &mut dyn Journal, number: i64) -> Result<(), StoreError> {
    let event = published(number);
    journal.append(std::slice::from_ref(&event)).await?;
    state.fold(&event)?;
    Ok(())
}
