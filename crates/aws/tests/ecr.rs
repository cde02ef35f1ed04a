//! Repositories of images, their policies and their lifecycles.

mod common;

use common::problems;
use ironwright_aws::ecr::{
    EncryptionType, ImageTagMutability, LifecyclePolicy, LifecycleRule, LifecycleRules, Repository,
    RepositoryPolicy,
};
use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_core::{Document, Input};

const NO_PROBLEM: [&str; 0] = [];

#[test]
fn repositories_with_names_that_aws_takes_are_taken() {
    assert_eq!(
        problems(|stack| {
            for (i, name) in ["ab", "web/nginx", "a1.b2_c3-d4/e5", "web--nginx__1", &"x".repeat(256)]
                .into_iter()
                .enumerate()
            {
                let repository = Repository::new(name)
                    .image_tag_mutability(ImageTagMutability::Immutable)
                    .encryption_type(EncryptionType::Kms)
                    .force_delete(true)
                    .tag("Name", "x");
                stack.add(format!("it-{i}"), repository);
            }
        }),
        NO_PROBLEM
    );
}

#[test]
fn repository_names_that_aws_does_not_take_are_refused() {
    for (name, reason) in [
        ("Nginx", "is not a name of small letters"),
        ("/nginx", "is not a name of small letters"),
        ("web//nginx", "is not a name of small letters"),
        ("web-/nginx", "is not a name of small letters"),
        ("web___nginx", "is not a name of small letters"),
        ("n", "has 1 characters, AWS takes 2 to 256"),
        ("x".repeat(257).as_str(), "has 257 characters, AWS takes 2 to 256"),
    ] {
        let found = problems(|stack| {
            stack.add("it", Repository::new(name));
        });
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].starts_with("error: ecr.Repository.it: repository_name: "), "{found:?}");
        assert!(found[0].contains(reason), "{found:?}");
    }
}

#[test]
fn a_lifecycle_rule_is_the_document_that_ecr_reads() {
    let rule =
        LifecycleRule::expire_untagged_after(14).description("Expire untagged images older than 14 days");
    let Document(value) = Input::<Document>::from(rule).known().expect("known");
    assert_eq!(
        value.to_public_json().to_string(),
        concat!(
            r#"{"rules":[{"action":{"type":"expire"},"#,
            r#""description":"Expire untagged images older than 14 days","rulePriority":1,"#,
            r#""selection":{"countNumber":14,"countType":"sinceImagePushed","countUnit":"days","#,
            r#""tagStatus":"untagged"}}]}"#
        )
    );
}

#[test]
fn lifecycle_rules_stand_in_the_order_of_their_priority() {
    let rule = |priority, days| LifecycleRule::expire_untagged_after(days).priority(priority);
    let known = |rules: LifecycleRules| Input::<Document>::from(rules).known();
    let one_way = known(LifecycleRules::new().rule(rule(2, 30)).rule(rule(1, 14)));
    assert!(one_way.is_some());
    assert_eq!(one_way, known(LifecycleRules::new().rule(rule(1, 14)).rule(rule(2, 30))));
}

#[test]
fn lifecycle_rules_without_a_priority_or_a_day_of_their_own_are_refused() {
    let found = problems(|stack| {
        let nginx = stack.add("nginx", Repository::new("nginx"));
        let rules = LifecycleRules::new()
            .rule(LifecycleRule::expire_untagged_after(14))
            .rule(LifecycleRule::expire_untagged_after(0))
            .rule(LifecycleRule::expire_untagged_after(1).priority(0));
        stack.add("nginx", LifecyclePolicy::new(&nginx, rules));
    });
    assert_eq!(
        found,
        [
            "error: ecr.LifecyclePolicy.nginx: policy.rules[0].rulePriority: 0 is below 1\n  \
             hint: priorities count from 1",
            "error: ecr.LifecyclePolicy.nginx: policy.rules[2].rulePriority: 1 is the priority of rules[1] too\n  \
             hint: give each rule a priority of its own: `.priority(2)`",
            "error: ecr.LifecyclePolicy.nginx: policy.rules[2].selection.countNumber: 0 is below 1\n  \
             hint: an image is \
             kept for a day at least",
        ]
    );
}

#[test]
fn a_lifecycle_has_between_one_and_fifty_rules() {
    let with = |count: u32| {
        problems(|stack| {
            let nginx = stack.add("nginx", Repository::new("nginx"));
            let rule = |priority| LifecycleRule::expire_untagged_after(14).priority(priority);
            let rules = (1..=count).fold(LifecycleRules::new(), |rules, priority| rules.rule(rule(priority)));
            stack.add("nginx", LifecyclePolicy::new(&nginx, rules));
        })
    };
    let hint = "add one: `LifecycleRule::expire_untagged_after(14)`, or leave the policy out";
    let refusal = |count| {
        format!(
            "error: ecr.LifecyclePolicy.nginx: policy.rules: has {count} rules, AWS takes 1 to 50\n  \
             hint: {hint}"
        )
    };
    assert_eq!(with(0), [refusal(0)]);
    assert_eq!(with(1), NO_PROBLEM);
    assert_eq!(with(50), NO_PROBLEM);
    assert_eq!(with(51).len(), 1);
}

#[test]
fn a_repository_keeps_one_policy_of_each_sort() {
    let found = problems(|stack| {
        let nginx = stack.add("nginx", Repository::new("nginx"));
        for name in ["one", "two"] {
            stack.add(name, LifecyclePolicy::new(&nginx, LifecycleRule::expire_untagged_after(1)));
            let pull = Statement::allow().action("ecr:BatchGetImage").principal(Principal::anyone());
            stack.add(name, RepositoryPolicy::new(&nginx, PolicyDocument::new().statement(pull)));
        }
    });
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("ecr.LifecyclePolicy.two: has the same repository_name as"), "{found:#?}");
    assert!(found[1].contains("ecr.RepositoryPolicy.two: has the same repository_name as"), "{found:#?}");
}

#[test]
fn a_repository_policy_names_principals_and_no_resources() {
    let found = problems(|stack| {
        let nginx = stack.add("nginx", Repository::new("nginx"));
        let pull = Statement::allow().sid("new statement").action("ecr:BatchGetImage").resource(&nginx.arn);
        stack.add("nginx", RepositoryPolicy::new(&nginx, PolicyDocument::new().statement(pull)));
    });
    assert_eq!(
        found,
        [
            "error: ecr.RepositoryPolicy.nginx: policy.Statement[\"new statement\"]: has no principal\n  \
             hint: say who: \
             `.principal(Principal::service(\"ecs-tasks.amazonaws.com\"))`",
            "error: ecr.RepositoryPolicy.nginx: policy.Statement[\"new statement\"].Resource: takes no resource\n  \
             hint: leave it out: the policy is about what it belongs to",
        ]
    );
}

#[test]
fn a_repository_policy_over_its_size_is_refused() {
    let with = |count: usize| {
        problems(|stack| {
            let nginx = stack.add("nginx", Repository::new("nginx"));
            let statement = |i| {
                let principal = Principal::account(format!("{i:012}"));
                Statement::allow().action("ecr:BatchGetImage").principal(principal)
            };
            let document = PolicyDocument::new().statements((0..count).map(statement));
            stack.add("nginx", RepositoryPolicy::new(&nginx, document));
        })
    };
    assert_eq!(with(80), NO_PROBLEM);
    let found = with(150);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(": policy: has ") && found[0].contains("ECR takes 10240"), "{found:?}");
}
