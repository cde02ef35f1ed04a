//! What every medium promises, and every durable store upon it, each promise as a claim that can be tried: on a folder, on
//! a simulated bucket, and on a real one.

mod anywhere;
mod moving;
mod races;

pub use anywhere::check_any;

use std::sync::Arc;
use std::time::Duration;

use ironwright_core::journal::Event;
use ironwright_core::{Environment, State};
use ironwright_engine::store::medium::{Appended, Expected, Long};
use ironwright_engine::store::{DurableStore, Holder, Medium, Store as _, StoreError, View as _};

type Kept = Result<(), String>;

/// Tries every claim, each on a new and empty medium, and gives back what is not as it should be, a sentence for each;
/// none is good. Each medium that `new` makes under one name is the same place seen by another process.
///
/// Where a heartbeat alone tells who lives, `time_to_live` is how long a lease lives without one: as short as answers
/// allow, because some claims wait for it to pass.
pub async fn check(new: &dyn Fn(&str) -> Arc<dyn Medium>, time_to_live: Duration) -> Vec<String> {
    let store = |name: &str| {
        DurableStore::new(new(name), "promised").with_time_to_live(time_to_live).with_journals_up_to(SHORT)
    };
    let results = [
        ("puts an item only where there is none", puts_if_absent(&*new("absent")).await),
        ("puts an item only over the version that is expected", puts_if_match(&*new("match")).await),
        ("appends to a log only at its end", appends_at_the_end(&*new("append")).await),
        ("lists and removes items and logs", lists_and_removes(&*new("list")).await),
        ("lets one of many write", races::have_one_winner(&new("races")).await),
        ("reads long logs and large items whole", reads_all(&*new("long")).await),
        ("keeps what was appended", keeps(&store("keeps")).await),
        ("has one holder at a time", has_one_holder(&store("holder"), &store("holder")).await),
        ("follows a holder that has gone", follows(&store("follows"), &store("follows")).await),
        ("refuses a holder whose lease was broken", refuses(&store("broken"), &store("broken")).await),
        ("replaces a long journal and has all of the past", replaces(&store("past")).await),
        ("brings an earlier state back", restores(&store("restores")).await),
        ("moves a stack to another place and back", moving::moves(&store).await),
        ("moves no stack over another history", moving::keeps_strangers_apart(&store).await),
        ("refuses another stack", refuses_others(new).await),
    ];
    let broken = results.into_iter().filter_map(|(claim, kept)| Some(format!("{claim}: {}", kept.err()?)));
    broken.collect()
}

const SHORT: Long = Long { bytes: 2_000, appends: 20 };

async fn puts_if_absent(medium: &dyn Medium) -> Kept {
    medium.prepare().await.map_err(text)?;
    holds(medium.get("item.json").await.map_err(text)?.is_none(), "an item is there before it was put")?;
    let put = |bytes: &'static [u8]| medium.put("item.json", bytes.to_vec(), Expected::Nothing);
    holds(put(b"one").await.map_err(text)?.is_some(), "the first is refused")?;
    holds(put(b"two").await.map_err(text)?.is_none(), "the second is not refused")?;
    let item = medium.get("item.json").await.map_err(text)?;
    holds(item.is_some_and(|item| item.bytes == b"one"), "what is there is not the first")
}

async fn puts_if_match(medium: &dyn Medium) -> Kept {
    medium.prepare().await.map_err(text)?;
    let put = |bytes: &'static [u8], expected| medium.put("item.json", bytes.to_vec(), expected);
    let first = put(b"one", Expected::Nothing).await.map_err(text)?.ok_or("the first is refused")?;
    let second = put(b"two", Expected::Version(first.clone())).await.map_err(text)?;
    let second = second.ok_or("the version that was returned does not match")?;
    holds(put(b"three", Expected::Version(first)).await.map_err(text)?.is_none(), "an old version matches")?;
    let item = medium.get("item.json").await.map_err(text)?.ok_or("the item is gone")?;
    holds(item.bytes == b"two" && item.version == second, "what is read is not what was written last")?;
    let light = medium.put_lightly("item.json", b"four".to_vec(), Expected::Version(second.clone()));
    holds(light.await.map_err(text)?.is_some(), "a light write is refused")?;
    let again = medium.put_lightly("item.json", b"five".to_vec(), Expected::Version(second));
    holds(again.await.map_err(text)?.is_none(), "a light write ignores what it expects")
}

async fn appends_at_the_end(medium: &dyn Medium) -> Kept {
    medium.prepare().await.map_err(text)?;
    holds(medium.read_log("log").await.map_err(text)?.is_none(), "a log is there before it was written")?;
    let append = |at, bytes: &'static [u8]| medium.append("log", at, bytes.to_vec());
    for (at, bytes, expected) in [
        (0, &b"one\n"[..], Appended::Done),
        (0, b"two\n", Appended::Taken),
        (4, b"three\n", Appended::Done),
        (4, b"three\n", Appended::Taken),
        (10, b"four\n", Appended::Done),
    ] {
        let appended = append(at, bytes).await.map_err(text)?;
        holds(appended == expected, &format!("at {at}, {appended:?}, and not {expected:?}"))?;
    }
    let log = medium.read_log("log").await.map_err(text)?;
    holds(log.as_deref() == Some(&b"one\nthree\nfour\n"[..]), "what is read is not what was appended")
}

async fn lists_and_removes(medium: &dyn Medium) -> Kept {
    holds(medium.list().await.map_err(text)?.is_empty(), "there is something before all else")?;
    medium.prepare().await.map_err(text)?;
    medium.put("item.json", b"one".to_vec(), Expected::Nothing).await.map_err(text)?;
    medium.append("a.log", 0, b"one\n".to_vec()).await.map_err(text)?;
    medium.append("a.log", 4, b"two\n".to_vec()).await.map_err(text)?;
    let mut names = medium.list().await.map_err(text)?;
    // A medium may have items of its own.
    names.retain(|name| ["item.json", "a.log"].contains(&name.as_str()));
    names.sort();
    holds(names == ["a.log", "item.json"], &format!("{names:?} is listed"))?;
    for name in ["a.log", "item.json", "item.json"] {
        medium.remove(name).await.map_err(text)?;
    }
    let left = medium.read_log("a.log").await.map_err(text)?.is_some()
        || medium.get("item.json").await.map_err(text)?.is_some();
    holds(!left, "what was removed is there")
}

async fn reads_all(medium: &dyn Medium) -> Kept {
    medium.prepare().await.map_err(text)?;
    let mut written = Vec::new();
    for number in 0..60 {
        let line = format!("{number}\n").into_bytes();
        let appended = medium.append("a.log", written.len() as u64, line.clone()).await.map_err(text)?;
        holds(appended == Appended::Done, &format!("append {number} is refused"))?;
        written.extend(line);
    }
    medium.append("a.log2", 0, b"another\n".to_vec()).await.map_err(text)?;
    let log = medium.read_log("a.log").await.map_err(text)?;
    holds(log.as_ref() == Some(&written), "a log of many appends is not what was appended")?;
    let large = vec![b'x'; 300_000];
    medium.put("large.json", large.clone(), Expected::Nothing).await.map_err(text)?;
    let item = medium.get("large.json").await.map_err(text)?;
    holds(item.is_some_and(|item| item.bytes == large), "a large item is not what was put")?;
    medium.remove("a.log").await.map_err(text)?;
    holds(medium.read_log("a.log").await.map_err(text)?.is_none(), "a log that was removed is there")?;
    let other = medium.read_log("a.log2").await.map_err(text)?;
    holds(other.is_some(), "removing a log takes one along whose name begins alike")
}

async fn keeps(store: &DurableStore) -> Kept {
    holds(store.load().await.map_err(text)?.serial == 0, "there is a state before the first run")?;
    let first = run(store, 3).await?;
    let second = run(store, 2).await?;
    holds((first.serial, second.serial) == (3, 5), "a run does not begin where the last one ended")?;
    holds(store.load().await.map_err(text)? == second, "what is loaded is not what was written")
}

async fn has_one_holder(store: &DurableStore, other: &DurableStore) -> Kept {
    let (state, mut journal) = store.begin(&holder("first")).await.map_err(text)?;
    match other.begin(&holder("second")).await {
        Err(StoreError::Locked { holder, .. }) => {
            holds(holder.run == "first", &format!("`{}` is said to hold the lease", holder.run))?;
        }
        Err(error) => return Err(text(error)),
        Ok(_) => return Err("two hold the lease".to_owned()),
    }
    let report = other.lease().await.map_err(text)?.ok_or("there is no lease")?;
    holds(report.alive == Some(true), "the holder is not said to live")?;
    journal.append(&[event(1)]).await.map_err(text)?;
    journal.release().await.map_err(text)?;
    let report = other.lease().await.map_err(text)?.ok_or("there is no lease")?;
    holds(report.holder.is_none(), "a lease that was given back is held")?;
    holds(run(other, 1).await?.serial == state.serial + 2, "what the holder wrote is lost")
}

async fn follows(store: &DurableStore, other: &DurableStore) -> Kept {
    let (_, mut journal) = store.begin(&holder("first")).await.map_err(text)?;
    journal.append(&[event(1)]).await.map_err(text)?;
    let before = store.lease().await.map_err(text)?.ok_or("there is no lease")?;
    drop(journal);
    holds(run(other, 1).await?.serial == 2, "what the holder wrote is lost")?;
    let report = other.lease().await.map_err(text)?.ok_or("there is no lease")?;
    // A holder whose answers were lost may have raised it more than once.
    holds(report.epoch > before.epoch, &format!("epoch {} follows epoch {}", report.epoch, before.epoch))
}

async fn refuses(store: &DurableStore, other: &DurableStore) -> Kept {
    let (_, mut old) = store.begin(&holder("first")).await.map_err(text)?;
    old.append(&[event(1)]).await.map_err(text)?;
    other.break_lease(&holder("breaker")).await.map_err(text)?;
    match old.append(&[event(2)]).await {
        Err(StoreError::LeaseLost { taken_by }) => {
            // Who breaks a lease gives it back at once, so a heartbeat may find it free.
            let by = taken_by.map(|holder| holder.run);
            holds(
                by.as_deref().is_none_or(|by| by == "breaker"),
                &format!("{by:?} is said to have taken it"),
            )?;
        }
        Err(error) => return Err(text(error)),
        Ok(()) => return Err("one whose lease was broken writes on".to_owned()),
    }
    holds(run(other, 1).await?.serial == 2, "what was refused was written all the same")
}

async fn replaces(store: &DurableStore) -> Kept {
    for _ in 0..3 {
        run(store, 30).await?;
    }
    let history = store.history().await.map_err(text)?;
    holds(history.damaged.is_empty(), &history.damaged.join("; "))?;
    for serial in [0, 1, 45, 90] {
        let then = store.at(serial).await.map_err(text)?;
        holds(then.serial == serial, &format!("state {serial} is another one"))?;
    }
    holds(store.load().await.map_err(text)?.serial == 90, "the end of the journal is lost")
}

async fn restores(store: &DurableStore) -> Kept {
    run(store, 5).await?;
    let then = store.at(2).await.map_err(text)?;
    let restored = store.restore(2, 100, &holder("restores")).await.map_err(text)?;
    holds(restored.serial > 100, &format!("it is state {}, which there has been", restored.serial))?;
    let serial = restored.serial;
    holds(restored == State { serial, ..then }, "it is another state")?;
    holds(store.load().await.map_err(text)? == restored, "it is not there")?;
    holds(run(store, 1).await?.serial == serial + 1, "nothing can follow it")
}

async fn refuses_others(new: &dyn Fn(&str) -> Arc<dyn Medium>) -> Kept {
    run(&DurableStore::new(new("shared"), "promised"), 1).await?;
    let prod: Environment = "prod".parse().map_err(|error| format!("{error}"))?;
    let others = [
        DurableStore::new(new("shared"), "another"),
        DurableStore::new(new("shared"), "promised").in_environment(prod),
    ];
    for other in others {
        match other.load().await {
            Err(StoreError::OtherStack { found, .. }) => {
                holds(found == "promised", &format!("`{found}` has it"))?;
            }
            Err(error) => return Err(text(error)),
            Ok(_) => return Err("two stacks, or two environments, share one place".to_owned()),
        }
    }
    Ok(())
}

/// A run of so many events.
async fn run(store: &DurableStore, events: u64) -> Result<State, String> {
    let (mut state, mut journal) = store.begin(&holder("runs")).await.map_err(text)?;
    for _ in 0..events {
        let event = event(state.serial);
        journal.append(std::slice::from_ref(&event)).await.map_err(text)?;
        state.fold(&event).map_err(|error| error.to_string())?;
    }
    journal.close(&state).await.map_err(text)?;
    Ok(state)
}

fn event(at: u64) -> Event {
    Event::RunBegan { run: format!("run-{at}"), verb: "up".to_owned(), at }
}

fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), ..Holder::default() }
}

fn holds(is_so: bool, otherwise: &str) -> Kept {
    if is_so { Ok(()) } else { Err(otherwise.to_owned()) }
}

#[expect(clippy::needless_pass_by_value, reason = "it is the end of errors")]
fn text(error: StoreError) -> String {
    error.to_string()
}
