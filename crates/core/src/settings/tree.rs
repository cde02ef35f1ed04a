//! What was given, put together as the types of the settings ask for: each piece with its source.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Given, GivenSettings, holds_secret, written};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::kind::{Field, Type};
use crate::{Map, Value};

/// What was given of a setting.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// A single value.
    Value(Value, String),
    /// The items of a list, and where the list stands.
    Items(Vec<Tree>, String),
    /// The members of a struct or a map, and where what was given of them last stands.
    Members(Members, String),
    /// Something wrong that has been told.
    Wrong(Value, String),
}

/// The members of a struct or a map, by name.
pub(super) type Members = BTreeMap<Arc<str>, Tree>;

/// Puts together what was given.
pub(super) fn of(fields: &'static [Field], given: &GivenSettings, problems: &mut Diagnostics) -> Members {
    let mut members = Members::new();
    for (path, given) in given.iter() {
        let mut placing =
            Placing { given, inside: String::new(), path: String::new(), secret: false, problems };
        placing.member(fields, &mut members, path, &given.value);
    }
    members
}

/// One value on its way to its place.
struct Placing<'a> {
    given: &'a Given,
    /// The path from what was given to the piece that is looked at, `[1].port`.
    inside: String,
    /// The path of that piece from the top, `servers[1].port`.
    path: String,
    secret: bool,
    problems: &'a mut Diagnostics,
}

impl Placing<'_> {
    fn source(&self) -> String {
        self.given.source_of(&self.inside).to_owned()
    }

    fn wrong(&mut self, message: &str, hint: impl Into<String>) {
        let problem = Diagnostic::new(format!("{}: {message}", self.source()));
        self.problems.push(problem.hint(hint));
    }

    /// Places a value at a path below a struct, `size` or `replica.size`.
    fn member(&mut self, fields: &'static [Field], members: &mut Members, path: &str, value: &Value) {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            let secret = self.secret;
            self.secret |= holds_secret(field);
            let before = members.remove(name);
            members.insert(name.into(), self.place(field.ty, before, rest, value));
            self.secret = secret;
        } else {
            self.unknown(fields, outer);
        }
        self.path.truncate(outer);
    }

    fn unknown(&mut self, fields: &'static [Field], outer: usize) {
        let name = self.path[outer..].trim_start_matches('.');
        let names = fields.iter().map(|field| field.name);
        let beside = |name: &str| {
            let dot = if outer > 0 { "." } else { "" };
            format!("{}{dot}{name}", &self.path[..outer])
        };
        let hint = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{}`?", beside(near)),
            None if fields.is_empty() => "this program takes no settings".to_owned(),
            None => format!("the settings are {}", names.map(beside).collect::<Vec<_>>().join(", ")),
        };
        self.wrong(&format!("there is no setting `{}`", self.path), hint);
    }

    /// Places a value of a type: over what was given before, at the rest of a path below it.
    fn place(&mut self, ty: Type, before: Option<Tree>, rest: &str, value: &Value) -> Tree {
        match ty {
            Type::Block(fields) => {
                let mut members = match before {
                    Some(Tree::Members(members, _)) => members,
                    _ => Members::new(),
                };
                if !rest.is_empty() {
                    self.member(fields, &mut members, rest, value);
                    return Tree::Members(members, self.source());
                }
                let given = match self.members(value, ty) {
                    Ok(given) => given,
                    Err(wrong) => return wrong,
                };
                for (name, value) in &given {
                    self.within(&format!(".{name}"), |placing| {
                        placing.member(fields, &mut members, name, value);
                    });
                }
                Tree::Members(members, self.source())
            }
            Type::Map(item) => self.place_map(*item, before, rest, value),
            _ if !rest.is_empty() => {
                let message =
                    format!("`{}` is {}, and has nothing called `{rest}` inside", self.path, ty.noun());
                self.wrong(&message, format!("give `{}` as a whole", self.path));
                before.unwrap_or_else(|| Tree::Wrong(value.clone(), self.source()))
            }
            Type::List(item) => {
                let read = match value {
                    Value::Text(text) => written::list(text),
                    other => Ok(other.clone()),
                };
                let items = match read.map(|read| read.as_list().map(<[Value]>::to_vec).ok_or(read)) {
                    Ok(Ok(items)) => items,
                    Ok(Err(other)) => {
                        return self.unfit(ty, value, &format!("expected a list, found {other}"));
                    }
                    Err(message) => return self.unfit(ty, value, &message),
                };
                let mut placed = Vec::with_capacity(items.len());
                for (at, value) in items.iter().enumerate() {
                    let (step, outer) = (format!("[{at}]"), self.path.len());
                    self.path.push_str(&step);
                    self.within(&step, |placing| placed.push(placing.place(*item, None, "", value)));
                    self.path.truncate(outer);
                }
                Tree::Items(placed, self.source())
            }
            Type::Bool
            | Type::Int
            | Type::Float
            | Type::Text
            | Type::Choice(_)
            | Type::Cidr
            | Type::Document
            | Type::Reference { .. } => Tree::Value(value.clone(), self.source()),
        }
    }

    fn place_map(&mut self, item: Type, before: Option<Tree>, rest: &str, value: &Value) -> Tree {
        let mut members = Members::new();
        if rest.is_empty() {
            let given = match self.members(value, Type::Map(&Type::Text)) {
                Ok(given) => given,
                Err(wrong) => return wrong,
            };
            for (name, value) in &given {
                self.within(&format!(".{name}"), |placing| placing.key(item, &mut members, name, "", value));
            }
            return Tree::Members(members, self.source());
        }
        if let Some(Tree::Members(before, _)) = before {
            members = before;
        }
        // What a map of plain values holds may have a name with dots.
        let nested = matches!(item, Type::Block(_) | Type::Map(_));
        let (name, rest) = rest.split_once('.').filter(|_| nested).unwrap_or((rest, ""));
        self.key(item, &mut members, name, rest, value);
        Tree::Members(members, self.source())
    }

    fn key(&mut self, item: Type, members: &mut Members, name: &str, rest: &str, value: &Value) {
        let outer = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        let before = members.remove(name);
        members.insert(name.into(), self.place(item, before, rest, value));
        self.path.truncate(outer);
    }

    /// The members that a value has.
    fn members(&mut self, value: &Value, ty: Type) -> Result<Map, Tree> {
        let read = match value {
            Value::Text(text) => written::map(text),
            other => Ok(other.clone()),
        };
        match read {
            Ok(Value::Map(members)) => Ok((*members).clone()),
            Ok(other) => Err(self.unfit(ty, value, &format!("expected names with values, found {other}"))),
            Err(message) => Err(self.unfit(ty, value, &message)),
        }
    }

    fn unfit(&mut self, ty: Type, value: &Value, message: &str) -> Tree {
        let (expected, hint) = match ty {
            Type::List(_) => ("a list", "write `a, b`, or `[\"a\", \"b\"]` as JSON or TOML"),
            _ => ("names with values", "write `a=1, b=2`, or `{ a = 1, b = 2 }` as JSON or TOML"),
        };
        let hidden = format!("expected {expected}, found something secret");
        let message = if self.secret { &hidden } else { message };
        self.wrong(&format!("`{}`: {message}", self.path), hint);
        let value = if self.secret { value.clone().into_secret() } else { value.clone() };
        Tree::Wrong(value, self.source())
    }

    /// Looks at a piece inside.
    fn within(&mut self, step: &str, place: impl FnOnce(&mut Self)) {
        let outer = self.inside.len();
        self.inside.push_str(step);
        place(self);
        self.inside.truncate(outer);
    }
}
