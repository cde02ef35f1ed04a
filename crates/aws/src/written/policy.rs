//! A policy as a program writes it, with statements, principals and conditions.

use std::fmt::Write as _;

use ironwright_core::Value;

/// `iam::PolicyDocument::new().statement(…)`; nothing when the document holds what the builders do not say.
pub(super) fn document(document: &Value, indent: usize) -> Option<String> {
    let members = document.as_map()?;
    let said = |name: &str| name == "Version" || name == "Statement";
    if members.keys().any(|name| !said(name)) || document.get("Version")?.as_text() != Some("2012-10-17") {
        return None;
    }
    let statements = match document.get("Statement")? {
        Value::List(items) => items.to_vec(),
        one => vec![one.clone()],
    };
    let mut text = "iam::PolicyDocument::new()".to_owned();
    for each in &statements {
        let inner = indent + 4;
        let each = statement(each, inner + 4)?;
        let _ = write!(text, "\n{:indent$}.statement(\n{:inner$}{each},\n{:indent$})", "", "", "");
    }
    Some(text)
}

fn statement(statement: &Value, indent: usize) -> Option<String> {
    let mut text = match statement.get("Effect")?.as_text()? {
        "Allow" => "iam::Statement::allow()".to_owned(),
        "Deny" => "iam::Statement::deny()".to_owned(),
        _ => return None,
    };
    let mut calls = Vec::new();
    let mut chain = |call: String| calls.push(format!("\n{:indent$}.{call}", ""));
    for (name, value) in statement.as_map()? {
        match &**name {
            "Effect" => {}
            "Sid" => chain(format!("sid({:?})", value.as_text()?)),
            "Action" => chain(call("action", &texts(value)?)),
            "NotAction" => chain(format!("not_actions({:?})", texts(value)?)),
            "Resource" => chain(call("resource", &texts(value)?)),
            "NotResource" => chain(format!("not_resources({:?})", texts(value)?)),
            "Principal" => principals(value)?.into_iter().for_each(|who| chain(format!("principal({who})"))),
            "Condition" => conditions(value)?.into_iter().for_each(|it| chain(format!("condition({it})"))),
            _ => return None,
        }
    }
    text.push_str(&calls.concat());
    Some(text)
}

/// `action("…")` for one, `actions([…])` for many.
fn call(one: &str, words: &[String]) -> String {
    match words {
        [word] => format!("{one}({word:?})"),
        words => format!("{one}s({words:?})"),
    }
}

/// One text or a list of them.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::List(items) => items.iter().map(|item| Some(item.as_text()?.to_owned())).collect(),
        one => Some(vec![one.as_text()?.to_owned()]),
    }
}

fn principals(value: &Value) -> Option<Vec<String>> {
    let Value::Map(kinds) = value else { return None };
    let mut all = Vec::new();
    for (kind, ids) in kinds.iter() {
        let constructor = match &**kind {
            "Service" => "service",
            "AWS" => "aws",
            "Federated" => "federated",
            _ => return None,
        };
        all.extend(texts(ids)?.into_iter().map(|id| format!("iam::Principal::{constructor}({id:?})")));
    }
    Some(all)
}

fn conditions(value: &Value) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for (operator, keys) in value.as_map()? {
        let constructor = constructor(operator)?;
        for (key, values) in keys.as_map()? {
            let mut values = texts(values)?.into_iter();
            let first = values.next()?;
            let others: Vec<String> = values.map(|value| format!(".or({value:?})")).collect();
            all.push(format!("iam::Condition::{constructor}({key:?}, {first:?}){}", others.concat()));
        }
    }
    Some(all)
}

/// `StringEquals` is `string_equals`; operators with `IfExists` or for sets of values are written by hand.
fn constructor(operator: &str) -> Option<String> {
    const KNOWN: [&str; 20] = [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "ArnEquals",
        "ArnNotEquals",
        "ArnLike",
        "ArnNotLike",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
        "Bool",
        "IpAddress",
        "NotIpAddress",
        "Null",
    ];
    let known = KNOWN.iter().find(|known| **known == operator)?;
    let mut name = String::new();
    for letter in known.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    Some(name)
}
