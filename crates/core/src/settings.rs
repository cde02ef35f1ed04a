//! Settings: the typed values that a program is run with.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use crate::check::{Problems, check_limits};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::kind::{Field, Type};
use crate::{Address, Map, Value};

/// A struct of settings. `derive(Settings)` implements it.
pub trait Settings: Sized {
    /// The settings, with meaning, default and limits.
    const FIELDS: &'static [Field];

    /// Reads the struct from values that were checked.
    ///
    /// # Errors
    /// What was expected of which setting.
    fn from_values(values: &Map) -> Result<Self, (&'static str, String)>;
}

/// A program that takes no settings.
impl Settings for () {
    const FIELDS: &'static [Field] = &[];

    fn from_values(_: &Map) -> Result<Self, (&'static str, String)> {
        Ok(())
    }
}

/// A setting's value and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The value: text from a command line or environment, typed from a file.
    pub value: Value,
    /// Where it stands, `--set`, `IRONWRIGHT_REGION`, `ironwright.dev.toml`.
    pub source: String,
}

/// Settings by name, a later source having overruled an earlier one.
pub type GivenSettings = BTreeMap<String, Given>;

/// Checks what was given and reads the struct.
///
/// ```
/// use ironwright_core::settings::{read, GivenSettings};
/// assert!(read::<()>(&GivenSettings::new()).is_ok());
/// ```
///
/// # Errors
/// Everything that is wrong: unknown and missing settings, wrong types, values out of limits.
pub fn read<S: Settings>(given: &GivenSettings) -> Result<S, Diagnostics> {
    let values = values::<S>(given)?;
    S::from_values(&values).map_err(|(name, message)| Diagnostic::new(format!("`{name}`: {message}")).into())
}

/// The value of every setting that has one, defaults filled in; what is secret is marked so.
///
/// # Errors
/// As for [`read`].
pub fn values<S: Settings>(given: &GivenSettings) -> Result<Map, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut values = Map::new();
    for (name, Given { value, source }) in given {
        let Some(field) = S::FIELDS.iter().find(|field| field.name == name) else {
            let names = S::FIELDS.iter().map(|field| field.name);
            let hint = match nearest(name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if S::FIELDS.is_empty() => "this program takes no settings".to_owned(),
                None => format!("the settings are {}", names.collect::<Vec<_>>().join(", ")),
            };
            problems.push(Diagnostic::new(format!("{source}: there is no setting `{name}`")).hint(hint));
            continue;
        };
        match coerced(field, value) {
            Ok(value) => {
                values.insert(field.name.into(), value);
            }
            Err(message) => {
                let problem = Diagnostic::new(format!("{source}: `{name}`: {message}"));
                problems.push(problem.hint(first_line(field)));
            }
        }
    }
    let wrong: Vec<String> =
        given.keys().filter(|name| !values.contains_key(name.as_str())).cloned().collect();
    for field in S::FIELDS {
        if values.contains_key(field.name) || wrong.iter().any(|name| name == field.name) {
            continue;
        }
        match field.default {
            Some(default) => match coerced(field, &default.value()) {
                Ok(value) => {
                    values.insert(field.name.into(), value);
                }
                Err(message) => problems.push(defective(field.name, &message)),
            },
            None if field.required => {
                let problem = Diagnostic::new(format!("the setting `{}` has no value", field.name));
                problems.push(problem.hint(format!(
                    "{}; give it with `--set {}=…`, IRONWRIGHT_{} or ironwright.toml",
                    first_line(field),
                    field.name,
                    field.name.to_uppercase()
                )));
            }
            None => {}
        }
    }
    check_setting_limits(S::FIELDS, &values, given, &mut problems);
    problems.into_result().map(|()| values)
}

fn check_setting_limits(
    fields: &'static [Field],
    values: &Map,
    given: &GivenSettings,
    problems: &mut Diagnostics,
) {
    let address = Address::new("", "setting.Value", "settings").expect("a constant address");
    let mut found = Diagnostics::default();
    check_limits(fields, values, "", &mut Problems::new(&address, Place { file: "", line: 0 }, &mut found));
    for diagnostic in found.0 {
        let name = diagnostic.property.unwrap_or_default();
        match given.get(name.as_str()) {
            Some(Given { source, .. }) => {
                let problem = Diagnostic::new(format!("{source}: `{name}`: {}", diagnostic.message));
                problems.push(problem.hint(diagnostic.hint.unwrap_or_default()));
            }
            None if values.contains_key(name.as_str()) => {
                problems.push(defective(&name, &diagnostic.message));
            }
            None => {}
        }
    }
}

/// A default that the program's own limits refuse.
fn defective(name: &str, message: &str) -> Diagnostic {
    Diagnostic::new(format!("the default of `{name}`: {message}"))
        .hint("the program is wrong: give the setting another default, or other limits")
}

fn first_line(field: &Field) -> String {
    field.doc.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// Reads text where a field wants something else, and keeps secrets secret.
///
/// # Errors
/// What was expected, in a sentence.
pub fn coerced(field: &Field, value: &Value) -> Result<Value, String> {
    let coerced = coerce(field.ty, value).map_err(|message| {
        if field.secret { "the secret is not of the expected type".to_owned() } else { message }
    })?;
    Ok(if field.secret { coerced.into_secret() } else { coerced })
}

fn coerce(ty: Type, value: &Value) -> Result<Value, String> {
    let wrong = |what: &str| Err(format!("expected {what}, found {value}"));
    match (ty, value) {
        (Type::Bool, Value::Text(text)) => {
            bool::from_str(text).map(Value::Bool).or_else(|_| wrong("true or false"))
        }
        (Type::Bool, Value::Bool(_)) | (Type::Int, Value::Int(_)) | (Type::Float, Value::Float(_)) => {
            Ok(value.clone())
        }
        (Type::Bool, _) => wrong("true or false"),
        (Type::Int, Value::Text(text)) => {
            i64::from_str(text).map(Value::Int).or_else(|_| wrong("a whole number"))
        }
        (Type::Int, _) => wrong("a whole number"),
        (Type::Float, Value::Text(text)) => {
            f64::from_str(text).map(Value::Float).or_else(|_| wrong("a number"))
        }
        (Type::Float, Value::Int(n)) =>
        {
            #[expect(clippy::cast_precision_loss, reason = "a fraction was asked for")]
            Ok(Value::Float(*n as f64))
        }
        (Type::Float, _) => wrong("a number"),
        (Type::Text | Type::Reference { .. } | Type::Choice(_), Value::Text(_))
        | (Type::Document | Type::Block(_), _) => Ok(value.clone()),
        (Type::Text, Value::Int(n)) => Ok(Value::text(n.to_string())),
        (Type::Text | Type::Reference { .. } | Type::Choice(_), _) => wrong("text"),
        (Type::Cidr, Value::Text(text)) => {
            text.parse::<crate::Cidr>().map(|cidr| Value::text(cidr.to_string())).map_err(|e| e.to_string())
        }
        (Type::Cidr, _) => wrong("an IPv4 network"),
        (Type::List(item), Value::Text(text)) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(Value::list(parts.map(|part| coerce(*item, &part.into())).collect::<Result<Vec<_>, _>>()?))
        }
        (Type::List(item), Value::List(items)) => {
            Ok(Value::list(items.iter().map(|value| coerce(*item, value)).collect::<Result<Vec<_>, _>>()?))
        }
        (Type::List(_), _) => wrong("a list"),
        (Type::Map(item), Value::Map(map)) => {
            let mut out = Map::new();
            for (name, value) in map.iter() {
                out.insert(name.clone(), coerce(*item, value)?);
            }
            Ok(Value::map(out))
        }
        (Type::Map(_), _) => wrong("names with values"),
    }
}
