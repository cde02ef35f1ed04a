//! The difference of two lists: by key where items have one, in order where that has a meaning, as bags where not.

use std::collections::BTreeSet;

use crate::value::Value;

use super::align::{Piece, aligned};
use super::compare::{LONG, Named, Place, Shape, difference, is_scalar, transition, whole};
use super::policy;
use super::rows::{Row, Tone};

/// The rows of a list that changes.
pub(super) fn lists(
    named: Named<'_>,
    (was, is): (&[Value], &[Value]),
    shape: Shape,
    place: Place,
    rows: &mut Vec<Row>,
) {
    const FEW: usize = 4;
    if was.len().max(is.len()) <= FEW && are_scalars(was, is) {
        let (was, is) = (Value::list(was.iter().cloned()), Value::list(is.iter().cloned()));
        let row = transition(named, &was, &is, place);
        if place.has_room_for(&row) && row.columns() <= LONG {
            return rows.push(row);
        }
    }
    rows.push(Row::signed(place.indent, "~").with(Tone::Plain, named.heading()));
    let (below, beginning) = (place.below(), rows.len());
    let shape = Shape { unordered: shape.unordered || shape.is_document() && are_scalars(was, is), ..shape };
    if let Some(key) = key_of(shape).filter(|&key| have_keys(was, key) && have_keys(is, key)) {
        by_key(key, (was, is), shape, below, rows);
    } else if shape.unordered {
        as_bags((was, is), shape, below, rows);
    } else {
        in_order((was, is), shape, below, rows);
    }
    if rows.len() == beginning {
        rows.push(Row::unsigned(below.indent).with(Tone::Quiet, "the same in another order"));
    }
}

fn are_scalars(was: &[Value], is: &[Value]) -> bool {
    was.iter().chain(is).all(is_scalar)
}

/// Whether every item has a key of its own.
fn have_keys(items: &[Value], key: &str) -> bool {
    let names: Option<BTreeSet<&str>> = items.iter().map(|item| name_of(item, Some(key))).collect();
    names.is_some_and(|names| names.len() == items.len())
}

fn by_key(key: &str, (was, is): (&[Value], &[Value]), shape: Shape, place: Place, rows: &mut Vec<Row>) {
    let find = |items: &'_ [Value], name: &str| {
        items.iter().find(|item| name_of(item, Some(key)) == Some(name)).cloned().unwrap_or(Value::Null)
    };
    let names = was.iter().chain(is).filter_map(|item| name_of(item, Some(key)));
    let mut seen = BTreeSet::new();
    for name in names.filter(|name| seen.insert(*name)) {
        let (before, after) = (find(was, name), find(is, name));
        if before.reveal() != after.reveal() {
            let label = format!("[{name:?}]");
            difference(Named::property(&label), (&before, &after), shape.item(), place, rows);
        }
    }
}

/// Items whose places mean nothing: those that both have are left out, wherever they are.
fn as_bags((was, is): (&[Value], &[Value]), shape: Shape, place: Place, rows: &mut Vec<Row>) {
    let mut new: Vec<usize> = (0..is.len()).collect();
    let mut pieces = Vec::new();
    for (at, item) in was.iter().enumerate() {
        match new.iter().position(|&other| is[other] == *item) {
            Some(same) => drop(new.remove(same)),
            None => pieces.push(Piece::Gone(at)),
        }
    }
    pieces.extend(new.into_iter().map(Piece::New));
    changed(&pieces, (was, is), shape, place, rows);
}

/// What tells items of a list apart: the key that the kind names, or the `Sid` of a statement.
fn key_of(shape: Shape) -> Option<&'static str> {
    if shape.is_document() { Some("Sid") } else { shape.key }
}

fn name_of<'a>(item: &'a Value, key: Option<&str>) -> Option<&'a str> {
    match item {
        Value::Map(map) => match map.get(key?)? {
            Value::Text(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Where an item is: its key where it has one, else its number.
pub(super) fn item_label(item: &Value, at: usize, shape: Shape) -> String {
    match name_of(item, key_of(shape)) {
        Some(name) => format!("[{name:?}]"),
        None => format!("[{at}]"),
    }
}

fn in_order((was, is): (&[Value], &[Value]), shape: Shape, place: Place, rows: &mut Vec<Row>) {
    let pieces = aligned(was, is);
    let mut at = 0;
    while at < pieces.len() {
        let length = pieces[at..].iter().take_while(|piece| !matches!(piece, Piece::Same(..))).count();
        if length == 0 {
            let same = pieces[at..].iter().take_while(|piece| matches!(piece, Piece::Same(..))).count();
            let ends = (at > 0, at + same < pieces.len());
            unchanged(&pieces[at..at + same], is, ends, shape, place, rows);
            at += same;
        } else {
            changed(&pieces[at..at + length], (was, is), shape, place, rows);
            at += length;
        }
    }
}

/// Items that stay, next to others that do not: the nearest for orientation, and how many more there are.
fn unchanged(
    pieces: &[Piece],
    is: &[Value],
    (follows, precedes): (bool, bool),
    shape: Shape,
    place: Place,
    rows: &mut Vec<Row>,
) {
    let same = |piece: &Piece| if let Piece::Same(_, now) = piece { Some(*now) } else { None };
    let items: Vec<usize> = pieces.iter().filter_map(same).collect();
    let (front, back) = (usize::from(follows), items.len() - usize::from(precedes).min(items.len()));
    let quiet = |text: String| Row::unsigned(place.indent).with(Tone::Quiet, text);
    let told = |&now: &usize| {
        let item = policy::sentence(&is[now]).unwrap_or_else(|| is[now].to_string());
        quiet(format!("{}: {item}", item_label(&is[now], now, shape)))
    };
    // To leave out a single item saves nothing.
    if back < front + 2 {
        return rows.extend(items.iter().map(told));
    }
    rows.extend(items[..front].iter().map(told));
    rows.push(quiet(format!("… {} more as they were", back - front)));
    rows.extend(items[back..].iter().map(told));
}

/// Items that go and come at one place. One that became another is told by its difference.
fn changed(
    pieces: &[Piece],
    (was, is): (&[Value], &[Value]),
    shape: Shape,
    place: Place,
    rows: &mut Vec<Row>,
) {
    let gone: Vec<usize> = pieces
        .iter()
        .filter_map(|piece| if let Piece::Gone(at) = piece { Some(*at) } else { None })
        .collect();
    let new: Vec<usize> =
        pieces.iter().filter_map(|piece| if let Piece::New(at) = piece { Some(*at) } else { None }).collect();
    let gone_and_new_are_as_many = gone.len() == new.len();
    let may_become = |old: &Value, new: &Value| {
        let replaced = gone_and_new_are_as_many && !shape.unordered && is_scalar(old) && is_scalar(new);
        replaced || is_alike(old, new)
    };
    let mut from = 0;
    for &old in &gone {
        match new[from..].iter().position(|&at| may_become(&was[old], &is[at])) {
            None => item("-", &was[old], old, shape, place, rows),
            Some(at) => {
                let (before, now) = (&new[from..from + at], new[from + at]);
                for &new in before {
                    item("+", &is[new], new, shape, place, rows);
                }
                let label = item_label(&is[now], now, shape);
                difference(Named::property(&label), (&was[old], &is[now]), shape.item(), place, rows);
                from += at + 1;
            }
        }
    }
    for &new in &new[from..] {
        item("+", &is[new], new, shape, place, rows);
    }
}

/// An item that comes or goes: in a list without order, one that is no block has no place.
fn item(sign: &'static str, item: &Value, at: usize, shape: Shape, place: Place, rows: &mut Vec<Row>) {
    if shape.unordered && is_scalar(item) {
        return rows.push(Row::signed(place.indent, sign).toned(item.to_string()));
    }
    let label = item_label(item, at, shape);
    whole(sign, Named::property(&label), item, shape.item(), place, rows);
}

/// Whether one item may have become another: most of what they say is the same.
fn is_alike(was: &Value, is: &Value) -> bool {
    let (Value::Map(was), Value::Map(is)) = (was, is) else { return false };
    let same = was.iter().filter(|(name, value)| is.get(name) == Some(value)).count();
    2 * same >= was.len().max(is.len())
}
