//! JSON text of documents: as people read it, and its size as AWS counts it.

use ironwright_core::Value;

/// Indented text; members named in `order` come first, in that order.
pub(crate) fn pretty(value: &Value, order: &[&str]) -> String {
    let mut out = String::new();
    write(value, order, Some(0), &mut out);
    out
}

/// The text on one line, as it is sent. What is not known yet is left out.
pub(crate) fn compact(value: &Value) -> String {
    let mut out = String::new();
    write(value, &[], None, &mut out);
    out
}

/// How many characters IAM counts: white space is free. What is not known yet counts as nothing.
pub(crate) fn characters(value: &Value) -> usize {
    compact(value).chars().filter(|c| !c.is_whitespace()).count()
}

fn write(value: &Value, order: &[&str], indent: Option<usize>, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(&b.to_string()),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Float(n) => out.push_str(&n.to_string()),
        Value::Text(text) => write_text(text, out),
        Value::Secret(inner) => write(inner, order, indent, out),
        Value::Unknown(_) => {}
        Value::List(items) => write_items(('[', ']'), items.iter(), indent, out, |item, indent, out| {
            write(item, order, indent, out);
        }),
        Value::Map(members) => {
            let rank = |name: &str| order.iter().position(|known| *known == name).unwrap_or(order.len());
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| rank(name));
            write_items(('{', '}'), members.into_iter(), indent, out, |(name, member), indent, out| {
                write_text(name, out);
                out.push_str(if indent.is_some() { ": " } else { ":" });
                write(member, order, indent, out);
            });
        }
    }
}

/// Writes items between brackets, each on a line of its own when there is an indent.
fn write_items<T>(
    brackets: (char, char),
    items: impl ExactSizeIterator<Item = T>,
    indent: Option<usize>,
    out: &mut String,
    write_item: impl Fn(T, Option<usize>, &mut String),
) {
    let new_line = |depth: usize, out: &mut String| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    let empty = items.len() == 0;
    out.push(brackets.0);
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if let Some(depth) = indent {
            new_line(depth + 1, out);
        }
        write_item(item, indent.map(|depth| depth + 1), out);
    }
    if let (Some(depth), false) = (indent, empty) {
        new_line(depth, out);
    }
    out.push(brackets.1);
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // JSON's short escapes are the ones above; other control characters have a number.
            control if u32::from(control) < 0x20 => {
                out.extend(['\\', 'u', '0', '0']);
                out.extend([u32::from(control) / 16, u32::from(control) % 16].map(hex_digit));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn hex_digit(number: u32) -> char {
    char::from_digit(number, 16).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use ironwright_core::Map;

    use super::*;

    fn sample() -> Value {
        let mut map = Map::new();
        map.insert("A".into(), Value::list([]));
        map.insert("B".into(), Value::list([Value::text("a \"b\"\n\u{1}"), Value::Int(2)]));
        Value::map(map)
    }

    #[test]
    fn pretty_text_is_json_in_the_asked_order() {
        let text = "{\n  \"B\": [\n    \"a \\\"b\\\"\\n\\u0001\",\n    2\n  ],\n  \"A\": []\n}";
        assert_eq!(pretty(&sample(), &["B"]), text);
    }

    #[test]
    fn white_space_is_not_counted() {
        assert_eq!(characters(&Value::list([Value::text("a b"), Value::Unknown(None)])), r#"["ab",]"#.len());
    }
}
