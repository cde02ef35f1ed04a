//! Network ACLs: their rules and their subnets.

use ironwright_aws::ec2::{
    NetworkAcl, NetworkAclAssociation, NetworkAclRule, Protocol, RuleAction, Subnet, Vpc,
};
use ironwright_core::expression::Expression;
use ironwright_core::value::OutputRef;
use ironwright_core::{Declared, Input, Stack, Value, cidr};

use crate::common::problems;

fn acl(stack: &mut Stack) -> Declared<NetworkAcl> {
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    stack.add("public", NetworkAcl::new(&vpc))
}

/// A rule as data has it, for the mistakes that the chain of `allow` cannot make.
fn rule(acl: &Declared<NetworkAcl>, number: u16, protocol: Protocol) -> NetworkAclRule {
    NetworkAclRule::new(acl, number, false, protocol, RuleAction::Allow, cidr("0.0.0.0/0"))
}

#[test]
fn a_rule_reads_as_it_is_declared() {
    let mut stack = Stack::new("test");
    let acl = acl(&mut stack);
    let anywhere = || cidr("0.0.0.0/0");
    stack.add("web", NetworkAclRule::allow(&acl, 100).ingress().tcp(443).cidr(anywhere()));
    stack.add("answers", NetworkAclRule::allow(&acl, 100).egress().tcp(1024..=65535).cidr("10.12.1.7/24"));
    stack.add("names", NetworkAclRule::deny(&acl, 200).egress().udp(..).cidr(anywhere()));
    stack.add("ping", NetworkAclRule::allow(&acl, 300).ingress().icmp(8, 0).cidr(anywhere()));
    stack.add("all-icmp", NetworkAclRule::allow(&acl, 400).ingress().all_icmp().cidr(anywhere()));
    stack.add("rest", NetworkAclRule::deny(&acl, 32766).ingress().all_traffic().cidr(anywhere()));
    let graph = stack.graph().expect("valid");
    let unknown = |output: &OutputRef| Value::of_later(output);
    let rules: Vec<String> = (2..graph.nodes().len())
        .map(|at| Value::map(graph.evaluate(at, &unknown).expect("no mistakes")).to_public_json().to_string())
        .map(|json| json.replace(r#","network_acl_id":"(known after apply)""#, ""))
        .collect();
    assert_eq!(
        rules,
        [
            r#"{"cidr_block":"0.0.0.0/0","egress":false,"from_port":443,"protocol":"tcp","rule_action":"allow","rule_number":100,"to_port":443}"#,
            r#"{"cidr_block":"10.12.1.0/24","egress":true,"from_port":1024,"protocol":"tcp","rule_action":"allow","rule_number":100,"to_port":65535}"#,
            r#"{"cidr_block":"0.0.0.0/0","egress":true,"from_port":0,"protocol":"udp","rule_action":"deny","rule_number":200,"to_port":65535}"#,
            r#"{"cidr_block":"0.0.0.0/0","egress":false,"icmp_code":0,"icmp_type":8,"protocol":"icmp","rule_action":"allow","rule_number":300}"#,
            r#"{"cidr_block":"0.0.0.0/0","egress":false,"icmp_code":-1,"icmp_type":-1,"protocol":"icmp","rule_action":"allow","rule_number":400}"#,
            r#"{"cidr_block":"0.0.0.0/0","egress":false,"protocol":"-1","rule_action":"deny","rule_number":32766}"#,
        ]
    );
}

#[test]
fn rules_with_one_number_in_one_direction_are_both_named() {
    let mut line = 0;
    let found = problems(|stack| {
        let acl = acl(stack);
        let other = stack.add("other", NetworkAcl::new("vpc-1a2743d115d4dd2b1"));
        let anywhere = || cidr("0.0.0.0/0");
        line = line!() + 1;
        stack.add("https", NetworkAclRule::allow(&acl, 100).ingress().tcp(443).cidr(anywhere()));
        stack.add("http", NetworkAclRule::allow(&acl, 100).ingress().tcp(80).cidr(anywhere()));
        stack.add("out", NetworkAclRule::allow(&acl, 100).egress().tcp(80).cidr(anywhere()));
        stack.add("next", NetworkAclRule::allow(&acl, 101).ingress().tcp(80).cidr(anywhere()));
        stack.add("other", NetworkAclRule::allow(&other, 100).ingress().tcp(80).cidr(anywhere()));
    });
    let expected = format!(
        "error: ec2.NetworkAclRule.http: has the same network_acl_id and egress and rule_number as \
         ec2.NetworkAclRule.https, declared at {}:{line}\n  \
         hint: AWS keeps one ec2.NetworkAclRule for each network_acl_id and egress and rule_number",
        file!()
    );
    assert_eq!(found, [expected]);
}

#[test]
fn rules_are_numbered_from_1_to_32766() {
    let found = problems(|stack| {
        let acl = acl(stack);
        for number in [0, 1, 32766, 32767] {
            stack.add(format!("rule-{number}"), rule(&acl, number, Protocol::All));
        }
    });
    let hint = "hint: The rule's place in the order, from 1 to 32766: one rule for each number and direction";
    assert_eq!(
        found,
        [
            format!("error: ec2.NetworkAclRule.rule-0: rule_number: 0 is not between 1 and 32766\n  {hint}"),
            format!(
                "error: ec2.NetworkAclRule.rule-32767: rule_number: 32767 is not between 1 and 32766\n  {hint}"
            ),
        ]
    );
}

#[test]
fn tcp_and_udp_need_ports() {
    let hint = "hint: name the ports: `.tcp(443)`, `.tcp(1024..=65535)`, or `.tcp(..)` for all";
    for protocol in [Protocol::Tcp, Protocol::Udp] {
        let found = problems(|stack| {
            let acl = acl(stack);
            stack.add("rule", rule(&acl, 100, protocol).from_port(80));
        });
        assert_eq!(
            found,
            [format!("error: ec2.NetworkAclRule.rule: to_port: is required with this protocol\n  {hint}")]
        );
    }
}

#[test]
fn a_rule_for_all_traffic_has_neither_ports_nor_messages() {
    let found = problems(|stack| {
        let acl = acl(stack);
        stack.add("rule", rule(&acl, 100, Protocol::All).from_port(80).to_port(80).icmp_type(8).icmp_code(0));
    });
    let no_ports = "hint: leave it out, or make the rule one for `tcp` or `udp`";
    let no_messages = "hint: leave it out, or make the rule one for `icmp`";
    assert_eq!(
        found,
        [
            ("from_port", no_ports),
            ("to_port", no_ports),
            ("icmp_type", no_messages),
            ("icmp_code", no_messages)
        ]
        .map(|(name, hint)| format!(
            "error: ec2.NetworkAclRule.rule: {name}: does not go with this protocol\n  {hint}"
        ))
    );
}

#[test]
fn messages_go_with_icmp_alone() {
    let found = problems(|stack| {
        let acl = acl(stack);
        stack.add("tcp", rule(&acl, 100, Protocol::Tcp).from_port(80).to_port(80).icmp_type(8));
        stack.add("icmp", rule(&acl, 101, Protocol::Icmp).icmp_type(8).to_port(80));
        stack.add("range", rule(&acl, 102, Protocol::Icmp).icmp_type(256).icmp_code(-2));
    });
    assert_eq!(
        found,
        [
            "error: ec2.NetworkAclRule.tcp: icmp_type: does not go with this protocol\n  \
             hint: leave it out, or make the rule one for `icmp`",
            "error: ec2.NetworkAclRule.icmp: icmp_code: is required with this protocol\n  \
             hint: name type and code, -1 for any, or use `.all_icmp()`",
            "error: ec2.NetworkAclRule.icmp: to_port: does not go with this protocol\n  \
             hint: leave it out, or make the rule one for `tcp` or `udp`",
            "error: ec2.NetworkAclRule.range: icmp_type: 256 is not between -1 and 255\n  \
             hint: The message type of a rule for ICMP, -1 for any",
            "error: ec2.NetworkAclRule.range: icmp_code: -2 is not between -1 and 255\n  \
             hint: The message code of a rule for ICMP, -1 for any",
        ]
    );
}

#[test]
fn the_lower_port_comes_first() {
    let found = problems(|stack| {
        let acl = acl(stack);
        #[expect(clippy::reversed_empty_ranges, reason = "the mistake that is looked for")]
        stack.add("rule", NetworkAclRule::allow(&acl, 100).ingress().tcp(443..=80).cidr("0.0.0.0/0"));
    });
    assert_eq!(
        found,
        ["error: ec2.NetworkAclRule.rule: from_port: 443 is after `to_port`, which is 80\n  \
          hint: write the lower port first: `80..=443`"]
    );
}

#[test]
fn a_port_computed_from_data_is_a_port() {
    let port = |number: i64| Input::<u16>::new(Expression::Value(Value::Int(number)));
    let found = problems(|stack| {
        let acl = acl(stack);
        stack.add("rule", rule(&acl, 100, Protocol::Tcp).from_port(port(-1)).to_port(port(65536)));
    });
    assert_eq!(
        found,
        [
            "error: ec2.NetworkAclRule.rule: from_port: -1 is not between 0 and 65535\n  \
             hint: The first port of a rule for TCP or UDP",
            "error: ec2.NetworkAclRule.rule: to_port: 65536 is not between 0 and 65535\n  \
             hint: The last port of a rule for TCP or UDP",
        ]
    );
}

#[test]
fn a_subnet_has_one_network_acl() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
        let subnet = stack.add("web", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        let (one, two) = (stack.add("one", NetworkAcl::new(&vpc)), stack.add("two", NetworkAcl::new(&vpc)));
        line = line!() + 1;
        stack.add("one", NetworkAclAssociation::new(&subnet, &one));
        stack.add("two", NetworkAclAssociation::new(&subnet, &two));
    });
    let expected = format!(
        "error: ec2.NetworkAclAssociation.two: has the same subnet_id as ec2.NetworkAclAssociation.one, \
         declared at {}:{line}\n  \
         hint: AWS keeps one ec2.NetworkAclAssociation for each subnet_id",
        file!()
    );
    assert_eq!(found, [expected]);
}
