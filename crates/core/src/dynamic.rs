//! Dynamic references: texts that stand for values which a cloud keeps and only the cloud is to read.
//!
//! `{{resolve:SERVICE:PLACE}}` in an input is replaced by the cloud when it is called, and by nobody else: program, plan,
//! journal and state have the reference and never the value. So it may stand only where nothing is given back, in an input
//! that its kind declares `secret` and `write_only`; anywhere else it would be kept as the text that it is.

use crate::input::Output;
use crate::text;
use crate::value::Value;

const BEGIN: &str = "{{resolve:";
const END: &str = "}}";

/// A part of a text with dynamic references.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// Text as it is.
    Literal(&'a str),
    /// What stands for a value.
    Reference {
        /// What keeps the value.
        service: &'a str,
        /// Where it keeps it.
        place: &'a str,
    },
}

/// A reference to a value that a service keeps at a place. It is secret, and so is what is made from it.
#[track_caller]
pub fn reference(service: &str, place: &Output<String>) -> Output<String> {
    text!("{BEGIN}{service}:{place}{END}").secret()
}

/// Whether anything in a value is a dynamic reference.
pub fn has_reference(value: &Value) -> bool {
    match value {
        Value::Text(text) => parts(text).any(|part| matches!(part, Part::Reference { .. })),
        Value::List(items) => items.iter().any(has_reference),
        Value::Map(map) => map.values().any(has_reference),
        Value::Secret(inner) => has_reference(inner),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Unknown(_) => false,
    }
}

/// A text in its parts.
pub fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = rest.find(BEGIN) else { return Some(Part::Literal(std::mem::take(&mut rest))) };
        if at > 0 {
            let (literal, tail) = rest.split_at(at);
            rest = tail;
            return Some(Part::Literal(literal));
        }
        let inside = rest[BEGIN.len()..].split_once(END);
        match inside.and_then(|(inside, tail)| Some((inside.split_once(':')?, tail))) {
            Some(((service, place), tail)) => {
                rest = tail;
                Some(Part::Reference { service, place })
            }
            None => Some(Part::Literal(std::mem::take(&mut rest))),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Input;

    #[test]
    fn a_text_falls_into_what_it_says_and_what_it_stands_for() {
        let all = |text: &'static str| parts(text).collect::<Vec<_>>();
        let reference = |service, place| Part::Reference { service, place };
        assert_eq!(all(""), []);
        assert_eq!(all("plain {{x}}"), [Part::Literal("plain {{x}}")]);
        assert_eq!(all("{{resolve:vault:a:b}}"), [reference("vault", "a:b")]);
        assert_eq!(
            all("user:{{resolve:vault:a}}@{{resolve:vault:b}}/x"),
            [
                Part::Literal("user:"),
                reference("vault", "a"),
                Part::Literal("@"),
                reference("vault", "b"),
                Part::Literal("/x"),
            ]
        );
        assert_eq!(all("{{resolve:vault"), [Part::Literal("{{resolve:vault")]);
    }

    #[test]
    fn a_reference_is_secret_and_found_wherever_it_stands() {
        let place = Input::from("a").to_output();
        let made = reference("vault", &place);
        assert_eq!(made.known(), None, "a secret is not told");
        let value = made.expression().evaluate(&|output| Value::of_later(output)).expect("a value");
        assert!(value.has_secret() && has_reference(&value));
        assert!(has_reference(&Value::list([Value::text("a {{resolve:vault:b}}")])));
        assert!(!has_reference(&Value::text("resolve:vault:b")));
    }
}
