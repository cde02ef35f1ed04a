//! The contract of a cloud: what every one of them must do for every kind, with the real engine in between.
//!
//! A [`Case`] says how a kind is declared and what can be changed of it; [`check`] tries everything on a cloud and gives
//! back what the cloud does not keep. The same cases run on the rehearsal cloud and on servers that speak AWS, so
//! that neither our fake nor our calls are believed by themselves. [`check_inputs`] does to each input, on the rehearsal
//! cloud, what somebody may do behind the program's back; [`check_halfway`] cuts creates between their calls.

pub mod cases;

mod case;
mod claims;
mod halfway;
mod inputs;
mod scene;

pub use case::{Case, Declares};
pub use claims::{Exception, check, programs};
pub use halfway::check_halfway;
pub use inputs::check_inputs;
pub use scene::Scene;
