//! Declarations as text: what a program would say of something that exists and is not declared yet.
//!
//! It is made from what the derive knows of a kind: required inputs are arguments of the constructor, the others are
//! chained, and what has its default is left out. Secrets, and what AWS never gives back, are not written.

mod policy;

use std::collections::BTreeSet;

use ironwright_core::kind::{Field, Type};
use ironwright_core::{Kind, Map, Value};

/// A declaration as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The statement that declares it, `stack.add(…)`.
    pub text: String,
    /// The modules of `ironwright::aws` that the text names.
    pub modules: BTreeSet<&'static str>,
    /// Inputs that are not in it, because they are secret or AWS does not tell them.
    pub untold: Vec<&'static str>,
}

/// Writes the declaration of a resource that exists: `observed` is what the cloud says of it.
///
/// ```
/// use ironwright::aws::logs::LogGroup;
/// use ironwright::aws::written::declaration;
/// use ironwright::core::{Map, Resource as _};
///
/// let observed = Map::from([
///     ("log_group_name".into(), "/web".into()),
///     ("retention_in_days".into(), 30.into()),
/// ]);
/// let written = declaration(LogGroup::kind(), "web", "/web", &observed)?;
/// assert_eq!(
///     written.text,
///     "stack.add(\n    \"web\",\n    logs::LogGroup::new(\"/web\")\n        .retention_in_days(30)\n        \
///      .import(\"/web\"),\n);\n"
/// );
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// Why it must be written by hand: a constructor of its own, or a document that this does not know.
pub fn declaration(kind: &'static Kind, name: &str, id: &str, observed: &Map) -> Result<Written, String> {
    let (service, ty) = kind.name.split_once('.').unwrap_or(("", kind.name));
    if !kind.by_new {
        return Err(format!("{} has constructors of its own", kind.name));
    }
    let mut writer = Writer { service, names_itself: kind, modules: BTreeSet::from([service]) };
    let text = writer.block(&format!("{service}::{ty}"), kind.inputs, observed, 8)?;
    let text = format!("stack.add(\n    {name:?},\n    {text}\n        .import({id:?}),\n);\n");
    let untold = kind.inputs.iter().filter(|field| is_untold(field)).map(|field| field.name).collect();
    Ok(Written { text, modules: writer.modules, untold })
}

fn is_untold(field: &Field) -> bool {
    field.secret || field.write_only
}

struct Writer {
    /// The module of the kind, where its choices and blocks are too.
    service: &'static str,
    names_itself: &'static Kind,
    modules: BTreeSet<&'static str>,
}

impl Writer {
    /// `Type::new(…)`, and a chained call for each property that is not as it would be anyway.
    fn block(
        &mut self,
        ty: &str,
        fields: &'static [Field],
        members: &Map,
        indent: usize,
    ) -> Result<String, String> {
        let mut arguments = Vec::new();
        let mut chained = Vec::new();
        for field in fields {
            let value = members.get(field.name).filter(|value| **value != Value::Null);
            if field.written.argument && is_untold(field) {
                return Err(format!("`{}` is secret, and it must have one", field.name));
            }
            if field.written.argument {
                let value =
                    value.ok_or_else(|| format!("AWS does not tell `{}`, which it must have", field.name))?;
                arguments.push(self.value(field, &field.ty, value, indent)?);
                continue;
            }
            let Some(value) = value.filter(|value| !is_untold(field) && is_set(field, value)) else {
                continue;
            };
            let text = self.value(field, &field.ty, value, indent)?;
            chained.push(format!("\n{:indent$}.{}({text})", "", field.written.setter));
        }
        Ok(format!("{ty}::new({}){}", arguments.join(", "), chained.concat()))
    }

    fn value(&mut self, field: &Field, ty: &Type, value: &Value, indent: usize) -> Result<String, String> {
        let strange = || format!("`{}` is {value}, which this cannot write", field.name);
        let of = field.written.of;
        match (ty, value) {
            (_, Value::Secret(_)) => Err(format!("`{}` is secret", field.name)),
            (Type::Bool, Value::Bool(on)) => Ok(on.to_string()),
            (Type::Int, Value::Int(number)) if is_plain_number(of) => Ok(number.to_string()),
            (Type::Float, Value::Float(number)) => Ok(format!("{number:?}")),
            (Type::Text, Value::Text(text)) => Ok(format!("{text:?}")),
            (Type::Cidr, Value::Text(text)) => Ok(format!("cidr({text:?})")),
            (Type::Choice(_), Value::Text(text)) => {
                let variant = field.written.words.iter().find(|(word, _)| *word == &**text);
                let (_, variant) = variant.ok_or_else(strange)?;
                Ok(format!("{}::{of}::{variant}", self.service))
            }
            (Type::Reference { kind, output }, Value::Text(text)) => {
                if *kind == self.names_itself.name && *output == field.name {
                    return Ok(format!("{text:?}"));
                }
                let service = kind.split('.').next().unwrap_or(kind);
                self.modules.insert(service);
                Ok(format!("{service}::{of}::from({text:?})"))
            }
            (Type::Document, document) => {
                self.modules.insert("iam");
                policy::document(document, indent + 4).ok_or_else(strange)
            }
            (Type::List(_), Value::List(items)) if items.is_empty() => Ok("Vec::<&str>::new()".to_owned()),
            (Type::List(item), Value::List(items)) => {
                let items: Result<Vec<String>, String> =
                    items.iter().map(|value| self.value(field, item, value, indent + 8)).collect();
                Ok(listed(&items?, indent + 4))
            }
            (Type::Map(item), Value::Map(members)) => {
                let member = |(name, value): (_, &Value)| {
                    Ok(format!("({name:?}, {})", self.value(field, item, value, indent + 8)?))
                };
                let members: Result<Vec<String>, String> = members.iter().map(member).collect();
                Ok(listed(&members?, indent + 4))
            }
            (Type::Block(fields), Value::Map(members)) if field.written.by_new => {
                let ty = format!("{}::{of}", self.service);
                self.block(&ty, fields, members, indent + 4)
            }
            (Type::Block(_), Value::Map(_)) => Err(format!("`{}` has constructors of its own", field.name)),
            _ => Err(strange()),
        }
    }
}

/// Whether a property must be written: it is there, and not what it would be anyway.
fn is_set(field: &Field, value: &Value) -> bool {
    let empty = match value {
        Value::List(items) => items.is_empty(),
        Value::Map(members) => members.is_empty(),
        _ => false,
    };
    !empty && field.default.is_none_or(|default| default.value() != *value)
}

/// Whether a type takes numbers as they stand; others have constructors for their units.
fn is_plain_number(of: &str) -> bool {
    ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"].contains(&of)
}

/// `[a, b]`, each in a line of its own where they are long.
fn listed(items: &[String], indent: usize) -> String {
    let line = items.join(", ");
    if line.len() <= 60 && !line.contains('\n') {
        return format!("[{line}]");
    }
    let lines: Vec<String> = items.iter().map(|item| format!("\n{:indent$}{item},", "")).collect();
    format!("[{}\n{:close$}]", lines.concat(), "", close = indent.saturating_sub(4))
}
