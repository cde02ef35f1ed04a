//! Log groups.

mod common;

use common::problems;
use ironwright_aws::logs::LogGroup;

#[test]
fn a_log_group_without_a_mistake_is_taken() {
    assert_eq!(
        problems(|stack| {
            stack.add("a", LogGroup::new("/ecs/web_1.x#2-b"));
            stack.add("b", LogGroup::new("b").retention_in_days(3653).tag("Name", "b"));
        }),
        [""; 0]
    );
}

#[test]
fn a_retention_that_aws_does_not_offer_is_refused_with_those_it_does() {
    assert_eq!(
        problems(|stack| {
            stack.add("poc", LogGroup::new("poc").retention_in_days(31));
        }),
        [
            "error: logs.LogGroup.poc: retention_in_days: 31 is none of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, \
          400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653\n  \
           hint: For how many days events are kept. They are \
          kept for ever when it is not set"
        ]
    );
}

#[test]
fn a_name_that_aws_does_not_take_is_refused() {
    let found = problems(|stack| {
        stack.add("space", LogGroup::new("two words"));
        stack.add("empty", LogGroup::new(""));
        stack.add("longest", LogGroup::new("x".repeat(512).as_str()));
        stack.add("long", LogGroup::new("y".repeat(513).as_str()));
    });
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found[0].contains("\"two words\" is not a name of letters, digits and `.-_/#`"), "{found:#?}");
    assert!(found[1].contains("\"\" has 0 characters, AWS takes 1 to 512"), "{found:#?}");
    assert!(
        found[2].starts_with("error: logs.LogGroup.empty: log_group_name: \"\" is not a name"),
        "{found:#?}"
    );
    assert!(found[3].contains("has 513 characters, AWS takes 1 to 512"), "{found:#?}");
}

#[test]
fn two_log_groups_of_one_name_are_both_named() {
    let found = problems(|stack| {
        stack.add("first", LogGroup::new("poc"));
        stack.add("second", LogGroup::new("poc"));
    });
    assert_eq!(found.len(), 1);
    let start =
        "error: logs.LogGroup.second: has the same log_group_name as logs.LogGroup.first, declared at ";
    assert!(found[0].starts_with(start), "{found:#?}");
}
