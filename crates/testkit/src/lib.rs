//! What tests stand on: for users, [`testing`]; for Ironwright itself, the loops that try every failure
//! and the contract that every cloud keeps.

mod account;
pub mod canaries;
pub mod contract;
pub mod corrupt;
pub mod crash;
pub mod cut;
mod death;
pub mod disk;
pub mod forgetful;
pub mod keys;
mod ledger;
mod machine;
pub mod objects;
pub mod orders;
mod programs;
pub mod promises;
mod settled;
pub mod simulate;
pub mod testing;
pub mod trials;
pub mod two_calls;
mod undisturbed;
