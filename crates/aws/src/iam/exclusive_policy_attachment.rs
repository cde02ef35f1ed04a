//! `iam.ExclusivePolicyAttachment`

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{GroupName, PolicyArn, RoleName, UserName};

/// Attaches a managed policy to the roles, groups and users it names, and to nothing else in the account.
///
/// Whatever somebody else attaches the policy to is drift, and detached by the next `up`. A policy that is attached to
/// something already is not taken over without a word: `.import(…)` with the policy's ARN shows in the plan what would be
/// detached. Where others may attach the policy too, [`RolePolicyAttachment`](super::RolePolicyAttachment) is the kind
/// to take; both together, for one policy, would undo each other's work.
///
/// ```
/// use ironwright::aws::iam::{ExclusivePolicyAttachment, PolicyDocument, Principal, Role, Statement};
/// use ironwright::prelude::*;
///
/// let trust = Statement::allow().action("sts:AssumeRole").principal(Principal::service("ec2.amazonaws.com"));
/// let mut stack = Stack::new("demo");
/// let role = stack.add("instance", Role::new("ecs-instance-role", PolicyDocument::new().statement(trust)));
/// let policy = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role";
/// stack.add("instance", ExclusivePolicyAttachment::new(policy).roles([&role]));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.ExclusivePolicyAttachment",
    id = "{policy_arn}",
    outputs = ExclusivePolicyAttachmentOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
    unique = [["policy_arn"]],
    completes = ["roles", "groups", "users"],
    check = check
)]
pub struct ExclusivePolicyAttachment {
    /// The policy, of one's own or of AWS's.
    #[input(
        replaces,
        length = 20..=2048,
        pattern(super::MANAGED_POLICY, super::MANAGED_POLICY_IN_WORDS)
    )]
    policy_arn: Input<PolicyArn>,
    /// All roles that have the policy.
    #[input(unordered)]
    roles: Option<Inputs<RoleName>>,
    /// All groups that have the policy.
    #[input(unordered)]
    groups: Option<Inputs<GroupName>>,
    /// All users that have the policy themselves.
    #[input(unordered)]
    users: Option<Inputs<UserName>>,
    options: Options,
}

/// What AWS gives back of an [`ExclusivePolicyAttachment`].
#[derive(Outputs, Debug)]
pub struct ExclusivePolicyAttachmentOutputs {
    /// The policy.
    pub policy_arn: Output<PolicyArn>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let names_something = |list: &str| {
        inputs.is_set(list)
            && inputs.value(list).is_some_and(|it| it.as_list().is_none_or(|items| !items.is_empty()))
    };
    if !["roles", "groups", "users"].into_iter().any(names_something) {
        problems.report(
            "roles",
            "nothing is named that has the policy",
            "name at least one of `roles`, `groups` and `users`; leave the attachment out to let go of the policy",
        );
    }
}
