//! `secretsmanager.ResourcePolicy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::SecretArn;
use crate::iam::{PolicyOf, at_least, check_policy};

/// The policy of a secret: who, of this and other accounts, may do what with it.
///
/// ```
/// use ironwright::aws::iam::{PolicyDocument, Principal, Statement};
/// use ironwright::aws::secretsmanager::{ResourcePolicy, Secret};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let login = stack.add("login", Secret::new("shop/login"));
/// let read = Statement::allow().action("secretsmanager:GetSecretValue").resource("*");
/// let read = PolicyDocument::new().statement(read.principal(Principal::account("473251818902")));
/// stack.add("login", ResourcePolicy::new(&login, read));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "secretsmanager.ResourcePolicy",
    id = "{secret_id}",
    outputs = ResourcePolicyOutputs,
    page = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
    cloudformation = "AWS::SecretsManager::ResourcePolicy",
    unique = [["secret_id"]],
    check = check
)]
pub struct ResourcePolicy {
    /// The secret, which takes its policy with it when it is deleted.
    #[input(replaces, weak, length = 1..=2048)]
    secret_id: Input<SecretArn>,
    /// Who may do what, in up to 20480 characters.
    #[input(weak, unordered)]
    resource_policy: Input<Document>,
    /// Whether AWS refuses a policy that lets everybody in. It is told with the policy.
    #[input(default = false, write_only)]
    block_public_policy: Option<Input<bool>>,
    options: Options,
}

/// What AWS gives back of a [`ResourcePolicy`].
#[derive(Outputs, Debug)]
pub struct ResourcePolicyOutputs {
    /// The secret.
    pub secret_id: Output<SecretArn>,
}

/// AWS's limit for the text of a secret's policy.
const MOST_CHARACTERS: usize = 20_480;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Resource, "resource_policy", inputs, problems);
    let Some(document) = inputs.value("resource_policy") else { return };
    let length = crate::json::compact(document).chars().count();
    if length > MOST_CHARACTERS {
        let length = at_least(length, document.has_unknown());
        problems.report(
            "resource_policy",
            format!("has {length} characters, Secrets Manager takes {MOST_CHARACTERS}"),
            "say it in fewer words",
        );
    }
}
