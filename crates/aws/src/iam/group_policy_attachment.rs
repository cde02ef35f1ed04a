//! `iam.GroupPolicyAttachment`

use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{GroupName, PolicyArn};

/// Attaches a managed policy to a group: its users may do what the policy allows.
///
/// ```
/// use ironwright::aws::iam::{Group, GroupPolicyAttachment};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let group = stack.add("auditors", Group::new("auditors"));
/// stack.add("read", GroupPolicyAttachment::new(&group, "arn:aws:iam::aws:policy/ReadOnlyAccess"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.GroupPolicyAttachment",
    id = "{group_name}|{policy_arn}",
    outputs = GroupPolicyAttachmentOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_attach-policy.html",
    unique = [["group_name", "policy_arn"]],
    completes = ["group_name"]
)]
pub struct GroupPolicyAttachment {
    /// The group.
    #[input(replaces, ignores_case, length = 1..=128, pattern(super::NAME, super::NAME_IN_WORDS))]
    group_name: Input<GroupName>,
    /// The policy, of one's own or of AWS's.
    #[input(
        replaces,
        length = 20..=2048,
        pattern(r"arn:aws[a-zA-Z-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]+", "the ARN of a managed policy")
    )]
    policy_arn: Input<PolicyArn>,
    options: Options,
}

/// What AWS gives back of a [`GroupPolicyAttachment`].
#[derive(Outputs, Debug)]
pub struct GroupPolicyAttachmentOutputs {
    /// The group.
    pub group_name: Output<GroupName>,
    /// The policy.
    pub policy_arn: Output<PolicyArn>,
}
