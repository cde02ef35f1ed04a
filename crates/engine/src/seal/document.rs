//! Documents: JSON whose secrets are sealed or opened, each at its place, without a look at anything else.
//!
//! Parts that hold no mark are copied as they stand, so a state of a hundred thousand resources with one password
//! costs a search and one seal.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::place::Place;

/// Marks a secret that is not sealed, as values are stored.
pub(super) const SECRET: &str = "$secret";
/// Marks one that is.
pub(super) const SEALED: &str = "$sealed";

/// Why a document could not be rewritten.
#[derive(Debug)]
pub(super) enum Trouble<E> {
    /// It is not JSON.
    Json(String),
    /// What is marked could not be sealed or opened.
    Mark(E),
}

/// Whether a document holds a mark: as a name, and not as a text that reads like it.
pub(super) fn holds(json: &str, mark: &str) -> bool {
    let mut found = json.match_indices(mark);
    found.any(|(at, _)| {
        let after = json[at + mark.len()..].strip_prefix('"');
        json[..at].ends_with('"') && after.is_some_and(|after| after.trim_start().starts_with(':'))
    })
}

/// Writes a document anew: for each `{mark: inner}` outside of others, what `replace` makes of `inner` at its place.
pub(super) fn rewrite<E>(
    json: &str,
    mark: &str,
    place: &mut Place,
    replace: &mut dyn FnMut(&str, &Place, &mut String) -> Result<(), E>,
    out: &mut String,
) -> Result<(), Trouble<E>> {
    if !holds(json, mark) {
        out.push_str(json);
        return Ok(());
    }
    let wrong = |error: serde_json::Error| Trouble::Json(error.to_string());
    match json.trim_start().as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str::<Members<'_>>(json).map_err(wrong)?;
            if let [(name, inner)] = &members[..]
                && name == mark
            {
                return replace(inner.get(), place, out).map_err(Trouble::Mark);
            }
            out.push('{');
            for (at, (name, member)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(name).map_err(wrong)?);
                out.push(':');
                let back = place.enter(name);
                rewrite(member.get(), mark, place, replace, out)?;
                place.leave(back);
            }
            out.push('}');
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json).map_err(wrong)?;
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                let back = place.enter_item(at);
                rewrite(item.get(), mark, place, replace, out)?;
                place.leave(back);
            }
            out.push(']');
        }
        // Neither has names, so it was no mark after all.
        _ => out.push_str(json),
    }
    Ok(())
}

/// The members of an object as they stand there.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = access.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(All)
    }
}

/// A member of a document's outermost object, where that is a text.
pub(super) fn text_member(json: &str, name: &str) -> Option<String> {
    let Members(members) = serde_json::from_str(json).ok()?;
    let (_, raw) = members.into_iter().find(|(member, _)| member == name)?;
    serde_json::from_str(raw.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::{Scope, What};

    fn marked(json: &str) -> String {
        let mut out = String::new();
        let mut replace = |inner: &str, _: &Place, out: &mut String| {
            out.extend(["<", inner, ">"]);
            Ok::<_, ()>(())
        };
        let mut place = Place::of(&Scope::default(), What::State(0));
        rewrite(json, SECRET, &mut place, &mut replace, &mut out).expect("rewrites");
        out
    }

    #[test]
    fn only_what_is_marked_is_replaced() {
        assert_eq!(
            marked(r#"{"a": 1.50,"b":[{"$secret":{"c":[1]}}, "x"],"$secret":2}"#),
            r#"{"a":1.50,"b":[<{"c":[1]}>,"x"],"$secret":2}"#
        );
    }

    #[test]
    fn texts_that_read_like_a_mark_stay() {
        for json in [r#"{"a":"$secret"}"#, r#"{"$$secret":"hunter2"}"#, r#"["\"$secret\""]"#, "3"] {
            assert_eq!(marked(json), json);
        }
    }

    #[test]
    fn a_secret_inside_a_secret_is_replaced_with_it() {
        assert_eq!(marked(r#"{"$secret":[{"$secret":1}]}"#), r#"<[{"$secret":1}]>"#);
    }
}
