//! Text made of literals, inputs and outputs.

use super::{Data, Input, Output, Secret};
use crate::Cidr;
use crate::expression::Expression;
use crate::value::Value;

/// Something that a text can hold: a literal, an input or an output.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a text",
    note = "what can: text, numbers, `bool`, `Cidr`, ids, ARNs and names, and inputs, outputs and secrets of them"
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

/// A part of a text that is known when the program runs, and so can be padded, aligned or written in hexadecimal.
#[diagnostic::on_unimplemented(
    message = "a format specification, as in `{{:>5}}`, is for parts that are known, and a `{Self}` may be known only later",
    label = "write `{{}}` for this one",
    note = "text, numbers, `bool` and `Cidr` take a specification"
)]
pub trait KnownPart {
    /// What is known of it: itself.
    type Known: ?Sized;

    /// The part itself.
    fn known_part(&self) -> &Self::Known;
}

impl<T: KnownPart + ?Sized> KnownPart for &T {
    type Known = T::Known;

    fn known_part(&self) -> &T::Known {
        (**self).known_part()
    }
}

macro_rules! literal_text_parts {
    ($($literal:ty),*) => {$(
        impl TextPart for $literal {
            fn text_part(&self) -> Expression {
                Expression::Value(Value::text(self.to_string()))
            }
        }

        impl KnownPart for $literal {
            type Known = Self;

            fn known_part(&self) -> &Self {
                self
            }
        }
    )*};
}

literal_text_parts!(
    str, String, char, bool, Cidr, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64
);

/// Joins parts to one text; [`text!`](crate::text) calls it.
#[doc(hidden)]
#[track_caller]
pub fn join_text(parts: Vec<Expression>) -> Output<String> {
    Output::new(Expression::apply(parts, |values| {
        let mut out = String::new();
        for value in values {
            match value {
                Value::Text(text) => out.push_str(text),
                Value::Int(n) => out.push_str(&n.to_string()),
                Value::Float(n) => out.push_str(&n.to_string()),
                Value::Bool(b) => out.push_str(&b.to_string()),
                other => return Err(format!("a text cannot hold {other}")),
            }
        }
        Ok(Value::text(out))
    }))
}

/// Text made of literals, inputs and outputs, written as for `format!`; secret as soon as one part is.
///
/// `{}`, `{0}`, `{name}` and `{{` mean what they mean in `format!`: arguments in their order, by position and by name,
/// variables, and the brace itself. A format specification, `{:02}`, is for parts that are known when the program runs;
/// on an output it does not compile. Neither does a wrong number of arguments.
///
/// ```
/// use ironwright::prelude::*;
///
/// let family: Output<String> = Input::from("poc").to_output();
/// let (region, account) = ("eu-west-2", "123456789012");
/// let group = text!("arn:aws:logs:{region}:{}:log-group:{family}:*", account);
/// assert_eq!(group.known().unwrap(), "arn:aws:logs:eu-west-2:123456789012:log-group:poc:*");
///
/// let policy = text!(r#"{{"Resource": "{0}", "NotResource": "{0}/{shard:02}"}}"#, family, shard = 7);
/// assert_eq!(policy.known().unwrap(), r#"{"Resource": "poc", "NotResource": "poc/07"}"#);
/// ```
#[macro_export]
macro_rules! text {
    ($($format:tt)*) => { $crate::input::__text!($crate; $($format)*) };
}
