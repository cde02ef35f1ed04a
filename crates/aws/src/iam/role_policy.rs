//! `iam.RolePolicy`

use std::collections::BTreeMap;

use ironwright_core::check::{Inputs, Member, Problems, Target, Together};
use ironwright_core::{Diagnostic, Diagnostics, Document, Input, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::{PolicyOf, RoleName, at_least, check_policy, check_size};

/// A policy of one role: what the role may do. It belongs to the role and goes with nothing else.
///
/// ```
/// use ironwright_aws::ecr::Repository;
/// use ironwright_aws::iam::{PolicyDocument, Principal, Role, RolePolicy, Statement};
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let images = stack.add("nginx", Repository::new("nginx"));
/// let tasks = Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"));
/// let role = stack.add("execution", Role::new("ecs-execution", PolicyDocument::new().statement(tasks)));
/// let pull = Statement::allow().sid("Pull").action("ecr:BatchGetImage").resource(&images.arn);
/// stack.add("pull", RolePolicy::new(&role, "pull", PolicyDocument::new().statement(pull)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.RolePolicy",
    id = "{role_name}:{policy_name}",
    outputs = RolePolicyOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    cloudformation = "AWS::IAM::RolePolicy",
    unique = [["role_name", "policy_name"]],
    completes = ["role_name"],
    check = check,
    check_together = check_together
)]
pub struct RolePolicy {
    /// The role that the policy is part of.
    #[input(replaces, ignores_case, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    role_name: Input<RoleName>,
    /// The policy's name, one of its kind in the role: up to 128 letters, digits and `_+=,.@-`.
    #[input(replaces, length = 1..=128, pattern(super::NAME, super::NAME_IN_WORDS))]
    policy_name: Input<String>,
    /// What the role may do. All policies of a role together have up to 10240 characters, white space not counted.
    #[input(weak, unordered, cloudformation = "PolicyDocument")]
    policy: Input<Document>,
}

/// What AWS gives back of a [`RolePolicy`].
#[derive(Outputs, Debug)]
pub struct RolePolicyOutputs {
    /// The role that the policy is part of.
    pub role_name: Output<RoleName>,
    /// The policy's name.
    pub policy_name: Output<String>,
}

/// AWS's quota for all inline policies of a role together.
const MOST_CHARACTERS: usize = 10_240;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Identity, "policy", inputs, problems);
    check_size("policy", MOST_CHARACTERS, inputs, problems);
}

/// The policies of a role together stay within AWS's size; the one declared last is blamed.
fn check_together(policies: &Together<'_>, found: &mut Diagnostics) {
    let mut roles: BTreeMap<Target<'_>, Vec<&Member<'_>>> = BTreeMap::new();
    for policy in &policies.resources {
        if let Some(role) = policy.inputs.target("role_name") {
            roles.entry(role).or_default().push(policy);
        }
    }
    // One that is too large by itself has been told of.
    for members in roles.values().filter(|members| members.len() > 1) {
        let documents: Vec<&Value> = members.iter().filter_map(|m| m.inputs.value("policy")).collect();
        let size: usize = documents.iter().map(|document| crate::json::characters(document)).sum();
        let (Some(last), true) = (members.last(), size > MOST_CHARACTERS) else { continue };
        let size = at_least(size, documents.iter().any(|document| document.has_unknown()));
        let message = format!(
            "the {} policies of this role have {size} characters, AWS takes {MOST_CHARACTERS}",
            members.len()
        );
        let problem = Diagnostic::new(message).at(last.address).property("policy").declared(last.place);
        found.push(problem.hint("white space does not count: say it shorter with `*` and `?`"));
    }
}
