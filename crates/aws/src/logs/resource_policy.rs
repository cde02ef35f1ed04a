//! `logs.ResourcePolicy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::iam::{PolicyOf, check_policy};

/// Lets a service of AWS write to log groups of the account: `es.amazonaws.com`, `route53.amazonaws.com`, …. A region has up
/// to ten.
///
/// ```
/// use ironwright::aws::iam::{PolicyDocument, Principal, Statement};
/// use ironwright::aws::logs::ResourcePolicy;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let write = Statement::allow()
///     .principal(Principal::service("events.amazonaws.com"))
///     .actions(["logs:CreateLogStream", "logs:PutLogEvents"])
///     .resource("arn:aws:logs:eu-west-2:123456789012:log-group:/events/*");
/// stack.add("events", ResourcePolicy::new("events", PolicyDocument::new().statement(write)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "logs.ResourcePolicy",
    id = "{policy_name}",
    outputs = ResourcePolicyOutputs,
    page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
    cloudformation = "AWS::Logs::ResourcePolicy",
    unique = [["policy_name"]],
    check = check
)]
pub struct ResourcePolicy {
    /// The name, of its own in account and region: up to 255 characters.
    #[input(
        replaces,
        length = 1..=255,
        pattern("([^:*/]+/?)*[^:*/]+", "a name without `:` and `*`, of which slashes part some")
    )]
    policy_name: Input<String>,
    /// Who may do what: statements with principals and resources, in up to 5120 characters.
    #[input(unordered)]
    policy_document: Input<Document>,
    options: Options,
}

/// What AWS gives back of a [`ResourcePolicy`].
#[derive(Outputs, Debug)]
pub struct ResourcePolicyOutputs {
    /// The name.
    pub policy_name: Output<String>,
}

/// AWS's limit for the text of such a policy.
const MOST_CHARACTERS: usize = 5120;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Resource, "policy_document", inputs, problems);
    let Some(document) = inputs.value("policy_document") else { return };
    let length = crate::json::compact(document).chars().count();
    if length > MOST_CHARACTERS {
        problems.report(
            "policy_document",
            format!("has {length} characters, CloudWatch Logs takes {MOST_CHARACTERS}"),
            "say it in fewer words",
        );
    }
}
