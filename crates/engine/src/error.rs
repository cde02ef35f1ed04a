//! What can stop a run before or between its steps.

use ironwright_core::journal::IllegalEvent;
use ironwright_core::state::CloudIdentity;
use ironwright_core::{Diagnostics, Instance, Location};

use crate::cloud::CloudError;
use crate::store::StoreError;

/// Why a run did not begin, or could not go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The program, or what it would do, is not acceptable.
    #[error("{0}")]
    Program(#[from] Diagnostics),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The cloud could not be asked.
    #[error("{0}")]
    Cloud(Box<CloudError>),
    /// The state belongs to another cloud, account or region.
    #[error("the state belongs to {bound}, and this is {found}")]
    OtherCloud {
        /// The state's.
        bound: Box<CloudIdentity>,
        /// The one at hand.
        found: Box<CloudIdentity>,
    },
    /// The program belongs to another account or region.
    #[error(
        "the program is for account {} in {}, and this is {found}", wanted.account, wanted.region
    )]
    OtherLocation {
        /// The program's.
        wanted: Box<Location>,
        /// The one at hand.
        found: Box<CloudIdentity>,
    },
    /// A part of the engine panicked: a defect of it. Nothing was done that the journal does not tell of.
    #[error("a part of the engine panicked: {0}")]
    Panicked(String),
    /// The state belongs to another environment than the program is run for.
    #[error("the state is of `{state}`, and the program is run for `{program}`")]
    OtherEnvironment {
        /// The state's instance of the stack.
        state: Box<Instance>,
        /// The program's.
        program: Box<Instance>,
    },
    /// A stored plan is not what planning gives now.
    #[error("{0}")]
    StalePlan(String),
    /// An event that the engine itself wrote cannot follow the ones before it: a defect of the engine.
    #[error("the engine contradicts itself: {0}")]
    Illegal(#[from] IllegalEvent),
}

impl From<CloudError> for EngineError {
    fn from(error: CloudError) -> Self {
        Self::Cloud(Box::new(error))
    }
}
