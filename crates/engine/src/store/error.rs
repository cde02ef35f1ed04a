//! Why a store did not do what it was asked, and what a person can do about it.

use std::io::ErrorKind;

use ironwright_core::Environment;
use ironwright_core::journal::IllegalEvent;

use super::Holder;
use crate::seal::SealError;

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
    /// This run no longer holds the lease: what it would write is refused.
    #[error("this run lost its lease: {}", lost(taken_by.as_deref()))]
    LeaseLost {
        /// Who has taken it, as far as that is known.
        taken_by: Option<Box<Holder>>,
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
        /// The number of the last state that is whole, if there is one.
        good: Option<u64>,
    },
    /// Nobody can tell who holds the lease.
    #[error("{path} is damaged: {reason}")]
    LeaseDamaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another version wrote it, which this one does not understand.
    #[error("{path} has format {found}, and this version reads format {known}")]
    OtherFormat {
        /// The file.
        path: String,
        /// Its format.
        found: u32,
        /// What this version reads.
        known: u32,
    },
    /// It is as it was written, by a version that says more than this one understands.
    #[error("{path} was written by a newer version: {reason}")]
    Newer {
        /// The file.
        path: String,
        /// What is not understood.
        reason: String,
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
    /// This machine has seen a later state there, or another one.
    #[error("{place} {found}, and this machine has seen state {seen} there")]
    NotAsSeen {
        /// The store.
        place: String,
        /// What it has, `has state 5`.
        found: String,
        /// The number of the state that was seen.
        seen: u64,
    },
    /// A state that was asked for is not kept.
    #[error("there is no state {serial} of this stack: {kept}")]
    NotKept {
        /// The number that was asked for.
        serial: u64,
        /// Which there are, as a sentence.
        kept: String,
    },
    /// A store elsewhere did not do what it was asked.
    #[error("{place}: {reason}")]
    Elsewhere {
        /// The store, or what is in it.
        place: String,
        /// What is wrong.
        reason: String,
        /// What a person can do about it.
        hint: String,
    },
    /// The state has moved to another store: nobody is to go on here by mistake.
    #[error("the state of `{stack}` has {}", gone(place, to, environment.as_ref()))]
    Moved {
        /// The stack.
        stack: String,
        /// Where it was.
        place: String,
        /// Where it is, as a person names that store.
        to: String,
        /// The environment that it has become there, where it was of none.
        environment: Option<Environment>,
    },
    /// A state must not be moved where it was to go.
    #[error("the state cannot be moved from {from} to {to}: {reason}")]
    Unmovable {
        /// Where it is.
        from: String,
        /// Where it was to go.
        to: String,
        /// What is in the way.
        reason: String,
    },
    /// The events contradict what is there.
    #[error("{0}")]
    Illegal(#[from] IllegalEvent),
    /// What is secret cannot be sealed or opened.
    #[error("{0}")]
    Sealed(#[from] SealError),
}

fn gone(place: &str, to: &str, environment: Option<&Environment>) -> String {
    match environment {
        Some(environment) => {
            format!("become the environment `{environment}`, in {to}: it is in {place} no more")
        }
        None => format!("moved from {place} to {to}"),
    }
}

fn lost(taken_by: Option<&Holder>) -> String {
    match taken_by {
        Some(holder) => format!(
            "`{}` by {} on {}, process {}, has taken it",
            holder.verb, holder.user, holder.host, holder.pid
        ),
        None => "it was broken, or could not be renewed in time".to_owned(),
    }
}

/// Whether there is no room, on the disk or in what one may use of it.
fn is_full(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

impl StoreError {
    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Locked { .. } => {
                "wait for it to end, then type the same command again; `lock show` tells more".to_owned()
            }
            Self::LeaseLost { .. } => {
                "nothing is lost: wait until no other run goes on (`lock show`), then type the same command again".to_owned()
            }
            Self::Io { error, .. } if is_full(error.kind()) => {
                "make room on the disk, then type the same command again: nothing that was done is lost".to_owned()
            }
            Self::Io { error, .. }
                if matches!(error.kind(), ErrorKind::NotADirectory | ErrorKind::AlreadyExists) =>
            {
                "name a folder: a file is in its place".to_owned()
            }
            Self::Io { error, .. } if error.kind() == ErrorKind::PermissionDenied => {
                "type the command as the user whose files these are, or have yourself allowed to read and write them"
                    .to_owned()
            }
            Self::Io { error, .. } if error.kind() == ErrorKind::ReadOnlyFilesystem => {
                "it is on a disk that is only to be read: have it mounted for writing, or name another store".to_owned()
            }
            Self::Io { .. } => "see that the folder exists and may be written".to_owned(),
            Self::Damaged { good: Some(serial), .. } => format!(
                "`state restore {serial}` brings back the last state that is whole; `state history` shows which \
                 there are"
            ),
            Self::Damaged { good: None, .. } => {
                "put a good copy of the file back, or move the folder away to begin anew (what exists in the cloud \
                 is then unknown)"
                    .to_owned()
            }
            Self::LeaseDamaged { .. } => {
                "see that no other run is going on, then type `lock break`: it writes a new one".to_owned()
            }
            Self::OtherFormat { found, known, .. } if found < known => {
                "use the version that wrote it, or move its folder away to begin anew (what exists in the cloud is \
                 then unknown)"
                    .to_owned()
            }
            Self::OtherFormat { .. } | Self::Newer { .. } => {
                "use the version that wrote it, or a newer one".to_owned()
            }
            Self::OtherStack { found, wanted, .. } if found.contains('@') || wanted.contains('@') => {
                "use the store of this environment: no command turns one into another".to_owned()
            }
            Self::OtherStack { .. } => "use the store of this stack".to_owned(),
            Self::NotAsSeen { .. } => {
                "see that it is the right store, and not an old copy; `--accept-state` takes it for the latest \
                 all the same"
                    .to_owned()
            }
            Self::NotKept { .. } => "`state history` shows which there are".to_owned(),
            Self::Elsewhere { hint, .. } => hint.clone(),
            Self::Moved { environment: Some(environment), .. } => format!("type the same command with `--env {environment}`"),
            Self::Moved { to, .. } => format!(
                "type `--store {to}`, or name that store in the settings; `state migrate` from there brings it back"
            ),
            Self::Unmovable { .. } => {
                "nothing was changed where the state is: name another store, or look at both with `state history` first"
                    .to_owned()
            }
            Self::Sealed(error) => error.hint(),
            Self::Illegal(_) => "this is a defect of Ironwright: please report it with the journal".to_owned(),
        }
    }

    pub(super) fn io(action: &'static str, path: impl Into<String>, error: std::io::Error) -> Self {
        Self::Io { action, path: path.into(), error }
    }

    pub(super) fn damaged(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.into(), reason: reason.into(), good: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_file_from_being_written_leads_to_what_to_do() {
        for (kind, part) in [
            (ErrorKind::StorageFull, "make room"),
            (ErrorKind::QuotaExceeded, "make room"),
            (ErrorKind::FileTooLarge, "make room"),
            (ErrorKind::PermissionDenied, "as the user whose files these are"),
            (ErrorKind::ReadOnlyFilesystem, "only to be read"),
            (ErrorKind::NotADirectory, "a file is in its place"),
            (ErrorKind::NotFound, "see that the folder exists"),
        ] {
            let hint = StoreError::io("writing", "head.json", kind.into()).hint();
            assert!(hint.contains(part), "{kind:?}: {hint}");
        }
    }
}
