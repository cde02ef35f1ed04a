//! Policies of small stacks.

use ironwright_aws::iam::{PolicyDocument, Principal, Role, Statement};
use ironwright_aws::{ec2, ecs, logs};
use ironwright_core::{Stack, cidr};

use super::*;
use crate::handler::OnAws as _;

fn role(name: &str) -> Role {
    let trust =
        Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"));
    Role::new(name, PolicyDocument::new().statement(trust))
}

fn london() -> Location {
    Location { account: "123456789012".into(), region: "eu-west-2".into() }
}

/// The policy of a task definition that gets one role for its execution, and perhaps one for its containers.
fn handing_on(location: Option<&Location>, own: Option<&str>) -> String {
    let mut stack = Stack::new("demo");
    let execution = stack.add("execution", role("execution").path("/web/"));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::Vcpu1, ecs::Memory::gib(2))
        .container(ecs::Container::new("nginx", "nginx"))
        .execution_role(&execution);
    stack.add("web", own.into_iter().fold(task, ecs::TaskDef::task_role));
    let graph = stack.graph().expect("a sound program");
    let node = graph.nodes().iter().find(|node| node.kind.name == "ecs.TaskDef").expect("is declared");
    let mut permissions = Permissions::new(&graph, location);
    permissions.add_handler(ecs::TaskDef::HANDLER, &[Verb::Create], &mut |handler| {
        known::inputs(&graph, node, location, handler)
    });
    permissions.to_json()
}

#[test]
fn a_role_that_is_handed_on_is_named_where_its_arn_follows_from_the_program() {
    let policy = handing_on(Some(&london()), Some("arn:aws:iam::123456789012:role/own"));
    let statement = r#"{
      "Sid": "PassRolesToEcsTasks",
      "Effect": "Allow",
      "Action": [
        "iam:PassRole"
      ],
      "Resource": [
        "arn:aws:iam::123456789012:role/own",
        "arn:aws:iam::123456789012:role/web/execution"
      ],
      "Condition": {
        "StringEquals": {
          "iam:PassedToService": "ecs-tasks.amazonaws.com"
        }
      }
    }"#;
    assert!(policy.contains(statement), "{policy}");
}

#[test]
fn a_role_whose_arn_nobody_knows_may_be_any() {
    let policy = handing_on(None, Some("arn:aws:iam::123456789012:role/own"));
    assert!(
        policy.contains("\"iam:PassRole\"\n      ],\n      \"Resource\": [\n        \"*\"\n"),
        "{policy}"
    );
}

#[test]
fn roles_in_other_partitions_have_arns_of_their_own() {
    let beijing = Location { account: "123456789012".into(), region: "cn-north-1".into() };
    let policy = handing_on(Some(&beijing), None);
    assert!(policy.contains("\"arn:aws-cn:iam::123456789012:role/web/execution\""), "{policy}");
}

#[test]
fn a_life_needs_every_verb_of_every_declared_kind_and_the_region_where_it_is_known() {
    let mut stack = Stack::new("demo");
    stack.add("web", logs::LogGroup::new("/web"));
    let graph = stack.graph().expect("a sound program");
    let everything = Permissions::for_life(&graph, Some(&london()));
    assert_eq!(
        everything.to_json(),
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Logs",
      "Effect": "Allow",
      "Action": [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource"
      ],
      "Resource": [
        "*"
      ],
      "Condition": {
        "StringEquals": {
          "aws:RequestedRegion": "eu-west-2"
        }
      }
    },
    {
      "Sid": "Sts",
      "Effect": "Allow",
      "Action": [
        "sts:GetCallerIdentity"
      ],
      "Resource": [
        "*"
      ]
    }
  ]
}"#
    );
    assert!(!Permissions::for_life(&graph, None).to_json().contains("Condition"));
}

#[test]
fn kinds_that_cannot_be_had_yet_are_named_instead_of_left_out_silently() {
    let mut stack = Stack::new("demo");
    stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    stack.add("web", ironwright_core::builtin::Record::new());
    let graph = stack.graph().expect("a sound program");
    let mut permissions = Permissions::for_life(&graph, None);
    assert_eq!(permissions.unknown().count(), 0);
    permissions.add(&NOT_YET, &[Verb::Read], &mut |_| Map::new());
    assert_eq!(permissions.unknown().collect::<Vec<_>>(), ["moon.Base"]);
}

/// A kind that nobody has a handler for.
static NOT_YET: Kind = Kind {
    name: "moon.Base",
    doc: "",
    page: "",
    cloudformation: None,
    id: "{hex:8}",
    inputs: &[],
    outputs: &[],
    unique: &[],
    distinct_by: &[],
    completes: &[],
    keeps: &[],
    replacement: ironwright_core::kind::Replacement::CreateFirst,
    adopted: false,
    local: false,
    ready_when: None,
    check: None,
    check_together: None,
    by_new: true,
    normal_form: None,
    behaviour: None,
};

#[test]
fn statements_are_named_by_letters_and_digits_alone() {
    assert_eq!(["ec2", "ecs-tasks"].map(sid), ["Ec2", "EcsTasks"]);
}

#[test]
fn a_step_that_makes_nothing_needs_no_role_to_be_handed_on() {
    let mut stack = Stack::new("demo");
    stack.add("own", role("own"));
    let graph = stack.graph().expect("a sound program");
    let mut permissions = Permissions::new(&graph, None);
    let mut asked = false;
    permissions.add_handler(ecs::TaskDef::HANDLER, &[Verb::Read, Verb::Delete], &mut |_| {
        asked = true;
        Map::new()
    });
    assert!(!asked && permissions.passed.is_empty());
}
