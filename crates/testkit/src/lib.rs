//! What tests stand on: for users, [`testing`]; for Ironwright itself, the loops that try every failure.

pub mod cut;
pub mod simulate;
pub mod testing;
