//! The difference of two values as rows: members by name, items by their place, texts by the part that differs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::Map;
use crate::kind::{Field, Type};
use crate::redactor::Redactor;
use crate::value::Value;

use super::lists::{item_label, lists};
use super::rows::{Row, Tone};
use super::texts::{self, texts};
use super::{Layout, policy};

/// What is known of a value's meaning.
#[derive(Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) ty: Option<Type>,
    pub(super) key: Option<&'static str>,
    pub(super) unordered: bool,
}

impl Shape {
    pub(super) fn of(field: &'static Field) -> Self {
        Self { ty: Some(field.ty), key: field.key, unordered: field.unordered }
    }

    fn of_type(ty: Type) -> Self {
        Self { ty: Some(ty), ..Self::default() }
    }

    /// The shape of a member.
    pub(super) fn member(self, name: &str) -> Self {
        match self.ty {
            Some(Type::Block(fields)) => {
                fields.iter().find(|field| field.name == name).map(Self::of).unwrap_or_default()
            }
            Some(Type::Map(item)) => Self::of_type(*item),
            Some(Type::Document) => self,
            _ => Self::default(),
        }
    }

    /// The shape of an item.
    pub(super) fn item(self) -> Self {
        match self.ty {
            Some(Type::List(item)) => Self::of_type(*item),
            Some(Type::Document) => self,
            _ => Self::default(),
        }
    }

    /// The shape of what a quoted name leads to: an item by its key, or a member whose name is no plain one.
    pub(super) fn named(self) -> Self {
        match self.ty {
            Some(Type::Map(item) | Type::List(item)) => Self::of_type(*item),
            _ => self,
        }
    }

    pub(super) fn is_document(self) -> bool {
        matches!(self.ty, Some(Type::Document))
    }
}

/// Rows of one value below another.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Where signs stand.
    pub(super) indent: usize,
    pub(super) layout: Layout,
}

impl Place {
    pub(super) fn below(self) -> Self {
        Self { indent: self.indent + 2, ..self }
    }

    pub(super) fn has_room_for(self, row: &Row) -> bool {
        row.columns() <= self.layout.columns()
    }
}

/// What stands between a name and its value.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) by: &'static str,
}

impl<'a> Named<'a> {
    pub(super) fn property(name: &'a str) -> Self {
        Self { name, by: ": " }
    }

    pub(super) fn heading(self) -> String {
        format!("{}:", self.name)
    }
}

/// Two values without what is secret in either of them: a value that was public once may be the secret of today.
/// Nothing where they are the same.
pub(super) fn hiding(before: &Value, after: &Value) -> Option<(Value, Value)> {
    let (before, after) = (there(before), there(after));
    if before == after {
        return None;
    }
    if !before.has_secret() && !after.has_secret() {
        return Some((before.clone(), after.clone()));
    }
    let redactor = Redactor::default();
    redactor.note(before);
    redactor.note(after);
    Some((redactor.conceal(before), redactor.conceal(after)))
}

/// A secret that is not set is no secret.
fn there(value: &Value) -> &Value {
    match value {
        Value::Secret(inner) if **inner == Value::Null => &Value::Null,
        other => other,
    }
}

/// The rows of an output that changes.
pub(super) fn output(name: &str, before: &Value, after: &Value, layout: Layout, rows: &mut Vec<Row>) {
    difference(
        Named { name, by: " = " },
        (before, after),
        Shape::default(),
        Place { indent: 2, layout },
        rows,
    );
}

/// The rows of a value that changes.
pub(super) fn difference(
    named: Named<'_>,
    (before, after): (&Value, &Value),
    shape: Shape,
    place: Place,
    rows: &mut Vec<Row>,
) {
    match (before, after) {
        (Value::Null, after) => whole("+", named, after, shape, place, rows),
        (before, Value::Null) => whole("-", named, before, shape, place, rows),
        (Value::Map(was), Value::Map(is)) => members(named, (was, is), shape, place, rows),
        (Value::List(was), Value::List(is)) => lists(named, (was, is), shape, place, rows),
        // A document may say one thing or a list of one.
        (Value::List(was), is) if shape.is_document() && is_scalar(is) && !is_only(was, is) => {
            lists(named, (was, std::slice::from_ref(is)), shape, place, rows);
        }
        (was, Value::List(is)) if shape.is_document() && is_scalar(was) && !is_only(is, was) => {
            lists(named, (std::slice::from_ref(was), is), shape, place, rows);
        }
        (Value::Text(was), Value::Text(is)) if was.contains('\n') || is.contains('\n') => {
            texts(named, (was, is), place, rows);
        }
        _ => rows.push(transition(named, before, after, place)),
    }
}

/// A value that comes or goes, with all that is in it.
pub(super) fn whole(
    sign: &'static str,
    named: Named<'_>,
    value: &Value,
    shape: Shape,
    place: Place,
    rows: &mut Vec<Row>,
) {
    let Named { name, by } = named;
    let on_a_line = |text: &str| Row::signed(place.indent, sign).toned(format!("{name}{by}{text}"));
    if shape.is_document()
        && let Some(sentence) = policy::sentence(value)
    {
        return rows.push(Row::signed(place.indent, sign).toned(format!("{name}: {sentence}")));
    }
    match value {
        Value::Text(text) if text.trim_end().contains('\n') => {
            rows.push(Row::signed(place.indent, sign).toned(named.heading()));
            rows.extend(text.lines().map(|line| texts::line(Some(sign), line, place.below())));
        }
        Value::Map(map) if !fits(value, &on_a_line(&value.to_string()), place) => {
            rows.push(Row::signed(place.indent, sign).toned(named.heading()));
            for (member, value) in map.iter() {
                let label = plain_label(member);
                whole(sign, Named::property(&label), value, shape.member(member), place.below(), rows);
            }
        }
        Value::List(items) if !fits(value, &on_a_line(&value.to_string()), place) => {
            rows.push(Row::signed(place.indent, sign).toned(named.heading()));
            for (at, item) in items.iter().enumerate() {
                let label = item_label(item, at, shape);
                whole(sign, Named::property(&label), item, shape.item(), place.below(), rows);
            }
        }
        _ => rows.push(on_a_line(&value.to_string())),
    }
}

/// Whether a nested value reads well on one line: what is nested deeper, or has many members, does not.
fn fits(value: &Value, row: &Row, place: Place) -> bool {
    const MOST: usize = 4;
    let is_flat = match value {
        Value::Map(map) => map.len() <= MOST && map.values().all(is_scalar),
        Value::List(items) => items.iter().all(is_scalar),
        _ => true,
    };
    is_flat && place.has_room_for(row)
}

fn is_only(items: &[Value], item: &Value) -> bool {
    matches!(items, [only] if only == item)
}

pub(super) fn is_scalar(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => true,
    }
}

/// One value that becomes another, by the parts that differ where whole ones would not fit.
pub(super) fn transition(named: Named<'_>, before: &Value, after: &Value, place: Place) -> Row {
    let row = |was: &str, is: &str| {
        Row::signed(place.indent, "~")
            .with(Tone::Plain, format!("{}{}", named.name, named.by))
            .with(Tone::Removed, was)
            .with(Tone::Plain, " -> ")
            .with(Tone::Added, is)
    };
    let (was, is) = (before.to_string(), after.to_string());
    if was == is && (before.has_secret() || after.has_secret()) {
        return row(&was, "(another secret)");
    }
    let whole = row(&was, &is);
    match (before, after) {
        (Value::Text(before), Value::Text(after))
            if !place.has_room_for(&whole) || whole.columns() > LONG =>
        {
            let (was, is) = texts::differing(before, after);
            row(&format!("{was:?}"), &format!("{is:?}"))
        }
        _ => whole,
    }
}

/// How many columns a transition may take before what is alike in it is left out.
pub(super) const LONG: usize = 80;

fn members(named: Named<'_>, (was, is): (&Map, &Map), shape: Shape, place: Place, rows: &mut Vec<Row>) {
    let all: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    let of = |map: &'_ Map, name: &str| map.get(name).cloned().unwrap_or(Value::Null);
    let changed: Vec<_> = all
        .into_iter()
        .map(|name| (name, of(was, name), of(is, name)))
        .filter(|(_, before, after)| before.reveal() != after.reveal())
        .collect();
    if let [(name, before, after)] = changed.as_slice() {
        let name_of_both = joined(named.name, &plain_label(name));
        let named = Named { name: &name_of_both, by: ": " };
        return difference(named, (before, after), shape.member(name), place, rows);
    }
    rows.push(Row::signed(place.indent, "~").with(Tone::Plain, named.heading()));
    for (name, before, after) in &changed {
        let label = plain_label(name);
        difference(Named::property(&label), (before, after), shape.member(name), place.below(), rows);
    }
}

/// A member's name as a path has it.
pub(super) fn plain_label(name: &str) -> Cow<'_, str> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '/' | '*'));
    if plain && !name.is_empty() { name.into() } else { format!("[{name:?}]").into() }
}

/// A path and what it goes on with.
pub(super) fn joined(path: &str, label: &str) -> String {
    let by = if path.is_empty() || label.starts_with('[') { "" } else { "." };
    format!("{path}{by}{label}")
}
