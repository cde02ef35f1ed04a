//! Values of every shape: long ones, wide ones, secret ones, nested ones.

use ironwright_aws::{iam, logs};
use ironwright_core::builtin::Record;
use ironwright_core::expression::Expression;
use ironwright_core::{Document, Output, Secret, Stack, Value};
use serde_json::json;

use super::{Case, actions};

pub(super) fn cases() -> Vec<Case> {
    texts().into_iter().chain(nested()).collect()
}

/// Texts, and what is shown in their place.
fn texts() -> Vec<Case> {
    vec![
        Case::change(
            "outputs",
            "Outputs come, go and change; one is secret, one is not known yet.",
            |stack| {
                stack.output("endpoint", "https://www.example.com/old".to_owned());
                stack.output("gone", 1i64);
                stack.output("password", Secret::new("hunter2".to_owned()));
                stack.output("zones", zones(&["a", "b"]));
            },
            |stack| {
                let group = stack.add("web", logs::LogGroup::new("web"));
                stack.output("arn", &group.arn);
                stack.output("endpoint", "https://www.example.com/new".to_owned());
                stack.output("password", Secret::new("swordfish".to_owned()));
                stack.output("zones", zones(&["a", "b", "c"]));
            },
        ),
        Case::change(
            "script",
            "A text of several lines differs in two of them.",
            |stack| record(stack, &json!(SCRIPT)),
            |stack| {
                record(
                    stack,
                    &json!(SCRIPT.replace("echo ready", "echo all is ready").replace("-u", "-eux")),
                );
            },
        ),
        Case::change(
            "long-text",
            "A long sentence differs in one word.",
            |stack| described(stack, "starts"),
            |stack| described(stack, "supervises"),
        ),
        Case::change(
            "long-arn",
            "An identifier that is longer than a line is not broken.",
            |stack| record(stack, &json!({ "role": arn("one") })),
            |stack| record(stack, &json!({ "role": arn("another"), "also": arn("a-third") })),
        ),
    ]
}

/// Values in values, and of several types.
fn nested() -> Vec<Case> {
    vec![
        Case::change(
            "nested",
            "Lists of blocks without keys: one changes, two come, one goes.",
            |stack| {
                record(
                    stack,
                    &json!({ "routes": [
                        { "path": "/", "port": 80, "weight": 1, "hosts": ["a", "b"] },
                        { "path": "/old", "port": 81, "weight": 1 },
                        { "path": "/static", "port": 82, "weight": 1 },
                    ] }),
                );
            },
            |stack| {
                record(
                    stack,
                    &json!({ "routes": [
                        { "path": "/", "port": 8080, "weight": 1, "hosts": ["a", "b", "c"] },
                        { "path": "/static", "port": 82, "weight": 1 },
                        { "path": "/new", "port": 83, "weight": 2 },
                        { "path": "/newer", "port": 84, "weight": 2 },
                    ] }),
                );
            },
        ),
        Case::change(
            "types",
            "A value becomes one of another type, and nothing becomes something.",
            |stack| record(stack, &json!({ "a": 1, "b": "text", "c": [1, 2], "d": null, "e": {}, "f": 0.5 })),
            |stack| {
                record(
                    stack,
                    &json!({ "a": "1", "b": ["text"], "c": { "x": 1 }, "d": true, "e": [], "f": 1.5 }),
                );
            },
        ),
        Case::change(
            "wide-letters",
            "Letters that take two columns, and such as a terminal would obey.",
            |stack| record(stack, &json!({ "title": "監視サービスの記録グループ", "escape": "plain" })),
            |stack| {
                let title = "監視サービスの記録グループ と 監査の記録グループ と 請求の記録グループ と 検索の記録グループ";
                record(stack, &json!({ "title": title, "escape": "\u{1b}[31mred\u{7}\u{202e}" }));
            },
        ),
        Case {
            meanwhile: |state, seen| {
                actions::change(state, seen, "logs.LogGroup.web", "retention_in_days", Value::Int(3));
            },
            ..Case::change(
                "drift-and-more",
                "What changed outside is set right, beside a change of the program.",
                |stack| {
                    stack.add("web", logs::LogGroup::new("web").retention_in_days(30u32));
                },
                |stack| {
                    let group = logs::LogGroup::new("web").retention_in_days(30u32);
                    stack.add("web", group.tag("team", "web"));
                },
            )
        },
    ]
}

const SCRIPT: &str = "#!/bin/sh\nset -u\n\nfor zone in a b c; do\n    mkdir -p /srv/$zone\ndone\n\necho ready\nexec sleep infinity\n";

fn record(stack: &mut Stack, value: &serde_json::Value) {
    let value = Expression::Value(Value::from_plain_json(value));
    stack.add("kept", Record::of(Output::<Document>::new(value)));
}

fn zones(names: &[&str]) -> Output<Vec<String>> {
    Output::new(Expression::Value(Value::list(names.iter().map(|name| Value::text(*name)))))
}

fn described(stack: &mut Stack, does: &'static str) {
    let trust = iam::Statement::allow().action("sts:AssumeRole");
    let trust = trust.principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
    let role = iam::Role::new("tasks", iam::PolicyDocument::new().statement(trust));
    let description = format!(
        "What the agent that {does} the containers of the public web site may do: pull images from the registry of the \
         platform team, and write to the log groups of the service"
    );
    stack.add("tasks", role.description(description));
}

fn arn(name: &str) -> String {
    format!(
        "arn:aws:iam::123456789012:role/service-role/teams/platform/delivery/a-role-with-a-long-name-{name}"
    )
}
