//! Infrastructure as typed Rust programs: declare AWS systems with typed builders, preview, apply and unit-test them.
//!
//! This package is the façade: everything a program needs comes from [`prelude`] and [`aws`], everything an embedder
//! needs from [`engine`], everything a test needs from [`testing`]. The crates behind it are described in
//! `ARCHITECTURE.md`.

pub mod prelude;

/// What can be declared on AWS, a module for each service.
pub mod aws {
    pub use ironwright_aws::*;
}

/// Kinds that need no cloud.
pub mod builtin {
    pub use ironwright_core::builtin::*;
}

/// The engine as a crate: plan, apply and recover in-process, on a cloud and a store of one's own.
pub mod engine {
    pub use ironwright_engine::*;
}

/// The embedded cloud that programs rehearse on.
pub mod rehearsal {
    pub use ironwright_rehearsal::*;
}

/// AWS as a cloud that an engine acts on, through AWS's SDK.
#[cfg(feature = "aws")]
pub mod live {
    pub use ironwright_aws_live::*;
}

/// The vocabulary: addresses, values, plans, states.
pub mod core {
    pub use ironwright_core::*;
}

pub use ironwright_cli::run;
pub use ironwright_core::text;

/// What a program's function returns; any error may be given back with `?`.
pub type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// Unit tests for infrastructure: rehearse a stack in a test, and look at the world that came of it.
pub mod testing {
    pub use ironwright_testkit::testing::*;
}

/// The contract of every cloud and the loops that try every failure, for those who write a cloud or a store of their own.
pub mod testkit {
    pub use ironwright_testkit::{contract, crash, cut, forgetful, orders, simulate};
}

/// What the page about secrets shows compiles.
#[cfg(doctest)]
#[doc = include_str!("../docs/secrets.md")]
mod secrets_page {}
