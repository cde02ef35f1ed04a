//! Rust source as tokens with line numbers, so that a check is deceived neither by comments nor by strings, and can
//! tell code from its tests.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, LexError, Spacing, TokenStream, TokenTree};

/// One token; a group is its opening token, its contents and its closing token.
#[derive(Debug)]
pub(super) struct Token {
    /// As written, with `!=` and `::` in two parts.
    pub(super) text: String,
    first_line: usize,
    last_line: usize,
    pub(super) in_test: bool,
    /// The next character belongs to the same operator, as in `!=`.
    joint: bool,
}

pub(super) struct Tokens(Vec<Token>);

impl Tokens {
    /// Reads source text. Documentation is a comment here, not the attribute that the compiler makes of it.
    pub(super) fn read(source: &str) -> Result<Self, LexError> {
        let mut tokens = Vec::new();
        let stream: TokenStream = source.parse()?;
        flatten(stream, false, &mut tokens);
        Ok(Self(tokens))
    }

    /// The lines where these tokens follow one another: `[".", "unwrap", "("]`.
    pub(super) fn lines_of(&self, sequence: &[&str], tests_too: bool) -> Vec<usize> {
        self.0
            .windows(sequence.len())
            .filter(|window| window.iter().zip(sequence).all(|(token, text)| token.text == *text))
            .filter(|window| tests_too || !window[0].in_test)
            .map(|window| window[0].first_line)
            .collect()
    }

    /// The lines where the macro is called. `print != x` is no call.
    pub(super) fn lines_calling(&self, macro_name: &str, tests_too: bool) -> Vec<usize> {
        self.0
            .windows(2)
            .filter(|pair| pair[0].text == macro_name && pair[1].text == "!" && !pair[1].joint)
            .filter(|pair| tests_too || !pair[0].in_test)
            .map(|pair| pair[0].first_line)
            .collect()
    }

    /// The lines outside tests that name `parent::child`, also as `use parent::{other, child::X}`.
    pub(super) fn lines_naming(&self, parent: &str, child: &str) -> Vec<usize> {
        let mut lines = self.lines_of(&[parent, ":", ":", child], false);
        let opening = [parent, ":", ":", "{"];
        for (index, window) in self.0.windows(opening.len()).enumerate() {
            if !window[0].in_test && window.iter().zip(opening).all(|(token, text)| token.text == text) {
                let heads = list_heads(&self.0[index + opening.len()..]);
                lines.extend(heads.iter().filter(|head| head.text == child).map(|head| head.first_line));
            }
        }
        lines
    }

    /// The types outside tests that derive one of these traits.
    pub(super) fn types_deriving(&self, traits: &[&str]) -> Vec<Derived> {
        let begins = |window: &[Token]| {
            !window[0].in_test
                && window.iter().zip(["#", "[", "derive", "("]).all(|(token, text)| token.text == text)
        };
        let starts = self.0.windows(4).enumerate().filter(|(_, window)| begins(window));
        starts.filter_map(|(index, _)| Derived::at(&self.0[index + 4..], traits)).collect()
    }

    /// How many lines outside tests hold a token.
    pub(super) fn lines_of_code(&self) -> usize {
        self.0
            .iter()
            .filter(|token| !token.in_test)
            .flat_map(|token| token.first_line..=token.last_line)
            .collect::<BTreeSet<_>>()
            .len()
    }
}

/// A type that derives something.
pub(super) struct Derived {
    pub(super) name: String,
    pub(super) line: usize,
    /// The tokens of its fields or variants.
    pub(super) body: Vec<String>,
}

impl Derived {
    /// The type behind `Clone, Debug)] pub struct …`, if it derives one of the traits.
    fn at(tokens: &[Token], traits: &[&str]) -> Option<Self> {
        let end = tokens.iter().position(|token| token.text == ")")?;
        if !tokens[..end].iter().any(|token| traits.contains(&token.text.as_str())) {
            return None;
        }
        let rest = &tokens[end..];
        let keyword = rest.iter().position(|token| matches!(token.text.as_str(), "struct" | "enum"))?;
        let (name, rest) = rest[keyword + 1..].split_first()?;
        let (mut body, mut depth) = (Vec::new(), 0_usize);
        for token in rest {
            match token.text.as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
            body.push(token.text.clone());
            if depth == 0 && token.text == "}" {
                break;
            }
        }
        Some(Self { name: name.text.clone(), line: name.first_line, body })
    }
}

/// Of `a, b::{c, d}, e}`, which is what follows the opening brace of a list: `a`, `b` and `e`.
fn list_heads(tokens: &[Token]) -> Vec<&Token> {
    let mut heads = Vec::new();
    let mut depth = 0_usize;
    let mut at_head = true;
    for token in tokens {
        if at_head && depth == 0 {
            heads.push(token);
        }
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            _ => {}
        }
        at_head = token.text == ",";
    }
    heads
}

fn flatten(stream: TokenStream, in_test: bool, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    let mut level_in_test = in_test;
    // Set from a test attribute to the end of what it stands on: its body, or a semicolon.
    let mut item_in_test = false;
    while let Some(tree) = trees.next() {
        if is_hash(&tree) {
            let inner = trees
                .next_if(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'))
                .is_some();
            if let Some(TokenTree::Group(attribute)) = trees.peek() {
                match Attribute::of(attribute) {
                    Attribute::Documentation => {
                        trees.next();
                        continue;
                    }
                    Attribute::Test if inner => level_in_test = true,
                    Attribute::Test => item_in_test = true,
                    Attribute::Other => {}
                }
            }
        }
        let ends_item = match &tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        push(tree, level_in_test || item_in_test, tokens);
        item_in_test &= !ends_item;
    }
}

fn push(tree: TokenTree, in_test: bool, tokens: &mut Vec<Token>) {
    let span = tree.span();
    let token = |text: String, joint| Token {
        text,
        first_line: span.start().line,
        last_line: span.end().line,
        in_test,
        joint,
    };
    match tree {
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            let edge = |text: &str, line| Token {
                text: text.to_owned(),
                first_line: line,
                last_line: line,
                in_test,
                joint: false,
            };
            tokens.push(edge(open, group.span_open().start().line));
            flatten(group.stream(), in_test, tokens);
            tokens.push(edge(close, group.span_close().end().line));
        }
        TokenTree::Punct(punct) => {
            let joint = punct.spacing() == Spacing::Joint;
            tokens.push(token(punct.as_char().to_string(), joint));
        }
        TokenTree::Ident(ident) => tokens.push(token(ident.to_string(), false)),
        TokenTree::Literal(literal) => tokens.push(token(literal.to_string(), false)),
    }
}

fn is_hash(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '#')
}

enum Attribute {
    Documentation,
    Test,
    Other,
}

impl Attribute {
    /// What `[…]` after a `#` is, if it is an attribute at all.
    fn of(group: &Group) -> Self {
        let text: String = group.stream().to_string().split_whitespace().collect();
        if group.delimiter() != Delimiter::Bracket {
            Self::Other
        } else if text.starts_with("doc=") {
            Self::Documentation
        } else if text == "test"
            || text.ends_with("::test")
            || text == "cfg(test)"
            || text.starts_with("cfg(all(test,")
        {
            Self::Test
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Tokens {
        Tokens::read(source).unwrap()
    }

    #[test]
    fn comments_documentation_and_strings_hold_no_tokens() {
        let source = "//! x.unwrap()\n/// x.unwrap()\nfn f() { /* x.unwrap() */ g(\".unwrap()\", r#\".unwrap()\"#) }\n";
        assert!(read(source).lines_of(&[".", "unwrap", "("], true).is_empty());
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(
            read("\nfn f() {\n    x\n        .unwrap();\n}").lines_of(&[".", "unwrap", "("], false),
            [4]
        );
    }

    #[test]
    fn tests_are_told_from_code_whatever_form_they_take() {
        for tests in [
            "#[cfg(test)] mod tests { fn t() { x.unwrap(); } }",
            "#[cfg(all(test, unix))] mod tests { fn t() { x.unwrap(); } }",
            "#[test] fn t() { x.unwrap(); }",
            "#[tokio::test] async fn t() { x.unwrap(); }",
            "#[cfg(test)] impl X { fn t() { x.unwrap(); } }",
            "#![cfg(test)] fn t() { x.unwrap(); }",
        ] {
            assert!(read(tests).lines_of(&["unwrap"], false).is_empty(), "{tests}");
            assert_eq!(read(tests).lines_of(&["unwrap"], true), [1], "{tests}");
        }
    }

    #[test]
    fn code_behind_a_test_is_code_again() {
        let source =
            "#[cfg(test)] use a::b;\nfn f() { x.unwrap(); }\n#[cfg(test)] mod t {}\nfn g() { y.unwrap(); }";
        assert_eq!(read(source).lines_of(&["unwrap"], false), [2, 4]);
        assert_eq!(read("#[cfg(not(test))] fn f() { x.unwrap(); }").lines_of(&["unwrap"], false), [1]);
    }

    #[test]
    fn macro_call_is_told_from_a_comparison() {
        assert_eq!(
            read("fn f() { print != x;\n print!(); std::print! {} }").lines_calling("print", false),
            [2, 2]
        );
    }

    #[test]
    fn path_is_found_written_out_and_in_a_list() {
        assert_eq!(read("fn f() { std::fs::read(x); }").lines_naming("std", "fs"), [1]);
        assert_eq!(read("use std::{\n    io,\n    fs::{self, File},\n};").lines_naming("std", "fs"), [3]);
        assert!(read("use std::{path::{fs, x}}; fn f() { a::fs(); }").lines_naming("std", "fs").is_empty());
    }

    #[test]
    fn lines_of_code_leave_out_blank_lines_comments_and_tests() {
        let source = "//! About.\n\n// why\nfn f() {\n    \"two\n    lines\";\n}\n\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\n";
        assert_eq!(read(source).lines_of_code(), 4);
    }
}
