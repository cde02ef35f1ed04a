//! What a durable store stands on: whole items that change by compare-and-swap, and logs that grow by
//! compare-and-append. A folder offers that, and so does a bucket.

use std::any::Any;
use std::fmt::Debug;

use async_trait::async_trait;

use super::{StoreError, disk};

/// A place for the items and logs of one stack on one cloud.
///
/// Everything that a call promises is durable before it returns. The protocol above it is written so that a medium may
/// answer "it was not as expected" to a write that did happen, when its answer was lost on the way and it was sent
/// again: the store reads back, and knows its own writing by the nonce in it.
#[async_trait]
pub trait Medium: Send + Sync + Debug {
    /// How a person finds an item: its path or address.
    fn place(&self, item: &str) -> String;

    /// How long a journal may get before it is replaced by a snapshot.
    fn long(&self) -> Long;

    /// Makes the place ready for writing, and finds out whether it can be relied on.
    ///
    /// # Errors
    /// When it cannot be.
    async fn prepare(&self) -> Result<(), StoreError>;

    /// Reads an item.
    ///
    /// # Errors
    /// When the medium does not answer. That there is none is no error.
    async fn get(&self, item: &str) -> Result<Option<Item>, StoreError>;

    /// Writes an item whole, if what is there is as expected. Returns its version, or nothing when it is not.
    ///
    /// # Errors
    /// When the medium does not answer; then the item may be there all the same.
    async fn put(
        &self,
        item: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError>;

    /// As `put`, for what need not outlive the machine: a power loss may bring back what was there before, or leave the
    /// item blank.
    ///
    /// # Errors
    /// As for `put`.
    async fn put_lightly(
        &self,
        item: &str,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        self.put(item, bytes, expected).await
    }

    /// The names of all items and logs.
    ///
    /// # Errors
    /// When the medium does not answer.
    async fn list(&self) -> Result<Vec<String>, StoreError>;

    /// Removes an item or a log, if it is there. Only what nobody will read any more is removed.
    ///
    /// # Errors
    /// When the medium does not answer.
    async fn remove(&self, name: &str) -> Result<(), StoreError>;

    /// Reads a log: all that is left of it. A medium that keeps pieces [lays](lay) each where it was appended, and does not
    /// take a missing one for the end: the store sees that what comes after it does not follow.
    ///
    /// # Errors
    /// When the medium does not answer. That there is none is no error.
    async fn read_log(&self, log: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes at the end of a log, if it ends at `at`; one that is not there is made if `at` is 0. Of several writers at
    /// one position exactly one succeeds: this is what fences off a holder that has lost its lease.
    ///
    /// # Errors
    /// When the medium does not answer; then the bytes may be there all the same, or a beginning of them.
    async fn append(&self, log: &str, at: u64, bytes: Vec<u8>) -> Result<Appended, StoreError>;

    /// Whether an append is there in full or not at all. Then a log that ends in the midst of a line was changed by
    /// something else; elsewhere, it was being written to when its writer died.
    fn appends_whole(&self) -> bool {
        false
    }

    /// Cuts a torn end off a log that is `length` bytes long. Nothing for a medium whose appends are whole.
    ///
    /// # Errors
    /// When the medium does not answer.
    async fn trim(&self, log: &str, length: u64, to: u64) -> Result<Appended, StoreError>;

    /// Takes the sign of life of an epoch, if nobody has it.
    ///
    /// # Errors
    /// When the medium does not answer.
    async fn claim(&self, epoch: u64) -> Result<Claimed, StoreError>;

    /// Something that nobody else has ever written: random, but on a medium that is simulated to be the same each time.
    fn nonce(&self) -> String {
        disk::nonce()
    }
}

/// Lays a piece of a log where it was appended. What is missing before it is blank, and what is too much gives way: so
/// neither passes unnoticed, and the end of the log is where it was. Nothing empty is ever appended: a piece that is has
/// lost what it held, and a blank stands for it.
pub fn lay(log: &mut Vec<u8>, at: u64, piece: &[u8]) {
    /// A number that is out of all reason is no reason to fill the memory.
    const LONGEST_GAP: usize = 1 << 24;
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(log.len().saturating_add(LONGEST_GAP));
    log.resize(at, 0);
    log.extend_from_slice(if piece.is_empty() { &[0] } else { piece });
}

/// A version of an item: different after every write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version(pub String);

/// What stands in an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// All of it.
    pub bytes: Vec<u8>,
    /// Which version of it.
    pub version: Version,
}

/// What must be there for a write to succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Nothing.
    Nothing,
    /// This version.
    Version(Version),
}

/// What became of an append.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Appended {
    /// It is there, durable.
    Done,
    /// The log does not end there: somebody else has written.
    Taken,
}

/// How long a journal may get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Long {
    /// In bytes.
    pub bytes: u64,
    /// In appends.
    pub appends: u64,
}

/// What became of taking a sign of life.
pub enum Claimed {
    /// It is ours until it is dropped, or until this process dies.
    Ours(Claim),
    /// Somebody has it, and lives.
    Elsewhere,
    /// This medium has no signs of life: whether a holder lives is seen by its heartbeat.
    Unknown,
}

/// A sign of life: whatever keeps it.
pub type Claim = Box<dyn Any + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_lies_where_it_was_appended_whatever_is_missing() {
        let mut log = Vec::new();
        for (at, piece) in [(0, "one\n"), (8, "three\n"), (10, "two\n"), (14, ""), (u64::MAX, "")] {
            lay(&mut log, at, piece.as_bytes());
        }
        assert_eq!(&log[..15], b"one\n\0\0\0\0thtwo\n\0");
        assert!(log.len() < 1 << 25, "{}", log.len());
    }
}
