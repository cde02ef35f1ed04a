//! Stores that were changed behind our back: bits flipped, files cut, spliced, swapped, doubled, taken from elsewhere or
//! from the past. All of it is noticed, nothing panics, and the state that the error names comes back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ironwright_core::State;
use ironwright_engine::store::disk::Disk;
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};
use ironwright_testkit::disk::SimulatedDisk;

use crate::{holder, kept};

/// How many mutations are tried; `MUTATIONS=1000000` tries more.
const USUALLY: u64 = 2_000;

type Files = BTreeMap<String, Vec<u8>>;

/// A store with some past, and what each of its states was.
struct Original {
    files: Files,
    /// The same store, some runs ago.
    past: Files,
    states: BTreeMap<u64, State>,
}

fn store(disk: &SimulatedDisk) -> DurableStore {
    let long = Long { bytes: 1_200, appends: u64::MAX };
    DurableStore::on_disk(Arc::new(disk.clone()), "/store", "demo").with_journals_up_to(long)
}

fn path(name: &str) -> PathBuf {
    Path::new("/store").join(name)
}

fn files(disk: &SimulatedDisk) -> Files {
    let names = disk.list(Path::new("/store")).expect("lists").into_iter();
    let kept = names.filter(|name| name.contains('.'));
    kept.map(|name| (name.clone(), disk.read(&path(&name)).expect("reads"))).collect()
}

async fn original() -> Original {
    let disk = SimulatedDisk::default();
    let store = store(&disk);
    let (mut states, mut past) = (BTreeMap::new(), Files::new());
    for run in 0..7 {
        let (mut state, mut journal) = store.begin(&holder(&format!("run-{run}"))).await.expect("begins");
        states.insert(state.serial, state.clone());
        for step in 0..5 {
            let event = kept(&format!("r{run}-{step}"));
            state.fold(&event).expect("follows");
            states.insert(state.serial, state.clone());
            journal.append(&[event]).await.expect("appends");
        }
        journal.close(&state).await.expect("closes");
        if run == 3 {
            past = files(&disk);
        }
    }
    Original { files: files(&disk), past, states }
}

/// Numbers that a seed decides.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound.max(1) as u64).expect("small")
    }

    fn of(&mut self, files: &Files) -> String {
        files.keys().nth(self.below(files.len())).expect("there are some").clone()
    }
}

/// Changes a store, and says how.
fn mutate(files: &mut Files, foreign: &Files, past: &Files, draw: &mut Draw) -> String {
    let name = draw.of(files);
    let bytes = files.get_mut(&name).expect("it is one of them");
    let (at, to) = (draw.below(bytes.len()), draw.below(bytes.len()));
    match draw.below(9) {
        0 | 1 => {
            bytes[at] ^= 1 << draw.below(8);
            format!("{name}: a bit of byte {at} flipped")
        }
        2 => {
            bytes.truncate(at);
            format!("{name}: cut at {at}")
        }
        3 => {
            bytes.drain(at.min(to)..at.max(to));
            format!("{name}: {at} to {to} left out")
        }
        4 => {
            let piece = bytes[at.min(to)..at.max(to)].to_vec();
            bytes.splice(at..at, piece);
            format!("{name}: a part of it doubled at {at}")
        }
        5 => {
            files.remove(&name);
            format!("{name}: removed")
        }
        6 => {
            let other = draw.of(files);
            let bytes = files[&other].clone();
            files.insert(name.clone(), bytes);
            format!("{name}: replaced by {other}")
        }
        7 => {
            let other = draw.of(foreign);
            files.insert(name.clone(), foreign[&other].clone());
            format!("{name}: replaced by the {other} of another store")
        }
        _ => match past.get(&name) {
            Some(then) => {
                files.insert(name.clone(), then.clone());
                format!("{name}: as it was some runs ago")
            }
            None => mutate(files, foreign, past, draw),
        },
    }
}

#[tokio::test]
async fn whatever_is_changed_is_noticed_and_the_last_good_state_comes_back() {
    let (original, foreign) = (original().await, original().await.files);
    let count = std::env::var("MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(USUALLY);
    let latest = original.states.keys().max().copied().expect("states");
    for seed in 0..count {
        let (mut draw, mut changed) = (Draw(seed), original.files.clone());
        let what = mutate(&mut changed, &foreign, &original.past, &mut draw);
        let disk = SimulatedDisk::default();
        for (name, bytes) in &changed {
            disk.write(&path(name), bytes).expect("writes");
        }
        let store = store(&disk);
        let error = match store.load().await {
            Ok(state) => {
                // The end of a journal may be torn, and then a state is that was: that there was a later one, only the
                // note beside the store can say.
                assert_eq!(Some(&state), original.states.get(&state.serial), "seed {seed}: {what}");
                let may_be_older = what.starts_with("journal-") || what.contains("some runs ago");
                assert!(
                    state.serial == latest || may_be_older,
                    "seed {seed}: {what}: state {}",
                    state.serial
                );
                continue;
            }
            Err(error) => error,
        };
        assert!(!error.hint().is_empty(), "seed {seed}: {what}: {error}");
        let StoreError::Damaged { good, .. } = error else {
            panic!("seed {seed}: {what}: {error}");
        };
        let Some(good) = good else { panic!("seed {seed}: {what}: nothing good is left") };
        if !changed.contains_key("lease.json") || original.files["lease.json"] != changed["lease.json"] {
            store.break_lease(&holder("breaks")).await.expect_err("the damage is still there");
        }
        let restored = store.restore(good, 0, &holder("restores")).await;
        let restored = restored.unwrap_or_else(|error| panic!("seed {seed}: {what}: {error}"));
        let serial = restored.serial;
        assert_eq!(restored, State { serial, ..original.states[&good].clone() }, "seed {seed}: {what}");
        assert_eq!(store.load().await.expect("loads"), restored, "seed {seed}: {what}");
    }
}
