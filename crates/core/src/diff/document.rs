//! Documents of free form, such as policies: statements are told apart by their `Sid`.
//!
//! Where a kind says that the order of a document's lists has no meaning, one value and a list of it alone are the same.

use crate::path::{STATEMENT_KEY, Trail};
use crate::value::Value;

use super::set::is_same_set;
use super::{Found, Sides, compare_keyed, compare_members, name_of};

/// Finds where two documents differ.
pub(super) fn compare_documents(
    unordered: bool,
    trail: &Trail<'_>,
    before: &Value,
    after: &Value,
    found: &mut Found<'_>,
) {
    if before == after || unordered && is_same_document(before, after) {
        return;
    }
    let inside = |trail: &Trail<'_>, sides: Sides<'_>, found: &mut Found<'_>| {
        compare_documents(unordered, trail, sides.before, sides.after, found);
    };
    match (before, after) {
        (Value::Map(was), Value::Map(is)) => compare_members(was, is, trail, found, inside),
        (Value::List(was), Value::List(is)) => {
            if was.iter().chain(is.iter()).all(|item| name_of(item, STATEMENT_KEY).is_some()) {
                let sides = Sides::whole(before, after);
                compare_keyed(STATEMENT_KEY, trail, (was, is), sides, found, inside);
            } else if was.len() == is.len() && !unordered {
                for (i, (was, is)) in was.iter().zip(is.iter()).enumerate() {
                    compare_documents(unordered, &trail.at(i), was, is, found);
                }
            } else if was.len() == is.len() && was.iter().chain(is.iter()).all(is_nested) {
                compare_unmatched(trail, (was, is), found);
            } else {
                found.push(trail, before, after);
            }
        }
        _ => found.push(trail, before, after),
    }
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}

/// Statements without a name in any order: those that both sides have are left out, the others go in pairs.
fn compare_unmatched(trail: &Trail<'_>, (was, is): (&[Value], &[Value]), found: &mut Found<'_>) {
    let mut new: Vec<&Value> = is.iter().collect();
    let mut gone = Vec::new();
    for (i, item) in was.iter().enumerate() {
        match new.iter().position(|other| is_same_document(item, other)) {
            Some(at) => drop(new.remove(at)),
            None => gone.push((i, item)),
        }
    }
    for ((i, was), is) in gone.into_iter().zip(new) {
        compare_documents(true, &trail.at(i), was, is, found);
    }
}

/// Whether two documents say the same, whatever order they say it in.
fn is_same_document(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Secret(_), _) | (_, Value::Secret(_)) => one.reveal() == other.reveal(),
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| is_same_document(value, other)))
        }
        (Value::List(one), Value::List(other)) => is_same_set(one, other, is_same_document),
        (Value::List(items), alone) | (alone, Value::List(items)) => {
            items.len() == 1 && items.iter().all(|item| is_same_document(item, alone))
        }
        (one, other) => one == other,
    }
}
