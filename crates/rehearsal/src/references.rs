//! The references inside a resource's properties: where they stand and what they point at.

use std::fmt;
use std::sync::Arc;

use ironwright_core::kind::{Field, Type};
use ironwright_core::{Kind, Map, Value};

/// Something that can be referred to: an output of some resource of a kind, with its value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Target {
    /// The kind.
    pub(crate) kind: &'static str,
    /// The output; `id` stands for the physical id.
    pub(crate) output: &'static str,
    /// Its value.
    pub(crate) value: Arc<str>,
}

/// A reference that was met on a walk.
pub(crate) struct Reference<'a> {
    /// Where it stands.
    pub(crate) path: Path<'a>,
    /// What it points at.
    pub(crate) target: Target,
    /// Whether it lets go of what it points at.
    pub(crate) weak: bool,
}

/// Visits every reference in the values of some fields, nested ones too. Documents of free form are not looked into.
pub(crate) fn each(kind: &'static Kind, values: &Map, visit: &mut dyn FnMut(&Reference<'_>)) {
    for field in kind.inputs.iter().filter(|field| !kind.names_itself_by(field)) {
        in_field(field, values, &Path::Top, false, visit);
    }
}

/// Whether an ARN belongs to an account other than ours, so that nothing can be said of it.
pub(crate) fn is_foreign(value: &str, account: &str) -> bool {
    let owner = value.starts_with("arn:").then(|| value.split(':').nth(4)).flatten();
    owner.is_some_and(|owner| !owner.is_empty() && owner != account)
}

fn in_fields(
    fields: &'static [Field],
    values: &Map,
    path: &Path<'_>,
    weak: bool,
    visit: &mut dyn FnMut(&Reference<'_>),
) {
    for field in fields {
        in_field(field, values, path, weak, visit);
    }
}

fn in_field(
    field: &'static Field,
    values: &Map,
    path: &Path<'_>,
    weak: bool,
    visit: &mut dyn FnMut(&Reference<'_>),
) {
    if let Some(value) = values.get(field.name) {
        in_value(&field.ty, value, Path::Member(path, field.name), weak || field.weak, visit);
    }
}

fn in_value(
    ty: &'static Type,
    value: &Value,
    path: Path<'_>,
    weak: bool,
    visit: &mut dyn FnMut(&Reference<'_>),
) {
    match (ty, value) {
        (_, Value::Secret(inner)) => in_value(ty, inner, path, weak, visit),
        (Type::Reference { kind, output }, Value::Text(text)) => {
            visit(&Reference { path, target: Target { kind, output, value: Arc::clone(text) }, weak });
        }
        (Type::List(of), Value::List(items)) => {
            for (i, item) in items.iter().enumerate() {
                in_value(of, item, Path::Item(&path, i), weak, visit);
            }
        }
        (Type::Map(of), Value::Map(map)) => {
            for (name, item) in map.iter() {
                in_value(of, item, Path::Entry(&path, name), weak, visit);
            }
        }
        (Type::Block(fields), Value::Map(map)) => in_fields(fields, map, &path, weak, visit),
        _ => {}
    }
}

/// Where a value stands, `rules[0].group_id`; only written out when somebody asks.
#[derive(Clone, Copy)]
pub(crate) enum Path<'a> {
    /// The resource itself.
    Top,
    /// A property or a block's member.
    Member(&'a Path<'a>, &'a str),
    /// An item of a list.
    Item(&'a Path<'a>, usize),
    /// An entry of a map.
    Entry(&'a Path<'a>, &'a str),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Member(Path::Top, name) => f.write_str(name),
            Self::Member(of, name) => write!(f, "{of}.{name}"),
            Self::Item(of, index) => write!(f, "{of}[{index}]"),
            Self::Entry(of, name) => write!(f, "{of}[{name:?}]"),
        }
    }
}

impl Path<'_> {
    /// The property of the resource that the path begins with.
    pub(crate) fn property(&self) -> &str {
        match self {
            Self::Top => "",
            Self::Member(Path::Top, name) => name,
            Self::Member(of, _) | Self::Item(of, _) | Self::Entry(of, _) => of.property(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arns_of_other_accounts_are_foreign() {
        assert!(is_foreign("arn:aws:demo::aws:policy/shared", "123456789012"));
        assert!(!is_foreign("arn:aws:demo::123456789012:policy/own", "123456789012"));
        assert!(!is_foreign("arn:aws:demo:::place", "123456789012"));
        assert!(!is_foreign("net-1", "123456789012"));
    }

    #[test]
    fn a_path_reads_as_the_program_would_write_it() {
        let (list, top) = (Path::Member(&Path::Top, "rules"), Path::Top);
        let item = Path::Item(&list, 2);
        assert_eq!(Path::Member(&item, "group_id").to_string(), "rules[2].group_id");
        assert_eq!(Path::Entry(&Path::Member(&top, "env"), "A b").to_string(), "env[\"A b\"]");
        assert_eq!(Path::Member(&item, "group_id").property(), "rules");
    }
}
