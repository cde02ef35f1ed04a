//! Property paths, `containers["nginx"].image`: reading and writing a place inside a value.

use std::sync::Arc;

use crate::value::{Map, Value};

enum Segment<'a> {
    Member(&'a str),
    Key(&'a str),
    Index(usize),
}

fn segments(path: &str) -> Vec<Segment<'_>> {
    let mut out = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (index, after) = inside.split_once(']').unwrap_or((inside, ""));
            out.push(match index.parse() {
                Ok(number) => Segment::Index(number),
                Err(_) => Segment::Key(index.trim_matches('"')),
            });
            rest = after;
        } else {
            let start = rest.strip_prefix('.').unwrap_or(rest);
            let end = start.find(['.', '[']).unwrap_or(start.len());
            out.push(Segment::Member(&start[..end]));
            rest = &start[end..];
        }
    }
    out
}

/// The value at a path inside properties.
pub fn get<'a>(properties: &'a Map, path: &str) -> Option<&'a Value> {
    let segments = segments(path);
    let (Some(Segment::Member(first)), rest) = (segments.first(), segments.get(1..)?) else { return None };
    let mut value = properties.get(first)?;
    for segment in rest {
        value = match segment {
            Segment::Member(name) => value.get(name)?,
            Segment::Key(key) => match value {
                Value::Map(map) => map.get(key)?,
                other => other.as_list()?.iter().find(|item| has_key(item, key))?,
            },
            Segment::Index(index) => value.as_list()?.get(*index)?,
        };
    }
    Some(value)
}

/// Puts a value at a path inside properties; a path that leads nowhere changes nothing.
pub fn set(properties: &mut Map, path: &str, value: Value) {
    let segments = segments(path);
    if let Some((Segment::Member(first), rest)) = segments.split_first() {
        if rest.is_empty() {
            properties.insert((*first).into(), value);
        } else if let Some(place) = properties.get_mut(first) {
            *place = with(place, rest, value);
        }
    }
}

fn with(value: &Value, path: &[Segment<'_>], new: Value) -> Value {
    let Some((segment, rest)) = path.split_first() else { return new };
    match (segment, value) {
        (Segment::Member(key) | Segment::Key(key), Value::Map(map)) => {
            let mut map = (**map).clone();
            let inner = map.get(key).map_or_else(|| new.clone(), |inner| with(inner, rest, new.clone()));
            map.insert(Arc::from(*key), inner);
            Value::map(map)
        }
        (Segment::Key(key), Value::List(items)) => {
            Value::list(
                items.iter().map(|item| {
                    if has_key(item, key) { with(item, rest, new.clone()) } else { item.clone() }
                }),
            )
        }
        (Segment::Index(index), Value::List(items)) => Value::list(items.iter().enumerate().map(
            |(i, item)| {
                if i == *index { with(item, rest, new.clone()) } else { item.clone() }
            },
        )),
        _ => value.clone(),
    }
}

/// Whether a block's name, or any of its texts that could be its key, is this one.
fn has_key(item: &Value, key: &str) -> bool {
    item.as_map().is_some_and(|map| map.values().any(|value| value.as_text() == Some(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_inside_a_keyed_block_is_read_and_written() {
        let container = |image: &str| {
            Value::map(
                [("name".into(), "nginx".into()), ("image".into(), image.into())].into_iter().collect(),
            )
        };
        let mut inputs = Map::new();
        inputs.insert("containers".into(), Value::list([container("v1")]));
        let path = "containers[\"nginx\"].image";
        assert_eq!(get(&inputs, path).and_then(Value::as_text), Some("v1"));
        set(&mut inputs, path, "v2".into());
        assert_eq!(inputs["containers"], Value::list([container("v2")]));
        assert_eq!(get(&inputs, "containers[\"other\"].image"), None);
    }
}
