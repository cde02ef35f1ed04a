//! Why something could not be sealed or opened.

use std::io;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key is known by name, and cannot be had.
    #[error("the secrets of `{stack}` are sealed with the key {key}, made by {made_by}: {reason}")]
    Locked {
        /// The stack.
        stack: String,
        /// The key's name.
        key: String,
        /// Who made it, and where.
        made_by: String,
        /// Why it cannot be had.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// A provider does not open a key; the vault adds which.
    #[error("{reason}")]
    Unopened {
        /// Why.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// Something secret is to be written where others can read, and nobody has said how to seal it.
    #[error("`{stack}` holds secrets, and there is no passphrase to seal them with")]
    NoProvider {
        /// The stack.
        stack: String,
    },
    /// The store keeps nothing that would have to be sealed.
    #[error("this store has no keys: what it keeps ends with the process")]
    NoKeys,
    /// Something is sealed, and there are no keys beside it.
    #[error("something is sealed with the key {key}, and keys.json does not hold that key")]
    UnknownKey {
        /// The key's name.
        key: String,
    },
    /// A sealed value was changed, or moved from where it was sealed.
    #[error("the sealed value at {place} is not the one that was sealed there")]
    Misplaced {
        /// Where.
        place: String,
    },
    /// The keys cannot be read.
    #[error("keys.json is damaged: {reason}")]
    Damaged {
        /// What is wrong.
        reason: String,
    },
    /// The keys were written by a newer version.
    #[error("keys.json has format {found}, and this version reads up to {known}")]
    Newer {
        /// Its format.
        found: u32,
        /// What this version reads.
        known: u32,
    },
    /// The keys are of another stack or history.
    #[error("keys.json belongs to the stack `{found}` with another history, not to `{wanted}`")]
    OtherHistory {
        /// Whose they are.
        found: String,
        /// Whose they should be.
        wanted: String,
    },
    /// What wraps keys did not answer.
    #[error("{call}: {message}")]
    Provider {
        /// What was asked.
        call: String,
        /// What came of it.
        message: String,
    },
    /// A key file cannot be read or written.
    #[error("{action} the key file {path}: {error}")]
    File {
        /// What was tried, `writing`.
        action: &'static str,
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// Something to be sealed is not JSON: a defect.
    #[error("sealing {place}: {reason}")]
    Unreadable {
        /// Where.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// The system has no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
    /// The cipher refused.
    #[error("the cipher cannot take this much at once")]
    Cipher,
}

impl SealError {
    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Locked { hint, .. } | Self::Unopened { hint, .. } => hint.clone(),
            Self::NoProvider { .. } => {
                "give a passphrase in IRONWRIGHT_PASSPHRASE or with `--passphrase-file FILE`, or name \
                                        a file with `passphrase_file`, or a key that a service keeps with `kms_key`, under \
                                        `[secrets]` in ironwright.toml"
                    .to_owned()
            }
            Self::OtherHistory { .. } => {
                "put the keys.json back that stood beside this state; if there was none, remove this one"
                    .to_owned()
            }
            Self::UnknownKey { .. } | Self::Damaged { .. } => {
                "put the keys.json back that stood beside this state: without it the secrets cannot be read"
                    .to_owned()
            }
            Self::Misplaced { .. } => {
                "the state was changed by something else than Ironwright: put a good copy back".to_owned()
            }
            Self::Newer { .. } => "use the version that wrote it, or a newer one".to_owned(),
            Self::Provider { .. } => {
                "see that the key may be used with these credentials, then type the same command again"
                    .to_owned()
            }
            Self::File { .. } => "see that the folder exists and may be written".to_owned(),
            Self::Unreadable { .. } | Self::Cipher => {
                "this is a defect of Ironwright: please report it".to_owned()
            }
            Self::NoKeys => "use a store that outlives the process".to_owned(),
            Self::Random(_) => "type the same command again".to_owned(),
        }
    }
}
