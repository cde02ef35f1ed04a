//! `iam.Role`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, InputMap, Output};
use ironwright_macros::{Outputs, Resource};

use super::{PolicyOf, check_policy, check_size};

ironwright_core::references! {
    /// The name of a role, `ecs-execution`.
    RoleName = "iam.Role" . "role_name";
    /// The ARN of a role.
    RoleArn = "iam.Role" . "arn";
}

/// An identity without credentials of its own, which those named in its trust policy may assume.
///
/// What it may do say its [`RolePolicy`](super::RolePolicy)s.
///
/// ```
/// use ironwright_aws::iam::{PolicyDocument, Principal, Role, Statement};
/// use ironwright_core::Stack;
///
/// let trust = PolicyDocument::new().statement(
///     Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com")),
/// );
/// let mut stack = Stack::new("demo");
/// let role = stack.add("execution", Role::new("ecs-execution", trust).description("Starts the tasks"));
/// stack.output("role", &role.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.Role",
    id = "{role_name}",
    outputs = RoleOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html",
    cloudformation = "AWS::IAM::Role",
    unique = [["role_name"]],
    check = check,
    yields(RoleName = role_name, RoleArn = arn)
)]
pub struct Role {
    /// The name: 1 to 64 letters, digits and `_+=,.@-`.
    /// One of its kind in the account, whatever the case of its letters.
    #[input(replaces, ignores_case, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS))]
    role_name: Input<RoleName>,
    /// The trust policy: who may assume the role. Up to 2048 characters, white space not counted.
    #[input(weak, unordered, cloudformation = "AssumeRolePolicyDocument")]
    assume_role_policy: Input<Document>,
    /// What the role is for, in up to 1000 characters of Latin script.
    #[input(
        length = 0..=1000,
        pattern(r"[\t\n\r -~\u{a1}-\u{ff}]*", "made of letters of Latin script, digits and signs")
    )]
    description: Option<Input<String>>,
    /// The path that the ARN has before the name, `/` or `/teams/web/`.
    #[input(default = "/", replaces, length = 1..=512, pattern("/|/[!-~]+/", "a path that begins and ends with `/`"))]
    path: Option<Input<String>>,
    /// How long a session may last at most, in seconds: an hour to twelve.
    #[input(default = 3600, range = 3600..=43200)]
    max_session_duration: Option<Input<u32>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`Role`].
#[derive(Outputs, Debug)]
pub struct RoleOutputs {
    /// The role's name.
    pub role_name: Output<RoleName>,
    /// The role's ARN.
    #[output("arn:aws:iam::{account}:role{path}{role_name}")]
    pub arn: Output<RoleArn>,
    /// The role's own id, `AROA…`: another one when a role of the same name is made again.
    #[output("AROA{upper:17}")]
    pub unique_id: Output<String>,
}

/// AWS's quota for a trust policy.
const MOST_CHARACTERS: usize = 2048;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Trust, "assume_role_policy", inputs, problems);
    check_size("assume_role_policy", MOST_CHARACTERS, inputs, problems);
}
