//! Amazon S3's kinds.

mod bucket;
mod bucket_policy;

mod api;
mod emptying;
mod lifecycle;
mod settings;

pub(crate) use api::{Connected, S3 as SERVICE};
