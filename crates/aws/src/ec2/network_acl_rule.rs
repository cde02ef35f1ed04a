//! `ec2.NetworkAclRule`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Cidr, Input, Output};
use ironwright_macros::{Outputs, Resource};

use super::traffic::{Traffic, check_messages, check_not_set, check_ports, protocol};
use super::{NeedsTraffic, NetworkAclId, Protocol};

ironwright_core::choices! {
    /// What a network ACL does with packets that a rule fits.
    RuleAction {
        /// Lets them pass.
        Allow = "allow",
        /// Drops them.
        Deny = "deny",
    }
}

/// A rule of a network ACL: the first that fits a packet, from the lowest number up, decides.
///
/// ```
/// use ironwright_aws::ec2::{NetworkAcl, NetworkAclRule, Vpc};
/// use ironwright_core::{Stack, cidr};
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let acl = stack.add("public", NetworkAcl::new(&vpc));
/// stack.add("https-in", NetworkAclRule::allow(&acl, 100).ingress().tcp(443).cidr(cidr("0.0.0.0/0")));
/// stack.add("answers-out", NetworkAclRule::allow(&acl, 100).egress().tcp(1024..=65535).cidr(cidr("0.0.0.0/0")));
/// stack.add("games-out", NetworkAclRule::deny(&acl, 50).egress().tcp(25565).cidr(cidr("0.0.0.0/0")));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.NetworkAclRule",
    id = "{network_acl_id}|{egress}|{rule_number}",
    outputs = NetworkAclRuleOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    cloudformation = "AWS::EC2::NetworkAclEntry",
    unique = [["network_acl_id", "egress", "rule_number"]],
    completes = ["network_acl_id"],
    check = check
)]
pub struct NetworkAclRule {
    /// The ACL that the rule is part of.
    #[input(replaces, weak)]
    network_acl_id: Input<NetworkAclId>,
    /// The rule's place in the order, from 1 to 32766: one rule for each number and direction.
    #[input(replaces, range = 1..=32766)]
    rule_number: Input<u16>,
    /// Whether the rule is for packets that leave the subnet, not for those that enter it.
    #[input(replaces)]
    egress: Input<bool>,
    /// The protocol that the rule is for.
    protocol: Input<Protocol>,
    /// What happens to packets that the rule fits.
    rule_action: Input<RuleAction>,
    /// The addresses at the other side.
    cidr_block: Input<Cidr>,
    /// The first port of a rule for TCP or UDP.
    #[input(range = 0..=65535, cloudformation = "PortRange")]
    from_port: Option<Input<u16>>,
    /// The last port of a rule for TCP or UDP.
    #[input(range = 0..=65535, cloudformation = "PortRange")]
    to_port: Option<Input<u16>>,
    /// The message type of a rule for ICMP, -1 for any.
    #[input(range = -1..=255, cloudformation = "Icmp")]
    icmp_type: Option<Input<i32>>,
    /// The message code of a rule for ICMP, -1 for any.
    #[input(range = -1..=255, cloudformation = "Icmp")]
    icmp_code: Option<Input<i32>>,
}

/// What AWS gives back of a [`NetworkAclRule`].
#[derive(Outputs, Debug)]
pub struct NetworkAclRuleOutputs {
    /// The rule's place in the order.
    pub rule_number: Output<u16>,
}

impl NetworkAclRule {
    /// A rule that lets packets pass: say the direction, the traffic and the addresses next.
    #[track_caller]
    pub fn allow(acl: impl Into<Input<NetworkAclId>>, rule_number: impl Into<Input<u16>>) -> NeedsDirection {
        NeedsDirection { acl: acl.into(), number: rule_number.into(), action: RuleAction::Allow }
    }

    /// A rule that drops packets: say the direction, the traffic and the addresses next.
    #[track_caller]
    pub fn deny(acl: impl Into<Input<NetworkAclId>>, rule_number: impl Into<Input<u16>>) -> NeedsDirection {
        NeedsDirection { acl: acl.into(), number: rule_number.into(), action: RuleAction::Deny }
    }
}

/// A rule of a network ACL that does not say yet which way its packets go.
pub struct NeedsDirection {
    acl: Input<NetworkAclId>,
    number: Input<u16>,
    action: RuleAction,
}

impl NeedsDirection {
    /// For packets that enter the subnet.
    pub fn ingress(self) -> NeedsTraffic<NeedsCidr> {
        NeedsTraffic::new(move |traffic| NeedsCidr { rule: self, egress: false, traffic })
    }

    /// For packets that leave the subnet.
    pub fn egress(self) -> NeedsTraffic<NeedsCidr> {
        NeedsTraffic::new(move |traffic| NeedsCidr { rule: self, egress: true, traffic })
    }
}

/// A rule of a network ACL that does not say yet who is at the other side.
pub struct NeedsCidr {
    rule: NeedsDirection,
    egress: bool,
    traffic: Traffic,
}

impl NeedsCidr {
    /// For packets from these addresses when they enter the subnet, to these when they leave it.
    #[track_caller]
    pub fn cidr(self, cidr_block: impl Into<Input<Cidr>>) -> NetworkAclRule {
        let NeedsDirection { acl, number, action } = self.rule;
        let cidr_block = cidr_block.into();
        let of =
            |protocol: Protocol| NetworkAclRule::new(acl, number, self.egress, protocol, action, cidr_block);
        match self.traffic {
            Traffic::Tcp(ports) => of(Protocol::Tcp).from_port(ports.from).to_port(ports.to),
            Traffic::Udp(ports) => of(Protocol::Udp).from_port(ports.from).to_port(ports.to),
            Traffic::Icmp { of_type, code } => of(Protocol::Icmp).icmp_type(of_type).icmp_code(code),
            Traffic::All => of(Protocol::All),
        }
    }
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let (ports, messages) = (["from_port", "to_port"], ["icmp_type", "icmp_code"]);
    let no_ports = "leave it out, or make the rule one for `tcp` or `udp`";
    let no_messages = "leave it out, or make the rule one for `icmp`";
    match protocol(inputs, "protocol") {
        Some(Protocol::Tcp | Protocol::Udp) => {
            check_ports(inputs, problems);
            check_not_set(&messages, inputs, problems, no_messages);
        }
        Some(Protocol::Icmp) => {
            check_messages(messages[0], messages[1], inputs, problems);
            check_not_set(&ports, inputs, problems, no_ports);
        }
        Some(Protocol::All) => {
            check_not_set(&ports, inputs, problems, no_ports);
            check_not_set(&messages, inputs, problems, no_messages);
        }
        None => {}
    }
}
