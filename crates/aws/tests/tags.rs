//! Tags that AWS takes from nobody are errors of the plan, wherever they come from.

mod common;

use common::problems;
use ironwright_aws::{ec2, ecr, ecs, iam, logs, registry};
use ironwright_core::kind::Limit;
use ironwright_core::{Secret, Stack, cidr, text};
use ironwright_testkit::testing::World;

type Declared = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn role() -> iam::Role {
    let tasks = iam::Principal::service("ecs-tasks.amazonaws.com");
    let trust = iam::Statement::allow().action("sts:AssumeRole").principal(tasks);
    iam::Role::new("tasks", iam::PolicyDocument::new().statement(trust))
}

/// What is wrong with a repository that has this tag.
fn of_repository(name: &str, value: &str) -> Vec<String> {
    problems(|stack| {
        stack.add("nginx", ecr::Repository::new("nginx").tag(name, value));
    })
}

#[test]
fn every_kind_that_takes_tags_says_what_its_service_takes() {
    for kind in registry().0.iter().filter(|kind| kind.takes_tags()) {
        let limits = kind.input("tags").map(|field| field.limits).unwrap_or_default();
        assert!(matches!(limits, [Limit::Tags(_)]), "{} does not say which tags it takes", kind.name);
    }
}

#[test]
fn names_that_belong_to_aws_and_to_ironwright_are_refused_in_any_case() {
    let aws = |name: &str| {
        format!(
            "error: ecr.Repository.nginx: tags[{name:?}]: `aws:…` is AWS's own, and not yours to set\n  \
             hint: choose another name"
        )
    };
    let ours = |name: &str| {
        format!(
            "error: ecr.Repository.nginx: tags[{name:?}]: `ironwright:…` says which stack a resource belongs to, and \
             is not yours to set\n  hint: choose another name: Ironwright sets these tags by itself"
        )
    };
    for name in ["aws:cost", "AWS:cost", "Aws:"] {
        assert_eq!(of_repository(name, "x"), [aws(name)]);
    }
    for name in ["ironwright:token", "Ironwright:stack", "IRONWRIGHT:x"] {
        assert_eq!(of_repository(name, "x"), [ours(name)]);
    }
    for name in ["aws", "aws-cost", "ironwright", "awsé:"] {
        assert_eq!(of_repository(name, "x"), [""; 0], "{name}");
    }
}

#[test]
fn a_value_does_not_begin_as_those_of_aws_where_the_service_minds() {
    assert_eq!(
        of_repository("from", "AWS:x"),
        [
            "error: ecr.Repository.nginx: tags[\"from\"]: the value begins with `aws:`, as only AWS's own do\n  \
          hint: begin it with something else"
        ]
    );
    let network = problems(|stack| {
        stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("from", "aws:x"));
    });
    assert_eq!(network, [""; 0]);
}

#[test]
fn a_tag_has_a_name_and_may_have_an_empty_value() {
    assert_eq!(
        of_repository("", "x"),
        [
            "error: ecr.Repository.nginx: tags[\"\"]: a tag needs a name\n  hint: write one: `.tag(\"team\", \"web\")`"
        ]
    );
    assert_eq!(of_repository("team", ""), [""; 0]);
}

#[test]
fn lengths_are_counted_in_characters_and_long_names_are_shortened() {
    let (longest, value) = ("ñ".repeat(128), "v".repeat(256));
    assert_eq!(of_repository(&longest, &value), [""; 0]);
    let found = of_repository(&"n".repeat(129), &"v".repeat(257));
    let path = format!("error: ecr.Repository.nginx: tags[\"{}…\"]", "n".repeat(48));
    assert_eq!(
        found,
        [
            format!("{path}: the name has 129 characters, AWS takes 128\n  hint: shorten the name"),
            format!("{path}: the value has 257 characters, AWS takes 256\n  hint: shorten the value"),
        ]
    );
}

#[test]
fn fifty_tags_are_counted_with_the_three_that_say_whose_a_resource_is() {
    let with = |count: usize| {
        problems(|stack| {
            stack.default_tag("team", "web");
            let group = (1..count)
                .fold(logs::LogGroup::new("web"), |group, number| group.tag(&format!("tag-{number}"), "x"));
            stack.add("web", group);
        })
    };
    assert_eq!(with(47), [""; 0]);
    assert_eq!(
        with(49),
        [
            "error: logs.LogGroup.web: tags: there are 49 tags, 52 with the 3 that Ironwright adds; AWS takes 50\n  \
          hint: leave out 2; default tags count too"
        ]
    );
}

#[test]
fn characters_are_those_of_the_service() {
    let hint = "hint: write it with letters, digits, spaces and `_.:/=+-@`";
    assert_eq!(
        of_repository("R&D", "blue (green)"),
        [
            format!(
                "error: ecr.Repository.nginx: tags[\"R&D\"]: the name \"R&D\" has '&', which AWS does not take here\n  {hint}"
            ),
            format!(
                "error: ecr.Repository.nginx: tags[\"R&D\"]: the value \"blue (green)\" has '(', which AWS does not \
                 take here\n  {hint}"
            ),
        ]
    );
    assert_eq!(of_repository("Équipe 7 _.:/=+-@", "日本 ٣"), [""; 0]);
    assert_eq!(of_repository("team", "a\tb").len(), 1);
    let network = problems(|stack| {
        stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("R&D", "blue (green)"));
    });
    assert_eq!(network, [""; 0], "EC2 takes every character");
}

#[test]
fn iam_does_not_tell_names_apart_by_case_and_others_do() {
    let found = problems(|stack| {
        stack.add("tasks", role().tag("Stage", "test").tag("stage", "test"));
        stack.add("nginx", ecr::Repository::new("nginx").tag("Stage", "test").tag("stage", "test"));
    });
    assert_eq!(
        found,
        [
            "error: iam.Role.tasks: tags[\"stage\"]: differs from \"Stage\" by the case of its letters only\n  \
          hint: keep one of the two: here AWS does not tell names apart by case"
        ]
    );
}

#[test]
fn a_default_tag_that_cannot_be_set_is_told_once_for_all_that_have_it() {
    let found = problems(|stack| {
        stack.default_tag("aws:cost", "1");
        stack.default_tag("Stage", "test");
        for name in ["a", "b", "c"] {
            stack.add(name, ecr::Repository::new(format!("images/{name}")));
        }
        stack.add("tasks", role().tag("stage", "prod"));
    });
    assert_eq!(
        found,
        [
            "error: ecr.Repository.a: tags[\"aws:cost\"]: `aws:…` is AWS's own, and not yours to set\n  \
             hint: \"aws:cost\" is a default tag of the stack or the settings: change it there",
            "error: iam.Role.tasks: tags[\"stage\"]: differs from \"Stage\" by the case of its letters only\n  \
             hint: keep one of the two: here AWS does not tell names apart by case",
        ]
    );
}

#[test]
fn everything_wrong_is_told_at_once_and_a_secret_value_is_not_shown() {
    let found = problems(|stack| {
        let secret = Secret::new("hunter2 (blue)".to_owned());
        stack.add("web", ecs::Cluster::new("web").tag("aws:x", "").tag("", "").tag("password", &secret));
    });
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(!found.concat().contains("hunter2"), "{found:#?}");
}

/// A repository that carries a VPC's id, which is known late, between other characters.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn late(stack: &mut Stack, (before, after): &(&str, &str)) -> Declared {
    let network = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    let value = text!("{}{}{}", *before, network.id, *after);
    stack.add("nginx", ecr::Repository::new("nginx").tag("network", &value));
    Ok(())
}

#[test]
fn a_value_that_is_known_late_is_looked_at_before_the_call() {
    let mut world = World::new("late");
    assert!(world.preview(late, &("aws:", "")).is_ok(), "it is not known yet");
    let report = world.up(late, &("aws:", "")).expect("a run");
    let failed = &report.outcome.failed;
    assert_eq!(failed.len(), 1, "{report}");
    assert!(
        failed[0].message.contains("tags[\"network\"]: the value begins with `aws:`"),
        "{}",
        failed[0].message
    );
    assert!(world.up(late, &("in ", "")).expect("a run").outcome.is_complete());
    // What is known by now is an error of the plan.
    assert!(world.preview(late, &("", " (main)")).is_err());
}
