//! Names of domains: how they may be written, and in which form two of them are compared.

use std::sync::Arc;

use ironwright_core::{Map, Value};

/// What the name of a zone or record is made of. Route 53 takes more characters, which have to be escaped.
pub(super) const NAME: &str = r"(\*\.|\*$|@\.)?([A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?|\*";
/// The same in words.
pub(super) const NAME_IN_WORDS: &str = "a name of a domain, as `www.example.com` or `*.example.com`";

/// Writes a name as it is compared: in small letters, and without the dot at its end.
pub(super) fn normalise(inputs: &mut Map, name: &str) {
    if let Some(normal) = inputs.get(name).and_then(Value::as_text).map(normal) {
        inputs.insert(Arc::from(name), normal.into());
    }
}

/// A name in small letters, and without the dot at its end.
pub(super) fn normal(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}
