//! What tests stand on: for users, [`testing`]; for Ironwright itself, the loops that try every failure
//! and the contract that every cloud keeps.

pub mod contract;
pub mod cut;
pub mod disk;
pub mod objects;
pub mod simulate;
pub mod stores;
pub mod testing;
