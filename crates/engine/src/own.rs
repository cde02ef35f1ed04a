//! Kinds of one's own: a handler beside the program does for them what a cloud does for its kinds.
//!
//! - `handler.rs`: what a handler does.
//! - `kinds.rs`: handlers with the kinds that they are for.
//! - `routing.rs`: the cloud that sends each kind where it is handled.

mod handler;
mod kinds;
mod routing;

pub use handler::{Handler, OnRehearsal};
pub use kinds::OwnKinds;
