//! Amazon Elastic Container Registry: where images live.

mod lifecycle_policy;
mod repository;
mod repository_policy;

pub use lifecycle_policy::{LifecyclePolicy, LifecyclePolicyOutputs, LifecycleRule, LifecycleRules};
pub use repository::{
    EncryptionType, ImageTagMutability, Repository, RepositoryArn, RepositoryName, RepositoryOutputs,
};
pub use repository_policy::{RepositoryPolicy, RepositoryPolicyOutputs};
