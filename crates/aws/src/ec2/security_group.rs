//! `ec2.SecurityGroup`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Output};
use ironwright_macros::{Outputs, Resource};

use super::VpcId;
use super::belongings::remove_belongings;

ironwright_core::references! {
    /// The id of a security group, `sg-7746d657a4a48651f`.
    SecurityGroupId = "ec2.SecurityGroup" . "id";
    /// The ARN of a security group.
    SecurityGroupArn = "ec2.SecurityGroup" . "arn";
}

/// A security group: who may open connections to its members, and to whom they may open some.
///
/// It keeps track of connections, so answers need no rules. Each [`SecurityGroupRule`](super::SecurityGroupRule) is a
/// resource of its own, and what no rule allows is dropped. AWS by itself puts a rule into every new group that allows
/// all traffic outwards; a group declared here is made **without** it, so that its rules are those of the program and
/// no others.
///
/// ```
/// use ironwright_aws::ec2::{SecurityGroup, SecurityGroupRule, Vpc};
/// use ironwright_core::{Stack, cidr};
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let web = stack.add("web", SecurityGroup::new(&vpc, "web", "Tasks that serve web pages"));
/// stack.add("web-in", SecurityGroupRule::ingress(&web).tcp(8080).from_cidr(cidr("0.0.0.0/0")));
/// stack.add("web-out", SecurityGroupRule::egress(&web).all_traffic().to_cidr(cidr("0.0.0.0/0")));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.SecurityGroup",
    id = "sg-{hex:17}",
    outputs = SecurityGroupOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    cloudformation = "AWS::EC2::SecurityGroup",
    unique = [["vpc_id", "group_name"]],
    check = check,
    behaviour = TakesRulesAlong,
    yields(SecurityGroupId = id, SecurityGroupArn = arn)
)]
pub struct SecurityGroup {
    /// The VPC whose network interfaces can be members.
    #[input(replaces)]
    vpc_id: Input<VpcId>,
    /// The name: 1 to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`, not beginning with `sg-`.
    /// No other group of the VPC has it.
    #[input(
        replaces,
        ignores_case,
        length = 1..=255,
        pattern(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*", "made of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*")
    )]
    group_name: Input<String>,
    /// What the group is for: 1 to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    #[input(
        replaces,
        length = 1..=255,
        pattern(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*", "made of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
        cloudformation = "GroupDescription"
    )]
    description: Input<String>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`SecurityGroup`].
#[derive(Outputs, Debug)]
pub struct SecurityGroupOutputs {
    /// The security group's id.
    #[output("{id}")]
    pub id: Output<SecurityGroupId>,
    /// The security group's ARN.
    #[output("arn:aws:ec2:{region}:{account}:security-group/{id}")]
    pub arn: Output<SecurityGroupArn>,
    /// The group's name.
    pub group_name: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    match inputs.text("group_name") {
        Some(name) if name.starts_with("sg-") => problems.report(
            "group_name",
            format!("{name:?} begins with `sg-`, as only ids do"),
            "begin the name with something else",
        ),
        Some("default") => problems.report(
            "group_name",
            "\"default\" is the name of the group that AWS makes with the VPC",
            "choose another name, or use `vpc.default_security_group_id`",
        ),
        _ => {}
    }
}

/// AWS deletes a group with its rules, but not while a rule of another group names it.
struct TakesRulesAlong;

impl Behaviour for TakesRulesAlong {
    fn deleting(&self, world: &mut dyn World, id: &str, _: &Map) -> Result<(), Refusal> {
        remove_belongings(world, "ec2.SecurityGroupRule", "security_group_id", id);
        Ok(())
    }
}
