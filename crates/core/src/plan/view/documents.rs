//! The documents of a new resource in short: what a policy allows is what a reviewer signs.

use crate::kind::Type;
use crate::plan::Step;
use crate::value::Value;

use super::compare::{Named, Place, Shape, hiding, is_scalar, joined, plain_label};
use super::lists::item_label;
use super::policy;
use super::rows::{Row, Tone};

/// What the documents of a new resource say.
pub(super) fn documents(step: &Step, place: Place) -> Vec<Row> {
    let mut rows = Vec::new();
    for change in &step.changes {
        let Some(field) = step.kind.input(&change.path).filter(|field| matches!(field.ty, Type::Document))
        else {
            continue;
        };
        let Some((_, document)) = hiding(&Value::Null, &change.after) else { continue };
        // A policy is its statements; what version of the language it is in says nothing.
        let statements = document.get("Statement").cloned();
        let content = statements.filter(|content| matches!(content, Value::List(_))).unwrap_or(document);
        contents(Named::property(field.name), &content, Shape::of(field), place, &mut rows);
    }
    rows
}

/// A document of a new resource in short: each statement, rule or other member is one row.
fn contents(named: Named<'_>, document: &Value, shape: Shape, place: Place, rows: &mut Vec<Row>) {
    const MOST: usize = 12;
    let said = |item: &Value| policy::sentence(item).unwrap_or_else(|| item.to_string());
    let row = |place: Place, label: &str, item: &Value| {
        Row::signed(place.indent, "+").toned(format!("{label}: {}", said(item)))
    };
    let items: Vec<(String, &Value)> = match document {
        Value::List(items) if items.len() > 1 => {
            items.iter().enumerate().map(|(at, item)| (item_label(item, at, shape), item)).collect()
        }
        Value::List(items) if items.len() == 1 => return rows.push(row(place, named.name, &items[0])),
        Value::Map(members) => {
            members.iter().flat_map(|(name, member)| member_items(name, member, shape)).collect()
        }
        other => return rows.push(row(place, named.name, other)),
    };
    rows.push(Row::signed(place.indent, "+").toned(named.heading()));
    rows.extend(items.iter().take(MOST).map(|(label, item)| row(place.below(), label, item)));
    if items.len() > MOST {
        let text = format!("… {} more", items.len() - MOST);
        rows.push(Row::unsigned(place.below().indent).with(Tone::Quiet, text));
    }
}

/// A member of a document, or the items of one that is a list of blocks.
fn member_items<'a>(name: &str, member: &'a Value, shape: Shape) -> Vec<(String, &'a Value)> {
    let label = plain_label(name);
    match member {
        Value::List(items) if !items.iter().all(is_scalar) => {
            let of = |(at, item)| (joined(&label, &item_label(item, at, shape)), item);
            items.iter().enumerate().map(of).collect()
        }
        member => vec![(label.into_owned(), member)],
    }
}
