//! What `Debug` prints of a value that is not known yet, and how it is found where a program has put it into a text.
//!
//! `format!("{:?}", vpc.id)` compiles, and is never what was meant: the text would be about the output, and not hold what
//! the output will be. So `Debug` of outputs, inputs, secrets and handles prints marks around what it says, and a mark in
//! anything that a program declares is a mistake.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::value::{Map, Value};

/// Where what was printed begins; the character stands in no name, id or ARN of AWS's.
const BEGIN: &str = "⟨ironwright ";
/// Where it ends.
const END: char = '⟩';

/// Prints a value for programmers, marked.
pub(crate) fn marked(f: &mut fmt::Formatter<'_>, what: &dyn fmt::Debug) -> fmt::Result {
    write!(f, "{BEGIN}{what:?}{END}")
}

/// What was printed into a text, if anything was: `ec2.Vpc.main.id`.
pub(crate) fn printed_in(text: &str) -> Option<&str> {
    // Nearly every text ends here.
    if text.is_ascii() {
        return None;
    }
    let (_, printed) = text.split_once(BEGIN)?;
    Some(printed.split_once(END).map_or(printed, |(printed, _)| printed))
}

/// The same, anywhere in a value, in the names of its members too.
pub(crate) fn printed_in_value(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => printed_in(text),
        Value::List(items) => items.iter().find_map(printed_in_value),
        Value::Map(members) => printed_in_members(members),
        Value::Secret(inner) => printed_in_value(inner),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Unknown(_) => None,
    }
}

fn printed_in_members(members: &Map) -> Option<&str> {
    members.iter().find_map(|(name, member)| printed_in(name).or_else(|| printed_in_value(member)))
}

/// What is wrong with a text that holds what was printed.
pub(crate) fn sentence(printed: &str) -> String {
    format!("the text holds what `{{:?}}` prints of `{printed}`, and not its value")
}

/// What to write instead.
pub(crate) const HINT: &str = "use `text!(\"…{}…\", …)`, which holds the value as soon as that is known";

/// Complains of what was printed into a value, if anything was.
pub(crate) fn problem(value: &Value) -> Option<Diagnostic> {
    printed_in_value(value).map(|printed| Diagnostic::new(sentence(printed)).hint(HINT))
}
