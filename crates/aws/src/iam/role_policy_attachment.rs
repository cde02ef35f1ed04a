//! `iam.RolePolicyAttachment`

use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{PolicyArn, RoleName};

/// Attaches a managed policy to a role: whoever assumes the role may do what the policy allows.
///
/// What needs the role waits for its attachments, as for its [`RolePolicy`](super::RolePolicy)s.
///
/// ```
/// use ironwright::aws::iam::{PolicyDocument, Principal, Role, RolePolicyAttachment, Statement};
/// use ironwright::prelude::*;
///
/// let trust = Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"));
/// let mut stack = Stack::new("demo");
/// let role = stack.add("execution", Role::new("ecsTaskExecutionRole", PolicyDocument::new().statement(trust)));
/// stack.add(
///     "execution",
///     RolePolicyAttachment::new(
///         &role,
///         "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
///     ),
/// );
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.RolePolicyAttachment",
    id = "{role_name}|{policy_arn}",
    outputs = RolePolicyAttachmentOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
    unique = [["role_name", "policy_arn"]],
    completes = ["role_name"]
)]
pub struct RolePolicyAttachment {
    /// The role.
    #[input(replaces, ignores_case, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    role_name: Input<RoleName>,
    /// The policy, of one's own or of AWS's.
    #[input(
        replaces,
        length = 20..=2048,
        pattern(super::MANAGED_POLICY, super::MANAGED_POLICY_IN_WORDS)
    )]
    policy_arn: Input<PolicyArn>,
    options: Options,
}

/// What AWS gives back of a [`RolePolicyAttachment`].
#[derive(Outputs, Debug)]
pub struct RolePolicyAttachmentOutputs {
    /// The role.
    pub role_name: Output<RoleName>,
    /// The policy.
    pub policy_arn: Output<PolicyArn>,
}
