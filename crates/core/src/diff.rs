//! Differences between what is and what is wanted, property by property, inside nested values too.
//!
//! Nothing is a value: what was asked for and is not shown any more differs from what is wanted. Only what a kind says is
//! never told is taken to be as it was applied, and what the cloud takes by itself is no difference from nothing.
//!
//! - `diff/document.rs` compares documents of free form.
//! - `diff/set.rs` compares lists whose order has no meaning.

mod document;
mod set;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::kind::{Change, Field, Kind, Type};
use crate::path::{Path, Trail};
use crate::state::Object;
use crate::unmodelled;
use crate::value::{Map, Value};

use document::compare_documents;
use set::{are_distinct, is_same_set};

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
    let [wanted, applied, observed] = [wanted, &object.inputs, &object.observed].map(|map| kind.normal(map));
    let mut found = Found { ignore: by_keys(options.ignore, &wanted), ..Found::default() };
    found.replace = by_keys(options.replace, &wanted);
    for field in kind.inputs {
        let applied = applied.get(field.name).unwrap_or(NOTHING);
        // What the engine keeps by itself is as it was asked for.
        let before = if kind.local { applied } else { observed.get(field.name).unwrap_or(NOTHING) };
        let after = match wanted.get(field.name) {
            Some(after) => after,
            // What was never asked for is the cloud's own choice; what was asked for once is to go.
            None if *applied != Value::Null => NOTHING,
            None => continue,
        };
        found.immutable = field.change == Change::Replaces && !gives_way(field, after, &wanted);
        compare(field, &Trail::of(field.name), Sides { before, applied, after }, &mut found);
    }
    found.changes
}

/// Whether a property goes for another that takes its place, which the cloud does in place.
fn gives_way(field: &Field, after: &Value, wanted: &Map) -> bool {
    let successor = field.gives_way_to.and_then(|name| wanted.get(name));
    *after == Value::Null && successor.is_some_and(|successor| *successor != Value::Null)
}

/// What a declaration says about differences.
#[derive(Clone, Copy, Default)]
pub struct Attention<'a> {
    /// Places whose differences are not acted upon.
    pub ignore: &'a [Path],
    /// Places whose changes replace.
    pub replace: &'a [Path],
}

/// The places by the keys of blocks, as comparisons name them.
fn by_keys<'a>(paths: &'a [Path], wanted: &Map) -> Vec<Cow<'a, Path>> {
    paths.iter().map(|path| path.by_keys(wanted)).collect()
}

/// The differences found so far, and how they are to be looked at.
#[derive(Default)]
struct Found<'a> {
    changes: Vec<PropertyChange>,
    ignore: Vec<Cow<'a, Path>>,
    replace: Vec<Cow<'a, Path>>,
    /// Whether the property that is looked at cannot be changed in place.
    immutable: bool,
}

impl Found<'_> {
    fn push(&mut self, trail: &Trail<'_>, before: &Value, after: &Value) {
        if self.ignore.iter().any(|path| path.covers(trail)) {
            return;
        }
        let asked = |path: &Cow<'_, Path>| path.covers(trail) || path.differs_inside(trail, before, after);
        let replaces = if self.replace.iter().any(asked) {
            Some(Reason::Asked)
        } else {
            self.immutable.then_some(Reason::Immutable)
        };
        let (before, after) = (before.clone(), after.clone());
        self.changes.push(PropertyChange { path: trail.to_string(), before, after, replaces });
    }

    fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// How properties differ: what a cloud reports now from what it did, what is declared from what was.
pub fn drift(kind: Option<&Kind>, before: &Map, after: &Map) -> Vec<PropertyChange> {
    let [before, after] = [before, after].map(|map| kind.map_or(Cow::Borrowed(map), |kind| kind.normal(map)));
    let names: BTreeSet<_> =
        before.keys().chain(after.keys()).filter(|name| ***name != *unmodelled::MEMBER).collect();
    let mut found = Found::default();
    for name in names {
        let (was, is) = (before.get(name).unwrap_or(NOTHING), after.get(name).unwrap_or(NOTHING));
        let trail = Trail::of(name);
        match kind.and_then(|kind| kind.input(name)) {
            Some(field) => compare(field, &trail, Sides::whole(was, is), &mut found),
            None if was != is => found.push(&trail, was, is),
            None => {}
        }
    }
    found.changes
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
    /// Two sides of something that belongs to the declaration altogether.
    fn whole(before: &'a Value, after: &'a Value) -> Self {
        Self { before, applied: before, after }
    }

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

/// What tells the items of a list apart.
#[derive(Clone, Copy, Default)]
struct Shape {
    key: Option<&'static str>,
    unordered: bool,
}

impl Shape {
    fn of(field: &Field) -> Self {
        Self { key: field.key, unordered: field.unordered }
    }
}

/// Compares a property, of which clouds may tell less than was asked for.
fn compare(field: &Field, trail: &Trail<'_>, sides: Sides<'_>, found: &mut Found<'_>) {
    let untold = field.write_only || field.secret;
    let before = if untold { sides.applied } else { sides.before };
    // A cloud that says nothing of a property has what it takes by itself.
    let usual = |nothing: &Value, other: &Value| {
        *nothing == Value::Null && field.default.is_some_and(|default| default.value() == *other)
    };
    if usual(before, sides.after) || usual(sides.after, before) || is_blank(before) && is_blank(sides.after) {
        return;
    }
    compare_as(field.ty, Shape::of(field), trail, Sides { before, ..sides }, found);
}

fn compare_as(ty: Type, shape: Shape, trail: &Trail<'_>, sides: Sides<'_>, found: &mut Found<'_>) {
    let Sides { before, after, .. } = sides;
    if before == after || is_empty(before) && is_empty(after) {
        return;
    }
    match (ty, before, after) {
        (_, Value::Secret(_), _) | (_, _, Value::Secret(_)) => {
            let [was, applied, is] = [before, sides.applied, after].map(Value::reveal);
            let mut inside = Found::default();
            let revealed = Sides { before: &was, applied: &applied, after: &is };
            compare_as(ty, shape, trail, revealed, &mut inside);
            if !inside.is_empty() {
                found.push(trail, &before.clone().into_secret(), &after.clone().into_secret());
            }
        }
        (Type::Block(fields), Value::Map(_), Value::Map(_)) => compare_block(fields, trail, sides, found),
        (Type::Map(item), Value::Map(was), Value::Map(is)) => {
            compare_members(was, is, trail, found, |trail, sides, found| {
                compare_as(*item, Shape::default(), trail, sides, found);
            });
        }
        (Type::Document, _, _) => compare_documents(shape.unordered, trail, before, after, found),
        (Type::List(item), Value::List(was), Value::List(is)) if let Some(key) = shape.key => {
            compare_keyed(key, trail, (was, is), sides, found, |trail, sides, found| {
                compare_as(*item, Shape::default(), trail, sides, found);
            });
        }
        (Type::List(item), Value::List(was), Value::List(is)) if shape.unordered => {
            let applied = sides.applied.as_list().unwrap_or(is);
            let asked = |applied: &Value, is: &Value| is_same(*item, Sides::whole(applied, is));
            let fits =
                |was: &Value, is: &Value| is_same(*item, Sides { before: was, applied: NOTHING, after: is });
            if !is_same_set(applied, is, asked) || !is_same_set(was, is, fits) {
                found.push(trail, before, after);
            }
        }
        (Type::List(item), Value::List(was), Value::List(is)) if was.len() == is.len() => {
            for i in 0..was.len() {
                compare_as(*item, Shape::default(), &trail.at(i), sides.item(i), found);
            }
        }
        _ => found.push(trail, before, after),
    }
}

/// Whether a comparison finds nothing.
fn is_same(ty: Type, sides: Sides<'_>) -> bool {
    let mut found = Found::default();
    compare_as(ty, Shape::default(), &Trail::of(""), sides, &mut found);
    found.is_empty()
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

/// Nor a property without a text and one with an empty text.
fn is_blank(value: &Value) -> bool {
    is_empty(value) || matches!(value, Value::Text(text) if text.is_empty())
}

fn compare_block(fields: &'static [Field], trail: &Trail<'_>, sides: Sides<'_>, found: &mut Found<'_>) {
    for field in fields {
        let member = sides.member(field.name);
        if *member.after != Value::Null || *member.applied != Value::Null {
            compare(field, &trail.member(field.name), member, found);
        }
    }
}

/// Members of a map belong to the declaration altogether: what it does not name is to go.
fn compare_members<'a>(
    was: &Map,
    is: &Map,
    trail: &Trail<'_>,
    found: &mut Found<'a>,
    compare: impl Fn(&Trail<'_>, Sides<'_>, &mut Found<'a>),
) {
    let names: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    for name in names {
        let (before, after) = (was.get(name).unwrap_or(NOTHING), is.get(name).unwrap_or(NOTHING));
        compare(&trail.member(name), Sides::whole(before, after), found);
    }
}

/// Blocks that a key tells apart: one that moved has not changed.
fn compare_keyed<'a>(
    key: &str,
    trail: &Trail<'_>,
    (was, is): (&[Value], &[Value]),
    sides: Sides<'_>,
    found: &mut Found<'a>,
    compare: impl Fn(&Trail<'_>, Sides<'_>, &mut Found<'a>),
) {
    if ![was, is].iter().all(|items| are_distinct(items.iter().filter_map(|item| name_of(item, key)))) {
        // Where a key does not tell them apart, nothing says which of them has become which.
        if !is_same_set(was, is, Value::eq) {
            found.push(trail, sides.before, sides.after);
        }
        return;
    }
    let has = |items: &[Value], name: Option<&str>| {
        name.is_some() && items.iter().any(|item| name_of(item, key) == name)
    };
    for (i, before) in was.iter().enumerate() {
        match name_of(before, key) {
            Some(name) if has(is, Some(name)) => compare(&trail.keyed(name), sides.keyed(key, name), found),
            Some(name) => found.push(&trail.keyed(name), before, NOTHING),
            None => found.push(&trail.at(i), before, NOTHING),
        }
    }
    for (i, after) in is.iter().enumerate().filter(|(_, after)| !has(was, name_of(after, key))) {
        let trail = name_of(after, key).map_or_else(|| trail.at(i), |name| trail.keyed(name));
        found.push(&trail, NOTHING, after);
    }
}

fn name_of<'a>(block: &'a Value, key: &str) -> Option<&'a str> {
    block.get(key).and_then(Value::as_text)
}
