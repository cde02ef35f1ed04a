//! `iam.Group`

use ironwright_core::{Input, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a group, `developers`.
    GroupName = "iam.Group" . "group_name";
    /// The ARN of a group.
    GroupArn = "iam.Group" . "arn";
}

/// A group of users, who may do what the policies attached to it allow.
///
/// ```
/// use ironwright_aws::iam::Group;
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let group = stack.add("developers", Group::new("developers").path("/web/"));
/// stack.output("group", &group.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.Group",
    id = "{group_name}",
    outputs = GroupOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html",
    cloudformation = "AWS::IAM::Group",
    unique = [["group_name"]],
    yields(GroupName = group_name, GroupArn = arn)
)]
pub struct Group {
    /// The name: 1 to 128 letters, digits and `_+=,.@-`.
    /// One of its kind in the account, whatever the case of its letters.
    #[input(replaces, ignores_case, length = 1..=128, pattern(super::NAME, super::NAME_IN_WORDS))]
    group_name: Input<GroupName>,
    /// The path that the ARN has before the name, `/` or `/teams/web/`.
    #[input(default = "/", length = 1..=512, pattern("/|/[!-~]+/", "a path that begins and ends with `/`"))]
    path: Option<Input<String>>,
}

/// What AWS gives back of a [`Group`].
#[derive(Outputs, Debug)]
pub struct GroupOutputs {
    /// The group's name.
    pub group_name: Output<GroupName>,
    /// The group's ARN, which changes with the path.
    #[output("arn:aws:iam::{account}:group{path}{group_name}")]
    #[output(volatile)]
    pub arn: Output<GroupArn>,
}
