//! The text of a path: names joined by dots, and what stands in brackets, a place or a key in quotes.
//!
//! Keys are written as Rust writes texts, so that quotes, brackets and backslashes in them come back as they were.

use std::fmt;

/// One part of a path as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// `image`
    Name(String),
    /// `["nginx"]`
    Quoted(String),
    /// `[0]`
    Index(usize),
}

impl Token {
    /// The name or key, or the number as it is written.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Name(text) | Self::Quoted(text) => text.clone(),
            Self::Index(place) => place.to_string(),
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Quoted(key) => write_key(f, key),
            Self::Index(place) => write_index(f, *place),
        }
    }
}

/// Writes a name: with a dot where it is plain, in brackets where it is not.
pub(super) fn write_name(f: &mut fmt::Formatter<'_>, name: &str, first: bool) -> fmt::Result {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match (plain, first) {
        (true, true) => f.write_str(name),
        (true, false) => write!(f, ".{name}"),
        (false, _) => write_key(f, name),
    }
}

/// Writes a key.
pub(super) fn write_key(f: &mut fmt::Formatter<'_>, key: &str) -> fmt::Result {
    write!(f, "[{key:?}]")
}

/// Writes a place in a list.
pub(super) fn write_index(f: &mut fmt::Formatter<'_>, place: usize) -> fmt::Result {
    write!(f, "[{place}]")
}

/// Reads a path.
///
/// # Errors
/// What is wrong with it, as a hint.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (token, after) = if let Some(inside) = rest.strip_prefix('[') {
            bracket(inside)?
        } else {
            let name = if tokens.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or("") };
            let end = name.find(['.', '[', ']', '"']).unwrap_or(name.len());
            if end == 0 {
                return Err(format!(
                    "a name is missing before `{rest}`; write `a.b`, `a[0]` or `a[\"key\"]`"
                ));
            }
            (Token::Name(name[..end].to_owned()), &name[end..])
        };
        tokens.push(token);
        rest = after;
    }
    if tokens.is_empty() { Err("it is empty: write the name of a property".to_owned()) } else { Ok(tokens) }
}

/// What stands in a bracket, and what comes after it.
fn bracket(inside: &str) -> Result<(Token, &str), String> {
    let unclosed = || "a bracket is not closed; write `a[0]` or `a[\"key\"]`".to_owned();
    if let Some(quoted) = inside.strip_prefix('"') {
        let (key, after) = unquoted(quoted).ok_or_else(|| {
            "a key is not closed; write `a[\"key\"]`, with `\\\"` for a quote in it".to_owned()
        })?;
        return Ok((Token::Quoted(key), after.strip_prefix(']').ok_or_else(unclosed)?));
    }
    let (bare, after) = inside.split_once(']').ok_or_else(unclosed)?;
    if bare.is_empty() {
        return Err("a bracket is empty; write `a[0]` or `a[\"key\"]`".to_owned());
    }
    Ok((bare.parse().map_or_else(|_| Token::Quoted(bare.to_owned()), Token::Index), after))
}

/// A key up to its closing quote, and what comes after that.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((key, &text[at + 1..])),
            '\\' => key.push(match chars.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let code: String =
                        chars.by_ref().skip(1).map(|(_, c)| c).take_while(|c| *c != '}').collect();
                    char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
                }
                other => other,
            }),
            other => key.push(other),
        }
    }
    None
}
