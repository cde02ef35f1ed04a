//! A shell script whose words are quoted.

use ironwright_core::expression::Expression;
use ironwright_core::input::TextPart;
use ironwright_core::{Input, Value};

use super::text_of;

/// A shell script: what it is given is quoted, so that no value is taken for more than a word.
///
/// ```
/// use ironwright::aws::ec2::ShellScript;
/// use ironwright::prelude::*;
///
/// let script = ShellScript::bash()
///     .line("set -eu")
///     .set("GREETING", "it's me")
///     .run(["mkdir", "-p", "/mnt/my files"])
///     .append("/etc/ecs/ecs.config", "ECS_CLUSTER=main");
/// let text: Input<String> = script.into();
/// assert_eq!(
///     text.known().unwrap(),
///     "#!/bin/bash\nset -eu\nGREETING='it'\\''s me'\nmkdir -p '/mnt/my files'\n\
///      printf '%s\\n' ECS_CLUSTER=main >> /etc/ecs/ecs.config\n"
/// );
/// ```
#[derive(Clone)]
pub struct ShellScript {
    lines: Vec<Expression>,
}

impl ShellScript {
    /// A script for Bash.
    pub fn bash() -> Self {
        Self::of("/bin/bash")
    }

    /// A script for the system's shell.
    pub fn sh() -> Self {
        Self::of("/bin/sh")
    }

    /// A script for another interpreter, by its path.
    pub fn of(interpreter: &str) -> Self {
        Self { lines: vec![Expression::Value(Value::text(format!("#!{interpreter}")))] }
    }

    /// A line as it stands, or several: nothing in it is quoted. [`text!`](ironwright_core::text) puts outputs into it,
    /// unquoted too.
    #[must_use]
    pub fn line(mut self, line: impl TextPart) -> Self {
        self.lines.push(line.text_part());
        self
    }

    /// Sets a variable of the script to a text, whatever is in it.
    #[must_use]
    #[track_caller]
    pub fn set(self, name: &str, value: impl TextPart) -> Self {
        let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !letters || name.bytes().next().is_none_or(|first| first.is_ascii_digit()) {
            let message = format!("{name:?} is no name of a shell variable: letters, digits and `_`");
            return self.with(Expression::invalid(message));
        }
        let name = name.to_owned();
        self.with(Expression::apply(vec![value.text_part()], move |values| {
            Ok(Value::text(format!("{name}={}", quoted(&text_of(&values[0])?)?)))
        }))
    }

    /// Runs a command with arguments, each of which stays one word.
    #[must_use]
    #[track_caller]
    pub fn run(self, words: impl IntoIterator<Item = impl TextPart>) -> Self {
        let words = words.into_iter().map(|word| word.text_part()).collect();
        self.with(Expression::apply(words, |values| {
            let words: Result<Vec<String>, String> =
                values.iter().map(|word| quoted(&text_of(word)?)).collect();
            Ok(Value::text(words?.join(" ")))
        }))
    }

    /// Appends a line to a file.
    #[must_use]
    #[track_caller]
    pub fn append(self, path: &str, line: impl TextPart) -> Self {
        let parts = vec![line.text_part(), Expression::Value(Value::text(path))];
        self.with(Expression::apply(parts, |values| {
            let [line, path] = [text_of(&values[0])?, text_of(&values[1])?];
            Ok(Value::text(format!("printf '%s\\n' {} >> {}", quoted(&line)?, quoted(&path)?)))
        }))
    }

    fn with(mut self, line: Expression) -> Self {
        self.lines.push(line);
        self
    }

    /// The script as a text.
    #[track_caller]
    pub(super) fn expression(self) -> Expression {
        Expression::apply(self.lines, |values| {
            let lines: Result<Vec<String>, String> = values.iter().map(text_of).collect();
            Ok(Value::text(format!("{}\n", lines?.join("\n"))))
        })
    }
}

impl From<ShellScript> for Input<String> {
    #[track_caller]
    fn from(script: ShellScript) -> Self {
        Self::new(script.expression())
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> Result<String, String> {
    if text.contains('\0') {
        return Err("a word of a shell script cannot hold a NUL".to_owned());
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return Ok(text.to_owned());
    }
    Ok(format!("'{}'", text.replace('\'', r"'\''")))
}
