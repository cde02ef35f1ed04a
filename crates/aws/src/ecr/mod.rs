//! Amazon Elastic Container Registry: where images live.

mod repository;

pub use repository::{RepositoryArn, RepositoryName};
