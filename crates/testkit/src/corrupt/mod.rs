//! Corruption: stores, plan files and notes that something else than Ironwright has changed. Bits are flipped, files cut
//! and spliced, taken from the past, from other stores, or from a version to come. All of it is noticed, nothing
//! panics, and the last state that is whole is named and comes back.
//!
//! - `histories.rs` makes the stores: folders and buckets, clear and sealed, with every past.
//! - `mutate.rs` changes them.
//! - `shape.rs` reads their files without the engine: it knows what is still whole.
//! - `judge.rs` is what must hold of a store that was changed; `plans.rs` and `notes.rs`, of a plan file, and of the note
//!   of what a machine has seen.

mod histories;
mod judge;
mod mutate;
mod notes;
mod plans;
mod shape;

use std::fmt;
use std::path::Path;

use histories::Original;
use plans::Plans;

pub use mutate::Kind;

use crate::simulate::random::Random;

/// What is mutated.
pub struct Corruption {
    originals: Vec<Original>,
    plans: Plans,
}

/// What came of a mutation that was dealt with as it should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tried {
    /// What was done.
    pub kind: Kind,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a mutation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// What was changed does not matter: the latest state is read, and a run goes on from it.
    Harmless,
    /// Nobody can say who holds the lease; once it was broken, a run goes on.
    LeaseBroken,
    /// The note of what was seen is as none, and is written anew.
    NoteRenewed,
    /// It is damaged; the last state that is whole was named, and came back.
    Restored,
    /// It is damaged, and nothing in it is whole: that was said.
    NothingWhole,
    /// It is an older state, or another history: the note of what was seen refuses it.
    NotAsSeen,
    /// The keys are not those of the state.
    WrongKeys,
    /// It is another stack's, or the one that says where a stack has gone.
    OtherStack,
    /// A newer version wrote it, and it was said which to use.
    NewerVersion,
    /// The plan is not carried out.
    PlanRefused,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Harmless => "read as it was, and gone on from",
            Self::LeaseBroken => "lease damaged, broken, gone on from",
            Self::NoteRenewed => "note damaged, written anew",
            Self::Restored => "damaged, last good state named and brought back",
            Self::NothingWhole => "damaged, nothing whole to bring back",
            Self::NotAsSeen => "older or other, refused by the note",
            Self::WrongKeys => "refused: keys",
            Self::OtherStack => "refused: another stack's, or one that left",
            Self::NewerVersion => "refused: a newer version's",
            Self::PlanRefused => "refused: plan",
        })
    }
}

impl Corruption {
    /// Makes what is to be mutated, with notes of what a machine has seen of it in a folder.
    ///
    /// # Errors
    /// When that fails.
    pub fn prepare(notes: &Path) -> Result<Self, String> {
        in_virtual_time(async {
            Ok(Self { originals: histories::all(notes).await?, plans: Plans::make().await? })
        })?
    }

    /// How many stores there are.
    pub fn stores(&self) -> usize {
        self.originals.len()
    }

    /// Mutates something, and sees what comes of it. A seed is a mutation.
    ///
    /// # Errors
    /// What was done, and what did not hold then.
    pub fn attempt(&self, seed: u64) -> Result<Tried, String> {
        let mut random = Random::new(seed);
        let kind = *random.pick(&Kind::ALL).unwrap_or(&Kind::Flipped);
        let original = &self.originals[random.index(self.originals.len())];
        let foreign = &self.originals[random.index(self.originals.len())];
        let (mut told, subject) = (String::new(), random.below(100));
        let outcome = in_virtual_time(async {
            match subject {
                0..4 => self.plans.attempt(kind, &mut random, &mut told),
                4..8 => notes::attempt(original, foreign, kind, seed, &mut random, &mut told).await,
                _ => {
                    let mut files = original.files.clone();
                    told = mutate::files(kind, original, foreign, &mut files, &mut random);
                    judge::judge(original, foreign, kind, &files).await
                }
            }
        });
        let outcome = outcome.and_then(|outcome| outcome);
        outcome.map(|outcome| Tried { kind, outcome }).map_err(|wrong| format!("{original}: {told}: {wrong}"))
    }
}

fn in_virtual_time<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    Ok(runtime.map_err(|error| error.to_string())?.block_on(work))
}

fn holds(is_so: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(otherwise()) }
}
