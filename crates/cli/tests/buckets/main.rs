//! The command line with a state in S3, on servers that speak it: `cargo xtask test --leg contract` starts them.

#[expect(dead_code, reason = "other tests need the rest of it")]
#[path = "../commands/tool.rs"]
mod tool;

mod keys;
mod leases;
mod moves;
mod place;
mod settings;
