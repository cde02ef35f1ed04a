//! `iam.Policy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{PolicyOf, check_policy, check_size};

ironwright_core::references! {
    /// The ARN of a managed policy, of one's own or of AWS's: `arn:aws:iam::aws:policy/ReadOnlyAccess`.
    PolicyArn = "iam.Policy" . "arn";
}

/// A managed policy: what groups and roles that it is attached to may do.
///
/// ```
/// use ironwright::aws::iam::{Policy, PolicyDocument, Statement};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let login = Statement::allow().sid("Login").action("ecr:GetAuthorizationToken").resource("*");
/// let policy = stack.add("login", Policy::new("allow-ecr-login", PolicyDocument::new().statement(login)));
/// stack.output("policy", &policy.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.Policy",
    id = "arn:aws:iam::{account}:policy{path}{policy_name}",
    outputs = PolicyOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    cloudformation = "AWS::IAM::ManagedPolicy",
    unique = [["policy_name"]],
    check = check,
    yields(PolicyArn = arn)
)]
pub struct Policy {
    /// The name: 1 to 128 letters, digits and `_+=,.@-`.
    /// One of its kind in the account, whatever the case of its letters.
    #[input(
        replaces,
        ignores_case,
        cloudformation = "ManagedPolicyName",
        length = 1..=128,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    policy_name: Input<String>,
    /// What the policy allows and denies, in up to 6144 characters, white space not counted.
    #[input(weak, unordered, cloudformation = "PolicyDocument")]
    policy: Input<Document>,
    /// The path that the ARN has before the name, `/` or `/teams/web/`.
    #[input(default = "/", replaces, length = 1..=512, pattern("(/[A-Za-z0-9.,+@=_-]+)*/", "a path of letters, digits and `.,+@=_-` between `/`"))]
    path: Option<Input<String>>,
    /// What the policy is for, in up to 1000 characters.
    #[input(replaces, length = 0..=1000)]
    description: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Policy`].
#[derive(Outputs, Debug)]
pub struct PolicyOutputs {
    /// The policy's ARN.
    #[output("{id}")]
    pub arn: Output<PolicyArn>,
    /// The policy's name.
    pub policy_name: Output<String>,
}

/// AWS's quota for a managed policy.
const MOST_CHARACTERS: usize = 6144;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Identity, "policy", inputs, problems);
    check_size("policy", MOST_CHARACTERS, inputs, problems);
}
