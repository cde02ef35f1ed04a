//! AWS Security Token Service: whose credentials these are.

mod caller_identity;

pub use caller_identity::{CallerIdentity, CallerIdentityOutputs};
