//! Paths of properties through blocks, lists and maps: `containers[].port_mappings[].host_port`. A list's item and a
//! map's value are written `[]`, the name of a map's member `{}`.

use ironwright_aws::registry;
use ironwright_core::kind::{Field, Type};
use ironwright_core::{Kind, Map, Value};

/// Every path of some fields.
pub(crate) fn paths_of(fields: &'static [Field]) -> Vec<String> {
    let mut paths = Vec::new();
    for field in fields {
        paths.push(field.name.to_owned());
        match field.ty {
            Type::Block(fields) => {
                paths.extend(paths_of(fields).into_iter().map(|inner| format!("{}.{inner}", field.name)));
            }
            Type::List(&Type::Block(fields)) => {
                paths.extend(paths_of(fields).into_iter().map(|inner| format!("{}[].{inner}", field.name)));
            }
            Type::List(_) => paths.push(format!("{}[]", field.name)),
            Type::Map(_) => paths.extend(["{}", "[]"].map(|end| format!("{}{end}", field.name))),
            _ => {}
        }
    }
    paths
}

/// A kind by its name.
pub(crate) fn kind(name: &str) -> &'static Kind {
    registry().get(name).unwrap_or_else(|| panic!("there is no kind {name}"))
}

/// The field at a path of a kind, and the type of what the path names: of the list, or of its items.
pub(crate) fn field_at(kind_name: &str, path: &str) -> Option<(&'static Field, Type)> {
    let mut fields = kind(kind_name).inputs;
    let mut found = None;
    for segment in path.split('.') {
        let name = segment.trim_end_matches("[]").trim_end_matches("{}");
        let field = fields.iter().find(|field| field.name == name)?;
        let inside = match field.ty {
            Type::List(of) | Type::Map(of) => *of,
            other => other,
        };
        let ty = match segment.strip_prefix(name) {
            Some("[]") => inside,
            Some("{}") => Type::Text,
            _ => field.ty,
        };
        if let Type::Block(inner) = inside {
            fields = inner;
        }
        found = Some((field, ty));
    }
    found
}

/// Inputs with nothing but a value at a path.
pub(crate) fn inputs_with(path: &str, value: Value) -> Map {
    let (segment, rest) = path.split_once('.').map_or((path, None), |(segment, rest)| (segment, Some(rest)));
    let name = segment.trim_end_matches("[]").trim_end_matches("{}");
    let inner = match rest {
        Some(rest) => Value::map(inputs_with(rest, value)),
        None => value,
    };
    let member = |name: &str, value: Value| Value::map([(name.into(), value)].into_iter().collect());
    let tags = name == "tags" || !segment.ends_with("[]");
    let outer = match segment.strip_prefix(name) {
        Some("{}") => member(inner.as_text().unwrap_or_default(), Value::text("x")),
        Some("[]") if tags => member("x", inner),
        Some("[]") => Value::list([inner]),
        _ => inner,
    };
    [(name.into(), outer)].into_iter().collect()
}

/// The path that a problem names, without the keys and numbers of items.
pub(crate) fn without_keys(property: &str) -> String {
    let mut path = String::new();
    let mut inside = false;
    for c in property.chars() {
        match c {
            '[' => inside = true,
            ']' if inside => {
                inside = false;
                path.push_str("[]");
            }
            _ if inside => {}
            other => path.push(other),
        }
    }
    path
}
