//! `ecr.RepositoryPolicy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, Output};
use ironwright_macros::{Outputs, Resource};

use super::RepositoryName;
use super::check_length;
use crate::iam::{PolicyOf, check_policy};

/// The policy of a repository: who, of this and other accounts, may do what with it.
///
/// ```
/// use ironwright_aws::ecr::{Repository, RepositoryPolicy};
/// use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let nginx = stack.add("nginx", Repository::new("nginx"));
/// let push = Statement::allow().sid("Push").action("ecr:PutImage").principal(Principal::account("473251818902"));
/// stack.add("nginx", RepositoryPolicy::new(&nginx, PolicyDocument::new().statement(push)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecr.RepositoryPolicy",
    id = "{repository_name}",
    outputs = RepositoryPolicyOutputs,
    page = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    unique = [["repository_name"]],
    check = check
)]
pub struct RepositoryPolicy {
    /// The repository, which takes its policy with it when it is deleted.
    #[input(replaces, weak, length = 2..=256, pattern(super::NAME, super::NAME_IN_WORDS))]
    repository_name: Input<RepositoryName>,
    /// Who may do what: statements with principals and without resources, in up to 10240 characters.
    #[input(weak, unordered)]
    policy: Input<Document>,
}

/// What AWS gives back of a [`RepositoryPolicy`].
#[derive(Outputs, Debug)]
pub struct RepositoryPolicyOutputs {
    /// The repository.
    pub repository_name: Output<RepositoryName>,
}

/// AWS's limit for the text of a repository's policy.
const MOST_CHARACTERS: usize = 10_240;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Repository, "policy", inputs, problems);
    check_length("policy", MOST_CHARACTERS, inputs, problems);
}
