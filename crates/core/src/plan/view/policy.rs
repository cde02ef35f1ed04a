//! A statement of a policy as a sentence: who may do what with what, and when.
//!
//! Only a statement that the sentence says whole becomes one: whoever signs it must not have to wonder what is missing.

use crate::{Map, Value};

/// The sentence, `Allow s3:GetObject on arn:…:bucket/*`; nothing for what is no statement, or more than one says.
pub(super) fn sentence(statement: &Value) -> Option<String> {
    const KNOWN: [&str; 9] = [
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Principal",
        "NotPrincipal",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let Value::Map(members) = statement else { return None };
    if members.keys().any(|name| !KNOWN.contains(&&**name)) {
        return None;
    }
    let Value::Text(effect) = members.get("Effect")? else { return None };
    let actions = either(members, "Action", "NotAction", words)?;
    let mut sentence = format!("{} {actions}", word(effect));
    if let Some(principals) = optional(members, "Principal", "NotPrincipal", principals)? {
        sentence = format!("{sentence} to {principals}");
    }
    if let Some(resources) = optional(members, "Resource", "NotResource", words)? {
        sentence = format!("{sentence} on {resources}");
    }
    match members.get("Condition") {
        Some(condition) => Some(format!("{sentence} if {}", conditions(condition)?)),
        None => Some(sentence),
    }
}

/// What one of two members says; nothing where it is not exactly one.
fn either(members: &Map, name: &str, not: &str, say: fn(&Value) -> Option<String>) -> Option<String> {
    match (members.get(name), members.get(not)) {
        (Some(value), None) => say(value),
        (None, Some(value)) => Some(format!("everything but {}", say(value)?)),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// What one of two members says, where there is one: the outer nothing is what cannot be said.
#[expect(clippy::option_option, reason = "what is absent and what cannot be said are two things")]
fn optional(
    members: &Map,
    name: &str,
    not: &str,
    say: fn(&Value) -> Option<String>,
) -> Option<Option<String>> {
    if members.get(name).is_none() && members.get(not).is_none() {
        return Some(None);
    }
    either(members, name, not, say).map(Some)
}

fn words(value: &Value) -> Option<String> {
    joined(value, ", ")
}

fn joined(value: &Value, by: &str) -> Option<String> {
    match value {
        Value::Text(text) => Some(word(text)),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Secret(_) | Value::Unknown(_) => {
            Some(value.to_string())
        }
        Value::List(items) if !items.is_empty() => {
            let is_nested = |item: &Value| matches!(item, Value::List(_) | Value::Map(_) | Value::Null);
            if items.iter().any(is_nested) {
                return None;
            }
            Some(items.iter().map(|item| joined(item, by)).collect::<Option<Vec<_>>>()?.join(by))
        }
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// `Service tasks.example.com and AWS 123456789012`.
fn principals(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if **text == *"*" => Some("everybody".to_owned()),
        Value::Map(kinds) if !kinds.is_empty() => {
            let of_kind = |(kind, who): (_, &Value)| Some(format!("{kind} {}", words(who)?));
            Some(kinds.iter().map(of_kind).collect::<Option<Vec<_>>>()?.join(" and "))
        }
        _ => None,
    }
}

/// `StringEquals key = a or b and Bool other = true`.
fn conditions(value: &Value) -> Option<String> {
    let Value::Map(operators) = value else { return None };
    let mut said = Vec::new();
    for (operator, keys) in operators.iter() {
        let Value::Map(keys) = keys else { return None };
        for (key, values) in keys.iter() {
            said.push(format!("{operator} {key} = {}", joined(values, " or ")?));
        }
    }
    if said.is_empty() { None } else { Some(said.join(" and ")) }
}

/// A text without quotes, where it cannot be mistaken for something else.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | ',');
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { format!("{text:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> Option<String> {
        sentence(&Value::from_plain_json(&serde_json::from_str(json).expect("JSON")))
    }

    #[test]
    fn a_statement_says_who_may_do_what_with_what_and_when() {
        for (json, says) in [
            (r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#, "Allow s3:GetObject on *"),
            (
                r#"{"Sid": "A", "Effect": "Deny", "NotAction": ["s3:Get*", "s3:List*"], "Resource": ["a", "b c"]}"#,
                "Deny everything but s3:Get*, s3:List* on a, \"b c\"",
            ),
            (
                r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "tasks.example.com"},
                    "Condition": {"StringEquals": {"org": ["a", "b"]}, "Bool": {"mfa": true}}}"#,
                "Allow sts:AssumeRole to Service tasks.example.com if Bool mfa = true and StringEquals org = a or b",
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:Get", "Principal": "*", "NotResource": "x"}"#,
                "Allow s3:Get to everybody on everything but x",
            ),
        ] {
            assert_eq!(said(json).as_deref(), Some(says));
        }
    }

    #[test]
    fn what_a_sentence_would_leave_out_makes_none() {
        for json in [
            r#"{"Effect": "Allow", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "a", "Resource": "*", "Novel": 1}"#,
            r#"{"Effect": "Allow", "Action": {"a": 1}, "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "a", "NotAction": "b"}"#,
            r#"{"Effect": "Allow", "Action": "a", "Condition": {}}"#,
            r#"{"rulePriority": 1}"#,
        ] {
            assert_eq!(said(json), None, "{json}");
        }
    }
}
