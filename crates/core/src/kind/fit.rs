//! Whether a value is of a property's type. A builder's setters see to it by themselves; what is declared or answered as
//! data is looked at here.

use super::Type;
use crate::Value;
use crate::check::item_path;
use crate::diagnostic::nearest;

/// What of a value is not as its type says, and where in it; what is not known yet fits everywhere.
pub(crate) fn misfit(ty: &Type, value: &Value) -> Option<String> {
    inside(ty, value, String::new(), None)
}

fn inside(ty: &Type, value: &Value, path: String, key: Option<&str>) -> Option<String> {
    match (ty, value) {
        (_, Value::Null | Value::Unknown(_))
        | (Type::Document, _)
        | (Type::Bool, Value::Bool(_))
        | (Type::Int | Type::Float, Value::Int(_))
        | (Type::Float, Value::Float(_))
        | (Type::Text | Type::Choice(_) | Type::Cidr | Type::Reference { .. }, Value::Text(_)) => None,
        (ty, Value::Secret(inner)) => {
            // Where in a secret something is wrong may be a part of it.
            inside(ty, inner, String::new(), key).map(|_| at(&path, &format!("is not {}", ty.noun())))
        }
        (Type::List(of), Value::List(items)) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| inside(of, item, item_path(&path, key, index, item), None)),
        (Type::Map(of), Value::Map(members)) => {
            members.iter().find_map(|(name, member)| inside(of, member, format!("{path}[{name:?}]"), None))
        }
        (Type::Block(fields), Value::Map(members)) => members.iter().find_map(|(name, member)| {
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            match fields.iter().find(|field| *field.name == **name) {
                Some(field) => inside(&field.ty, member, path, field.key),
                None => {
                    let near = nearest(name, fields.iter().map(|field| field.name));
                    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    Some(at(&path, &format!("is no property of the block{near}")))
                }
            }
        }),
        (ty, value) => Some(at(&path, &format!("is {}, and {} is wanted", noun(value), ty.noun()))),
    }
}

fn at(path: &str, message: &str) -> String {
    if path.is_empty() { message.to_owned() } else { format!("`{path}` {message}") }
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Int(_) => "a whole number",
        Value::Float(_) => "a number with a fraction",
        Value::Text(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "names with values",
        Value::Secret(_) => "a secret",
        Value::Unknown(_) => "known later",
    }
}

/// Whether values of one type may stand where another is wanted, as far as the types can tell.
pub(crate) fn accepts(wanted: &Type, given: &Type) -> bool {
    match (wanted, given) {
        (Type::Document, _) | (_, Type::Document) => true,
        (Type::Reference { kind, output }, Type::Reference { kind: given_kind, output: given_output }) => {
            (kind, output) == (given_kind, given_output)
        }
        (
            Type::Text | Type::Choice(_) | Type::Cidr | Type::Reference { .. },
            Type::Text | Type::Choice(_) | Type::Cidr | Type::Reference { .. },
        )
        | (Type::Bool, Type::Bool)
        | (Type::Int, Type::Int)
        | (Type::Float, Type::Int | Type::Float)
        | (Type::Block(_), Type::Block(_) | Type::Map(_)) => true,
        (Type::List(wanted), Type::List(given)) | (Type::Map(wanted), Type::Map(given)) => {
            accepts(wanted, given)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let list = Type::List(&Type::Int);
        assert_eq!(misfit(&list, &Value::list([1.into(), Value::Unknown(None)])), None);
        assert_eq!(
            misfit(&list, &Value::list([1.into(), "two".into()])).as_deref(),
            Some("`[1]` is text, and a whole number is wanted")
        );
        assert_eq!(
            misfit(&Type::Int, &Value::text("hunter2").into_secret()).as_deref(),
            Some("is not a whole number")
        );
    }

    #[test]
    fn a_reference_of_another_kind_is_not_accepted_and_text_is() {
        let vpc = Type::Reference { kind: "ec2.Vpc", output: "id" };
        let subnet = Type::Reference { kind: "ec2.Subnet", output: "id" };
        assert!(accepts(&vpc, &vpc) && accepts(&vpc, &Type::Text) && accepts(&Type::Text, &subnet));
        assert!(!accepts(&vpc, &subnet) && !accepts(&Type::Int, &Type::Text));
        assert!(!accepts(&Type::List(&Type::Int), &Type::List(&Type::Text)));
    }
}
