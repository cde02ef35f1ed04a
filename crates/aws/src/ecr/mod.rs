//! Amazon Elastic Container Registry: where images live.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::tags::TagRules;

use crate::iam::at_least;

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

/// How a repository is named.
const NAME: &str = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*";
/// The same in words.
const NAME_IN_WORDS: &str = "a name of small letters and digits, parted by `.`, `_`, `__`, hyphens and `/`";

/// Checks the text of a document against the most characters that ECR takes.
fn check_length(property: &str, most: usize, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(document) = inputs.value(property) else { return };
    let length = crate::json::compact(document).chars().count();
    if length > most {
        let length = at_least(length, document.has_unknown());
        problems.report(
            property,
            format!("has {length} characters, ECR takes {most}"),
            "say it in fewer words",
        );
    }
}
