//! `ec2.SecurityGroupRule`

use std::collections::HashMap;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs, Member, Problems, Target, Together};
use ironwright_core::{Cidr, Diagnostic, Diagnostics, Input, InputMap, Map, Output};
use ironwright_macros::{Outputs, Resource};

use super::alternatives::check_exactly_one;
use super::traffic::{Traffic, check_messages, check_not_set, check_ports, protocol};
use super::{NeedsTraffic, Protocol, SecurityGroupId};

ironwright_core::references! {
    /// The id of a security group's rule, `sgr-4a6c2ce0b4b1f7d21`.
    SecurityGroupRuleId = "ec2.SecurityGroupRule" . "id";
    /// The ARN of a security group's rule.
    SecurityGroupRuleArn = "ec2.SecurityGroupRule" . "arn";
}

ironwright_core::choices! {
    /// Who opens the connections that a rule allows.
    Direction {
        /// The other side, to members of the group.
        Ingress = "ingress",
        /// Members of the group, to the other side.
        Egress = "egress",
    }
}

/// A rule of a security group: connections that it allows.
///
/// ```
/// use ironwright_aws::ec2::{SecurityGroup, SecurityGroupRule, Vpc};
/// use ironwright_core::{Stack, cidr};
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let web = stack.add("web", SecurityGroup::new(&vpc, "web", "Tasks that serve web pages"));
/// let database = stack.add("database", SecurityGroup::new(&vpc, "database", "Databases"));
/// stack.add("web-in", SecurityGroupRule::ingress(&web).tcp(8080).from_cidr(cidr("0.0.0.0/0")));
/// stack.add("web-to-database", SecurityGroupRule::egress(&web).tcp(5432).to_group(&database));
/// stack.add("database-from-web", SecurityGroupRule::ingress(&database).tcp(5432).from_group(&web));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.SecurityGroupRule",
    id = "sgr-{hex:17}",
    outputs = SecurityGroupRuleOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    cloudformation = "AWS::EC2::SecurityGroupIngress",
    distinct_by = IDENTITY,
    completes = ["security_group_id"],
    check = check,
    check_together = check_together,
    behaviour = NoDuplicates,
    yields(SecurityGroupRuleId = id, SecurityGroupRuleArn = arn)
)]
pub struct SecurityGroupRule {
    /// The group that the rule is part of.
    #[input(replaces, weak, cloudformation = "GroupId")]
    security_group_id: Input<SecurityGroupId>,
    /// Who opens the connections.
    #[input(replaces)]
    direction: Input<Direction>,
    /// The protocol that the rule is for.
    #[input(replaces)]
    ip_protocol: Input<Protocol>,
    /// The first port of a rule for TCP or UDP; the message type of one for ICMP, -1 for any.
    #[input(replaces, range = -1..=65535)]
    from_port: Option<Input<i32>>,
    /// The last port of a rule for TCP or UDP; the message code of one for ICMP, -1 for any.
    #[input(replaces, range = -1..=65535)]
    to_port: Option<Input<i32>>,
    /// The addresses at the other side.
    #[input(replaces, cloudformation = "CidrIp")]
    cidr_ipv4: Option<Input<Cidr>>,
    /// The group whose members are at the other side. AWS keeps a group as long as a rule of another names it.
    #[input(replaces, cloudformation = "SourceSecurityGroupId")]
    referenced_security_group_id: Option<Input<SecurityGroupId>>,
    /// What the rule is for: up to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    #[input(
        length = 0..=255,
        pattern(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*", "made of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*")
    )]
    description: Option<Input<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`SecurityGroupRule`].
#[derive(Outputs, Debug)]
pub struct SecurityGroupRuleOutputs {
    /// The rule's id.
    #[output("{id}")]
    pub id: Output<SecurityGroupRuleId>,
    /// The rule's ARN.
    #[output("arn:aws:ec2:{region}:{account}:security-group-rule/{id}")]
    pub arn: Output<SecurityGroupRuleArn>,
}

impl SecurityGroupRule {
    /// Allows connections to members of the group: say the traffic and where it comes from next.
    #[track_caller]
    pub fn ingress(group: impl Into<Input<SecurityGroupId>>) -> NeedsTraffic<NeedsSource> {
        let group = group.into();
        NeedsTraffic::new(|traffic| NeedsSource(Self::of(group, Direction::Ingress, traffic)))
    }

    /// Allows connections from members of the group: say the traffic and where it goes next.
    #[track_caller]
    pub fn egress(group: impl Into<Input<SecurityGroupId>>) -> NeedsTraffic<NeedsDestination> {
        let group = group.into();
        NeedsTraffic::new(|traffic| NeedsDestination(Self::of(group, Direction::Egress, traffic)))
    }

    fn of(group: Input<SecurityGroupId>, direction: Direction, traffic: Traffic) -> Self {
        let rule = |protocol: Protocol| Self::new(group, direction, protocol);
        let port = |port: &Input<u16>| Input::<i32>::new(port.expression().clone());
        match traffic {
            Traffic::Tcp(ports) => rule(Protocol::Tcp).from_port(port(&ports.from)).to_port(port(&ports.to)),
            Traffic::Udp(ports) => rule(Protocol::Udp).from_port(port(&ports.from)).to_port(port(&ports.to)),
            Traffic::Icmp { of_type, code } => rule(Protocol::Icmp).from_port(of_type).to_port(code),
            Traffic::All => rule(Protocol::All),
        }
    }
}

/// An ingress rule that does not say yet where the connections come from.
pub struct NeedsSource(SecurityGroupRule);

impl NeedsSource {
    /// From these addresses.
    #[track_caller]
    pub fn from_cidr(self, cidr_ipv4: impl Into<Input<Cidr>>) -> SecurityGroupRule {
        self.0.cidr_ipv4(cidr_ipv4)
    }

    /// From members of this group, which may be the same one.
    #[track_caller]
    pub fn from_group(self, group: impl Into<Input<SecurityGroupId>>) -> SecurityGroupRule {
        self.0.referenced_security_group_id(group)
    }
}

/// An egress rule that does not say yet where the connections go.
pub struct NeedsDestination(SecurityGroupRule);

impl NeedsDestination {
    /// To these addresses.
    #[track_caller]
    pub fn to_cidr(self, cidr_ipv4: impl Into<Input<Cidr>>) -> SecurityGroupRule {
        self.0.cidr_ipv4(cidr_ipv4)
    }

    /// To members of this group, which may be the same one.
    #[track_caller]
    pub fn to_group(self, group: impl Into<Input<SecurityGroupId>>) -> SecurityGroupRule {
        self.0.referenced_security_group_id(group)
    }
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_exactly_one(
        &["cidr_ipv4", "referenced_security_group_id"],
        inputs,
        problems,
        "say who is at the other side, addresses or a group; two sides are two rules",
    );
    let (first, last) = ("from_port", "to_port");
    match protocol(inputs, "ip_protocol") {
        Some(Protocol::Tcp | Protocol::Udp) => {
            check_ports(inputs, problems);
            for name in [first, last] {
                if inputs.int(name) == Some(-1) {
                    let hint = "name the ports, `.tcp(..)` for all of them";
                    problems.report(name, "-1 is not between 0 and 65535", hint);
                }
            }
        }
        Some(Protocol::Icmp) => {
            check_messages(first, last, inputs, problems);
            for name in [first, last] {
                if let Some(number) = inputs.int(name).filter(|number| (256..=65535).contains(number)) {
                    let hint = "name type and code, -1 for any, or use `.all_icmp()`";
                    problems.report(name, format!("{number} is not between -1 and 255"), hint);
                }
            }
        }
        Some(Protocol::All) => {
            let hint = "leave it out, or make the rule one for `tcp` or `udp`";
            check_not_set(&[first, last], inputs, problems, hint);
        }
        None => {}
    }
}

/// What makes a rule the same as another: AWS keeps one of each.
const IDENTITY: [&str; 7] = [
    "security_group_id",
    "direction",
    "ip_protocol",
    "from_port",
    "to_port",
    "cidr_ipv4",
    "referenced_security_group_id",
];

fn check_together(rules: &Together<'_>, found: &mut Diagnostics) {
    let mut seen: HashMap<[Option<String>; 7], &Member<'_>> = HashMap::new();
    for rule in &rules.resources {
        let Some(identity) = identity(&rule.inputs) else {
            continue;
        };
        let Some(first) = seen.get(&identity) else {
            seen.insert(identity, rule);
            continue;
        };
        let message = format!("is the same rule as {}, declared at {}", first.address, first.place);
        let problem = Diagnostic::new(message).at(rule.address).declared(rule.place);
        found.push(problem.hint("keep one: AWS refuses a rule that a group has already"));
    }
}

/// `None` when something in it is computed from what is not known yet.
fn identity(inputs: &Inputs<'_>) -> Option<[Option<String>; 7]> {
    let mut identity = [const { None }; 7];
    for (part, name) in identity.iter_mut().zip(IDENTITY) {
        if inputs.is_set(name) {
            *part = Some(match inputs.target(name) {
                Some(Target::Id(text)) => text.to_owned(),
                Some(Target::Output(output)) => output.to_string(),
                None => inputs.int(name)?.to_string(),
            });
        }
    }
    Some(identity)
}

/// AWS refuses a rule that the group has already.
struct NoDuplicates;

impl Behaviour for NoDuplicates {
    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        for other in world.ids("ec2.SecurityGroupRule") {
            let same = world
                .properties("ec2.SecurityGroupRule", &other)
                .is_some_and(|rule| IDENTITY.iter().all(|name| rule.get(name) == properties.get(name)));
            if same && other != id {
                let message = format!("the security group has this rule already: {other}");
                return Err(Refusal::new("InvalidPermission.Duplicate", message));
            }
        }
        Ok(())
    }
}
