//! Stores: where journal and state live.
//!
//! A [`View`] reads; a [`Store`] can also begin a run, which takes the lock and returns a [`Journal`]. A preview is
//! given a view, so one that writes does not compile. The state is never written as such: it is the fold over the
//! journal's events, kept short by snapshots.

pub mod file;
mod form;
mod line;
pub mod memory;

use async_trait::async_trait;
use ironwright_core::State;
use ironwright_core::journal::{Event, IllegalEvent};

use crate::seal::SealError;

pub use file::FileStore;
pub use memory::MemoryStore;

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
    /// Takes the lock, opens the journal, and reads the state that it has led to.
    ///
    /// # Errors
    /// When somebody else has the lock, or the store cannot be read or written.
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

    /// Ends the run: shortens the journal to the state where that is due, and gives the lock back.
    ///
    /// # Errors
    /// When shortening failed; nothing is lost then.
    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError>;
}

/// Who holds a lock.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Holder {
    /// Names the run.
    pub run: String,
    /// What it does, `up`.
    pub verb: String,
    /// Who started it.
    pub user: String,
    /// The machine.
    pub host: String,
    /// The process.
    pub pid: u32,
    /// Since when, in seconds since 1970.
    pub since: u64,
}

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another run is going on.
    #[error(
        "another run is going on: `{}` by {} on {}, process {}, for {} s",
        holder.verb, holder.user, holder.host, holder.pid, age
    )]
    Locked {
        /// The other run.
        holder: Box<Holder>,
        /// For how many seconds.
        age: u64,
    },
    /// A file could not be read or written.
    #[error("{action} {path}: {error}")]
    Io {
        /// What was tried, `writing`.
        action: &'static str,
        /// The file.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// What is there is not what was written.
    #[error("{path} is damaged: {reason}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer version wrote it.
    #[error("{path} has format {found}, and this version reads up to {known}")]
    Newer {
        /// The file.
        path: String,
        /// Its format.
        found: u32,
        /// What this version reads.
        known: u32,
    },
    /// It is another stack's.
    #[error("{path} belongs to the stack `{found}`, not to `{wanted}`")]
    OtherStack {
        /// The file.
        path: String,
        /// Whose it is.
        found: String,
        /// Whose it should be.
        wanted: String,
    },
    /// The events contradict what is there.
    #[error("{0}")]
    Illegal(#[from] IllegalEvent),
    /// What is secret cannot be sealed or opened.
    #[error("{0}")]
    Sealed(#[from] SealError),
}

impl StoreError {
    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Locked { .. } => "wait for it to end, then type the same command again".to_owned(),
            Self::Io { error, .. } if error.kind() == std::io::ErrorKind::StorageFull => {
                "make room on the disk, then type the same command again: nothing that was done is lost".to_owned()
            }
            Self::Io { .. } => "see that the folder exists and may be written".to_owned(),
            Self::Damaged { .. } => {
                "put a good copy of the file back, or move the folder away to begin anew (what exists in the cloud \
                 is then unknown)"
                    .to_owned()
            }
            Self::Newer { .. } => "use the version that wrote it, or a newer one".to_owned(),
            Self::OtherStack { .. } => "use the store of this stack".to_owned(),
            Self::Sealed(error) => error.hint(),
            Self::Illegal(_) => "this is a defect of Ironwright: please report it with the journal".to_owned(),
        }
    }
}
