//! `text!`: a format string as in `format!`, of parts that may be known only later.
//!
//! What stands between the braces is read as `format!` reads it: `{}`, `{0}`, `{name}` (an argument, or else a variable),
//! `{{` and `}}`. A format specification, `{:>5}`, is left to `format!` itself, and so takes only parts that are known.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::{Expr, LitStr, Token};

/// What `text!` hands on: where the vocabulary is found, the format, the arguments.
pub(crate) struct Text {
    vocabulary: TokenStream,
    format: LitStr,
    arguments: Vec<Argument>,
}

struct Argument {
    name: Option<Ident>,
    value: Expr,
}

/// A format string, taken apart.
#[derive(Debug, PartialEq)]
enum Piece {
    Literal(String),
    Placeholder { which: Which, specification: String },
}

#[derive(Debug, PartialEq)]
enum Which {
    Position(usize),
    Name(String),
}

impl Parse for Text {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let vocabulary = vocabulary(input)?;
        let format = input.parse::<LitStr>().map_err(|error| {
            syn::Error::new(
                error.span(),
                "the format of a text is a literal, as in `text!(\"{}:latest\", repository)`",
            )
        })?;
        let mut arguments: Vec<Argument> = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let named = input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
            let name = if named { Some(input.parse::<Ident>()?) } else { None };
            if named {
                input.parse::<Token![=]>()?;
            }
            let last = arguments.last().and_then(|argument| argument.name.as_ref());
            match (&name, last) {
                (None, Some(last)) => {
                    return Err(syn::Error::new(
                        input.span(),
                        format!("an argument without a name comes before those with one, such as `{last}`"),
                    ));
                }
                (Some(name), _) if arguments.iter().any(|a| a.name.as_ref() == Some(name)) => {
                    return Err(syn::Error::new(name.span(), format!("`{name}` is given twice")));
                }
                _ => {}
            }
            arguments.push(Argument { name, value: input.parse()? });
        }
        Ok(Self { vocabulary, format, arguments })
    }
}

/// The tokens before the first semicolon: `$crate` of the macro that calls this one.
fn vocabulary(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.peek(Token![;]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    input.parse::<Token![;]>()?;
    Ok(tokens)
}

impl Text {
    pub(crate) fn expand(self) -> syn::Result<TokenStream> {
        let span = self.format.span();
        let wrong = |message: String| syn::Error::new(span, message);
        let pieces = pieces(&self.format.value()).map_err(wrong)?;
        let vocabulary = &self.vocabulary;
        let (mut used, mut captured) = (HashSet::new(), Vec::<String>::new());
        let mut parts = Vec::new();
        for piece in pieces {
            let (which, specification) = match piece {
                Piece::Literal(text) => {
                    parts.push(quote!(#vocabulary::input::TextPart::text_part(#text)));
                    continue;
                }
                Piece::Placeholder { which, specification } => (which, specification),
            };
            let (part, at) = match self.position(&which) {
                Some(at) => {
                    used.insert(at);
                    (part_ident(at), self.arguments[at].value.span())
                }
                None => match which {
                    Which::Position(at) => return Err(wrong(self.too_few(at))),
                    Which::Name(name) => {
                        let at = captured.iter().position(|known| *known == name).unwrap_or_else(|| {
                            captured.push(name);
                            captured.len() - 1
                        });
                        (part_ident(self.arguments.len() + at), span)
                    }
                },
            };
            // What is wrong with a part is told where that stands, and not of the whole text.
            parts.push(if specification.is_empty() {
                quote_spanned!(at=> #vocabulary::input::TextPart::text_part(#part))
            } else {
                let format = LitStr::new(&format!("{{:{specification}}}"), at);
                quote_spanned! {at=>
                    #vocabulary::input::TextPart::text_part(
                        &::std::format!(#format, #vocabulary::input::KnownPart::known_part(#part))
                    )
                }
            });
        }
        if let Some((_, unused)) = self.arguments.iter().enumerate().find(|(at, _)| !used.contains(at)) {
            return Err(syn::Error::new_spanned(&unused.value, "no placeholder of the format takes this"));
        }
        let values = self.arguments.iter().map(|argument| &argument.value).map(|value| quote!(#value));
        let captured = captured.iter().map(|name| match (name.as_str(), syn::parse_str::<Ident>(name)) {
            ("self", _) | (_, Ok(_)) => {
                let variable = Ident::new(name, span);
                Ok(quote_spanned!(span=> #variable))
            }
            _ => Err(wrong(format!("`{name}` is no name of a variable: give it as an argument"))),
        });
        let values = values.map(Ok).chain(captured).collect::<syn::Result<Vec<_>>>()?;
        let bindings = (0..values.len()).map(part_ident);
        Ok(quote! {
            match (#(&#values,)*) {
                (#(#bindings,)*) => #vocabulary::input::join_text(::std::vec![#(#parts),*]),
            }
        })
    }

    /// Which argument is meant; none where a variable is, or nothing.
    fn position(&self, which: &Which) -> Option<usize> {
        match which {
            Which::Position(at) => (*at < self.arguments.len()).then_some(*at),
            Which::Name(name) => self
                .arguments
                .iter()
                .position(|argument| argument.name.as_ref().is_some_and(|given| given == name)),
        }
    }

    fn too_few(&self, at: usize) -> String {
        let given = match self.arguments.len() {
            0 => "there is none".to_owned(),
            1 => "there is one".to_owned(),
            many => format!("there are {many}"),
        };
        format!("a placeholder takes argument {at}, counted from 0, and {given}")
    }
}

fn part_ident(at: usize) -> Ident {
    format_ident!("part{at}", span = Span::mixed_site())
}

/// Takes a format apart as `format!` does.
fn pieces(format: &str) -> Result<Vec<Piece>, String> {
    let (mut pieces, mut literal) = (Vec::new(), String::new());
    let (mut next, mut rest) = (0, format);
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if after.starts_with(brace) {
            literal.push_str(brace);
            rest = &after[1..];
            continue;
        }
        if brace == "}" {
            return Err("a `}` closes nothing: write `}}` for the character itself".to_owned());
        }
        let Some((inside, after)) = after.split_once('}') else {
            return Err("a `{` is not closed: write `{{` for the character itself".to_owned());
        };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(placeholder(inside, &mut next)?);
        rest = after;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(pieces)
}

fn placeholder(inside: &str, next: &mut usize) -> Result<Piece, String> {
    let (which, specification) = inside.split_once(':').unwrap_or((inside, ""));
    let (which, specification) = (which.trim(), specification.trim_end());
    let which = if which.is_empty() {
        *next += 1;
        Which::Position(*next - 1)
    } else if which.bytes().all(|byte| byte.is_ascii_digit()) {
        Which::Position(which.parse().map_err(|_| format!("`{{{inside}}}` counts too far"))?)
    } else if syn::parse_str::<Ident>(which).is_ok() || which.chars().all(|c| c.is_alphanumeric() || c == '_')
    {
        Which::Name(which.to_owned())
    } else {
        return Err(format!(
            "`{{{inside}}}` is no placeholder: a name, a position or nothing stands in the braces; give `{which}` as an \
             argument, or write `{{{{` for the brace itself"
        ));
    };
    if specification.ends_with('?') {
        return Err(format!(
            "`{{{inside}}}` asks for the `Debug` form, which is for programmers and not for AWS: write `{{}}`"
        ));
    }
    if without_fill(specification).contains(['$', '*']) {
        return Err(format!(
            "`{{{inside}}}` takes its width or precision from an argument: write the number, or use `format!` for this part"
        ));
    }
    Ok(Piece::Placeholder { which, specification: specification.to_owned() })
}

/// A specification without the character that fills up to the width: any may do that, `*` in `{:*^9}`.
fn without_fill(specification: &str) -> &str {
    let mut characters = specification.chars();
    match (characters.next(), characters.next()) {
        (Some(_), Some('<' | '^' | '>')) => characters.as_str(),
        _ => specification,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.to_owned())
    }

    fn part(which: Which, specification: &str) -> Piece {
        Piece::Placeholder { which, specification: specification.to_owned() }
    }

    #[test]
    fn formats_are_read_as_format_reads_them() {
        let read = pieces("{{x}} {} {1} {name}{: >5 } {0:02x}}}").expect("a format");
        let name = Which::Name("name".to_owned());
        let expected = [
            literal("{x} "),
            part(Which::Position(0), ""),
            literal(" "),
            part(Which::Position(1), ""),
            literal(" "),
            part(name, ""),
            part(Which::Position(1), " >5"),
            literal(" "),
            part(Which::Position(0), "02x"),
            literal("}"),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_no_format_is_told_with_what_to_write() {
        for (format, part) in [
            ("{", "is not closed"),
            ("a } b", "closes nothing"),
            ("{vpc.id}", "give `vpc.id` as an argument"),
            ("{:?}", "asks for the `Debug` form"),
            ("{:#?}", "asks for the `Debug` form"),
            ("{:>width$}", "write the number"),
            ("{:.*}", "write the number"),
            ("{:$^a$}", "write the number"),
            ("{99999999999999999999999}", "counts too far"),
        ] {
            let wrong = pieces(format).expect_err(format);
            assert!(wrong.contains(part), "{format}: {wrong}");
        }
    }
}
