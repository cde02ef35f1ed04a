//! Stores in S3: `s3://bucket/prefix` as the medium that the engine's store layer stands on.
//!
//! An item is an object that is put if it matches; what is appended to a log at position 4711 is an object of that number
//! that is put if there is none. What conditions promise is tried before anything relies on it (`probe.rs`). One bucket
//! holds many stacks: the keys of each lie below its own name and its cloud's.
//!
//! ```text
//! PREFIX/ironwright-probe                          tried at the first write of every process
//! PREFIX/ironwright-store.json                     what `state init` has made, see `init`
//! PREFIX/STACK/CLOUD/head.json                     and the other items; STACK is `web`, or `web@prod`
//! PREFIX/STACK/CLOUD/journal-120-3fa9c1d2.log/0000000000004711
//! ```

mod bucket;
mod place;

mod calls;
mod probe;
mod reach;
mod table;
mod trouble;

pub mod init;

pub use bucket::Bucket;
pub use place::{BucketPlace, NotAPlace};
