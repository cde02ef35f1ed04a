//! Settings: the typed values that a program is run with.
//!
//! - `given.rs`: what was given, where, and in which order of strength.
//! - `tree.rs`: what was given put together as the types of the settings ask for, each piece with its source.
//! - `reading.rs`: the pieces checked and made values, defaults filled in.
//! - `written.rs`: lists, maps and structs that are written as text.

mod given;
mod reading;
mod tree;
mod written;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::input::Data;
use crate::kind::{Field, Type};
use crate::{Map, Value};

pub use given::{Given, GivenSettings};
pub use written::of_toml;

/// A struct of settings. `derive(Settings)` implements it, and its documentation has an example of each type and limit.
pub trait Settings: Sized {
    /// The settings, with meaning, default and limits.
    const FIELDS: &'static [Field];

    /// Reads the struct from values that were checked.
    ///
    /// # Errors
    /// The name of each setting that cannot be read, and what was expected.
    fn from_values(values: &Map) -> Result<Self, Vec<Unreadable>>;

    /// The values that the struct is read from.
    fn to_values(&self) -> Map;
}

/// A setting that cannot be read: its name, and what was expected of it.
pub type Unreadable = (&'static str, String);

/// A program that takes no settings.
impl Settings for () {
    const FIELDS: &'static [Field] = &[];

    fn from_values(_: &Map) -> Result<Self, Vec<Unreadable>> {
        Ok(())
    }

    fn to_values(&self) -> Map {
        Map::new()
    }
}

/// Checks what was given and reads the struct.
///
/// ```
/// use ironwright::core::settings::{Given, GivenSettings, read};
/// use ironwright::prelude::*;
///
/// #[derive(Settings)]
/// struct Wanted {
///     /// How many tasks run.
///     #[setting(range = 1..=10)]
///     replicas: u32,
/// }
/// let mut given = GivenSettings::new();
/// given.give("replicas", Given::new("3", "--set"));
/// assert_eq!(read::<Wanted>(&given)?.replicas, 3);
/// # Ok::<(), ironwright::core::Diagnostics>(())
/// ```
///
/// # Errors
/// Everything that is wrong: unknown and missing settings, wrong types, values out of limits.
pub fn read<S: Settings>(given: &GivenSettings) -> Result<S, Diagnostics> {
    let Resolved { values, mut problems, .. } = resolve(S::FIELDS, given);
    match S::from_values(&values) {
        Ok(settings) => problems.into_result().map(|()| settings),
        Err(wrong) => {
            // What is missing, or was found wrong above, cannot be read either, and has been told.
            if problems.0.is_empty() {
                let told =
                    wrong.into_iter().map(|(name, message)| Diagnostic::new(format!("`{name}`: {message}")));
                told.for_each(|problem| problems.push(problem));
            }
            Err(problems.into_result().err().unwrap_or_default())
        }
    }
}

/// The value of every setting that has one, defaults filled in; what is secret is marked so.
///
/// # Errors
/// As for [`read`].
pub fn values<S: Settings>(given: &GivenSettings) -> Result<Map, Diagnostics> {
    let Resolved { values, problems, .. } = resolve(S::FIELDS, given);
    problems.into_result().map(|()| values)
}

/// What settings come to: their values, and where each comes from.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Checked values, defaults filled in; what is wrong is left out.
    pub values: Map,
    /// Each setting that has a value or may have one, down to those in structs, in the order of their declaration.
    pub entries: Vec<Entry>,
    /// Everything that is wrong.
    pub problems: Diagnostics,
}

/// A setting, and where its value comes from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its path, `database.size`.
    pub path: String,
    /// What is known of it.
    pub field: &'static Field,
    /// What it is, or was given as where that is wrong; a secret is marked.
    pub value: Option<Value>,
    /// `--set`, `IRONWRIGHT_REGION`, `ironwright.dev.toml:7`, `default`, `required` or `optional`.
    pub source: String,
}

/// Puts together what was given, and checks it.
pub fn resolve(fields: &'static [Field], given: &GivenSettings) -> Resolved {
    let mut resolved = Resolved::default();
    let tree = tree::of(fields, given, &mut resolved.problems);
    resolved.values = reading::members(fields, &tree, "", None, &mut resolved);
    resolved
}

/// A setting by its path, `database.size`; what is inside of a map, or of a list, is the map or the list.
pub fn find(fields: &'static [Field], path: &str) -> Option<&'static Field> {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let field = fields.iter().find(|field| field.name == name)?;
    match field.ty {
        Type::Block(inner) if !rest.is_empty() => find(inner, rest),
        _ => Some(field),
    }
}

/// Whether a setting is secret, or holds one that is.
pub fn holds_secret(field: &Field) -> bool {
    fn inside(ty: Type) -> bool {
        match ty {
            Type::Block(fields) => fields.iter().any(holds_secret),
            Type::List(item) | Type::Map(item) => inside(*item),
            _ => false,
        }
    }
    field.secret || inside(field.ty)
}

/// Reads one field of a struct; `derive(Settings)` calls it.
#[doc(hidden)]
pub fn member<T: Data>(values: &Map, name: &'static str, wrong: &mut Vec<Unreadable>) -> Option<T> {
    let read = values.get(name).map_or_else(|| Err("has no value".to_owned()), T::decode);
    read.map_err(|message| wrong.push((name, message))).ok()
}

/// Reads one field that may be left out; `derive(Settings)` calls it.
#[doc(hidden)]
pub fn optional_member<T: Data>(
    values: &Map,
    name: &'static str,
    wrong: &mut Vec<Unreadable>,
) -> Option<Option<T>> {
    if values.contains_key(name) { member(values, name, wrong).map(Some) } else { Some(None) }
}

/// Reads a struct within settings; `derive(Settings)` calls it.
#[doc(hidden)]
pub fn decode<S: Settings>(value: &Value) -> Result<S, String> {
    let members = value.as_map().ok_or_else(|| format!("expected a struct, found {value}"))?;
    S::from_values(members).map_err(|wrong| {
        let told: Vec<String> =
            wrong.into_iter().map(|(name, message)| format!("`{name}`: {message}")).collect();
        told.join("; ")
    })
}
