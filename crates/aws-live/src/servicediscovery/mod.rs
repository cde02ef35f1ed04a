//! AWS Cloud Map's kinds.

mod http_namespace;
mod private_dns_namespace;
mod service;

mod api;
mod namespaces;
mod operations;

pub(crate) use api::{Connected, SERVICE_DISCOVERY as SERVICE};
