//! JSON text with the line of each value, and placeholders in texts or in place of values.

/// A value and the line it begins in.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) json: Json,
}

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(Vec<Part>),
    List(Vec<Node>),
    /// Members in their order, each with its line.
    Object(Vec<(String, usize, Node)>),
    /// A placeholder in place of a value.
    Placeholder(String),
}

/// A part of a text.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Part {
    Literal(String),
    Placeholder(String),
}

/// Reads JSON text in which placeholders stand between marks.
///
/// # Errors
/// Where the text is no JSON: the line, and why.
pub(crate) fn parse(text: &str, marks: (&str, &str)) -> Result<Node, (usize, String)> {
    let mut parser = Parser { rest: text.trim_start_matches('\u{feff}'), line: 1, marks };
    let node = parser.value(0)?;
    parser.space();
    match parser.rest.chars().next() {
        None => Ok(node),
        Some(more) => Err((parser.line, format!("{more:?} follows the end of the value"))),
    }
}

/// How deep values may lie in each other.
const DEEPEST: usize = 64;

struct Parser<'t> {
    rest: &'t str,
    line: usize,
    marks: (&'t str, &'t str),
}

type Parsed<T> = Result<T, (usize, String)>;

impl<'t> Parser<'t> {
    fn value(&mut self, depth: usize) -> Parsed<Node> {
        self.space();
        let line = self.line;
        if depth > DEEPEST {
            return self.wrong("values lie too deep in each other");
        }
        let json = match self.rest.chars().next() {
            _ if self.rest.starts_with(self.marks.0) && !self.marks.0.starts_with(['{', '[', '"']) => {
                self.take(self.marks.0.len());
                Json::Placeholder(self.placeholder()?)
            }
            Some('{') => self.object(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Json::Text(parts(&self.text()?, self.marks)),
            Some(c) if c == '-' || c.is_ascii_digit() => Json::Number(self.number()?),
            Some(c) if c.is_ascii_alphabetic() => self.word()?,
            Some(other) => return self.wrong(format!("{other:?} begins no value")),
            None => return self.wrong("the text ends where a value is missing"),
        };
        Ok(Node { line, json })
    }

    fn object(&mut self, depth: usize) -> Parsed<Json> {
        self.take(1);
        let mut members: Vec<(String, usize, Node)> = Vec::new();
        self.space();
        if self.eat('}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let line = self.line;
            if !self.rest.starts_with('"') {
                return self.wrong("a member's name in quotation marks is missing");
            }
            let name = self.text()?;
            if let Some((_, first, _)) = members.iter().find(|(other, ..)| *other == name) {
                return Err((line, format!("{name:?} is there twice, first in line {first}")));
            }
            self.space();
            if !self.eat(':') {
                return self.wrong(format!("`:` is missing after {name:?}"));
            }
            members.push((name, line, self.value(depth + 1)?));
            self.space();
            if self.eat('}') {
                return Ok(Json::Object(members));
            }
            if !self.eat(',') {
                return self.wrong("`,` or `}` is missing");
            }
        }
    }

    fn list(&mut self, depth: usize) -> Parsed<Json> {
        self.take(1);
        let mut items = Vec::new();
        self.space();
        if self.eat(']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.eat(']') {
                return Ok(Json::List(items));
            }
            if !self.eat(',') {
                return self.wrong("`,` or `]` is missing");
            }
        }
    }

    /// A text in quotation marks; serde knows the escapes.
    fn text(&mut self) -> Parsed<String> {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|&(_, c)| {
            let is_end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        });
        let Some((end, _)) = end else {
            return self.wrong("a text has no quotation mark at its end");
        };
        let written = &self.rest[..=end];
        let text = serde_json::from_str(written).map_err(|_| {
            let message = format!(
                "{written} is no text of JSON: line ends and backslashes are written `\\n` and `\\\\`"
            );
            (self.line, message)
        })?;
        self.take(end + 1);
        Ok(text)
    }

    fn number(&mut self) -> Parsed<String> {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
        let written = &self.rest[..end.unwrap_or(self.rest.len())];
        if serde_json::from_str::<serde_json::Number>(written).is_err() {
            return self.wrong(format!("`{written}` is no number"));
        }
        self.take(written.len());
        Ok(written.to_owned())
    }

    fn word(&mut self) -> Parsed<Json> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let json = match &self.rest[..end] {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            other => return self.wrong(format!("`{other}` is no value: texts stand in quotation marks")),
        };
        self.take(end);
        Ok(json)
    }

    fn placeholder(&mut self) -> Parsed<String> {
        let Some(end) = self.rest.find(self.marks.1) else {
            return self.wrong(format!("a placeholder has no `{}` at its end", self.marks.1));
        };
        let name = self.rest[..end].trim().to_owned();
        self.take(end + self.marks.1.len());
        Ok(name)
    }

    fn space(&mut self) {
        let rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.take(self.rest.len() - rest.len());
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest.starts_with(c);
        if found {
            self.take(c.len_utf8());
        }
        found
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }

    fn wrong<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err((self.line, message.into()))
    }
}

/// A text by its literal parts and placeholders. A `$` before `${` makes it literal.
fn parts(text: &str, (open, close): (&str, &str)) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let (before, from) = rest.split_at(at);
        let inner = &from[open.len()..];
        if let Some(before) = before.strip_suffix('$').filter(|_| open.starts_with('$')) {
            literal.push_str(before);
            literal.push_str(open);
            rest = inner;
            continue;
        }
        let Some(end) = inner.find(close) else { break };
        literal.push_str(before);
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        parts.push(Part::Placeholder(inner[..end].trim().to_owned()));
        rest = &inner[end + close.len()..];
    }
    literal.push_str(rest);
    if !literal.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(literal));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Result<Node, (usize, String)> {
        parse(text, ("${", "}"))
    }

    #[test]
    fn values_know_their_lines() {
        let Ok(Node { json: Json::Object(members), .. }) = json("{\n  \"a\": 1,\n\n  \"b\": [\n true ]\n}")
        else {
            panic!("an object");
        };
        let lines: Vec<(&str, usize, usize)> =
            members.iter().map(|(name, line, node)| (&**name, *line, node.line)).collect();
        assert_eq!(lines, [("a", 2, 2), ("b", 4, 4)]);
    }

    #[test]
    fn placeholders_stand_in_texts_and_for_values() {
        let Ok(Node { json: Json::List(items), .. }) = json(r#"["${a}:${ b }/$${c}", ${d}, ""]"#) else {
            panic!("a list");
        };
        let literal = |text: &str| Part::Literal(text.to_owned());
        let placeholder = |name: &str| Part::Placeholder(name.to_owned());
        assert_eq!(
            items[0].json,
            Json::Text(vec![placeholder("a"), literal(":"), placeholder("b"), literal("/${c}")])
        );
        assert_eq!(items[1].json, Json::Placeholder("d".to_owned()));
        assert_eq!(items[2].json, Json::Text(vec![literal("")]));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_line() {
        for (text, line, what) in [
            ("{\n\"a\": 1\n\"b\": 2}", 3, "`,` or `}` is missing"),
            ("{\"a\": yes}", 1, "`yes` is no value"),
            ("{\n\"a\": 1,\n\"a\": 2}", 3, "\"a\" is there twice, first in line 2"),
            ("[1, 2", 1, "`,` or `]` is missing"),
            ("{\"a\": \"b}", 1, "no quotation mark at its end"),
            ("[01]", 1, "`01` is no number"),
            ("{} {}", 1, "'{' follows the end"),
            ("", 1, "where a value is missing"),
        ] {
            let (at, message) = json(text).expect_err(text);
            assert!(at == line && message.contains(what), "{text}: {at}: {message}");
        }
    }
}
