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
    /// This run is asked to replace it: `--replace`.
    Named,
    /// It holds on to something that goes before its successor comes.
    InTheWay,
    /// It and another take each other's names or places.
    Exchanged,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Immutable => "cannot be changed in place",
            Self::Asked => "`replace_on_change` names it",
            Self::Trigger => "`replace_when` has another value",
            Self::Named => "`--replace` names it",
            Self::InTheWay => "what it refers to goes before its successor comes",
            Self::Exchanged => "it is exchanged with that of another resource",
        })
    }
}

impl fmt::Display for PropertyChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, Transition(&self.before, &self.after))?;
        match self.replaces {
            Some(reason) => write!(f, "  # replaces: {reason}"),
            None => Ok(()),
        }
    }
}

/// A value before and after, on one line.
pub(crate) struct Transition<'a>(pub(crate) &'a Value, pub(crate) &'a Value);

impl fmt::Display for Transition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (Value::Null, after) => write!(f, "{after}"),
            (before, Value::Null) => write!(f, "{before} -> (not set)"),
            (before @ Value::Secret(_), Value::Secret(_)) => write!(f, "{before} -> (another secret)"),
            (before, after) if before == after => write!(f, "{after}"),
            (before, after) => write!(f, "{before} -> {after}"),
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
        let applied = object.inputs.get(field.name).unwrap_or(NOTHING);
        compare(field, field.name, Sides { before, applied, after }, &mut found);
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

/// How properties differ: what a cloud reports now from what it did, what is declared from what was.
pub fn drift(kind: Option<&Kind>, before: &Map, after: &Map) -> Vec<PropertyChange> {
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for name in names {
        let (was, is) = (before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null));
        match kind.and_then(|kind| kind.input(name)) {
            Some(field) => compare(field, name, Sides { before: was, applied: was, after: is }, &mut changes),
            None if was != is => changes.push(change(name, was, is)),
            None => {}
        }
    }
    changes
}

/// The three sides of a comparison.
#[derive(Clone, Copy)]
struct Sides<'a> {
    /// What is.
    before: &'a Value,
    /// What was asked for last: a member that never was is the cloud's own choice, and may be as it is.
    applied: &'a Value,
    /// What is to be.
    after: &'a Value,
}

const NOTHING: &Value = &Value::Null;

impl<'a> Sides<'a> {
    fn member(self, name: &str) -> Self {
        let of = |value: &'a Value| value.get(name).unwrap_or(NOTHING);
        Self { before: of(self.before), applied: of(self.applied), after: of(self.after) }
    }

    fn item(self, at: usize) -> Self {
        let of = |value: &'a Value| value.as_list().and_then(|items| items.get(at)).unwrap_or(NOTHING);
        Self { before: of(self.before), applied: of(self.applied), after: of(self.after) }
    }

    /// The blocks of lists that have this key.
    fn keyed(self, key: &str, name: &str) -> Self {
        let of = |value: &'a Value| {
            let items = value.as_list().unwrap_or_default();
            items.iter().find(|item| name_of(item, key) == Some(name)).unwrap_or(NOTHING)
        };
        Self { before: of(self.before), applied: of(self.applied), after: of(self.after) }
    }
}

fn compare(field: &Field, path: &str, sides: Sides<'_>, out: &mut Vec<PropertyChange>) {
    compare_as(field.ty, field.key, field.unordered, path, sides, out);
}

fn compare_as(
    ty: Type,
    key: Option<&str>,
    unordered: bool,
    path: &str,
    sides: Sides<'_>,
    out: &mut Vec<PropertyChange>,
) {
    let Sides { before, after, .. } = sides;
    if before == after || is_empty(before) && is_empty(after) {
        return;
    }
    match (ty, before, after) {
        (_, Value::Secret(_), _) | (_, _, Value::Secret(_)) => {
            if before.reveal() != after.reveal() {
                out.push(change(path, &before.clone().into_secret(), &after.clone().into_secret()));
            }
        }
        (Type::Block(fields), Value::Map(_), Value::Map(_)) => compare_block(fields, path, sides, out),
        (Type::Map(item), Value::Map(was), Value::Map(is)) => {
            compare_members(*item, path, was, is, out);
        }
        (Type::Document, Value::Map(was), Value::Map(is)) => {
            compare_members(Type::Document, path, was, is, out);
        }
        (Type::List(item), Value::List(was), Value::List(is)) if let Some(key) = key => {
            compare_keyed(*item, key, path, (was, is), sides, out);
        }
        (Type::List(item), Value::List(was), Value::List(is)) if unordered => {
            let applied = sides.applied.as_list().unwrap_or(is);
            if !same_items(applied, is, Value::eq) || !same_items(was, is, |was, is| fits(*item, was, is)) {
                out.push(change(path, before, after));
            }
        }
        (Type::List(item), Value::List(was), Value::List(is)) if was.len() == is.len() => {
            for i in 0..was.len() {
                compare_as(*item, None, false, &format!("{path}[{i}]"), sides.item(i), out);
            }
        }
        (Type::Document, Value::List(was), Value::List(is)) => compare_statements(path, was, is, out),
        _ => out.push(change(path, before, after)),
    }
}

/// Clouds tell nothing and an empty list apart in no dependable way.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

fn compare_block(fields: &'static [Field], path: &str, sides: Sides<'_>, out: &mut Vec<PropertyChange>) {
    for field in fields {
        let member = sides.member(field.name);
        if *member.after != Value::Null || *member.applied != Value::Null {
            compare(field, &format!("{path}.{}", field.name), member, out);
        }
    }
}

/// Members of a map belong to the declaration altogether: what it does not name is to go.
fn compare_members(item: Type, path: &str, was: &Map, is: &Map, out: &mut Vec<PropertyChange>) {
    let names: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    for name in names {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let nested = if plain { format!("{path}.{name}") } else { format!("{path}[{name:?}]") };
        let (before, after) = (was.get(name).unwrap_or(NOTHING), is.get(name).unwrap_or(NOTHING));
        compare_as(item, None, false, &nested, Sides { before, applied: before, after }, out);
    }
}

/// Blocks that a key tells apart: one that moved has not changed.
fn compare_keyed(
    item: Type,
    key: &str,
    path: &str,
    (was, is): (&[Value], &[Value]),
    sides: Sides<'_>,
    out: &mut Vec<PropertyChange>,
) {
    let has = |items: &[Value], name: Option<&str>| {
        name.is_some() && items.iter().any(|item| name_of(item, key) == name)
    };
    for (i, before) in was.iter().enumerate() {
        let nested = item_path(path, Some(key), i, before);
        match name_of(before, key) {
            Some(name) if has(is, Some(name)) => {
                compare_as(item, None, false, &nested, sides.keyed(key, name), out);
            }
            _ => out.push(change(&nested, before, NOTHING)),
        }
    }
    for (i, after) in is.iter().enumerate() {
        if !has(was, name_of(after, key)) {
            out.push(change(&item_path(path, Some(key), i, after), NOTHING, after));
        }
    }
}

fn name_of<'a>(block: &'a Value, key: &str) -> Option<&'a str> {
    block.get(key).and_then(Value::as_text)
}

/// Statements of a policy: told apart by `Sid` where every one has it, by place otherwise.
fn compare_statements(path: &str, was: &[Value], is: &[Value], out: &mut Vec<PropertyChange>) {
    let (before, after) = (Value::list(was.iter().cloned()), Value::list(is.iter().cloned()));
    let sides = Sides { before: &before, applied: &before, after: &after };
    if was.iter().chain(is).all(|item| item.get("Sid").is_some()) {
        compare_keyed(Type::Document, "Sid", path, (was, is), sides, out);
    } else if was.len() == is.len() {
        for i in 0..was.len() {
            compare_as(Type::Document, None, false, &format!("{path}[{i}]"), sides.item(i), out);
        }
    } else {
        out.push(change(path, &before, &after));
    }
}

/// Whether what is has all that is to be; what is left open may be as it is.
fn fits(ty: Type, was: &Value, is: &Value) -> bool {
    let mut found = Vec::new();
    compare_as(ty, None, false, "", Sides { before: was, applied: NOTHING, after: is }, &mut found);
    found.is_empty()
}

fn same_items(was: &[Value], is: &[Value], same: impl Fn(&Value, &Value) -> bool) -> bool {
    let mut rest: Vec<&Value> = is.iter().collect();
    was.len() == is.len()
        && was.iter().all(|item| match rest.iter().position(|other| same(item, other)) {
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
