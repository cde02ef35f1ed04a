//! The pieces of settings checked and made values, defaults filled in.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use super::tree::{Members, Tree};
use super::{Entry, Resolved};
use crate::check::is_whole_match;
use crate::diagnostic::Diagnostic;
use crate::kind::{Field, Limit, Type};
use crate::{Map, Value};

/// Reads the members of a struct; of one in a list or a map, with the place where it stands.
pub(super) fn members(
    fields: &'static [Field],
    given: &Members,
    outer: &str,
    place: Option<&str>,
    resolved: &mut Resolved,
) -> Map {
    let mut values = Map::new();
    for field in fields {
        let path = if outer.is_empty() { field.name.to_owned() } else { format!("{outer}.{}", field.name) };
        let value = match (given.get(field.name), field.ty) {
            (given, Type::Block(inner)) if given.is_some() || field.required => {
                let none = Members::new();
                let given = match given {
                    Some(Tree::Members(given, _)) => given,
                    Some(Tree::Wrong(value, source)) => {
                        resolved.entry(path, field, Some(value.clone()), source);
                        continue;
                    }
                    _ => &none,
                };
                let inside = Value::map(members(inner, given, &path, place, resolved));
                Some(if field.secret { inside.into_secret() } else { inside })
            }
            (Some(given), _) => Reading { field, resolved, default: false }.given(given, &path),
            (None, _) => Reading { field, resolved, default: true }.left_out(&path, place),
        };
        if let Some(value) = value {
            values.insert(field.name.into(), value);
        }
    }
    values
}

impl Resolved {
    fn entry(&mut self, path: String, field: &'static Field, value: Option<Value>, source: &str) {
        let hide = |value: Value| if field.secret { value.into_secret() } else { value };
        self.entries.push(Entry { path, field, value: value.map(hide), source: source.to_owned() });
    }
}

/// One field that is read.
struct Reading<'a> {
    field: &'static Field,
    resolved: &'a mut Resolved,
    /// Whether the value is the program's own.
    default: bool,
}

impl Reading<'_> {
    fn given(mut self, given: &Tree, path: &str) -> Option<Value> {
        let source = source_of(given);
        let before = self.resolved.problems.0.len();
        let value = self.tree(self.field.ty, given, path);
        let value = value.map(|value| if self.field.secret { value.into_secret() } else { value });
        let shown = value.clone().unwrap_or_else(|| raw(given));
        self.resolved.entry(path.to_owned(), self.field, Some(shown), &source);
        value.filter(|_| self.resolved.problems.0.len() == before)
    }

    fn left_out(mut self, path: &str, place: Option<&str>) -> Option<Value> {
        let field = self.field;
        let Some(default) = field.default else {
            let word = if field.required { "required" } else { "optional" };
            self.resolved.entry(path.to_owned(), field, None, word);
            if field.required {
                self.resolved.problems.push(match place {
                    Some(place) => {
                        let problem = Diagnostic::new(format!("{place}: `{path}` has no value"));
                        problem.hint(first_line(field))
                    }
                    None => Diagnostic::new(format!("the setting `{path}` has no value")).hint(format!(
                        "{}; give it with `--set {path}=…`, IRONWRIGHT_{} or ironwright.toml",
                        first_line(field),
                        path.replace('.', "_").to_uppercase()
                    )),
                });
            }
            return None;
        };
        let source = "default".to_owned();
        let tree = as_tree(&default.value(), &source);
        let value = self.tree(field.ty, &tree, path);
        let value = value.map(|value| if field.secret { value.into_secret() } else { value });
        let shown = value.clone().unwrap_or_else(|| default.value());
        self.resolved.entry(path.to_owned(), field, Some(shown), &source);
        value
    }

    /// Reads a piece of a type; nothing when something in it is wrong.
    fn tree(&mut self, ty: Type, given: &Tree, path: &str) -> Option<Value> {
        match (ty, given) {
            (_, Tree::Wrong(..)) => None,
            (Type::Block(fields), Tree::Members(given, source)) => {
                let mut inside = Resolved::default();
                let values = members(fields, given, path, Some(source), &mut inside);
                let sound = inside.problems.0.is_empty();
                self.resolved.problems.extend(inside.problems);
                sound.then(|| Value::map(values))
            }
            (Type::Map(item), Tree::Members(given, _)) => {
                let mut values = Map::new();
                let mut sound = true;
                for (name, given) in given {
                    match self.tree(*item, given, &format!("{path}.{name}")) {
                        Some(value) => drop(values.insert(name.clone(), value)),
                        None => sound = false,
                    }
                }
                sound.then(|| Value::map(values))
            }
            (Type::List(item), Tree::Items(given, source)) => {
                let items = given.iter().enumerate();
                let items: Vec<Option<Value>> =
                    items.map(|(at, given)| self.tree(*item, given, &format!("{path}[{at}]"))).collect();
                let items = Value::list(items.into_iter().collect::<Option<Vec<_>>>()?);
                self.limits(&items, path, source).then_some(items)
            }
            (_, Tree::Value(value, source)) => match coerced(ty, value) {
                Ok(value) => self.limits(&value, path, source).then_some(value),
                Err(message) => {
                    let message =
                        if self.field.secret { "the secret is not of the expected type" } else { &message };
                    self.wrong(path, source, message);
                    None
                }
            },
            (_, Tree::Items(_, source)) => {
                self.wrong(path, source, &format!("expected {}, found a list", ty.noun()));
                None
            }
            (_, Tree::Members(_, source)) => {
                self.wrong(path, source, &format!("expected {}, found names with values", ty.noun()));
                None
            }
        }
    }

    fn limits(&mut self, value: &Value, path: &str, source: &str) -> bool {
        let field = self.field;
        let is_item = matches!(field.ty, Type::List(_) | Type::Map(_)) && !matches!(value, Value::List(_));
        let holds = |limit: &&Limit| !(is_item && matches!(limit, Limit::Length(..)));
        let limits = field.limits.iter().filter(holds);
        let broken: Vec<String> = limits.filter_map(|limit| broken(limit, value)).collect();
        for message in &broken {
            let message = if field.secret { "the secret is not as it must be" } else { message };
            self.wrong(path, source, message);
        }
        broken.is_empty()
    }

    fn wrong(&mut self, path: &str, source: &str, message: &str) {
        self.resolved.problems.push(if self.default {
            Diagnostic::new(format!("the default of `{path}`: {message}"))
                .hint("the program is wrong: give the setting another default, or other limits")
        } else {
            Diagnostic::new(format!("{source}: `{path}`: {message}")).hint(first_line(self.field))
        });
    }
}

fn first_line(field: &Field) -> String {
    field.doc.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// Where a piece stands: of a map, where its members do.
fn source_of(given: &Tree) -> String {
    match given {
        Tree::Value(_, source) | Tree::Items(_, source) | Tree::Wrong(_, source) => source.clone(),
        Tree::Members(members, source) => {
            let sources: BTreeSet<String> = members.values().map(source_of).collect();
            if sources.is_empty() {
                source.clone()
            } else {
                sources.into_iter().collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// A piece as it was given.
fn raw(given: &Tree) -> Value {
    match given {
        Tree::Value(value, _) | Tree::Wrong(value, _) => value.clone(),
        Tree::Items(items, _) => Value::list(items.iter().map(raw)),
        Tree::Members(members, _) => Value::map(members.iter().map(|(n, m)| (n.clone(), raw(m))).collect()),
    }
}

fn as_tree(value: &Value, source: &str) -> Tree {
    match value {
        Value::List(items) => {
            Tree::Items(items.iter().map(|item| as_tree(item, source)).collect(), source.to_owned())
        }
        Value::Map(members) => {
            let members = members.iter().map(|(name, member)| (name.clone(), as_tree(member, source)));
            Tree::Members(members.collect(), source.to_owned())
        }
        other => Tree::Value(other.clone(), source.to_owned()),
    }
}

/// Reads text where something else is wanted.
fn coerced(ty: Type, value: &Value) -> Result<Value, String> {
    let wrong = || Err(format!("expected {}, found {value}", ty.noun()));
    match (ty, value) {
        (Type::Bool, Value::Text(text)) => bool::from_str(text.trim()).map(Value::Bool).or_else(|_| wrong()),
        (Type::Int, Value::Text(text)) => i64::from_str(text.trim()).map(Value::Int).or_else(|_| wrong()),
        (Type::Float, Value::Text(text)) => f64::from_str(text.trim()).map(Value::Float).or_else(|_| wrong()),
        #[expect(clippy::cast_precision_loss, reason = "a fraction was asked for")]
        (Type::Float, Value::Int(n)) => Ok(Value::Float(*n as f64)),
        (Type::Text, Value::Int(n)) => Ok(Value::text(n.to_string())),
        (Type::Cidr, Value::Text(text)) => {
            text.parse::<crate::Cidr>().map(|cidr| Value::text(cidr.to_string())).map_err(|e| e.to_string())
        }
        (Type::Choice(words), Value::Text(text)) if !words.contains(&&**text) => {
            Err(format!("`{text}` is none of {}", words.join(", ")))
        }
        (Type::Bool, Value::Bool(_))
        | (Type::Int, Value::Int(_))
        | (Type::Float, Value::Float(_))
        | (Type::Text | Type::Choice(_) | Type::Reference { .. }, Value::Text(_))
        | (Type::Document, _) => Ok(value.clone()),
        _ => wrong(),
    }
}

/// How a value breaks a limit. A length counts what is in a list; all other limits are those of its items.
fn broken(limit: &Limit, value: &Value) -> Option<String> {
    match (*limit, value) {
        (Limit::Range(low, high), Value::Int(n)) if !(low..=high).contains(n) => {
            Some(format!("{n} is not between {low} and {high}"))
        }
        (Limit::OneOf(numbers), Value::Int(n)) if !numbers.contains(n) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            Some(format!("{n} is none of {}", numbers.join(", ")))
        }
        (Limit::Length(low, high), Value::List(items)) if !(low..=high).contains(&items.len()) => {
            Some(format!("has {} items, not between {low} and {high}", items.len()))
        }
        (Limit::Length(low, high), Value::Text(text)) => {
            let count = text.chars().count();
            let wrong = !(low..=high).contains(&count);
            wrong.then(|| format!("{text:?} has {count} characters, not between {low} and {high}"))
        }
        (Limit::Pattern(pattern, meaning), Value::Text(text)) => {
            (!is_whole_match(pattern, text)).then(|| format!("{text:?} is not {meaning}"))
        }
        _ => None,
    }
}
