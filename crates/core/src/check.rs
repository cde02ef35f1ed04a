//! Plan-time rules: what can be found wrong before AWS is asked.
//!
//! Rules see inputs after defaults are filled in; what is not known yet reads as absent, so that a rule only ever
//! speaks about what it knows.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use regex_lite::Regex;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::kind::{Field, Kind, Limit, Type};
use crate::value::{Map, OutputRef, Value};
use crate::{Address, Cidr};

/// The known inputs of one resource or nested block, by name.
#[derive(Clone, Copy)]
pub struct Inputs<'a>(pub &'a Map);

impl<'a> Inputs<'a> {
    /// The value as it is, unknown ones included.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// Whether the property is set, be it known or not.
    pub fn is_set(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A text that is known.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_text()
    }

    /// A whole number that is known.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_int()
    }

    /// A truth value that is known.
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// A network that is known.
    pub fn cidr(&self, name: &str) -> Option<Cidr> {
        self.text(name)?.parse().ok()
    }

    /// The output that an input refers to, while that is not known.
    pub fn reference(&self, name: &str) -> Option<&'a OutputRef> {
        match self.0.get(name)? {
            Value::Unknown(origin) => origin.as_deref(),
            _ => None,
        }
    }

    /// The items of a list, none when it is not known.
    pub fn items(&self, name: &str) -> &'a [Value] {
        self.0.get(name).and_then(Value::as_list).unwrap_or_default()
    }

    /// A nested block.
    pub fn block(&self, name: &str) -> Option<Inputs<'a>> {
        self.0.get(name)?.as_map().map(Inputs)
    }

    /// The nested blocks of a list, each with its path, `containers["nginx"]` or `listeners[0]`.
    pub fn blocks(&self, name: &str, key: Option<&str>) -> Vec<(String, Inputs<'a>)> {
        let paths = self.items(name).iter().enumerate();
        paths.filter_map(|(i, item)| Some((item_path(name, key, i, item), Inputs(item.as_map()?)))).collect()
    }
}

/// The path of a list's item: by its key where it has one, else by number.
pub fn item_path(list: &str, key: Option<&str>, index: usize, item: &Value) -> String {
    match key.and_then(|key| item.get(key)).and_then(Value::as_text) {
        Some(name) => format!("{list}[{name:?}]"),
        None => format!("{list}[{index}]"),
    }
}

/// Collects what is wrong with one resource.
pub struct Problems<'a> {
    address: &'a Address,
    place: Place,
    found: &'a mut Diagnostics,
}

impl<'a> Problems<'a> {
    /// Collects into `found` what is wrong with the resource declared at `place`.
    pub fn new(address: &'a Address, place: Place, found: &'a mut Diagnostics) -> Self {
        Self { address, place, found }
    }

    /// Reports that a property is wrong, and what to do about it.
    pub fn report(
        &mut self,
        property: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(message).at(self.address).property(property).declared(self.place);
        self.found.push(diagnostic.hint(hint));
    }
}

/// All resources of one kind, with the means to look at what they refer to.
pub struct Together<'a> {
    /// The resources, in the order of their declaration.
    pub resources: Vec<Member<'a>>,
    /// The inputs of any resource of the program.
    pub inputs_of: &'a dyn Fn(&Address) -> Option<&'a Map>,
}

/// One resource among others.
pub struct Member<'a> {
    /// Its address.
    pub address: &'a Address,
    /// Where it was declared.
    pub place: Place,
    /// Its inputs.
    pub inputs: Inputs<'a>,
}

/// What an input points at, known or not: equal for two inputs that will hold the same id.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Debug)]
pub enum Target<'a> {
    /// A known id.
    Id(&'a str),
    /// The output of a resource that does not exist yet.
    Output(&'a OutputRef),
}

impl<'a> Inputs<'a> {
    /// What an input points at; `None` when it is not set, or computed from something unknown.
    pub fn target(&self, name: &str) -> Option<Target<'a>> {
        match self.0.get(name)? {
            Value::Unknown(origin) => origin.as_deref().map(Target::Output),
            value => value.as_text().map(Target::Id),
        }
    }
}

/// Checks what a kind asks of one resource: the limits that its fields state, and its own rules.
pub fn check(kind: &Kind, inputs: &Map, problems: &mut Problems<'_>) {
    check_limits(kind.inputs, inputs, "", problems);
    if let Some(check) = kind.check {
        check(&Inputs(inputs), problems);
    }
}

/// Checks the limits that a kind's fields state, also inside blocks.
pub fn check_limits(fields: &'static [Field], inputs: &Map, path: &str, problems: &mut Problems<'_>) {
    for field in fields {
        let property = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        let Some(value) = inputs.get(field.name) else {
            if field.required {
                problems.report(
                    property,
                    "is required",
                    format!("set `{}`: {}", field.name, first_line(field.doc)),
                );
            }
            continue;
        };
        for limit in field.limits {
            if let Limit::Tags(rules) = limit {
                value.as_map().into_iter().for_each(|tags| rules.check(tags, &property, problems));
            } else if let Some(message) = broken(limit, value) {
                problems.report(property.clone(), message, first_line(field.doc));
            }
        }
        match (field.ty, value) {
            (Type::Block(fields), Value::Map(map)) => check_limits(fields, map, &property, problems),
            (Type::List(&Type::Block(fields)), Value::List(items)) => {
                for (i, item) in items.iter().enumerate() {
                    if let Some(map) = item.as_map() {
                        check_limits(fields, map, &item_path(&property, field.key, i, item), problems);
                    }
                }
            }
            (Type::List(item), Value::List(items)) => check_items(field, item, items, &property, problems),
            (Type::Choice(words), value) => check_word(words, value, property, field, problems),
            _ => {}
        }
    }
}

/// Checks the items of a list that are no blocks: words that there are, and in a set each of them once.
fn check_items(field: &Field, item: &Type, items: &[Value], list: &str, problems: &mut Problems<'_>) {
    for (i, value) in items.iter().enumerate() {
        let path = || format!("{list}[{i}]");
        if let Type::Choice(words) = item {
            check_word(words, value, path(), field, problems);
        }
        if field.unordered && items[..i].contains(value) {
            let told = match value {
                Value::Text(text) => shown(text),
                Value::Unknown(Some(output)) => output.to_string(),
                _ => continue,
            };
            problems.report(path(), format!("{told} is there twice"), "leave one of the two out");
        }
    }
}

fn check_word(words: &[&str], value: &Value, property: String, field: &Field, problems: &mut Problems<'_>) {
    if let Value::Text(text) = value
        && !words.contains(&&**text)
    {
        let message = format!("`{}` is none of {}", shortened(text), words.join(", "));
        problems.report(property, message, first_line(field.doc));
    }
}

fn first_line(doc: &str) -> String {
    doc.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// A text in quotes, as much of it as a sentence can hold.
pub(crate) fn shown(text: &str) -> String {
    format!("{:?}", shortened(text))
}

fn shortened(text: &str) -> Cow<'_, str> {
    const MOST: usize = 48;
    match text.char_indices().nth(MOST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

fn broken(limit: &Limit, value: &Value) -> Option<String> {
    match (*limit, value) {
        (_, Value::Secret(inner)) => broken(limit, inner).map(|_| "is out of AWS's limits".to_owned()),
        (Limit::Range(low, high), Value::Int(n)) if !(low..=high).contains(n) => {
            Some(format!("{n} is not between {low} and {high}"))
        }
        (Limit::OneOf(numbers), Value::Int(n)) if !numbers.contains(n) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            Some(format!("{n} is none of {}", numbers.join(", ")))
        }
        (Limit::Length(low, high), Value::Text(text)) if !(low..=high).contains(&text.chars().count()) => {
            Some(format!(
                "{} has {} characters, AWS takes {low} to {high}",
                shown(text),
                text.chars().count()
            ))
        }
        (Limit::Length(low, high), Value::List(items)) if !(low..=high).contains(&items.len()) => {
            Some(format!("has {} items, AWS takes {low} to {high}", items.len()))
        }
        (Limit::Pattern(pattern, meaning), Value::Text(text)) => {
            (!is_whole_match(pattern, text)).then(|| format!("{} is not {meaning}", shown(text)))
        }
        _ => None,
    }
}

/// Whether the whole of a text is as a pattern says. There are few patterns, and to compile one takes longer than to
/// look at a hundred texts.
pub(crate) fn is_whole_match(pattern: &'static str, text: &str) -> bool {
    thread_local! {
        static COMPILED: RefCell<HashMap<&'static str, Option<Regex>>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        let regex = compiled.entry(pattern).or_insert_with(|| Regex::new(&format!("^(?:{pattern})$")).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    })
}
