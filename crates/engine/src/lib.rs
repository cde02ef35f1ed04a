//! The engine: everything that awaits. It refreshes, plans, applies and recovers, and knows no cloud by name.
//!
//! An [`Engine`] is a value made of a [`Cloud`] and the kinds it holds; a run is begun on a [`store::Store`]. Any
//! number may live in one process. It prints nothing and has no globals: what happens comes out as a stream of
//! [`Progress`].

pub mod apply;
pub mod cancel;
pub mod clock;
pub mod cloud;
pub mod engine;
pub mod error;
mod executable;
pub mod progress;
mod recover;
mod redacting;
mod refresh;
mod remember;
mod retry;
pub mod run;
pub mod seal;
mod shown;
pub mod store;
mod sweep;
pub mod tasks;

pub use apply::Outcome;
pub use cancel::{Cancel, Canceller};
pub use clock::Clock;
pub use cloud::Cloud;
pub use engine::{Engine, EngineOptions};
pub use error::EngineError;
pub use executable::executable_digest;
pub use progress::{Events, Progress};
pub use run::Run;
