//! Amazon SQS's kinds.

mod queue;
mod queue_policy;

mod api;

pub(crate) use api::{Connected, SQS as SERVICE};
