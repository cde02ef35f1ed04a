//! Why a command did not do what was asked: every error of every crate becomes sentences and an exit code here.

use ironwright_core::diagnostic::{Diagnostic, Diagnostics};
use ironwright_engine::EngineError;
use ironwright_engine::seal::SealError;
use ironwright_engine::store::StoreError;

use crate::exit::Exit;

/// What went wrong, all of it, and how the program ends.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    fn one(exit: Exit, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (diagnostic, hint) = (Diagnostic::new(message), hint.into());
        let diagnostic = if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) };
        Self { exit, diagnostics: vec![diagnostic] }
    }

    /// Something that is wrong with the command line, the settings or the program.
    pub(crate) fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::one(Exit::Wrong, message, hint)
    }

    /// Something that went wrong on the way.
    pub(crate) fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::one(Exit::Failed, message, hint)
    }

    /// Something that must not be done.
    pub(crate) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::one(Exit::Refused, message, hint)
    }

    /// Something that went wrong on the way, of an error that brings its hint along as a line.
    pub(crate) fn from_text(text: &str) -> Self {
        let (message, hint) = text.split_once("\n  hint: ").unwrap_or((text, ""));
        Self::failed(message, hint)
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        let refused = diagnostics.0.iter().all(|diagnostic| diagnostic.refusal);
        Self { exit: if refused { Exit::Refused } else { Exit::Wrong }, diagnostics: diagnostics.0 }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match &error {
            StoreError::Locked { .. }
            | StoreError::OtherFormat { .. }
            | StoreError::Newer { .. }
            | StoreError::OtherStack { .. }
            | StoreError::NotAsSeen { .. }
            | StoreError::Moved { .. }
            | StoreError::Unmovable { .. }
            | StoreError::Sealed(SealError::Locked { .. } | SealError::NoProvider { .. }) => Exit::Refused,
            StoreError::NotKept { .. } => Exit::Wrong,
            StoreError::LeaseLost { .. }
            | StoreError::Io { .. }
            | StoreError::Elsewhere { .. }
            | StoreError::Damaged { .. }
            | StoreError::LeaseDamaged { .. }
            | StoreError::Sealed(_)
            | StoreError::Illegal(_) => Exit::Failed,
        };
        Self::one(exit, error.to_string(), error.hint())
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Program(diagnostics) => diagnostics.into(),
            EngineError::Store(error) => error.into(),
            EngineError::Cloud(error) => {
                Self::failed(error.to_string(), error.hint.clone().unwrap_or_default())
            }
            EngineError::OtherCloud { .. } => Self::refused(
                error.to_string(),
                "use the cloud, account and region that the stack was brought up in, or another `--store`",
            ),
            EngineError::OtherLocation { .. } => Self::refused(
                error.to_string(),
                "act in the account and region that the program names, or change them there",
            ),
            EngineError::OtherEnvironment { .. } => Self::refused(
                error.to_string(),
                "name the environment of the state with `--env`, or the store of this one",
            ),
            EngineError::StalePlan(message) => {
                Self::refused(message, "make a new plan with `preview --out FILE`, and review it")
            }
            EngineError::Panicked(_) => Self::failed(
                error.to_string(),
                "this is a defect of Ironwright: please report it with the command and this line",
            ),
            EngineError::Illegal(_) => Self::failed(
                error.to_string(),
                "this is a defect of Ironwright: please report it with the journal",
            ),
        }
    }
}
