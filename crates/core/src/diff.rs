//! Differences between what is and what is wanted, property by property, inside nested values too.

use std::collections::BTreeSet;
use std::fmt;

use crate::check::item_path;
use crate::kind::{Change, Field, Kind, Type};
use crate::state::Object;
use crate::value::{Map, Value};

/// One property that is not as it is wanted.
#[derive(Clone, PartialEq, Debug)]
pub struct PropertyChange {
    /// Where, `containers["nginx"].image`.
    pub path: String,
    /// What it is; `Null` when it is not set.
    pub before: Value,
    /// What it is to be; `Null` when it is to go.
    pub after: Value,
    /// Why the whole resource must be replaced for it, if it must.
    pub replaces: Option<Reason>,
}

/// Why a change replaces a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// AWS cannot change the property.
    Immutable,
    /// The declaration says `replace_on_change`.
    Asked,
    /// The value of `replace_when` is another.
    Trigger,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Immutable => "cannot be changed in place",
            Self::Asked => "`replace_on_change` names it",
            Self::Trigger => "`replace_when` has another value",
        })
    }
}

impl fmt::Display for PropertyChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.before, &self.after) {
            (Value::Null, after) => write!(f, "{}: {after}", self.path)?,
            (before, Value::Null) => write!(f, "{}: {before} -> (not set)", self.path)?,
            (before, after) => write!(f, "{}: {before} -> {after}", self.path)?,
        }
        match self.replaces {
            Some(reason) => write!(f, "  # replaces: {reason}"),
            None => Ok(()),
        }
    }
}

/// What must change of an object so that it is as wanted; what the declaration leaves open may be as it is.
pub fn against_object(
    kind: &Kind,
    wanted: &Map,
    object: &Object,
    options: Attention<'_>,
) -> Vec<PropertyChange> {
    let mut changes = Vec::new();
    for field in kind.inputs {
        let before = current(field, object);
        let after = match wanted.get(field.name) {
            Some(after) => after,
            // What was never asked for is AWS's own choice; what was asked for once is to go.
            None if object.inputs.contains_key(field.name) => &Value::Null,
            None => continue,
        };
        let mut found = Vec::new();
        compare(field, field.name, before, after, &mut found);
        found.retain(|change| !options.ignores(&change.path));
        for change in &mut found {
            change.replaces = if options.replaces(&change.path) {
                Some(Reason::Asked)
            } else if field.change == Change::Replaces {
                Some(Reason::Immutable)
            } else {
                None
            };
        }
        changes.append(&mut found);
    }
    changes
}

/// What a declaration says about differences.
#[derive(Clone, Copy, Default)]
pub struct Attention<'a> {
    /// Paths whose differences are not acted upon.
    pub ignore: &'a [String],
    /// Paths whose changes replace.
    pub replace: &'a [String],
}

impl Attention<'_> {
    fn ignores(&self, path: &str) -> bool {
        self.ignore.iter().any(|prefix| covers(prefix, path))
    }

    fn replaces(&self, path: &str) -> bool {
        self.replace.iter().any(|prefix| covers(prefix, path))
    }
}

/// Whether a path is, or is inside, what another path names.
fn covers(prefix: &str, path: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The value a property has now: as the cloud gave it back, or as it was applied where the cloud does not.
fn current<'a>(field: &Field, object: &'a Object) -> &'a Value {
    let applied = object.inputs.get(field.name);
    let observed = if field.write_only || field.secret { None } else { object.observed.get(field.name) };
    observed.or(applied).unwrap_or(&Value::Null)
}

/// What of the things a cloud reports has changed since it was last looked at.
pub fn drift(kind: Option<&Kind>, before: &Map, after: &Map) -> Vec<PropertyChange> {
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for name in names {
        let (was, is) = (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
        match kind.and_then(|kind| kind.input(name)) {
            Some(field) => compare(field, name, was, is, &mut changes),
            None if was != is => changes.push(change(name, was, is)),
            None => {}
        }
    }
    changes
}

fn compare(field: &Field, path: &str, before: &Value, after: &Value, out: &mut Vec<PropertyChange>) {
    compare_as(field.ty, field.key, field.unordered, path, before, after, out);
}

fn compare_as(
    ty: Type,
    key: Option<&str>,
    unordered: bool,
    path: &str,
    before: &Value,
    after: &Value,
    out: &mut Vec<PropertyChange>,
) {
    if before == after {
        return;
    }
    match (ty, before, after) {
        (_, Value::Secret(_), _) | (_, _, Value::Secret(_)) => {
            if before.reveal() != after.reveal() {
                out.push(change(path, &before.clone().into_secret(), &after.clone().into_secret()));
            }
        }
        (Type::Block(fields), Value::Map(was), Value::Map(is)) => {
            for field in fields {
                let nested = format!("{path}.{}", field.name);
                let (was, is) = (was.get(field.name), is.get(field.name));
                compare(field, &nested, was.unwrap_or(&Value::Null), is.unwrap_or(&Value::Null), out);
            }
        }
        (Type::Map(item), Value::Map(was), Value::Map(is)) => {
            compare_members(*item, path, was, is, out);
        }
        (Type::Document, Value::Map(was), Value::Map(is)) => {
            compare_members(Type::Document, path, was, is, out);
        }
        (Type::List(item), Value::List(was), Value::List(is)) if key.is_some() => {
            compare_keyed(*item, key, path, was, is, out);
        }
        (Type::List(_), Value::List(was), Value::List(is)) if unordered => {
            if !same_items(was, is) {
                out.push(change(path, before, after));
            }
        }
        (Type::List(item), Value::List(was), Value::List(is)) if was.len() == is.len() => {
            for (i, (was, is)) in was.iter().zip(is.iter()).enumerate() {
                compare_as(*item, None, false, &format!("{path}[{i}]"), was, is, out);
            }
        }
        (Type::Document, Value::List(was), Value::List(is)) => compare_statements(path, was, is, out),
        _ => out.push(change(path, before, after)),
    }
}

fn compare_members(item: Type, path: &str, was: &Map, is: &Map, out: &mut Vec<PropertyChange>) {
    let names: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    for name in names {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let nested = if plain { format!("{path}.{name}") } else { format!("{path}[{name:?}]") };
        let (was, is) = (was.get(name).unwrap_or(&Value::Null), is.get(name).unwrap_or(&Value::Null));
        compare_as(item, None, false, &nested, was, is, out);
    }
}

/// Blocks that a key tells apart: one that moved has not changed.
fn compare_keyed(
    item: Type,
    key: Option<&str>,
    path: &str,
    was: &[Value],
    is: &[Value],
    out: &mut Vec<PropertyChange>,
) {
    let name =
        |value: &Value| key.and_then(|key| value.get(key)).and_then(Value::as_text).map(ToOwned::to_owned);
    for (i, before) in was.iter().enumerate() {
        let after = is.iter().find(|after| name(after).is_some() && name(after) == name(before));
        compare_as(
            item,
            None,
            false,
            &item_path(path, key, i, before),
            before,
            after.unwrap_or(&Value::Null),
            out,
        );
    }
    for (i, after) in is.iter().enumerate() {
        if !was.iter().any(|before| name(before).is_some() && name(before) == name(after)) {
            out.push(change(&item_path(path, key, i, after), &Value::Null, after));
        }
    }
}

/// Statements of a policy: told apart by `Sid` where every one has it, by place otherwise.
fn compare_statements(path: &str, was: &[Value], is: &[Value], out: &mut Vec<PropertyChange>) {
    if was.iter().chain(is).all(|item| item.get("Sid").is_some()) {
        return compare_keyed(Type::Document, Some("Sid"), path, was, is, out);
    }
    if was.len() == is.len() {
        for (i, (was, is)) in was.iter().zip(is).enumerate() {
            compare_as(Type::Document, None, false, &format!("{path}[{i}]"), was, is, out);
        }
    } else {
        out.push(change(path, &Value::list(was.iter().cloned()), &Value::list(is.iter().cloned())));
    }
}

fn same_items(was: &[Value], is: &[Value]) -> bool {
    let mut rest: Vec<&Value> = is.iter().collect();
    was.len() == is.len()
        && was.iter().all(|item| match rest.iter().position(|other| *other == item) {
            Some(at) => {
                rest.swap_remove(at);
                true
            }
            None => false,
        })
}

fn change(path: &str, before: &Value, after: &Value) -> PropertyChange {
    PropertyChange { path: path.to_owned(), before: before.clone(), after: after.clone(), replaces: None }
}
