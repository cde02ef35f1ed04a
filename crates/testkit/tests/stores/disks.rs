//! The file store on a disk that dies at every effect, tears every write at every block, and is full at every write:
//! what was acknowledged is there afterwards, and the next run goes on.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::{State, Value};
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};
use ironwright_testkit::disk::{BLOCK, Kept, SimulatedDisk, Trouble};

use crate::{holder, published};

fn store(disk: &SimulatedDisk) -> DurableStore {
    let long = Long { bytes: 4096, appends: u64::MAX };
    DurableStore::on_disk(Arc::new(disk.clone()), "/store", "demo").with_journals_up_to(long)
}

/// What a story has been told to be durable, and what the states that it may have led to look like.
#[derive(Default)]
struct Told {
    acknowledged: u64,
    /// The number that each state publishes.
    numbers: BTreeMap<u64, u64>,
    /// The number that a state has which was restored.
    restored: Option<u64>,
}

/// So many events make a journal long enough to be replaced.
const MANY: u64 = 40;

/// Everything that a store can be asked to do: first run, short runs, a death, a long journal, breaking, restoring.
async fn story(disk: &SimulatedDisk, told: &mut Told) -> Result<(), StoreError> {
    let store = store(disk);
    for batches in [vec![1, 3], vec![2], vec![MANY, 1], vec![1]] {
        run(&store, &batches, told, true).await?;
    }
    run(&store, &[1], told, false).await?;
    store.break_lease(&holder("breaks")).await?;
    told.restored = Some(2);
    let state = store.restore(2, 0, &holder("restores")).await?;
    told.acknowledged = state.serial;
    told.numbers.insert(state.serial, 2);
    run(&store, &[1, MANY], told, true).await
}

async fn run(store: &DurableStore, batches: &[u64], told: &mut Told, closes: bool) -> Result<(), StoreError> {
    let (mut state, mut journal) = store.begin(&holder("runs")).await?;
    for events in batches {
        let events: Vec<Event> = (1..=*events).map(|n| published(state.serial + n)).collect();
        for event in &events {
            state.fold(event)?;
            told.numbers.insert(state.serial, state.serial);
        }
        journal.append(&events).await?;
        told.acknowledged = state.serial;
    }
    if closes { journal.close(&state).await } else { Ok(()) }
}

/// What was acknowledged is there, whole, and the next run goes on from there.
async fn survives(disk: &SimulatedDisk, told: &Told, moment: &str) {
    let store = store(disk);
    let state = store.load().await.unwrap_or_else(|error| panic!("{moment}: {error}"));
    holds(&state, told, moment);
    let (mut state, mut journal) = store.begin(&holder("next")).await.expect("begins");
    let event = published(7);
    journal.append(std::slice::from_ref(&event)).await.expect("appends");
    state.fold(&event).expect("follows");
    journal.close(&state).await.expect("closes");
    assert_eq!(store.load().await.expect("loads"), state, "{moment}");
}

fn holds(state: &State, told: &Told, moment: &str) {
    assert!(state.serial >= told.acknowledged, "{moment}: {} of {}", state.serial, told.acknowledged);
    let number = match told.numbers.get(&state.serial) {
        Some(number) => Some(*number),
        None if state.serial == 0 => None,
        None => told.restored,
    };
    let number = number.map(|number| Value::from(i64::try_from(number).expect("small")));
    assert_eq!(state.outputs.get("n"), number.as_ref(), "{moment}: state {}", state.serial);
}

#[tokio::test]
async fn every_effect_may_be_the_last_before_the_machine_dies() {
    for effect in 1.. {
        let mut told = Told::default();
        let disk = SimulatedDisk::with(Trouble::Death(0), effect);
        let finished = story(&disk, &mut told).await.is_ok();
        let all = [Kept::Everything, Kept::Nothing, Kept::Content, Kept::Names, Kept::Lengths];
        for kept in all {
            let moment = format!("effect {effect}, {kept:?}");
            survives(&disk.after_death(kept, None), &told, &moment).await;
        }
        if finished && !disk.is_dead() {
            assert!(effect > 60, "the loop has seen a few effects");
            break;
        }
    }
}

#[tokio::test]
async fn every_effect_of_the_next_run_may_be_the_last_again() {
    for effect in 1.. {
        let mut told = Told::default();
        let disk = SimulatedDisk::with(Trouble::Death(BLOCK / 2), effect);
        let finished = story(&disk, &mut told).await.is_ok();
        for again in 1.. {
            let after = disk.after_death(Kept::Everything, Some((again, Trouble::Death(0))));
            let mut told_again = Told { numbers: told.numbers.clone(), ..told };
            let ran = run(&store(&after), &[1], &mut told_again, true).await;
            let kept = if again % 2 == 0 { Kept::Nothing } else { Kept::Blocks(1) };
            let moment = format!("effect {effect}, then {again}, {kept:?}");
            survives(&after.after_death(kept, None), &told_again, &moment).await;
            if ran.is_ok() && !after.is_dead() {
                break;
            }
        }
        if finished && !disk.is_dead() {
            break;
        }
    }
}

#[tokio::test]
async fn every_write_may_be_torn_at_every_block() {
    for effect in 1.. {
        let mut told = Told::default();
        let whole = SimulatedDisk::with(Trouble::Death(usize::MAX), effect);
        let finished = story(&whole, &mut told).await.is_ok();
        // The last write is there in full, and nothing of it is synced: each number of blocks may have been kept.
        for blocks in 0..=whole.torn_blocks() {
            let after = whole.after_death(Kept::Blocks(blocks), None);
            survives(&after, &told, &format!("effect {effect}, {blocks} blocks")).await;
        }
        if finished && !whole.is_dead() {
            break;
        }
    }
}

#[tokio::test]
async fn a_disk_that_is_full_at_any_write_costs_a_run_and_nothing_else() {
    for effect in 1.. {
        for made in [0, 1, BLOCK] {
            let mut told = Told::default();
            let disk = SimulatedDisk::with(Trouble::Full(made), effect);
            let ended = story(&disk, &mut told).await;
            if !disk.had_trouble() {
                ended.expect("nothing was in the way");
                assert!(effect > 60, "the loop has seen a few effects");
                return;
            }
            if let Err(error) = ended {
                let hint = error.hint();
                assert!(hint.starts_with("make room on the disk"), "effect {effect}: {error}: {hint}");
            }
            disk.make_room();
            survives(&disk, &told, &format!("effect {effect}, full after {made} bytes")).await;
        }
    }
}
