//! AWS Certificate Manager's kinds.

mod certificate;
mod certificate_validation;

mod api;
mod lists;

pub(crate) use api::{ACM as SERVICE, Connected};
