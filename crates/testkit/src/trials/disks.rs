//! The file store on a disk that dies at every effect, tears every write at every block, and is full at every write:
//! what was acknowledged is there afterwards, and the next run goes on.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright_core::State;
use ironwright_core::journal::Event;
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};

use super::{Stood, Trial, holder, holds, in_real_time, numbered, published, text};
use crate::disk::{BLOCK, Kept, SimulatedDisk, Trouble};

pub(super) fn trials() -> Vec<Trial> {
    // One more than there are effects: the last story is undisturbed.
    let seeds = effects() + 1;
    vec![
        Trial::new("every effect may be the last before the machine dies", seeds, |seed| {
            in_real_time(dies(seed + 1))
        }),
        Trial::new("every write may be torn at every block", seeds, |seed| in_real_time(tears(seed + 1))),
        Trial::new("a disk that is full at any write costs a run and nothing else", seeds, |seed| {
            in_real_time(is_full(seed + 1))
        }),
        Trial::new("every effect of the next run may be the last again", seeds, |seed| {
            in_real_time(dies_again(seed + 1))
        }),
    ]
}

/// How many effects an undisturbed story has.
fn effects() -> u64 {
    let disk = SimulatedDisk::default();
    let told = in_real_time(async { story(&disk, &mut Told::default()).await.map_err(text) });
    // A story that fails undisturbed fails every trial; it is tried at the few effects that it has.
    let _ = told;
    disk.effects().len() as u64
}

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

/// A story on a disk that something happens to. One that nothing happens to must come to its end.
async fn told_on(disk: &SimulatedDisk) -> Result<Told, String> {
    let mut told = Told::default();
    let ended = story(disk, &mut told).await;
    match ended {
        Err(error) if !disk.had_trouble() => Err(format!("nothing was in the way, and yet: {error}")),
        Ok(()) | Err(_) => Ok(told),
    }
}

/// What was acknowledged is there, whole, and the next run goes on from there.
async fn survives(disk: &SimulatedDisk, told: &Told, moment: &str) -> Stood {
    let wrong = |error: StoreError| format!("{moment}: {error}");
    let store = store(disk);
    let state = store.load().await.map_err(wrong)?;
    is_one_of(&state, told, moment)?;
    let (mut state, mut journal) = store.begin(&holder("next")).await.map_err(wrong)?;
    let event = published(7);
    journal.append(std::slice::from_ref(&event)).await.map_err(wrong)?;
    state.fold(&event).map_err(text)?;
    journal.close(&state).await.map_err(wrong)?;
    let loaded = store.load().await.map_err(wrong)?;
    holds(loaded == state, || format!("{moment}: the next run's state is not there"))
}

fn is_one_of(state: &State, told: &Told, moment: &str) -> Stood {
    holds(state.serial >= told.acknowledged, || {
        format!("{moment}: state {} is there, and {} was acknowledged", state.serial, told.acknowledged)
    })?;
    let number = match told.numbers.get(&state.serial) {
        Some(number) => Some(*number),
        None if state.serial == 0 => None,
        None => told.restored,
    };
    holds(state.outputs.get("n") == number.map(numbered).as_ref(), || {
        format!("{moment}: state {} says something else", state.serial)
    })
}

async fn dies(effect: u64) -> Stood {
    let disk = SimulatedDisk::with(Trouble::Death(0), effect);
    let told = told_on(&disk).await?;
    for kept in [Kept::Everything, Kept::Nothing, Kept::Content, Kept::Names, Kept::Lengths] {
        survives(&disk.after_death(kept, None), &told, &format!("effect {effect}, {kept:?}")).await?;
    }
    Ok(())
}

async fn dies_again(effect: u64) -> Stood {
    let disk = SimulatedDisk::with(Trouble::Death(BLOCK / 2), effect);
    let told = told_on(&disk).await?;
    for again in 1.. {
        let after = disk.after_death(Kept::Everything, Some((again, Trouble::Death(0))));
        let mut told_again = Told { numbers: told.numbers.clone(), ..told };
        let ran = run(&store(&after), &[1], &mut told_again, true).await;
        let kept = if again % 2 == 0 { Kept::Nothing } else { Kept::Blocks(1) };
        let moment = format!("effect {effect}, then {again}, {kept:?}");
        survives(&after.after_death(kept, None), &told_again, &moment).await?;
        if !after.is_dead() {
            ran.map_err(|error| format!("effect {effect}: the next run: {error}"))?;
            break;
        }
    }
    Ok(())
}

async fn tears(effect: u64) -> Stood {
    let whole = SimulatedDisk::with(Trouble::Death(usize::MAX), effect);
    let told = told_on(&whole).await?;
    // The last write is there in full, and nothing of it is synced: each number of blocks may have been kept.
    for blocks in 0..=whole.torn_blocks() {
        let after = whole.after_death(Kept::Blocks(blocks), None);
        survives(&after, &told, &format!("effect {effect}, {blocks} blocks")).await?;
    }
    Ok(())
}

async fn is_full(effect: u64) -> Stood {
    for made in [0, 1, BLOCK] {
        let mut told = Told::default();
        let disk = SimulatedDisk::with(Trouble::Full(made), effect);
        let ended = story(&disk, &mut told).await;
        if let Err(error) = ended {
            let (had_trouble, hint) = (disk.had_trouble(), error.hint());
            holds(had_trouble && hint.starts_with("make room on the disk"), || {
                format!("effect {effect}: {error}: {hint}")
            })?;
        }
        if !disk.had_trouble() {
            break;
        }
        disk.make_room();
        survives(&disk, &told, &format!("effect {effect}, full after {made} bytes")).await?;
    }
    Ok(())
}
