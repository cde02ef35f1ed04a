//! Stores that were changed behind our back: bits flipped, files cut, spliced, swapped, doubled, taken from elsewhere or
//! from the past. All of it is noticed, nothing panics, and the state that the error names comes back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use ironwright_core::State;
use ironwright_engine::store::disk::Disk;
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};

use super::{Stood, Trial, holder, holds, in_real_time, kept, text};
use crate::disk::SimulatedDisk;

pub(super) fn trials() -> Vec<Trial> {
    let claim = "whatever is changed is noticed, and the last good state comes back";
    vec![Trial::new(claim, 2_000, |seed| {
        let (original, foreign) = ORIGINALS.as_ref().map_err(String::clone)?;
        in_real_time(is_noticed(original, foreign, seed))
    })]
}

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

fn files(disk: &SimulatedDisk) -> Result<Files, std::io::Error> {
    let names = disk.list(Path::new("/store"))?.into_iter();
    let kept = names.filter(|name| name.contains('.'));
    kept.map(|name| Ok((name.clone(), disk.read(&path(&name))?))).collect()
}

/// The store that is changed, and another one of the same past.
static ORIGINALS: LazyLock<Result<(Original, Files), String>> = LazyLock::new(|| {
    let (mut original, mut foreign) = (None, None);
    in_real_time(async {
        original = Some(make(1).await?);
        foreign = Some(make(2).await?.files);
        Ok(())
    })?;
    original.zip(foreign).ok_or_else(String::new)
});

async fn make(number: u64) -> Result<Original, String> {
    let disk = SimulatedDisk::numbered(number);
    let store = store(&disk);
    let (mut states, mut past) = (BTreeMap::new(), Files::new());
    for run in 0..7 {
        let (mut state, mut journal) = store.begin(&holder(&format!("run-{run}"))).await.map_err(text)?;
        states.insert(state.serial, state.clone());
        for step in 0..5 {
            let event = kept(&format!("r{run}-{step}")).map_err(text)?;
            state.fold(&event).map_err(text)?;
            states.insert(state.serial, state.clone());
            journal.append(&[event]).await.map_err(text)?;
        }
        journal.close(&state).await.map_err(text)?;
        if run == 3 {
            past = files(&disk).map_err(text)?;
        }
    }
    Ok(Original { files: files(&disk).map_err(text)?, past, states })
}

/// Numbers that a seed decides.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound.max(1) as u64).unwrap_or_default()
    }

    fn of(&mut self, files: &Files) -> String {
        files.keys().nth(self.below(files.len())).cloned().unwrap_or_default()
    }
}

/// Changes a store, and says how.
fn mutate(files: &mut Files, foreign: &Files, past: &Files, draw: &mut Draw) -> String {
    let name = draw.of(files);
    let bytes = files.entry(name.clone()).or_default();
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

async fn is_noticed(original: &Original, foreign: &Files, seed: u64) -> Stood {
    let latest = original.states.keys().max().copied().unwrap_or_default();
    let (mut draw, mut changed) = (Draw(seed), original.files.clone());
    let what = mutate(&mut changed, foreign, &original.past, &mut draw);
    let wrong = |wrong: String| format!("{what}: {wrong}");
    let disk = SimulatedDisk::default();
    for (name, bytes) in &changed {
        disk.write(&path(name), bytes).map_err(text)?;
    }
    let store = store(&disk);
    let error = match store.load().await {
        Ok(state) => {
            // The end of a journal may be torn, and then a state is that was: that there was a later one, only the note
            // beside the store can say.
            let was = original.states.get(&state.serial) == Some(&state);
            holds(was, || wrong(format!("state {} was never like that", state.serial)))?;
            let may_be_older = changed.iter().any(|(name, now)| may_be_older(original, name, now));
            return holds(state.serial == latest || may_be_older, || {
                wrong(format!("state {} passes for the latest", state.serial))
            });
        }
        Err(error) => error,
    };
    holds(!error.hint().is_empty(), || wrong(format!("nobody says what to do about {error}")))?;
    let StoreError::Damaged { good, .. } = error else { return Err(wrong(text(error))) };
    let good = good.ok_or_else(|| wrong("nothing good is left".to_owned()))?;
    if !changed.contains_key("lease.json") || original.files["lease.json"] != changed["lease.json"] {
        let broken = store.break_lease(&holder("breaks")).await;
        holds(broken.is_err(), || wrong("breaking the lease does not tell of the damage".to_owned()))?;
    }
    let restored = store.restore(good, 0, &holder("restores")).await.map_err(|error| wrong(text(error)))?;
    let as_it_was = original.states.get(&good).map(|then| State { serial: restored.serial, ..then.clone() });
    holds(Some(&restored) == as_it_was.as_ref(), || wrong(format!("state {good} comes back as another")))?;
    let loaded = store.load().await.map_err(|error| wrong(text(error)))?;
    holds(loaded == restored, || wrong("what was restored is not there".to_owned()))
}

/// Whether a file as it is now may lead to an older state without anybody noticing: a journal that ends before its end
/// or in the midst of a line, or anything that is as it once was.
fn may_be_older(original: &Original, name: &str, now: &[u8]) -> bool {
    let then = original.files.get(name).map(Vec::as_slice).unwrap_or_default();
    let is_torn = name.starts_with("journal-") && (then.starts_with(now) || now.last() != Some(&b'\n'));
    now != then && (is_torn || original.past.get(name).is_some_and(|past| past == now))
}
