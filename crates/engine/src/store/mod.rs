//! Stores: where journal and state live.
//!
//! A [`View`] reads; a [`Store`] can also begin a run, which takes the lease and returns a [`Journal`]. A preview is
//! given a view, so one that writes does not compile. The state is never written as such: it is the fold over the
//! journal's events, kept short by snapshots.
//!
//! # How a durable store keeps its promises
//!
//! [`DurableStore`] is one protocol over a [`Medium`]: a folder, or anything else that has items which change by
//! compare-and-swap and logs which grow by compare-and-append. A bucket has both: an item is an object that is put if it
//! matches, and what is appended to a log at position 4711 is an object of that number that is put if there is none.
//!
//! ```text
//! head.json                        {format, stack, lineage, base, hash, epoch, nonce}: where reading begins
//! snapshot-120-3fa9c1d2.json       the state after 120 events
//! journal-120-3fa9c1d2.log         the lines since: length, mark, hash over all before, body
//! keys.json                        the keys that seal secrets, wrapped
//! lease.json                       {epoch, nonce, beat, holder}: who may write
//! latch, alive-7                   a folder's locks: for one write; for as long as the holder of epoch 7 lives
//! ```
//!
//! **The end of the journal is the only thing that is ever fought over.** An append succeeds at the position where the
//! writer believes that the journal ends, or not at all. So
//!
//! - a holder's first act is to write a line that begins its epoch. From then on whatever an earlier holder writes is
//!   refused, because its position is taken: it need not know that it has lost the lease, it may have been asleep, and
//!   its clock may say what it likes. It reads who was there first, and stops before it acts;
//! - a writer whose answer was lost finds its position taken, reads it back, and knows its own bytes: the epoch's nonce
//!   makes every line unlike anybody else's, through the chain of hashes;
//! - a snapshot is written, with a journal of its own, before the old journal's last line says that it goes on there. One
//!   who was fenced off cannot write that line, and one who died before the head moved has lost nothing: whoever reads
//!   follows the line. The head saves the way, and never decides.
//!
//! **The lease** (`lease.rs`) only keeps runs from getting as far as that: who may begin, who is told to wait, and when a
//! holder that is dead is dead. A breach of it costs a run, and never an event. Breaking a lease is taking it whoever
//! holds it, and writing an epoch's line.
//!
//! **Positions are only as good as the journal that they are in.** A journal that was swept away fences off nobody on a
//! medium without signs of life; so a holder there that was silent for half the time to live, by the clock that stops
//! while the machine sleeps or by the one that does not, renews its lease before it appends.
//!
//! **What a journal costs** does not depend on the state: a step is a line, and all lines that are ready at once are one
//! append. A journal that has grown long is replaced when its run ends. The last ten snapshots and their journals stay,
//! and every state since the oldest of them can be had back (`history.rs`).
//!
//! **A journal is not replaced in the middle of a run**, though one that is killed leaves a bucket with as many small
//! objects as it made appends. A step is three events at most, so what a run writes is never longer than a few times what
//! a snapshot of its state would be. Replacing it on the way, as seldom as it must be for a step to cost the same in a
//! large state as in a small one, could only halve that. It would stop the run for as long as writing all of the state
//! takes, and push what people may want to go back to out of the ten snapshots that stay. As it is, the pieces are read
//! many at once, and gone when the next run ends.
//!
//! **A stack that moves to another store** (`migrate.rs`) ends its journal with a line that names it, written under the
//! lease: what holds off an old holder holds off everybody who did not hear of the move, and tells them where to go.
//!
//! **A torn end** was never acknowledged and is dropped, where a medium tears at all; anything else that is not as it was
//! written is an error which names the last state that is whole. What a newer version wrote and what lacks its key are as
//! they were written: they are told apart from damage, and nothing is brought back in their place. A disk may forget
//! everything that was not synced, and tear what was being written; `disk.rs` is all that a folder needs of one, and the
//! tests bring one that does its worst.

mod durable;
mod history;
mod holder;
mod migrate;
mod reading;
mod seen;

mod checked;
mod form;
mod head;
mod keys;
mod lease;
mod line;

pub mod disk;
mod folder;
pub mod medium;
mod memory;

mod error;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use ironwright_core::State;
use ironwright_core::journal::Event;
use tokio::sync::watch;

use crate::seal::SealError;

pub use disk::Disk;
pub use durable::DurableStore;
pub use error::StoreError;
pub use folder::Folder;
pub use history::{History, PastRun};
pub use holder::Holder;
pub use lease::LeaseReport;
pub use medium::Medium;
pub use memory::MemoryStore;
pub use migrate::Migrated;
pub use seen::{SeenStore, Trust};

/// What can be read of a stack.
#[async_trait]
pub trait View: Send + Sync {
    /// The state, or an empty one for a stack that has never been applied.
    ///
    /// # Errors
    /// When it cannot be read, or is not what it should be.
    async fn load(&self) -> Result<State, StoreError>;
}

/// A place that keeps the journal of one stack on one cloud.
#[async_trait]
pub trait Store: View {
    /// Takes the lease, opens the journal, and reads the state that it has led to.
    ///
    /// # Errors
    /// When somebody else has the lease, or the store cannot be read or written.
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError>;
}

/// The journal of a run: what is appended is durable before the call returns.
#[async_trait]
pub trait Journal: Send {
    /// Appends events, all or none.
    ///
    /// # Errors
    /// When they could not be made durable: the run must stop before it acts again.
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError>;

    /// Seals what is secret with a new key from now on, and returns its name. Whatever the run's end writes is sealed with
    /// it.
    ///
    /// # Errors
    /// When there is nothing to make a key with, or it could not be made durable; the old one is in use then.
    async fn rotate_key(&mut self) -> Result<String, StoreError> {
        Err(StoreError::Sealed(SealError::NoKeys))
    }

    /// Turns true when the lease is lost while nothing is written: the next append would fail.
    fn lost(&self) -> Option<watch::Receiver<bool>> {
        None
    }

    /// Ends the run: shortens the journal to the state where that is due, and gives the lease back.
    ///
    /// # Errors
    /// When shortening failed; nothing is lost then.
    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError>;

    /// Gives the lease back of a run that could not go on.
    ///
    /// # Errors
    /// When the store does not answer; then the lease ends by itself.
    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        Ok(())
    }
}
