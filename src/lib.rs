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
///
/// ```
/// use std::sync::Arc;
///
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::core::Location;
/// use ironwright::core::plan::{Selection, Verb};
/// use ironwright::engine::store::{MemoryStore, View as _};
/// use ironwright::engine::{Cancel, Engine, EngineOptions, Events};
/// use ironwright::prelude::*;
/// use ironwright::rehearsal::Rehearsal;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut stack = Stack::new("shop");
/// let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
/// stack.output("vpc", &vpc.id);
/// let graph = stack.into_graph()?;
///
/// // On AWS: `ironwright::live::Live`, with the feature `aws`; and a folder or a bucket in place of the memory.
/// let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
/// let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
/// let store = MemoryStore::new("shop");
///
/// let (events, mut progress) = Events::channel();
/// let engine = Engine::new(cloud, ironwright::aws::registry())
///     .with_options(EngineOptions { parallelism: 8, ..EngineOptions::default() })
///     .with_events(events);
///
/// let plan = engine.preview(&store, &graph, Verb::Up, &Selection::default()).await?;
/// assert_eq!(plan.counts().create, 1);
/// let outcome = engine.up(&store, &graph, Cancel::never()).await?;
/// assert!(outcome.is_complete());
/// assert!(store.load().await?.outputs["vpc"].as_text().is_some_and(|id| id.starts_with("vpc-")));
///
/// drop(engine);
/// let mut told = 0;
/// while progress.recv().await.is_some() {
///     told += 1;
/// }
/// assert!(told > 0);
/// # Ok(())
/// # }
/// ```
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
pub use ironwright_core::{choices, text};

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

/// What the page about settings shows runs.
#[cfg(doctest)]
#[doc = include_str!("../docs/settings.md")]
mod settings_page {}

/// What the page about secrets shows compiles.
#[cfg(doctest)]
#[doc = include_str!("../docs/secrets.md")]
mod secrets_page {}
