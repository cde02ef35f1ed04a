//! Policy documents: JSON text to and from values, and whether two of them say the same.
//!
//! AWS keeps a document's meaning, not its writing: an account's number comes back as the ARN of its root, a list of one
//! as the one, and lists in another order. What says the same as what was applied is observed as it was applied, so
//! that it is no difference; what says something else is observed as AWS has it.

use ironwright_core::{Map, Value};

/// A document among inputs as AWS takes it.
pub(crate) fn text(inputs: &Map, name: &str) -> Option<String> {
    inputs.get(name).map(|value| value.to_public_json().to_string())
}

/// A document that AWS gives back as JSON text.
pub(crate) fn parsed(text: &str) -> Option<Value> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(Value::from_plain_json(&json))
}

/// A policy as it was applied if AWS's says the same, else as AWS has it.
pub(crate) fn as_applied(policy: Option<Value>, applied: Option<&Value>) -> Option<Value> {
    let policy = policy?;
    match applied {
        Some(applied) if canonical(applied) == canonical(&policy) => Some(applied.clone()),
        _ => Some(policy),
    }
}

/// A text of JSON as it was applied if AWS's says the same, else as AWS has it.
pub(crate) fn json_as_applied(text: Option<&str>, applied: Option<&Value>) -> Option<Value> {
    let text = text?;
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    match applied.and_then(Value::as_text).zip(json(text)) {
        Some((applied, found)) if json(applied).as_ref() == Some(&found) => Some(Value::text(applied)),
        _ => Some(Value::text(text)),
    }
}

/// A policy in the one form that all documents have that say the same.
fn canonical(policy: &Value) -> serde_json::Value {
    let mut json = policy.to_public_json();
    if let Some(statements) = json.get_mut("Statement") {
        let mut list = items(statements.take());
        list.iter_mut().for_each(statement);
        *statements = list.into();
    }
    json
}

fn statement(statement: &mut serde_json::Value) {
    for member in ["Action", "NotAction", "Resource", "NotResource"] {
        if let Some(value) = statement.get_mut(member) {
            sort(value);
        }
    }
    for member in ["Principal", "NotPrincipal"] {
        if let Some(value) = statement.get_mut(member) {
            if value == "*" {
                *value = serde_json::json!({ "AWS": "*" });
            }
            members(value).for_each(sort);
        }
    }
    if let Some(conditions) = statement.get_mut("Condition") {
        members(conditions).flat_map(members).for_each(sort);
    }
}

fn members(value: &mut serde_json::Value) -> impl Iterator<Item = &mut serde_json::Value> {
    value.as_object_mut().into_iter().flat_map(|map| map.values_mut())
}

/// Makes a text or a list of texts a list in order, accounts by their numbers.
fn sort(value: &mut serde_json::Value) {
    let plain = |item: serde_json::Value| match item {
        serde_json::Value::String(text) => root_of(&text).map(str::to_owned).unwrap_or(text),
        other => other.to_string(),
    };
    let mut texts: Vec<String> = items(value.take()).into_iter().map(plain).collect();
    texts.sort();
    *value = texts.into();
}

fn items(value: serde_json::Value) -> Vec<serde_json::Value> {
    match value {
        serde_json::Value::Array(items) => items,
        one => vec![one],
    }
}

/// The account whose root an ARN names.
fn root_of(arn: &str) -> Option<&str> {
    let (_, account) = arn.strip_suffix(":root")?.strip_prefix("arn:")?.split_once(":iam::")?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(applied: &str, aws: &str) -> bool {
        let (applied, aws) = (parsed(applied).expect("JSON"), parsed(aws).expect("JSON"));
        as_applied(Some(aws), Some(&applied)) == Some(applied)
    }

    #[test]
    fn what_aws_writes_in_another_way_is_observed_as_it_was_applied() {
        let applied = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["b:Y","a:X"],
            "Principal":{"AWS":["473251818902","974531504241"]},"Condition":{"Bool":{"aws:SecureTransport":true}}}]}"#;
        let aws = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["a:X","b:Y"],
            "Principal":{"AWS":["arn:aws:iam::974531504241:root","arn:aws:iam::473251818902:root"]},
            "Condition":{"Bool":{"aws:SecureTransport":"true"}}}}"#;
        assert!(observed(applied, aws));
        assert!(observed(
            r#"{"Statement":[{"Principal":"*"}]}"#,
            r#"{"Statement":[{"Principal":{"AWS":["*"]}}]}"#
        ));
    }

    #[test]
    fn what_says_something_else_is_observed_as_aws_has_it() {
        let of = |action: &str, account: &str| {
            format!(r#"{{"Statement":[{{"Action":"{action}","Principal":{{"AWS":"{account}"}}}}]}}"#)
        };
        assert!(!observed(&of("a:X", "473251818902"), &of("a:Y", "473251818902")));
        assert!(!observed(&of("a:X", "473251818902"), &of("a:X", "arn:aws:iam::974531504241:root")));
        assert!(!observed(&of("a:X", "473251818902"), &of("a:X", "arn:aws:iam::473251818902:role/root")));
    }
}
