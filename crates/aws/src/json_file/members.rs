//! The members of an object, taken one by one: what nobody takes is unknown.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use ironwright_core::diagnostic::nearest;
use ironwright_core::expression::Expression;
use ironwright_core::input::{TextPart as _, join_text};
use ironwright_core::{Data, Input, InputMap, Inputs, Value};

use super::parse::{Json, Node, Part};
use super::{JsonFile, parse};

/// What was found in a file beside its values: mistakes, each with its line, and placeholders that were met.
pub(crate) struct Found<'f> {
    file: &'f JsonFile,
    mistakes: RefCell<Vec<String>>,
    met: RefCell<BTreeSet<String>>,
}

impl<'f> Found<'f> {
    /// Reads a file with `read`, and gives what it makes of it with all mistakes.
    pub(crate) fn in_file<T>(
        file: &'f JsonFile,
        what: &str,
        nothing: impl FnOnce() -> T,
        read: impl FnOnce(&Members<'_, '_>) -> T,
    ) -> (T, Vec<String>) {
        let found = Self { file, mistakes: RefCell::default(), met: RefCell::default() };
        let read = match parse(&file.text, (&file.marks.0, &file.marks.1)) {
            Ok(node) => Members::of(&found, &node, what).map(|members| {
                let read = read(&members);
                members.finish();
                read
            }),
            Err((line, message)) => {
                found.mistake(line, message);
                None
            }
        };
        found.finish(read.is_some());
        (read.unwrap_or_else(nothing), found.mistakes.into_inner())
    }

    fn mistake(&self, line: usize, message: impl AsRef<str>) {
        let (file, message) = (&self.file.name, message.as_ref());
        let place = if file.is_empty() { format!("line {line}") } else { format!("{file}:{line}") };
        self.mistakes.borrow_mut().push(format!("{place}: {message}"));
    }

    /// What is to be filled and stands nowhere is a mistake too.
    fn finish(&self, was_read: bool) {
        let met = self.met.borrow();
        for name in self.file.values.keys().filter(|name| was_read && !met.contains(*name)) {
            let (open, close) = &self.file.marks;
            let near = nearest(name, met.iter().map(String::as_str));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            self.mistake(1, format!("nothing is called `{open}{name}{close}`{hint}"));
        }
    }

    fn value_of(&self, line: usize, name: &str) -> Expression {
        self.met.borrow_mut().insert(name.to_owned());
        self.file.values.get(name).cloned().unwrap_or_else(|| {
            let (open, close) = &self.file.marks;
            let near = nearest(name, self.file.values.keys().map(String::as_str));
            let hint = match near {
                Some(near) => format!("; did you mean `{near}`?"),
                None => format!(": say what it is, `.fill({name:?}, …)`"),
            };
            self.mistake(line, format!("`{open}{name}{close}` stands for nothing{hint}"));
            Expression::Value(Value::Unknown(None))
        })
    }
}

/// The members of an object. Names are told from each other without their case, as AWS's tools differ in it.
pub(crate) struct Members<'n, 'f> {
    found: &'n Found<'f>,
    /// What the object is, `a container`.
    what: String,
    line: usize,
    members: BTreeMap<String, (&'n str, usize, &'n Node, Cell<bool>)>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'n, 'f> Members<'n, 'f> {
    fn of(found: &'n Found<'f>, node: &'n Node, what: &str) -> Option<Self> {
        let Json::Object(all) = &node.json else {
            found.mistake(node.line, format!("{what} is written in braces"));
            return None;
        };
        let mut members = BTreeMap::new();
        for (name, line, node) in all {
            let entry = (&**name, *line, node, Cell::new(false));
            if let Some((first, ..)) = members.insert(name.to_lowercase(), entry) {
                found.mistake(*line, format!("{name:?} and {first:?} are the same member of {what}"));
            }
        }
        let what = what.to_owned();
        Some(Self { found, what, line: node.line, members, asked: RefCell::default() })
    }

    /// Takes a member; nothing where it is not there, or null.
    pub(crate) fn take(&self, name: &'static str) -> Option<&'n Node> {
        self.asked.borrow_mut().push(name);
        let (_, _, node, taken) = self.members.get(&name.to_lowercase())?;
        taken.set(true);
        Some(*node).filter(|node| node.json != Json::Null)
    }

    /// Takes members that say what AWS has made of a resource, and not what it is to be.
    pub(crate) fn pass_over(&self, names: &[&'static str]) {
        for name in names {
            if let Some((_, _, _, taken)) = self.members.get(&name.to_lowercase()) {
                taken.set(true);
            }
        }
    }

    /// Reports a mistake about a member's value, or about the object where the member is missing.
    pub(crate) fn mistake(&self, name: &str, message: impl AsRef<str>) {
        let line = self.members.get(&name.to_lowercase()).map_or(self.line, |(_, line, ..)| *line);
        self.found.mistake(line, message);
    }

    /// Reports what nobody has taken.
    pub(crate) fn finish(&self) {
        for (name, line, _, taken) in self.members.values() {
            if taken.get() {
                continue;
            }
            let asked = self.asked.borrow();
            let near = nearest(name, asked.iter().copied());
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            self.found.mistake(*line, format!("{} has no member {name:?}{hint}", self.what));
        }
    }

    /// A text. Numbers and truth values are texts too where one is wanted.
    pub(crate) fn text<T>(&self, name: &'static str) -> Option<Input<T>> {
        Some(Input::new(self.text_of(name, self.take(name)?)))
    }

    /// A text that must be there.
    pub(crate) fn required<T>(&self, name: &'static str) -> Input<T> {
        self.text(name).unwrap_or_else(|| {
            self.mistake(name, format!("{} has no `{name}`", self.what));
            Input::new(Expression::Value(Value::Unknown(None)))
        })
    }

    fn text_of(&self, name: &str, node: &Node) -> Expression {
        match &node.json {
            Json::Text(parts) => {
                let part = |part: &Part| match part {
                    Part::Literal(text) => Expression::Value(Value::text(&**text)),
                    Part::Placeholder(name) => self.found.value_of(node.line, name),
                };
                let mut parts: Vec<Expression> = parts.iter().map(part).collect();
                if parts.len() == 1 { parts.remove(0) } else { join_text(parts).text_part() }
            }
            Json::Placeholder(name) => self.found.value_of(node.line, name),
            Json::Number(number) => Expression::Value(Value::text(&**number)),
            Json::Bool(on) => Expression::Value(Value::text(on.to_string())),
            _ => self.not(node, name, "a text"),
        }
    }

    /// One of some words.
    pub(crate) fn word<T: Data>(&self, name: &'static str) -> Option<Input<T>> {
        let node = self.take(name)?;
        let expression = self.text_of(name, node);
        if let Expression::Value(Value::Text(text)) = &expression
            && !T::WORDS.iter().any(|(word, _)| **word == **text)
        {
            let words = || T::WORDS.iter().map(|(word, _)| *word);
            let hint = match nearest(text, words()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", words().collect::<Vec<_>>().join(", ")),
            };
            self.found.mistake(node.line, format!("`{name}` is no {text:?}; {hint}"));
            return None;
        }
        Some(Input::new(expression))
    }

    /// A whole number, also one that is written as a text.
    pub(crate) fn whole<T>(&self, name: &'static str) -> Option<Input<T>> {
        self.number(name, "a whole number", |text| text.trim().parse().ok())
    }

    /// A number in some unit, as `read` understands it.
    pub(crate) fn number<T>(
        &self,
        name: &'static str,
        wanted: &'static str,
        read: fn(&str) -> Option<i64>,
    ) -> Option<Input<T>> {
        let node = self.take(name)?;
        Some(Input::new(self.number_of(name, node, wanted, read)))
    }

    fn number_of(
        &self,
        name: &str,
        node: &Node,
        wanted: &'static str,
        read: fn(&str) -> Option<i64>,
    ) -> Expression {
        let text = match &node.json {
            Json::Number(number) => number.clone(),
            Json::Text(parts) => match &parts[..] {
                [Part::Literal(text)] => text.clone(),
                _ => return later(self.text_of(name, node), wanted, read),
            },
            Json::Placeholder(_) => return later(self.text_of(name, node), wanted, read),
            _ => return self.not(node, name, wanted),
        };
        match read(&text) {
            Some(number) => Expression::Value(Value::Int(number)),
            None => self.not(node, name, wanted),
        }
    }

    /// A truth value.
    pub(crate) fn flag(&self, name: &'static str) -> Option<Input<bool>> {
        let node = self.take(name)?;
        let truth = |text: &str| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let expression = match &node.json {
            Json::Bool(on) => Expression::Value(Value::Bool(*on)),
            Json::Text(_) | Json::Placeholder(_) => {
                let text = self.text_of(name, node);
                match &text {
                    Expression::Value(Value::Text(text)) => match truth(text) {
                        Some(on) => Expression::Value(Value::Bool(on)),
                        None => self.not(node, name, "true or false"),
                    },
                    _ => Expression::apply(vec![text], move |values| {
                        let text = values[0].as_text().and_then(truth);
                        text.map(Value::Bool).ok_or_else(|| "is neither true nor false".to_owned())
                    }),
                }
            }
            _ => self.not(node, name, "true or false"),
        };
        Some(Input::new(expression))
    }

    /// A list of texts, unless it is empty.
    pub(crate) fn texts<T>(&self, name: &'static str) -> Option<Inputs<T>> {
        let items = self.items(name)?;
        let items: Vec<Input<T>> = items.iter().map(|item| Input::new(self.text_of(name, item))).collect();
        (!items.is_empty()).then(|| items.into())
    }

    /// A list of whole numbers, unless it is empty.
    pub(crate) fn wholes<T>(&self, name: &'static str) -> Option<Inputs<T>> {
        let whole =
            |item| Input::new(self.number_of(name, item, "a whole number", |text| text.trim().parse().ok()));
        let items: Vec<Input<T>> = self.items(name)?.iter().map(whole).collect();
        (!items.is_empty()).then(|| items.into())
    }

    /// Texts by name out of an object, unless it is empty.
    pub(crate) fn texts_by_name(&self, name: &'static str) -> Option<InputMap<String>> {
        let node = self.take(name)?;
        let Json::Object(members) = &node.json else {
            self.not(node, name, "an object of texts");
            return None;
        };
        let mut map = InputMap::default();
        for (key, _, node) in members {
            map.insert(key, Input::<String>::new(self.text_of(key, node)));
        }
        (!members.is_empty()).then_some(map)
    }

    /// Texts by name out of a list of objects, `[{"name": …, "value": …}]`, unless it is empty.
    pub(crate) fn pairs(&self, name: &'static str, value: &'static str) -> Option<InputMap<String>> {
        self.keyed(name, "name", value)
    }

    /// Texts by name out of a list of objects, `[{"key": …, "value": …}]`, unless it is empty.
    pub(crate) fn keyed(
        &self,
        name: &'static str,
        key: &'static str,
        value: &'static str,
    ) -> Option<InputMap<String>> {
        let mut map = InputMap::default();
        let mut seen = BTreeSet::new();
        for pair in self.objects(name) {
            let text = Input::<String>::new(match pair.take(value) {
                Some(node) => pair.text_of(value, node),
                None => Expression::Value(Value::text("")),
            });
            let is = pair.take(key).and_then(|node| match &node.json {
                Json::Text(parts) => match &parts[..] {
                    [Part::Literal(text)] => Some(text.clone()),
                    _ => None,
                },
                _ => None,
            });
            match is {
                Some(is) if !seen.insert(is.clone()) => {
                    pair.mistake(key, format!("{is:?} is in `{name}` twice"));
                }
                Some(is) => map.insert(&is, text),
                None => pair
                    .mistake(key, format!("what is in `{name}` has a `{key}`, a text without placeholders")),
            }
            pair.finish();
        }
        (!seen.is_empty()).then_some(map)
    }

    /// Whether a member is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(&name.to_lowercase())
    }

    /// Takes a list, and tells whether there is anything in it.
    pub(crate) fn has_items(&self, name: &'static str) -> bool {
        self.items(name).is_some_and(|items| !items.is_empty())
    }

    /// `ENABLED` or `DISABLED`.
    pub(crate) fn switch(&self, name: &'static str) -> Option<Input<bool>> {
        let node = self.take(name)?;
        let text = self.text_of(name, node);
        let truth = |text: &str| match text.to_ascii_uppercase().as_str() {
            "ENABLED" => Some(true),
            "DISABLED" => Some(false),
            _ => None,
        };
        Some(Input::new(match &text {
            Expression::Value(Value::Text(text)) => match truth(text) {
                Some(on) => Expression::Value(Value::Bool(on)),
                None => self.not(node, name, "`ENABLED` or `DISABLED`"),
            },
            _ => Expression::apply(vec![text], move |values| {
                let text = values[0].as_text().and_then(truth);
                text.map(Value::Bool).ok_or_else(|| "is neither `ENABLED` nor `DISABLED`".to_owned())
            }),
        }))
    }

    /// What `read` makes of an object.
    pub(crate) fn block<B>(&self, name: &'static str, read: impl FnOnce(&Members<'n, 'f>) -> B) -> Option<B> {
        let members = Members::of(self.found, self.take(name)?, &format!("`{name}`"))?;
        let block = read(&members);
        members.finish();
        Some(block)
    }

    /// What `read` makes of each object of a list.
    pub(crate) fn blocks<B>(&self, name: &'static str, read: impl Fn(&Members<'n, 'f>) -> B) -> Vec<B> {
        let read = |members: Members<'n, 'f>| {
            let block = read(&members);
            members.finish();
            block
        };
        self.objects(name).into_iter().map(read).collect()
    }

    fn objects(&self, name: &'static str) -> Vec<Members<'n, 'f>> {
        let items = self.items(name).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| Members::of(self.found, item, &format!("what is in `{name}`")))
            .collect()
    }

    fn items(&self, name: &'static str) -> Option<&'n [Node]> {
        let node = self.take(name)?;
        match &node.json {
            Json::List(items) => Some(items),
            _ => {
                self.not(node, name, "a list");
                None
            }
        }
    }

    /// Reports that a value is of another type.
    fn not(&self, node: &Node, name: &str, wanted: &str) -> Expression {
        let is = match &node.json {
            Json::Null => "null".to_owned(),
            Json::Bool(on) => on.to_string(),
            Json::Number(number) => number.clone(),
            Json::Text(parts) => match &parts[..] {
                [Part::Literal(text)] => format!("{text:?}"),
                _ => "a text".to_owned(),
            },
            Json::List(_) => "a list".to_owned(),
            Json::Object(_) => "an object".to_owned(),
            Json::Placeholder(name) => format!("`{name}`"),
        };
        self.found.mistake(node.line, format!("`{name}` is {is}, and {wanted} is wanted"));
        Expression::Value(Value::Unknown(None))
    }
}

/// A number out of a text that may only be known later.
fn later(text: Expression, wanted: &'static str, read: fn(&str) -> Option<i64>) -> Expression {
    Expression::apply(vec![text], move |values| match &values[0] {
        Value::Int(number) => Ok(Value::Int(*number)),
        value => {
            let number = value.as_text().and_then(read);
            number.map(Value::Int).ok_or_else(|| format!("{value} is filled in where {wanted} is wanted"))
        }
    })
}
