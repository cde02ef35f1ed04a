//! Amazon OpenSearch Service's kinds.

mod domain;
mod options;

mod api;

pub(crate) use api::{Connected, OPENSEARCH as SERVICE};
