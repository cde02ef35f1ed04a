//! Tags: what a cloud takes of them, and the names that say whose a resource is.

use std::collections::BTreeMap;

use crate::check::{Problems, shown};
use crate::value::{Map, Value};

/// How the names of the tags begin that say whose a resource is. Nobody else sets one.
pub const OWNERSHIP: &str = "ironwright:";
/// The stack's name.
pub const STACK: &str = "ironwright:stack";
/// The resource's address in the stack.
pub const ADDRESS: &str = "ironwright:address";
/// The token of the request that made the resource.
pub const TOKEN: &str = "ironwright:token";

/// How many tags every resource has that says whose it is.
const OWNERSHIP_TAGS: usize = [STACK, ADDRESS, TOKEN].len();

/// What a service takes of tags: data of its kinds, as [`Limit::Tags`](crate::kind::Limit).
#[derive(Clone, Copy, Debug)]
pub struct TagRules {
    /// How names begin that only the cloud sets, whatever the case of the letters.
    pub reserved: &'static str,
    /// Whether no value begins so either.
    pub reserved_in_values: bool,
    /// How many tags a resource has at most, with those that say whose it is.
    pub most: usize,
    /// How many characters a name has at most.
    pub longest_name: usize,
    /// How many characters a value has at most.
    pub longest_value: usize,
    /// The characters beside letters, digits and spaces; `None` takes every one.
    pub symbols: Option<&'static str>,
    /// Whether two names that differ by the case of their letters are one.
    pub ignores_case: bool,
}

/// Whether a tag's name is one that says whose a resource is, whatever the case of its letters.
pub fn is_ownership(name: &str) -> bool {
    begins_with(name, OWNERSHIP)
}

/// Whether a text begins so, whatever the case of its letters.
pub fn begins_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// The path of a tag in messages, `tags["team"]`.
pub(crate) fn path_of(property: &str, name: &str) -> String {
    format!("{property}[{}]", shown(name))
}

impl TagRules {
    /// Reports everything that is wrong with the tags at `property`. What is not known yet is not looked at.
    pub(crate) fn check(&self, tags: &Map, property: &str, problems: &mut Problems<'_>) {
        let count = tags.len() + OWNERSHIP_TAGS;
        if count > self.most {
            problems.report(
                property,
                format!(
                    "there are {} tags, {count} with the {OWNERSHIP_TAGS} that Ironwright adds; AWS takes {}",
                    tags.len(),
                    self.most
                ),
                format!("leave out {}; default tags count too", count - self.most),
            );
        }
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, value) in tags {
            self.check_name(name, &path_of(property, name), problems);
            self.check_value(value, &path_of(property, name), problems);
            if self.ignores_case
                && let Some(other) = seen.insert(name.to_lowercase(), name)
            {
                problems.report(
                    path_of(property, name),
                    format!("differs from {} by the case of its letters only", shown(other)),
                    "keep one of the two: here AWS does not tell names apart by case",
                );
            }
        }
    }

    fn check_name(&self, name: &str, path: &str, problems: &mut Problems<'_>) {
        if name.is_empty() {
            return problems.report(path, "a tag needs a name", "write one: `.tag(\"team\", \"web\")`");
        }
        if is_ownership(name) {
            return problems.report(
                path,
                format!("`{OWNERSHIP}…` says which stack a resource belongs to, and is not yours to set"),
                "choose another name: Ironwright sets these tags by itself",
            );
        }
        if begins_with(name, self.reserved) {
            return problems.report(
                path,
                format!("`{}…` is AWS's own, and not yours to set", self.reserved),
                "choose another name",
            );
        }
        self.check_text("name", name, name, self.longest_name, path, problems);
    }

    fn check_value(&self, value: &Value, path: &str, problems: &mut Problems<'_>) {
        let Some(text) = value.as_text() else { return };
        if self.reserved_in_values && begins_with(text, self.reserved) {
            return problems.report(
                path,
                format!("the value begins with `{}`, as only AWS's own do", self.reserved),
                "begin it with something else",
            );
        }
        let quoted = if value.has_secret() { "" } else { text };
        self.check_text("value", text, quoted, self.longest_value, path, problems);
    }

    /// Checks length and characters; `quoted` is as much of the text as may be told.
    fn check_text(
        &self,
        what: &str,
        text: &str,
        quoted: &str,
        longest: usize,
        path: &str,
        problems: &mut Problems<'_>,
    ) {
        let length = text.chars().count();
        if length > longest {
            let message = format!("the {what} has {length} characters, AWS takes {longest}");
            problems.report(path, message, format!("shorten the {what}"));
        }
        if let Some(wrong) = text.chars().find(|c| !self.takes(*c)) {
            let message = if quoted.is_empty() {
                format!("the {what} has a character that AWS does not take here")
            } else {
                format!("the {what} {} has {wrong:?}, which AWS does not take here", shown(quoted))
            };
            let hint = match self.symbols {
                Some(symbols) => format!("write it with letters, digits, spaces and `{symbols}`"),
                None => "write it without control characters".to_owned(),
            };
            problems.report(path, message, hint);
        }
    }

    fn takes(&self, c: char) -> bool {
        !c.is_control()
            && self
                .symbols
                .is_none_or(|symbols| c.is_alphanumeric() || c.is_whitespace() || symbols.contains(c))
    }
}
