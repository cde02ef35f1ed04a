//! AWS KMS: its kinds, and the keys of stores that it wraps.

mod alias;
mod key;

mod api;
mod wrapping;

pub(crate) use api::{Connected, KMS as SERVICE};
pub use wrapping::Kms;
