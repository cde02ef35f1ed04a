//! Notes of what a machine has seen that were changed: they never stand in the way of a state that is right.

use std::fs;

use ironwright_engine::store::{StoreError, View as _};

use super::histories::{Laid, Original, Past, seen_with};
use super::mutate::{self, Kind};
use super::{Outcome, holds};
use crate::simulate::random::Random;

/// Mutates the note beside a store, and reads the store with it.
///
/// # Errors
/// What does not hold.
pub(super) async fn attempt(
    original: &Original,
    foreign: &Original,
    kind: Kind,
    seed: u64,
    random: &mut Random,
    told: &mut String,
) -> Result<Outcome, String> {
    let beside = original.notes().with_file_name(format!("changed-{seed}"));
    let read = change_and_read(original, foreign, kind, random, told, &beside).await;
    let _ = fs::remove_dir_all(&beside);
    read
}

async fn change_and_read(
    original: &Original,
    foreign: &Original,
    kind: Kind,
    random: &mut Random,
    told: &mut String,
    beside: &std::path::Path,
) -> Result<Outcome, String> {
    let (ours, theirs) = (note(original)?, note(foreign)?);
    let mut changed = ours.1.clone();
    let is_foreign = matches!(kind, Kind::Foreign | Kind::Old | Kind::Newer);
    if is_foreign {
        changed.clone_from(&theirs.1);
        *told = format!("the note is the one of another store ({foreign})");
    } else {
        *told = format!("the note: {}", mutate::piece(kind, &mut changed, &[&theirs.1], random));
    }
    let io = |error: std::io::Error| error.to_string();
    fs::create_dir_all(beside).map_err(io)?;
    fs::write(beside.join(&ours.0), &changed).map_err(io)?;
    let store = Laid::out(original.ground, &original.files)?.store(original.sealing, original.stack);
    let seen = seen_with(&store, beside);
    match seen.load().await {
        Ok(state) => {
            holds(Some(&state) == original.states.get(&original.latest), || {
                "another state is read".to_owned()
            })?;
            holds(seen.seen() == Some(original.latest), || "the note is not written anew".to_owned())?;
            Ok(if changed == ours.1 { Outcome::Harmless } else { Outcome::NoteRenewed })
        }
        Err(StoreError::Moved { .. }) if original.past == Past::Left => Ok(Outcome::Harmless),
        Err(error @ StoreError::NotAsSeen { .. }) => {
            // Somebody has put a good note in its place that is not of this store.
            holds(is_foreign, || format!("a damaged note is believed: {error}"))?;
            Ok(Outcome::NotAsSeen)
        }
        Err(error) => Err(format!("it is refused otherwise: {error}")),
    }
}

/// The note of what was seen of a store, and what it is called.
fn note(original: &Original) -> Result<(std::ffi::OsString, Vec<u8>), String> {
    let mut notes = fs::read_dir(original.notes()).map_err(|error| error.to_string())?;
    let note = notes.next().ok_or("there is no note")?.map_err(|error| error.to_string())?;
    Ok((note.file_name(), fs::read(note.path()).map_err(|error| error.to_string())?))
}
