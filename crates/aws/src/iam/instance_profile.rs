//! `iam.InstanceProfile`

use ironwright_core::behaviour::Behaviour;
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::RoleName;

ironwright_core::references! {
    /// The name of an instance profile, `ecs-instance-profile`.
    InstanceProfileName = "iam.InstanceProfile" . "instance_profile_name";
    /// The ARN of an instance profile.
    InstanceProfileArn = "iam.InstanceProfile" . "arn";
}

/// Hands a role on to EC2 instances: what runs on them acts as the role.
///
/// The role's trust policy must name `ec2.amazonaws.com`. EC2 hears of a new profile some seconds after IAM; what uses it
/// is tried again until it has.
///
/// ```
/// use ironwright::aws::iam::{InstanceProfile, PolicyDocument, Principal, Role, Statement};
/// use ironwright::prelude::*;
///
/// let trust = Statement::allow().action("sts:AssumeRole").principal(Principal::service("ec2.amazonaws.com"));
/// let mut stack = Stack::new("demo");
/// let role = stack.add("instance", Role::new("ecs-instance-role", PolicyDocument::new().statement(trust)));
/// let profile = stack.add("instance", InstanceProfile::new("ecs-instance-profile", &role));
/// stack.output("profile", &profile.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "iam.InstanceProfile",
    id = "{instance_profile_name}",
    outputs = InstanceProfileOutputs,
    page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
    cloudformation = "AWS::IAM::InstanceProfile",
    unique = [["instance_profile_name"]],
    behaviour = TakesItsRoleLater,
    yields(InstanceProfileName = instance_profile_name, InstanceProfileArn = arn)
)]
pub struct InstanceProfile {
    /// The name: 1 to 128 letters, digits and `_+=,.@-`.
    /// One of its kind in the account, whatever the case of its letters.
    #[input(replaces, ignores_case, length = 1..=128, pattern(super::NAME, super::NAME_IN_WORDS))]
    instance_profile_name: Input<InstanceProfileName>,
    /// The role that instances act as: a profile has one. Instances that run notice another one after a while.
    #[input(ignores_case, length = 1..=64, pattern(super::NAME, super::NAME_IN_WORDS), cloudformation = "Roles")]
    role_name: Input<RoleName>,
    /// The path that the ARN has before the name, `/` or `/teams/web/`.
    #[input(default = "/", replaces, length = 1..=512, pattern("/|/[!-~]+/", "a path that begins and ends with `/`"))]
    path: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of an [`InstanceProfile`].
#[derive(Outputs, Debug)]
pub struct InstanceProfileOutputs {
    /// The profile's name.
    pub instance_profile_name: Output<InstanceProfileName>,
    /// The profile's ARN.
    #[output("arn:aws:iam::{account}:instance-profile{path}{instance_profile_name}")]
    pub arn: Output<InstanceProfileArn>,
    /// The profile's own id, `AIPA…`: another one when a profile of the same name is made again.
    #[output("AIPA{upper:17}")]
    pub unique_id: Output<String>,
}

/// `CreateInstanceProfile` takes no role: `AddRoleToInstanceProfile` puts it in.
struct TakesItsRoleLater;

impl Behaviour for TakesItsRoleLater {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["role_name"]
    }
}
