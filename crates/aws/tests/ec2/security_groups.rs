//! Security groups and their rules.

use ironwright_aws::ec2::{Direction, Protocol, SecurityGroup, SecurityGroupRule, Vpc};
use ironwright_core::value::OutputRef;
use ironwright_core::{Declared, Stack, Value, cidr};

use crate::common::problems;

fn group(stack: &mut Stack) -> Declared<SecurityGroup> {
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    stack.add("web", SecurityGroup::new(&vpc, "WEB", "Identifies the holder as one of the Web tasks"))
}

fn named(name: &str, description: &str) -> Vec<String> {
    problems(|stack| {
        stack.add("web", SecurityGroup::new("vpc-1a2743d115d4dd2b1", name, description));
    })
}

#[test]
fn a_groups_name_has_1_to_255_of_aws_characters() {
    let hint = "hint: The name: 1 to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`, not beginning with `sg-`";
    assert_eq!(named("DMP:DEV (web) [a]-1/2 #,@+=&;{}!$*._", "Tasks"), [""; 0]);
    assert_eq!(named(&"x".repeat(255), "Tasks"), [""; 0]);
    let long = "x".repeat(256);
    assert_eq!(
        named(&long, "Tasks"),
        [format!(
            "error: ec2.SecurityGroup.web: group_name: \"{}…\" has 256 characters, AWS takes 1 to 255\n  {hint}",
            "x".repeat(48)
        )]
    );
    assert_eq!(
        named("", "Tasks"),
        [format!(
            "error: ec2.SecurityGroup.web: group_name: \"\" has 0 characters, AWS takes 1 to 255\n  {hint}"
        )]
    );
    assert_eq!(
        named("wéb", "Tasks"),
        [format!(
            "error: ec2.SecurityGroup.web: group_name: \"wéb\" is not made of letters, digits, spaces and \
             ._-:/()#,@[]+=&;{{}}!$*\n  {hint}"
        )]
    );
}

#[test]
fn a_groups_description_has_1_to_255_of_aws_characters() {
    let hint = "hint: What the group is for: 1 to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`";
    assert_eq!(
        named("WEB", "the web's tasks"),
        [format!(
            "error: ec2.SecurityGroup.web: description: \"the web's tasks\" is not made of letters, digits, spaces and \
             ._-:/()#,@[]+=&;{{}}!$*\n  {hint}"
        )]
    );
    assert_eq!(
        named("WEB", ""),
        [format!(
            "error: ec2.SecurityGroup.web: description: \"\" has 0 characters, AWS takes 1 to 255\n  {hint}"
        )]
    );
}

#[test]
fn names_that_aws_keeps_for_itself_are_refused() {
    assert_eq!(
        named("sg-web", "Tasks"),
        ["error: ec2.SecurityGroup.web: group_name: \"sg-web\" begins with `sg-`, as only ids do\n  \
          hint: begin the name with something else"]
    );
    assert_eq!(
        named("default", "Tasks"),
        [
            "error: ec2.SecurityGroup.web: group_name: \"default\" is the name of the group that AWS makes with the VPC\n  \
          hint: choose another name, or use `vpc.default_security_group_id`"
        ]
    );
}

#[test]
fn groups_of_one_name_in_one_vpc_are_both_named() {
    let mut line = 0;
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
        line = line!() + 1;
        stack.add("one", SecurityGroup::new(&vpc, "WEB", "One"));
        stack.add("two", SecurityGroup::new(&vpc, "WEB", "Two"));
        stack.add("elsewhere", SecurityGroup::new("vpc-1a2743d115d4dd2b1", "WEB", "Two"));
    });
    let expected = format!(
        "error: ec2.SecurityGroup.two: has the same vpc_id and group_name as ec2.SecurityGroup.one, \
         declared at {}:{line}\n  \
         hint: AWS keeps one ec2.SecurityGroup for each vpc_id and group_name",
        file!()
    );
    assert_eq!(found, [expected]);
}

#[test]
fn a_rule_reads_as_it_is_declared() {
    let mut stack = Stack::new("test");
    let web = group(&mut stack);
    stack.add("in", SecurityGroupRule::ingress(&web).tcp(8080).from_cidr("0.0.0.0/0").description("Web"));
    stack.add("out", SecurityGroupRule::egress(&web).udp(1024..=65535).to_cidr(cidr("10.12.1.0/24")));
    stack.add("ping", SecurityGroupRule::ingress(&web).icmp(8, 0).from_group(&web));
    stack.add("all-icmp", SecurityGroupRule::egress(&web).all_icmp().to_group(&web));
    stack.add("all", SecurityGroupRule::egress(&web).all_traffic().to_cidr("0.0.0.0/0"));
    let graph = stack.graph().expect("valid");
    let unknown = |output: &OutputRef| Value::of_later(output);
    let rules: Vec<String> = (2..graph.nodes().len())
        .map(|at| Value::map(graph.evaluate(at, &unknown).expect("no mistakes")).to_public_json().to_string())
        .map(|json| json.replace("(known after apply)", "?"))
        .collect();
    assert_eq!(
        rules,
        [
            r#"{"cidr_ipv4":"0.0.0.0/0","description":"Web","direction":"ingress","from_port":8080,"ip_protocol":"tcp","security_group_id":"?","to_port":8080}"#,
            r#"{"cidr_ipv4":"10.12.1.0/24","direction":"egress","from_port":1024,"ip_protocol":"udp","security_group_id":"?","to_port":65535}"#,
            r#"{"direction":"ingress","from_port":8,"ip_protocol":"icmp","referenced_security_group_id":"?","security_group_id":"?","to_port":0}"#,
            r#"{"direction":"egress","from_port":-1,"ip_protocol":"icmp","referenced_security_group_id":"?","security_group_id":"?","to_port":-1}"#,
            r#"{"cidr_ipv4":"0.0.0.0/0","direction":"egress","ip_protocol":"-1","security_group_id":"?"}"#,
        ]
    );
}

#[test]
fn a_rule_has_one_other_side() {
    let found = problems(|stack| {
        let web = group(stack);
        let rule = || SecurityGroupRule::new(&web, Direction::Ingress, Protocol::All);
        stack.add("nobody", rule());
        stack.add("both", rule().cidr_ipv4("0.0.0.0/0").referenced_security_group_id(&web));
    });
    let hint = "hint: say who is at the other side, addresses or a group; two sides are two rules";
    assert_eq!(
        found,
        [
            format!(
                "error: ec2.SecurityGroupRule.nobody: `cidr_ipv4`, `referenced_security_group_id`: \
                 one of them must be set\n  {hint}"
            ),
            format!(
                "error: ec2.SecurityGroupRule.both: referenced_security_group_id: \
                 cannot be set beside `cidr_ipv4`\n  {hint}"
            ),
        ]
    );
}

#[test]
fn ports_go_with_tcp_and_udp() {
    let found = problems(|stack| {
        let web = group(stack);
        let rule =
            |protocol| SecurityGroupRule::new(&web, Direction::Ingress, protocol).cidr_ipv4("0.0.0.0/0");
        stack.add("none", rule(Protocol::Tcp));
        stack.add("all", rule(Protocol::All).from_port(80));
        stack.add("range", rule(Protocol::Tcp).from_port(-1).to_port(65536));
        stack.add("order", rule(Protocol::Udp).from_port(443).to_port(80));
        stack.add("icmp", rule(Protocol::Icmp).from_port(256));
    });
    let name_ports = "hint: name the ports: `.tcp(443)`, `.tcp(1024..=65535)`, or `.tcp(..)` for all";
    let name_messages = "hint: name type and code, -1 for any, or use `.all_icmp()`";
    let expected = [
        ("none", "from_port: is required with this protocol", name_ports),
        ("none", "to_port: is required with this protocol", name_ports),
        (
            "all",
            "from_port: does not go with this protocol",
            "hint: leave it out, or make the rule one for `tcp` or `udp`",
        ),
        (
            "range",
            "to_port: 65536 is not between -1 and 65535",
            "hint: The last port of a rule for TCP or UDP; the message code of one for ICMP, -1 for any",
        ),
        (
            "range",
            "from_port: -1 is not between 0 and 65535",
            "hint: name the ports, `.tcp(..)` for all of them",
        ),
        (
            "order",
            "from_port: 443 is after `to_port`, which is 80",
            "hint: write the lower port first: `80..=443`",
        ),
        ("icmp", "to_port: is required with this protocol", name_messages),
        ("icmp", "from_port: 256 is not between -1 and 255", name_messages),
    ];
    let expected = expected
        .map(|(name, message, hint)| format!("error: ec2.SecurityGroupRule.{name}: {message}\n  {hint}"));
    assert_eq!(found, expected);
}

#[test]
fn the_same_rule_twice_is_named_with_both_places() {
    let mut line = 0;
    let found = problems(|stack| {
        let web = group(stack);
        line = line!() + 1;
        stack.add("all", SecurityGroupRule::egress(&web).all_traffic().to_cidr("0.0.0.0/0"));
        stack.add("web", SecurityGroupRule::ingress(&web).tcp(8080).from_cidr("0.0.0.0/0"));
        stack.add("self", SecurityGroupRule::ingress(&web).tcp(8080).from_group(&web));
        stack.add(
            "all-again",
            SecurityGroupRule::egress(&web).all_traffic().to_cidr("0.0.0.0/0").description("Again"),
        );
        stack.add("web-again", SecurityGroupRule::ingress(&web).tcp(8080).from_cidr("0.0.0.0/0"));
        stack.add("self-again", SecurityGroupRule::ingress(&web).tcp(8080).from_group(&web));
        stack.add("other-port", SecurityGroupRule::ingress(&web).tcp(8081).from_cidr("0.0.0.0/0"));
        stack.add("other-way", SecurityGroupRule::egress(&web).tcp(8080).to_cidr("0.0.0.0/0"));
    });
    let expected = [("all", line), ("web", line + 1), ("self", line + 2)].map(|(name, line)| {
        format!(
            "error: ec2.SecurityGroupRule.{name}-again: is the same rule as ec2.SecurityGroupRule.{name}, \
             declared at {}:{line}\n  \
             hint: keep one: AWS refuses a rule that a group has already",
            file!()
        )
    });
    assert_eq!(found, expected);
}

#[test]
fn rules_whose_other_side_is_not_known_yet_are_not_compared() {
    let found = problems(|stack| {
        let web = group(stack);
        let computed = || web.id.map(|id| id);
        stack.add("one", SecurityGroupRule::ingress(&web).tcp(8080).from_group(computed()));
        stack.add("two", SecurityGroupRule::ingress(&web).tcp(8080).from_group(computed()));
    });
    assert_eq!(found, [""; 0]);
}
