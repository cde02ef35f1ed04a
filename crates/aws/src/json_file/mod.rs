//! Files in AWS's own JSON formats, with placeholders that a program fills.
//!
//! Task definitions often lie in files, as `aws ecs register-task-definition --cli-input-json` takes them. They are read with
//! [`TaskDef::from_json`](crate::ecs::TaskDef::from_json), and what is wrong in them is reported with its line.

mod members;
mod parse;

use std::collections::BTreeMap;

use ironwright_core::expression::Expression;
use ironwright_core::input::TextPart;

pub(crate) use members::{Found, Members};
use parse::parse;

/// A file in one of AWS's JSON formats, and what its placeholders stand for.
///
/// ```
/// use ironwright::aws::JsonFile;
/// use ironwright::aws::ecr::Repository;
/// use ironwright::aws::ecs::TaskDef;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let web = stack.add("web", Repository::new("web"));
/// // `include_str!("web.json")` in a program.
/// let text = r#"{
///     "family": "web",
///     "containerDefinitions": [{ "name": "web", "image": "${image}:latest", "memory": 512 }]
/// }"#;
/// let file = JsonFile::new("web.json", text).fill("image", &web.repository_url);
/// stack.add("web", TaskDef::from_json(file));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct JsonFile {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) values: BTreeMap<String, Expression>,
    pub(crate) marks: (String, String),
}

impl JsonFile {
    /// A file's text, and its name for messages.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let marks = ("${".to_owned(), "}".to_owned());
        Self { name: name.into(), text: text.into(), values: BTreeMap::new(), marks }
    }

    /// What a placeholder stands for, `${name}` in the file: in a text, or in place of a whole value. `$${` is no placeholder.
    #[must_use]
    pub fn fill(mut self, name: &str, value: impl TextPart) -> Self {
        self.values.insert(name.to_owned(), value.text_part());
        self
    }

    /// Other marks around placeholders than `${` and `}`: `<` and `>`, `{{` and `}}`.
    #[must_use]
    pub fn marks(mut self, open: &str, close: &str) -> Self {
        self.marks = (open.to_owned(), close.to_owned());
        self
    }
}

/// A text that lies in no file.
impl From<&str> for JsonFile {
    fn from(text: &str) -> Self {
        Self::new("", text)
    }
}

impl From<String> for JsonFile {
    fn from(text: String) -> Self {
        Self::new("", text)
    }
}
