//! Text made of literals, inputs and outputs.

use super::{Data, Input, Output, Secret};
use crate::Cidr;
use crate::expression::Expression;
use crate::value::Value;

/// Something that a text can hold: a literal, an input or an output.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a text",
    note = "what can: text, whole numbers, `bool`, `Cidr`, and inputs, outputs and secrets of them"
)]
pub trait TextPart {
    /// The part as an expression.
    fn text_part(&self) -> Expression;
}

impl<T> TextPart for Output<T> {
    fn text_part(&self) -> Expression {
        self.expression.clone()
    }
}

impl<T> TextPart for Input<T> {
    fn text_part(&self) -> Expression {
        self.expression.clone()
    }
}

impl<T: Data> TextPart for Secret<T> {
    fn text_part(&self) -> Expression {
        Input::from(self).expression
    }
}

impl<T: TextPart + ?Sized> TextPart for &T {
    fn text_part(&self) -> Expression {
        (**self).text_part()
    }
}

macro_rules! literal_text_parts {
    ($($literal:ty),*) => {$(
        impl TextPart for $literal {
            fn text_part(&self) -> Expression {
                Expression::Value(Value::text(self.to_string()))
            }
        }
    )*};
}

literal_text_parts!(str, String, u8, u16, u32, u64, i32, i64, usize, bool, Cidr);

/// Joins the pieces of a format with the parts between them; [`text!`](crate::text) calls it.
#[doc(hidden)]
#[track_caller]
pub fn join_text(format: &'static str, parts: Vec<Expression>) -> Output<String> {
    // The format is one of the parts so that it is part of the program's fingerprint.
    let mut inputs = vec![Expression::Value(Value::text(format))];
    inputs.extend(parts);
    Output::new(Expression::apply(inputs, |values| {
        let (format, mut values) = (values[0].as_text().unwrap_or_default(), values[1..].iter());
        let mut out = String::new();
        for (i, piece) in format.split("{}").enumerate() {
            if i > 0 {
                match values.next() {
                    Some(Value::Text(text)) => out.push_str(text),
                    Some(Value::Int(n)) => out.push_str(&n.to_string()),
                    Some(Value::Bool(b)) => out.push_str(&b.to_string()),
                    other => return Err(format!("a text cannot hold {other:?}")),
                }
            }
            out.push_str(piece);
        }
        Ok(Value::text(out))
    }))
}

/// Counts the `{}` of a format at compile time.
#[doc(hidden)]
pub const fn placeholders(format: &str) -> usize {
    let (bytes, mut at, mut count) = (format.as_bytes(), 0, 0);
    while at + 1 < bytes.len() {
        if bytes[at] == b'{' && bytes[at + 1] == b'}' {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Text made of literals, inputs and outputs; secret as soon as one part is. A wrong number of parts does not compile.
///
/// ```
/// use ironwright_core::{text, Input, Output};
/// let family: Output<String> = Input::from("poc").to_output();
/// let group = text!("arn:aws:logs:{}:{}:log-group:{}:*", "eu-west-2", "123456789012", family);
/// assert_eq!(group.known().unwrap(), "arn:aws:logs:eu-west-2:123456789012:log-group:poc:*");
/// ```
#[macro_export]
macro_rules! text {
    ($format:literal $(, $part:expr)* $(,)?) => {{
        const PARTS: &[&str] = &[$(stringify!($part)),*];
        const _: () = assert!($crate::input::placeholders($format) == PARTS.len(), "a text has one part for each placeholder, no more and no less");
        $crate::input::join_text($format, vec![$($crate::input::TextPart::text_part(&$part)),*])
    }};
}
