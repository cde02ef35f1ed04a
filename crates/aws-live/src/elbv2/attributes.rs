//! Attributes: what Elastic Load Balancing keeps as keys with texts, and a declaration says as inputs of their own.

use std::collections::HashMap;
use std::sync::Arc;

use ironwright_core::kind::{Field, Type};
use ironwright_core::{Kind, Map, Value};

use crate::handler::Change;

/// Where a declaration says an attribute, `access_logs.bucket`, the attribute's key, and what AWS takes when it is not set.
pub(super) type Attribute = (&'static str, &'static str, &'static str);

/// The attributes that differ, as key and text. One that is to go gets what AWS takes by itself; one that AWS does not tell
/// of, because another type of load balancer has it, is left alone.
pub(super) fn changed(change: &Change<'_>, attributes: &[Attribute]) -> Vec<(&'static str, String)> {
    let differs = |(path, ..): &&Attribute| change.of(path.split('.').next().unwrap_or(path)).is_some();
    let wanted = |(path, key, usual): &Attribute| match (at(change.wanted, path), at(change.observed, path)) {
        (Some(value), _) => Some((*key, text(value))),
        (None, Some(_)) => Some((*key, (*usual).to_owned())),
        (None, None) => None,
    };
    attributes.iter().filter(differs).filter_map(wanted).collect()
}

/// The attributes that AWS tells of, as the inputs of a kind.
pub(super) fn observed(kind: &Kind, attributes: &[Attribute], told: &HashMap<String, String>) -> Map {
    let mut inputs = Map::new();
    for (path, key, _) in attributes {
        let Some(value) = told.get(*key).and_then(|text| value_of(kind.inputs, path, text)) else { continue };
        match path.split_once('.') {
            None => drop(inputs.insert(Arc::from(*path), value)),
            Some((block, name)) => {
                let mut members = inputs.get(block).and_then(Value::as_map).cloned().unwrap_or_default();
                members.insert(Arc::from(name), value);
                inputs.insert(Arc::from(block), Value::map(members));
            }
        }
    }
    inputs
}

fn at<'a>(inputs: &'a Map, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        None => inputs.get(path),
        Some((block, name)) => inputs.get(block)?.get(name),
    }
}

fn text(value: &Value) -> String {
    value.as_text().map_or_else(|| value.to_string(), str::to_owned)
}

/// A text of AWS's as the input that it is; an empty one is none.
fn value_of(fields: &[Field], path: &str, text: &str) -> Option<Value> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(block, rest)| (block, Some(rest)));
    let field = fields.iter().find(|field| field.name == name)?;
    match (field.ty, rest) {
        (Type::Block(fields), Some(rest)) => value_of(fields, rest, text),
        (Type::Bool, _) => text.parse().ok().map(Value::Bool),
        (Type::Int, _) => text.parse().ok().map(Value::Int),
        _ => Some(Value::text(text)).filter(|_| !text.is_empty()),
    }
}
