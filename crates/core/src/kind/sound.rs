//! Whether a kind's description agrees with itself: what a derive cannot know, and what nobody has derived.

use std::collections::HashSet;

use super::{Change, Field, Kind, Limit, Type, misfit};
use crate::address::check_name;
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::template::placeholders;

impl Kind {
    /// Everything that is wrong with the description, each with what to write instead.
    pub fn problems(&self) -> Diagnostics {
        let mut sound = Sound { kind: self, problems: Diagnostics::default() };
        sound.names();
        sound.fields("", self.inputs);
        sound.outputs();
        sound.id();
        sound.named_inputs();
        sound.problems
    }
}

struct Sound<'a> {
    kind: &'a Kind,
    problems: Diagnostics,
}

impl Sound<'_> {
    fn report(&mut self, what: &str, message: &str, hint: impl Into<String>) {
        let dot = if what.is_empty() { "" } else { "." };
        let problem = Diagnostic::new(format!("the kind `{}{dot}{what}`: {message}", self.kind.name));
        self.problems.push(problem.hint(hint));
    }

    fn names(&mut self) {
        let parts: Vec<&str> = self.kind.name.split('.').collect();
        let is_name = |part: &&str| check_name(part).is_ok();
        if parts.len() != 2 || !parts.iter().all(is_name) {
            self.report(
                "",
                "it has no name that stands in addresses",
                "a kind is named by owner and type, `acme.Probe`",
            );
        }
        for (what, text) in [("doc", self.kind.doc), ("page", self.kind.page)] {
            if text.is_empty() {
                self.report(
                    "",
                    &format!("`{what}` is missing"),
                    "say what it is, and where that is documented",
                );
            }
        }
    }

    fn fields(&mut self, path: &str, fields: &[Field]) {
        let mut seen = HashSet::new();
        for field in fields {
            let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
            if !seen.insert(field.name) {
                self.report(&path, "there are two properties of this name", "give each a name of its own");
            }
            self.name_and_doc(&path, field.name, field.doc);
            self.default(&path, field);
            self.limits(&path, field);
            if let Some(block) = blocks_of(&field.ty) {
                self.fields(&path, block);
            }
            if let Some(key) = field.key {
                let block = matches!(field.ty, Type::List(_)).then(|| blocks_of(&field.ty)).flatten();
                if !block.is_some_and(|block| block.iter().any(|member| member.name == key)) {
                    self.report(
                        &path,
                        &format!("its key `{key}` is no property of its blocks"),
                        "a key tells the blocks of a list apart by one of their properties",
                    );
                }
            }
            if let Some(other) = field.gives_way_to
                && (field.change != Change::Replaces || self.kind.input(other).is_none())
            {
                self.report(
                    &path,
                    &format!("it cannot give way to `{other}`"),
                    "a property that replaces gives way to another one of the kind",
                );
            }
        }
    }

    fn name_and_doc(&mut self, path: &str, name: &str, doc: &str) {
        let snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !name.bytes().all(snake) || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
            self.report(
                path,
                "its name is not in `snake_case`",
                "use lower-case letters, digits and `_`, beginning with a letter",
            );
        }
        if doc.is_empty() {
            self.report(path, "it does not say what it means", "give its meaning, with unit and limits");
        }
    }

    fn default(&mut self, path: &str, field: &Field) {
        let Some(default) = field.default else { return };
        if let Some(misfit) = misfit(&field.ty, &default.value()) {
            self.report(path, &format!("its default {misfit}"), "give a default of the property's type");
        }
    }

    fn limits(&mut self, path: &str, field: &Field) {
        for limit in field.limits {
            let (fits, wanted) = match (limit, field.ty) {
                (Limit::Range(low, high), Type::Int) => (low <= high, "a range that holds a number"),
                (
                    Limit::Length(low, high),
                    Type::Text | Type::Choice(_) | Type::Cidr | Type::List(_) | Type::Reference { .. },
                ) => (low <= high, "a length that something can have"),
                (Limit::Pattern(pattern, _), Type::Text | Type::Reference { .. }) => {
                    (regex_lite::Regex::new(pattern).is_ok(), "a regular expression")
                }
                (Limit::OneOf(numbers), Type::Int) => (!numbers.is_empty(), "numbers to choose from"),
                (Limit::Tags(_), Type::Map(_)) => (true, "tags"),
                (Limit::Range(..) | Limit::OneOf(_), _) => (false, "a whole number to limit"),
                (Limit::Length(..), _) => (false, "a text or a list to limit"),
                (Limit::Pattern(..), _) => (false, "a text to limit"),
                (Limit::Tags(_), _) => (false, "a map to limit"),
            };
            if !fits {
                self.report(
                    path,
                    &format!("a limit of it wants {wanted}"),
                    "see what the limit is for, and what the property holds",
                );
            }
        }
    }

    fn outputs(&mut self) {
        let mut seen = HashSet::new();
        for output in self.kind.outputs {
            if !seen.insert(output.name) {
                self.report(output.name, "there are two outputs of this name", "give each a name of its own");
            }
            self.name_and_doc(output.name, output.name, output.doc);
            match output.template {
                Some(template) => self.template(output.name, template, &["id"]),
                None if self.kind.input(output.name).is_none() && self.kind.behaviour.is_none() => self.report(
                    output.name,
                    "a rehearsal cannot make this output up",
                    "give it a template, the name of the input that it gives back, or the kind a behaviour",
                ),
                None => {}
            }
        }
    }

    fn id(&mut self) {
        if self.kind.id.is_empty() {
            self.report("", "`id` is missing", "say what physical ids look like: `probe-{hex:12}`, or `{name}` for one that is named by an input");
        }
        self.template("id", self.kind.id, &[]);
    }

    /// Everything in a template is made up by chance, or known by name.
    fn template(&mut self, of: &str, template: &str, known: &[&str]) {
        let names = || {
            self.kind
                .inputs
                .iter()
                .map(|field| field.name)
                .chain(self.kind.outputs.iter().map(|output| output.name))
        };
        let is_known = |name: &str| {
            ["region", "account"].contains(&name) || known.contains(&name) || names().any(|it| it == name)
        };
        let unknown: Vec<(String, String)> = placeholders(template)
            .filter(|name| !is_known(name))
            .map(|name| {
                let near = nearest(name, names()).map(|near| format!("did you mean `{{{near}}}`?"));
                let hint = near.unwrap_or_else(|| "there are `{hex:N}`, `{digits:N}`, `{upper:N}`, `{ip}`, `{region}`, `{account}`, `{id}` and the kind's properties".to_owned());
                (name.to_owned(), hint)
            })
            .collect();
        for (name, hint) in unknown {
            self.report(of, &format!("nobody knows `{{{name}}}` in its template"), hint);
        }
        if template.matches('{').count() != template.matches('}').count() {
            self.report(of, "a brace of its template has no other", "write `{name}`");
        }
    }

    /// Wherever a description names inputs of its own, they are there.
    fn named_inputs(&mut self) {
        let kind = self.kind;
        let unique = kind.unique.iter().flat_map(|key| key.iter()).map(|name| ("unique", *name));
        let distinct = kind.distinct_by.iter().map(|name| ("distinct_by", *name));
        let completes = kind.completes.iter().map(|name| ("completes", *name));
        let keeps = kind.keeps.iter().map(|(_, name)| ("keeps", *name));
        for (what, name) in unique.chain(distinct).chain(completes).chain(keeps) {
            if kind.input(name).is_none() {
                let near = nearest(name, kind.inputs.iter().map(|field| field.name));
                let hint = near.map_or_else(
                    || "name an input of the kind".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.report("", &format!("`{what}` names `{name}`, which is no input of it"), hint);
            }
        }
    }
}

/// The blocks that a property holds, itself or in a list or map.
fn blocks_of(ty: &Type) -> Option<&'static [Field]> {
    match ty {
        Type::Block(fields) => Some(fields),
        Type::List(of) | Type::Map(of) => blocks_of(of),
        _ => None,
    }
}
