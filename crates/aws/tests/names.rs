//! Names that AWS does not tell apart by the case of their letters, and those that it does.

mod common;

use common::problems;
use ironwright_aws::{ec2, ecs, iam, logs};
use ironwright_core::{Stack, cidr};
use ironwright_testkit::testing::World;

type Declared = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn trust() -> iam::PolicyDocument {
    let tasks = iam::Principal::service("ecs-tasks.amazonaws.com");
    iam::PolicyDocument::new().statement(iam::Statement::allow().action("sts:AssumeRole").principal(tasks))
}

fn reading() -> iam::PolicyDocument {
    iam::PolicyDocument::new().statement(iam::Statement::allow().action("s3:GetObject").resource("*"))
}

/// The first line of each problem, without where the other one was declared.
fn first_lines(declare: impl FnOnce(&mut Stack)) -> Vec<String> {
    let lines = problems(declare).into_iter().map(|problem| {
        let line = problem.lines().next().unwrap_or_default();
        line.split(", declared at").next().unwrap_or_default().to_owned()
    });
    lines.collect()
}

#[test]
fn names_of_iam_and_of_security_groups_are_one_whatever_their_case() {
    let found = first_lines(|stack| {
        for (logical, name) in [("one", "frontend"), ("two", "Frontend")] {
            stack.add(logical, iam::Role::new(name, trust()));
            stack.add(logical, iam::Group::new(name));
            stack.add(logical, iam::Policy::new(name, reading()));
        }
        let network = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
        for (logical, name) in [("one", "web servers"), ("two", "Web Servers")] {
            stack.add(logical, ec2::SecurityGroup::new(&network, name, "web"));
        }
    });
    assert_eq!(
        found,
        [
            "error: iam.Role.two: has the same role_name as iam.Role.one",
            "error: iam.Group.two: has the same group_name as iam.Group.one",
            "error: iam.Policy.two: has the same policy_name as iam.Policy.one",
            "error: ec2.SecurityGroup.two: has the same vpc_id and group_name as ec2.SecurityGroup.one",
        ]
    );
}

#[test]
fn a_policy_of_one_role_is_one_however_the_role_is_written() {
    let found = first_lines(|stack| {
        for (logical, role) in [("one", "frontend"), ("two", "Frontend")] {
            stack.add(logical, iam::RolePolicy::new(role, "read", reading()));
            let policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
            stack.add(logical, iam::GroupPolicyAttachment::new(role, policy));
        }
    });
    assert_eq!(
        found,
        [
            "error: iam.RolePolicy.two: has the same role_name and policy_name as iam.RolePolicy.one",
            "error: iam.GroupPolicyAttachment.two: has the same group_name and policy_arn as \
             iam.GroupPolicyAttachment.one",
        ]
    );
}

#[test]
fn names_of_other_services_differ_by_case() {
    let found = problems(|stack| {
        for (logical, name) in [("one", "web"), ("two", "Web")] {
            stack.add(logical, logs::LogGroup::new(name));
            stack.add(logical, ecs::Cluster::new(name));
        }
    });
    assert_eq!(found, [""; 0]);
}

/// Two groups, the name of the second of which is known late.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn late(stack: &mut Stack, (): &()) -> Declared {
    let network = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    let upper = network.id.map(|id| ec2::VpcId::from(id.to_string().to_uppercase().as_str()));
    stack.add("one", ec2::SecurityGroup::new(&network, ironwright_core::text!("of {}", network.id), "web"));
    stack.add("two", ec2::SecurityGroup::new(&network, ironwright_core::text!("of {}", upper), "web"));
    Ok(())
}

#[test]
fn names_that_are_known_late_are_refused_by_the_rehearsal_cloud() {
    let report = World::new("late").up(late, &()).expect("a run");
    let failed = &report.outcome.failed;
    assert_eq!(failed.len(), 1, "{report}");
    assert!(failed[0].message.contains("exists already"), "{}", failed[0].message);
}
