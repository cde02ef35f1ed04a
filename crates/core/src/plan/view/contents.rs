//! What is in a new resource, in short: what its policies allow is what a reviewer signs, and what its containers run.

use crate::Map;
use crate::kind::{Field, Type};
use crate::plan::Step;
use crate::value::Value;

use super::compare::{Named, Place, Shape, hiding, is_scalar, joined, plain_label};
use super::lists::item_label;
use super::policy;
use super::rows::{Row, Tone};

/// What the documents of a new resource say, and what is in its blocks that have a name.
pub(super) fn contents(step: &Step, place: Place) -> Vec<Row> {
    let mut rows = Vec::new();
    for change in &step.changes {
        let Some(field) = step.kind.input(&change.path) else { continue };
        let Some((_, value)) = hiding(&Value::Null, &change.after) else { continue };
        match (field.ty, field.key) {
            (Type::Document, _) if !is_scalar(&value) => document(field, value, place, &mut rows),
            (Type::List(Type::Block(fields)), Some(_)) => blocks(field, fields, &value, place, &mut rows),
            _ => {}
        }
    }
    rows
}

/// Each block by its name, with what it cannot be without.
fn blocks(field: &'static Field, fields: &[Field], value: &Value, place: Place, rows: &mut Vec<Row>) {
    let told = |field: &&Field, key: Option<&str>| field.required && Some(field.name) != key;
    for (at, block) in value.as_list().unwrap_or_default().iter().enumerate() {
        let required = fields.iter().filter(|inner| told(inner, field.key));
        let members: Map =
            required.filter_map(|inner| Some((inner.name.into(), block.get(inner.name)?.clone()))).collect();
        let label = format!("{}{}", field.name, item_label(block, at, Shape::of(field)));
        let mut each = members.iter();
        let text = match (each.next(), each.next()) {
            (None, _) => label,
            (Some((name, value)), None) => format!("{label}.{name}: {value}"),
            _ => format!("{label}: {}", Value::map(members)),
        };
        rows.push(Row::signed(place.indent, "+").toned(text));
    }
}

/// A document in short: each statement, rule or other member is one row.
fn document(field: &'static Field, document: Value, place: Place, rows: &mut Vec<Row>) {
    const MOST: usize = 12;
    let shape = Shape::of(field);
    // A policy is its statements; what version of the language it is in says nothing.
    let statements = document.get("Statement").cloned();
    let content = statements.filter(|content| matches!(content, Value::List(_))).unwrap_or(document);
    let said = |item: &Value| policy::sentence(item).unwrap_or_else(|| item.to_string());
    let row = |place: Place, label: &str, item: &Value| {
        Row::signed(place.indent, "+").toned(format!("{label}: {}", said(item)))
    };
    let items: Vec<(String, &Value)> = match &content {
        Value::List(items) if items.len() == 1 => return rows.push(row(place, field.name, &items[0])),
        Value::List(items) => {
            items.iter().enumerate().map(|(at, item)| (item_label(item, at, shape), item)).collect()
        }
        Value::Map(members) => {
            members.iter().flat_map(|(name, member)| member_items(name, member, shape)).collect()
        }
        other => return rows.push(row(place, field.name, other)),
    };
    rows.push(Row::signed(place.indent, "+").toned(Named::property(field.name).heading()));
    rows.extend(items.iter().take(MOST).map(|(label, item)| row(place.below(), label, item)));
    if items.len() > MOST {
        let text = format!("… and {} more", items.len() - MOST);
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
