//! Property paths, `containers["nginx"].image`: which place of a kind's properties they name, and that place in values.
//!
//! A path is resolved against the fields of a kind once. What stands in brackets is from then on the declared key of a
//! block, a name in a map, or a place in a list, and nothing else: no value of another member is ever taken for it.
//!
//! - `path/syntax.rs` reads and writes the text.
//! - `path/trail.rs` is the path of a comparison under way, which costs nothing until it is told.

mod syntax;
mod trail;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::nearest;
use crate::kind::{Field, Type};
use crate::value::{Map, Value};

use syntax::{Token, tokens};
pub(crate) use trail::Trail;

/// What tells the statements of a document apart.
pub(crate) const STATEMENT_KEY: &str = "Sid";

/// A place in the properties of a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    segments: Vec<Segment>,
    /// Whether the place must hold something.
    required: bool,
    /// Whether clouds never tell what is there.
    untold: bool,
}

/// One step into a value.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    /// A property of a kind, or of a block of it.
    Member(&'static str),
    /// A name in a map or document.
    Entry(Arc<str>),
    /// The block of a list whose key member has this text.
    Keyed { member: &'static str, key: Arc<str> },
    /// The block at a place of the list as it is declared: it is told apart by its key wherever else it stands.
    Nth { member: &'static str, place: usize },
    /// A place in a list.
    Index(usize),
}

impl Path {
    /// Finds what a text names among the inputs of a kind.
    ///
    /// # Errors
    /// What to write instead, as a hint.
    pub fn resolve(fields: &'static [Field], text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut path = Self { segments: Vec::with_capacity(tokens.len()), required: false, untold: false };
        path.enter_block(fields, &tokens)?;
        Ok(path)
    }

    /// The name of the property that it is, or is in.
    pub fn property(&self) -> &'static str {
        match self.segments.first() {
            Some(Segment::Member(name)) => name,
            _ => "",
        }
    }

    /// The value that is there.
    pub fn get<'a>(&self, properties: &'a Map) -> Option<&'a Value> {
        let (first, rest) = self.segments.split_first()?;
        let mut value = properties.get(first.name())?;
        for segment in rest {
            value = segment.of(value)?;
        }
        Some(value)
    }

    /// The same place with the key of each block for its number, as a declaration has them.
    pub(crate) fn by_keys(&self, declared: &Map) -> Cow<'_, Self> {
        if !self.segments.iter().any(|segment| matches!(segment, Segment::Nth { .. })) {
            return Cow::Borrowed(self);
        }
        let mut value = None;
        let segments = self.segments.iter().enumerate().map(|(at, segment)| {
            let keyed = segment.by_key(value).map_or_else(|| segment.clone(), Cow::into_owned);
            value = match at {
                0 => declared.get(segment.name()),
                _ => value.and_then(|value| segment.of(value)),
            };
            keyed
        });
        Cow::Owned(Self { segments: segments.collect(), ..*self })
    }

    /// The key of a block that it leads into and that is not there, with the keys of those that are.
    pub fn missing_block<'a>(&'a self, properties: &'a Map) -> Option<(&'a str, Vec<&'a str>)> {
        let (first, rest) = self.segments.split_first()?;
        let mut value = properties.get(first.name())?;
        for (at, segment) in rest.iter().enumerate() {
            match (segment.of(value), segment) {
                (Some(inner), _) => value = inner,
                (None, Segment::Keyed { member, key }) if at + 1 < rest.len() => {
                    let key_of = |item: &'a Value| item.get(member).and_then(Value::as_text);
                    // What is not known yet may be the one.
                    let keys: Option<Vec<_>> = value.as_list()?.iter().map(key_of).collect();
                    return Some((key, keys?));
                }
                (None, _) => return None,
            }
        }
        None
    }

    /// Lets this place of `wanted` be as it is: as in `now`, or in `applied` where clouds never tell it. What is not there
    /// now is taken away, unless it must be there. Blocks that only one side has stay as they are wanted; a property that
    /// is not wanted and was not applied stays unsaid.
    pub fn leave(&self, wanted: &mut Map, now: &Map, applied: &Map) {
        let property = self.property();
        if !wanted.contains_key(property) && !applied.contains_key(property) {
            return;
        }
        let now = if self.untold { applied } else { now };
        let gone = self.get(now).is_none();
        if gone && self.required {
            return;
        }
        match left(wanted.get(property), now.get(property), self.segments.get(1..).unwrap_or_default()) {
            Some(value) => drop(wanted.insert(property.into(), value)),
            None => drop(wanted.remove(property)),
        }
    }

    /// Whether the place of a comparison is this one, or inside of it.
    pub(crate) fn covers(&self, trail: &Trail<'_>) -> bool {
        let Some(depth) = trail.depth().checked_sub(self.segments.len()) else { return false };
        let mut outer = Some(trail);
        for _ in 0..depth {
            outer = outer.and_then(Trail::outer);
        }
        for segment in self.segments.iter().rev() {
            match outer {
                Some(here) if segment.is_at(here) => outer = here.outer(),
                _ => return false,
            }
        }
        outer.is_none()
    }

    /// Whether two values differ at this place, of which the trail leads to something around it.
    pub(crate) fn differs_inside(&self, trail: &Trail<'_>, one: &Value, other: &Value) -> bool {
        let Some((outer, inner)) = self.segments.split_at_checked(trail.depth()) else { return false };
        let around = Self { segments: outer.to_vec(), required: false, untold: false };
        let inside = |value| inner.iter().try_fold(value, |value, segment| segment.of(value));
        around.covers(trail) && inside(one) != inside(other)
    }

    fn enter_block(&mut self, fields: &'static [Field], tokens: &[Token]) -> Result<(), String> {
        let Some((token, rest)) = tokens.split_first() else { return Ok(()) };
        let (Token::Name(name) | Token::Quoted(name)) = token else {
            return Err(format!("write the name of a property where `{token}` is"));
        };
        let Some(field) = fields.iter().find(|field| field.name == *name) else {
            let names = fields.iter().map(|field| field.name);
            return Err(match nearest(name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its inputs are {}", names.collect::<Vec<_>>().join(", ")),
            });
        };
        self.segments.push(Segment::Member(field.name));
        self.untold |= field.write_only || field.secret;
        self.required = field.required;
        self.enter(field, field.ty, rest)
    }

    /// Goes on inside of a property, or of what a list or map in it holds.
    fn enter(&mut self, field: &'static Field, ty: Type, tokens: &[Token]) -> Result<(), String> {
        let Some((token, rest)) = tokens.split_first() else { return Ok(()) };
        if let Type::Block(fields) = ty {
            return self.enter_block(fields, tokens);
        }
        self.required = false;
        let name = field.name;
        match (ty, token) {
            (Type::Map(item), token) => {
                self.segments.push(Segment::Entry(token.text().into()));
                self.enter(field, *item, rest)
            }
            (Type::Document, Token::Index(place)) => {
                self.segments.push(Segment::Index(*place));
                self.enter(field, ty, rest)
            }
            (Type::Document, Token::Quoted(key)) => {
                self.segments.push(Segment::Keyed { member: STATEMENT_KEY, key: (**key).into() });
                self.enter(field, ty, rest)
            }
            (Type::Document, Token::Name(entry)) => {
                self.segments.push(Segment::Entry((**entry).into()));
                self.enter(field, ty, rest)
            }
            (Type::List(item), token) => {
                let segment = match (field.key, token) {
                    (Some(member), Token::Quoted(key)) => Segment::Keyed { member, key: (**key).into() },
                    (Some(member), Token::Index(place)) => Segment::Nth { member, place: *place },
                    (Some(key), _) => {
                        return Err(format!("say which one by its `{key}`: `{name}[\"…\"]`"));
                    }
                    (None, _) if field.unordered => {
                        return Err(format!("`{name}` has no order to name a place in: name it as a whole"));
                    }
                    (None, Token::Index(place)) => Segment::Index(*place),
                    (None, _) => return Err(format!("say which one by its place: `{name}[0]`")),
                };
                self.segments.push(segment);
                self.enter(field, *item, rest)
            }
            (_, token) => Err(format!("`{name}` has nothing called `{token}` inside")),
        }
    }
}

/// Lets several places be as they are: see [`Path::leave`].
pub fn leave(paths: &[Path], wanted: &mut Map, now: &Map, applied: &Map) {
    for path in paths {
        path.leave(wanted, now, applied);
    }
}

impl Segment {
    fn name(&self) -> &str {
        match self {
            Self::Member(name) => name,
            Self::Entry(name) | Self::Keyed { key: name, .. } => name,
            Self::Nth { .. } | Self::Index(_) => "",
        }
    }

    /// What it leads to in a value.
    fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match self {
            Self::Member(name) => value.get(name),
            Self::Entry(name) => value.get(name),
            Self::Keyed { member, key } => match value.as_list() {
                Some(items) => items.iter().find(|item| is_keyed(item, member, key)),
                None => value.get(key),
            },
            Self::Nth { place, .. } | Self::Index(place) => value.as_list()?.get(*place),
        }
    }

    /// The same block by its key, as a declared list has it; `None` when the list has no such place.
    fn by_key(&self, declared: Option<&Value>) -> Option<Cow<'_, Self>> {
        let Self::Nth { member, place } = self else { return Some(Cow::Borrowed(self)) };
        let key = declared?.as_list()?.get(*place)?.get(member)?.as_text()?;
        Some(Cow::Owned(Self::Keyed { member, key: key.into() }))
    }

    fn is_at(&self, trail: &Trail<'_>) -> bool {
        match self {
            Self::Nth { place, .. } | Self::Index(place) => trail.index() == Some(*place),
            named => trail.name() == Some(named.name()),
        }
    }
}

/// Whether the key member of a block has this text.
pub(crate) fn is_keyed(block: &Value, member: &str, key: &str) -> bool {
    block.get(member).and_then(Value::as_text) == Some(key)
}

/// A wanted value in which the place at the end of the segments is as it is now; `None` when nothing is left.
fn left(wanted: Option<&Value>, now: Option<&Value>, segments: &[Segment]) -> Option<Value> {
    let Some((segment, rest)) = segments.split_first() else { return now.cloned() };
    if let Some(Value::Secret(inner)) = wanted {
        return left(Some(inner), now, segments).map(Value::into_secret);
    }
    if let Some(Value::Secret(inner)) = now {
        // Whatever comes out of something secret is secret.
        return left(wanted, Some(&marked(inner)), segments);
    }
    let Some(segment) = segment.by_key(wanted) else { return wanted.cloned() };
    let segment = segment.as_ref();
    let (here, there) = (wanted.and_then(|value| segment.of(value)), now.and_then(|now| segment.of(now)));
    let known = match segment {
        // Entries and whole blocks come and go; half of one would be none.
        Segment::Entry(_) | Segment::Keyed { .. } if rest.is_empty() => true,
        Segment::Member(_) if rest.is_empty() => wanted.is_some() && now.is_some(),
        Segment::Member(_)
        | Segment::Entry(_)
        | Segment::Keyed { .. }
        | Segment::Nth { .. }
        | Segment::Index(_) => here.is_some() && there.is_some(),
    };
    if !known {
        return wanted.cloned();
    }
    put(wanted, segment, left(here, there, rest))
}

/// The value with another one at a place, or without it.
fn put(value: Option<&Value>, segment: &Segment, new: Option<Value>) -> Option<Value> {
    match (segment, value) {
        (Segment::Index(place), Some(Value::List(items))) => {
            let others = items.iter().enumerate();
            Some(Value::list(others.filter_map(
                |(at, item)| {
                    if at == *place { new.clone() } else { Some(item.clone()) }
                },
            )))
        }
        (Segment::Keyed { member, key }, Some(Value::List(items))) => {
            let at = items.iter().position(|item| is_keyed(item, member, key));
            let mut items = items.to_vec();
            match (at, new) {
                (Some(at), Some(new)) => items[at] = new,
                (Some(at), None) => drop(items.remove(at)),
                (None, Some(new)) => items.push(new),
                (None, None) => {}
            }
            Some(Value::list(items))
        }
        (Segment::Keyed { .. }, None) => new.map(|new| Value::list([new])),
        (segment, None | Some(Value::Map(_))) => {
            let mut map = value.and_then(Value::as_map).cloned().unwrap_or_default();
            let is_set = value.is_some();
            match new {
                Some(new) => drop(map.insert(segment.name().into(), new)),
                None => drop(map.remove(segment.name())),
            }
            (is_set || !map.is_empty()).then(|| Value::map(map))
        }
        (_, other) => other.cloned(),
    }
}

/// The same value with every part of it secret.
fn marked(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::list(items.iter().map(|item| item.clone().into_secret())),
        Value::Map(map) => Value::map(
            map.iter().map(|(name, item)| (Arc::clone(name), item.clone().into_secret())).collect(),
        ),
        other => other.clone().into_secret(),
    }
}

/// As a program writes it.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Member(name) => syntax::write_name(f, name, at == 0)?,
                Segment::Entry(name) => syntax::write_name(f, name, at == 0)?,
                Segment::Keyed { key, .. } => syntax::write_key(f, key)?,
                Segment::Nth { place, .. } | Segment::Index(place) => syntax::write_index(f, *place)?,
            }
        }
        Ok(())
    }
}
