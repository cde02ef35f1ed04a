//! What a plan shows of a step, compared with what the step is about to do now that more is known.
//!
//! A value that is known after apply stands in the plan as such: whoever agreed to it agreed to any value there, and to
//! nothing else.

use crate::diff::PropertyChange;
use crate::plan::{Action, Decision, Step};
use crate::value::Value;

/// The first change that a step is about to make and its plan did not show.
pub fn unshown<'a>(step: &Step, decision: &'a Decision) -> Option<&'a PropertyChange> {
    // What is adopted without a look at it shows nothing; it is compared when it is read.
    if step.action == Action::Adopt && !step.compared {
        return None;
    }
    // Where the old one has gone already, all that is set is new, and the plan shows what differs from the old.
    let anew = matches!(step.action, Action::Replace(_)) && decision.action == Action::Create;
    decision.changes.iter().find(|change| {
        if anew {
            let same = step.changes.iter().filter(|shown| shown.path == change.path);
            return same.into_iter().any(|shown| !agrees(&shown.after, &change.after));
        }
        !step.changes.iter().any(|shown| covers(shown, change))
    })
}

/// Whether a plan that shows one change shows the other.
fn covers(shown: &PropertyChange, now: &PropertyChange) -> bool {
    if shown.path == now.path {
        return agrees(&shown.after, &now.after);
    }
    // Where the whole of a property was not known, any part of it may change; and what was shown in parts may turn out to
    // change as a whole.
    shown.after.has_unknown() && (is_inside(&now.path, &shown.path) || is_inside(&shown.path, &now.path))
}

/// Whether a path leads into what another path names.
fn is_inside(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// Whether a value is what was shown, as far as that was known.
fn agrees(shown: &Value, now: &Value) -> bool {
    match (shown, now) {
        (Value::Unknown(_), _) => true,
        (Value::Secret(shown), now) => agrees(shown, &now.reveal()),
        (shown, Value::Secret(now)) => agrees(shown, now),
        (Value::List(shown), Value::List(now)) if shown.len() == now.len() => {
            shown.iter().zip(now.iter()).all(|(shown, now)| agrees(shown, now))
        }
        (Value::Map(shown), Value::Map(now)) if shown.len() == now.len() => {
            shown.iter().all(|(name, shown)| now.get(name).is_some_and(|now| agrees(shown, now)))
        }
        (shown, now) => shown == now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, after: Value) -> PropertyChange {
        PropertyChange { path: path.to_owned(), before: Value::Null, after, replaces: None }
    }

    #[test]
    fn only_what_was_unknown_may_be_anything() {
        let unknown = || Value::Unknown(None);
        let map =
            |value: Value| Value::map([("a".into(), value), ("b".into(), 1.into())].into_iter().collect());
        let cases = [
            (change("tags", unknown()), change("tags", "x".into()), true),
            (change("tags", unknown()), change("tags.a", "x".into()), true),
            (change("tags", unknown()), change("tagset", "x".into()), false),
            (change("tags", "x".into()), change("tags", "y".into()), false),
            (change("tags", map(unknown())), change("tags", map("x".into())), true),
            (change("tags", map(unknown())), change("tags", map(Value::Null)), true),
            (change("tags", map("x".into())), change("tags", map("y".into())), false),
            (change("tags", unknown().into_secret()), change("tags", Value::from("x").into_secret()), true),
            (change("tags", "x".into()), change("tags", Value::from("x").into_secret()), true),
            (change("a[0].b", unknown()), change("a", Value::list([])), true),
            (change("a[0].b", "x".into()), change("a", Value::list([])), false),
        ];
        for (shown, now, expected) in cases {
            assert_eq!(covers(&shown, &now), expected, "{shown} covers {now}");
        }
    }
}
