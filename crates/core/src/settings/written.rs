//! Settings as text: what a command line or a variable says of a list, of a map, of a struct.
//!
//! JSON and TOML are values: `["a", "b,c"]`, `{ size = 3 }`. Without brackets, commas part the items of a list and the
//! members of a map, `a, b` and `size=3, name=web`; an item in quotes keeps its commas.

use toml::de::{DeTable, DeValue};

use crate::{Map, Value};

/// The items that a text means.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn list(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('[') {
        return value(text);
    }
    Ok(Value::list(parts(text)?.into_iter().map(item).collect::<Result<Vec<_>, _>>()?))
}

/// The members that a text means.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn map(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with(['{', '[']) {
        return value(text);
    }
    let mut members = Map::new();
    for part in parts(text)? {
        let Some((name, value)) = part.split_once('=') else {
            return Err(format!(
                "`{part}` is no name with a value: write `{part}=…`, or `{{ … }}` as JSON or TOML"
            ));
        };
        members.insert(item(name.trim())?.as_text().unwrap_or_default().into(), item(value.trim())?);
    }
    Ok(Value::map(members))
}

/// One item: text as it is, unless quotes or brackets make it JSON or TOML.
fn item(text: &str) -> Result<Value, String> {
    if text.starts_with(['"', '\'', '[', '{']) { value(text) } else { Ok(text.into()) }
}

/// The parts between commas, without the empty ones; what stands in quotes or brackets is not parted.
fn parts(text: &str) -> Result<Vec<&str>, String> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    let mut quote = None;
    let mut at_start = true;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match (quote, c) {
            (Some('"'), '\\') => drop(characters.next()),
            (Some(open), c) if open == c => quote = None,
            // Quotes within a word, `it's`, are letters.
            (None, '"' | '\'') if at_start || depth > 0 => quote = Some(c),
            (None, '[' | '{') if at_start || depth > 0 => depth += 1,
            (None, ']' | '}') if depth > 0 => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            (Some(_) | None, _) => {}
        }
        at_start = c == ',' || c == '=' || at_start && c.is_whitespace();
    }
    if let Some(open) = quote {
        return Err(format!("a quote is not closed: `{open}` stands in {text:?} without its end"));
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    Ok(parts)
}

/// Text that is JSON, or else TOML.
fn value(text: &str) -> Result<Value, String> {
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(text) {
        return Ok(Value::from_plain_json(&json));
    }
    let line = format!("value = {text}");
    match DeTable::parse(&line) {
        Ok(document) => match (document.get_ref().len(), document.get_ref().get("value")) {
            (1, Some(value)) => Ok(of_toml(value.get_ref())),
            _ => Err("is more than one value".to_owned()),
        },
        Err(error) => {
            let reason = error.message().lines().next().unwrap_or_default();
            Err(format!("is neither JSON nor TOML: {reason}"))
        }
    }
}

/// A value of a TOML document.
pub fn of_toml(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::text(&**text),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Integer(n) => {
            i64::from_str_radix(n.as_str(), n.radix()).map_or_else(|_| Value::text(n.as_str()), Value::Int)
        }
        DeValue::Float(n) => n.as_str().parse().map_or_else(|_| Value::text(n.as_str()), Value::Float),
        DeValue::Datetime(datetime) => Value::text(datetime.to_string()),
        DeValue::Array(items) => Value::list(items.iter().map(|item| of_toml(item.get_ref()))),
        DeValue::Table(table) => {
            let members = table.iter().map(|(name, value)| (&**name.get_ref(), of_toml(value.get_ref())));
            Value::map(members.map(|(name, value)| (name.into(), value)).collect::<Map>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(read: Result<Value, String>) -> String {
        read.map_or_else(|wrong| format!("wrong: {wrong}"), |value| value.to_string())
    }

    #[test]
    fn json_and_toml_and_plain_commas_are_lists() {
        for (text, items) in [
            (r#"["a","b"]"#, r#"["a", "b"]"#),
            (r#" [ 'a', "b,c", ] "#, r#"["a", "b,c"]"#),
            ("[1, 2]", "[1, 2]"),
            ("a,b", r#"["a", "b"]"#),
            (" a , , b ,", r#"["a", "b"]"#),
            ("", "[]"),
            ("[]", "[]"),
            (r#"a,"b,c",'d "e"'"#, r#"["a", "b,c", "d \"e\""]"#),
            (r#""a\",b",c"#, r#"["a\",b", "c"]"#),
            ("it's,theirs", r#"["it's", "theirs"]"#),
            ("{size=1,name='x'},{size=2}", r#"[{ name: "x", size: 1 }, { size: 2 }]"#),
            ("::1,[2]", r#"["::1", [2]]"#),
        ] {
            assert_eq!(told(list(text)), items, "{text}");
        }
    }

    #[test]
    fn json_and_toml_and_plain_pairs_are_maps() {
        for (text, members) in [
            (r#"{"a": "b", "c": [1]}"#, r#"{ a: "b", c: [1] }"#),
            ("{ a = \"b\", c.d = 1 }", r#"{ a: "b", c: { d: 1 } }"#),
            ("team=web, cost=4,", r#"{ cost: "4", team: "web" }"#),
            (r#"a="b,c",d=[1,2]"#, r#"{ a: "b,c", d: [1, 2] }"#),
            ("a=b=c", r#"{ a: "b=c" }"#),
            ("", "{}"),
        ] {
            assert_eq!(told(map(text)), members, "{text}");
        }
    }

    #[test]
    fn what_is_no_value_is_told() {
        assert!(
            told(list("[1, 2")).starts_with("wrong: is neither JSON nor TOML: "),
            "{}",
            told(list("[1, 2"))
        );
        assert!(told(list("['a']\nother = 1")).contains("more than one value"));
        assert!(told(list("a,\"b")).contains("a quote is not closed"));
        assert!(told(map("team")).contains("write `team=…`"));
    }
}
