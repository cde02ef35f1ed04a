//! What holds for whatever a plan shows: it fits, it shows that something changes, and it shows no secret.

use ironwright_core::Value;
use ironwright_core::diff::PropertyChange;
use ironwright_core::plan::Plan;
use ironwright_core::plan::view::{Detail, Layout};
use proptest::prelude::*;

use super::*;

/// What is secret here; some values hold it in the open.
const SECRET: &str = "hunter2-and-more";

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(SECRET.to_owned()),
        "[a-c /:-]{0,40}",
        "(line [ab]\n){0,4}",
        Just("漢字の名前 und é \u{1b}[31m".to_owned()),
        Just(
            "arn:cloud:service:region:123456789012:thing/with/a/long/path/that/no/line/has/room/for/x"
                .to_owned()
        ),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (0..20i64).prop_map(Value::Int),
        texts().prop_map(Value::from),
        Just(Value::from(SECRET).into_secret()),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let members = prop::collection::btree_map("Sid|Effect|Action|[a-c]{1,3}|a b", inner.clone(), 0..5);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::list),
            members.prop_map(|map| {
                // What tells statements apart is in the open.
                let named = |name: &str, value| if name == "Sid" { Value::from("a name") } else { value };
                let members =
                    map.into_iter().map(|(name, value)| (name.as_str().into(), named(&name, value)));
                Value::map(members.collect())
            }),
            inner.prop_map(Value::into_secret),
        ]
    })
}

fn role(policy: Value) -> impl FnOnce(&mut Stack) {
    move |stack| {
        let policy: Input<Document> = Input::new(Expression::Value(policy));
        stack.add("deploy", Role::new("deploy").policy(policy));
    }
}

fn text_of(plan: &Plan, detail: Detail, width: Option<usize>) -> String {
    let lines = plan.view(Layout { detail, width });
    lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_difference_is_shown_within_the_width_and_without_secrets(before in values(), after in values()) {
        let world = World::of(role(before));
        for plan in [World::new().plan(role(after.clone())), world.plan(role(after))] {
            for detail in [Detail::Brief, Detail::Full] {
                for width in [40, 60, 100] {
                    let text = text_of(&plan, detail, Some(width));
                    for line in text.lines() {
                        let words = line.split_whitespace().filter(|word| word.chars().count() > 1).count();
                        let fits = unicode_width::UnicodeWidthStr::width(line) <= width;
                        prop_assert!(fits || words <= 2, "{width}: {line}\n{text}");
                        prop_assert!(!line.chars().any(char::is_control), "{line:?}");
                    }
                    prop_assert!(!has_secret_of(&plan) || !text.contains(SECRET), "{text}");
                }
            }
            let text = text_of(&plan, Detail::Full, None);
            for step in plan.steps.iter().filter(|step| step.changes.iter().any(tells)) {
                let below = text.lines().filter(|line| line.starts_with("    "));
                let signed = below.filter(|line| line.trim_start().starts_with(['+', '-', '~'])).count();
                prop_assert!(signed > 0, "{:?}\n{text}", step.changes);
            }
        }
    }
}

/// Whether there is something on either side of a change: nothing in a secret's place is nothing to show.
fn tells(change: &PropertyChange) -> bool {
    let nothing = |value: &Value| match value.reveal() {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(members) => members.is_empty(),
        _ => false,
    };
    !(nothing(&change.before) && nothing(&change.after))
}

/// Whether every change says that the text is a secret.
fn has_secret_of(plan: &Plan) -> bool {
    plan.steps
        .iter()
        .flat_map(|step| &step.changes)
        .all(|change| knows(&change.before) || knows(&change.after))
}

fn knows(value: &Value) -> bool {
    match value {
        Value::Secret(inner) => inner.reveal().to_string().contains(SECRET),
        Value::List(items) => items.iter().any(knows),
        Value::Map(members) => members.values().any(knows),
        _ => false,
    }
}
