//! `iam.User`

use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::PolicyArn;

ironwright_core::references! {
    /// The name of a user, `deployer`.
    UserName = "iam.User" . "user_name";
    /// The ARN of a user.
    UserArn = "iam.User" . "arn";
}

/// An identity with credentials of its own: a person or a program outside AWS.
///
/// Its passwords and access keys are none of the program's business: they are shown once, and would stand in the state
/// for ever. Where a role does, take a [`Role`](super::Role).
///
/// ```
/// use ironwright::aws::iam::User;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let user = stack.add("deployer", User::new("deployer").path("/ci/"));
/// stack.output("deployer", &user.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.User",
    id = "{user_name}",
    outputs = UserOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html",
    cloudformation = "AWS::IAM::User",
    unique = [["user_name"]],
    yields(UserName = user_name, UserArn = arn)
)]
pub struct User {
    /// The name: 1 to 64 letters, digits and `_+=,.@-`.
    /// One of its kind in the account, whatever the case of its letters.
    #[input(replaces, ignores_case, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    user_name: Input<UserName>,
    /// The path that the ARN has before the name, `/` or `/teams/web/`. A change changes the ARN with it.
    #[input(default = "/", length = 1..=512, pattern("/|/[!-~]+/", "a path that begins and ends with `/`"))]
    path: Option<Input<String>>,
    /// The policy that sets the most that the user may ever do, whatever its other policies allow.
    #[input(
        length = 20..=2048,
        pattern(super::MANAGED_POLICY, super::MANAGED_POLICY_IN_WORDS)
    )]
    permissions_boundary: Option<Input<PolicyArn>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`User`].
#[derive(Outputs, Debug)]
pub struct UserOutputs {
    /// The user's name.
    pub user_name: Output<UserName>,
    /// The user's ARN.
    #[output("arn:aws:iam::{account}:user{path}{user_name}")]
    #[output(volatile)]
    pub arn: Output<UserArn>,
    /// The user's own id, `AIDA…`: another one when a user of the same name is made again.
    #[output("AIDA{upper:17}")]
    pub unique_id: Output<String>,
}
