//! Stores in S3, on servers that speak it: the contract of all stores, what is wrong with buckets, making them, and two
//! runs at once. `cargo xtask test --leg contract` starts the servers.

mod contract;
mod expiring;
mod keys;
mod making;
mod rivals;
mod server;
mod trouble;

#[path = "../wire/mod.rs"]
mod wire;
