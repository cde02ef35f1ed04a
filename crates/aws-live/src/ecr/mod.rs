//! Amazon ECR's kinds.

mod lifecycle_policy;
mod repository;
mod repository_policy;

pub(crate) use lifecycle_policy::LifecyclePolicy;
pub(crate) use repository::Repository;
pub(crate) use repository_policy::RepositoryPolicy;
