//! Amazon Elastic Container Registry: where images live.

use ironwright_core::tags::TagRules;

mod lifecycle_policy;
mod repository;
mod repository_policy;

pub use lifecycle_policy::{LifecyclePolicy, LifecyclePolicyOutputs, LifecycleRule, LifecycleRules};
pub use repository::{
    EncryptionType, ImageTagMutability, Repository, RepositoryArn, RepositoryName, RepositoryOutputs,
};
pub use repository_policy::{RepositoryPolicy, RepositoryPolicyOutputs};

/// What ECR takes of tags: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html#tag-restrictions>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
