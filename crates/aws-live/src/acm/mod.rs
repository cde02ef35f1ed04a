//! AWS Certificate Manager's kinds.

mod certificate;
mod certificate_validation;

mod api;

pub(crate) use api::{ACM as SERVICE, Connected};
