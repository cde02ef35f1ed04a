//! Typed inputs and outputs: what a builder's setters take and a handle's fields are.
//!
//! An [`Input`] is a literal or an [`Output`] of another resource. An output is not a value yet: it can be mapped,
//! zipped and put into text, and stays secret through all of that; it cannot be printed.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::expression::Expression;
use crate::kind::{Type, Words};
use crate::value::{OutputRef, Value};
use crate::{Address, Cidr};

/// A Rust type that a property can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that a property, an output or a setting can hold",
    label = "this type cannot be turned into data",
    note = "what can: `bool`, whole numbers, `f64`, `String`, `Cidr`, `Secret<…>`, and `Vec<…>` of those"
)]
pub trait Data: Sized {
    /// What the engine calls it.
    const TYPE: Type;
    /// AWS's words and the variants that stand for them, of a choice.
    #[doc(hidden)]
    const WORDS: Words = &[];
    /// The value as data.
    fn encode(&self) -> Value;
    /// Reads it back.
    ///
    /// # Errors
    /// What was expected, when the data does not hold it.
    fn decode(value: &Value) -> Result<Self, String>;
}

/// A [`Data`] type whose values may be given where an [`Input`] of it is asked for. Text is [`Parse`] instead.
pub trait Plain: Data {}

/// A [`Data`] type that a text in the program may stand for: names, ids, networks.
#[diagnostic::on_unimplemented(
    message = "a text cannot stand for a `{Self}`",
    label = "a `{Self}` is wanted here, not a text"
)]
pub trait Parse: Data {
    /// Reads the text.
    ///
    /// # Errors
    /// What is wrong with it, reported with the line where the text stands.
    fn parse(text: &str) -> Result<Self, String>;
}

/// Says that two types are one: so that a mix-up is told in terms of the two, and not of conversions.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot stand where a `{T}` belongs",
    label = "a `{T}` is wanted here, and this is a `{Self}`"
)]
pub trait Is<T> {}

impl<T> Is<T> for T {}

/// A value that a declaration is given: a literal, or another resource's output.
pub struct Input<T> {
    expression: Expression,
    of: PhantomData<fn() -> T>,
}

/// A value that is known once a resource exists.
///
/// ```
/// use ironwright_core::{Input, Output};
/// let name: Output<String> = Input::from("poc").to_output();
/// let prefix = name.map(|name| format!("{name}/"));
/// assert_eq!(prefix.known(), Some("poc/".to_owned()));
/// ```
pub struct Output<T> {
    expression: Expression,
    of: PhantomData<fn() -> T>,
}

impl<T> Input<T> {
    /// An input of this expression.
    pub fn new(expression: Expression) -> Self {
        Self { expression, of: PhantomData }
    }

    /// The expression it is.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// The input as something that can be mapped and combined.
    pub fn to_output(&self) -> Output<T> {
        Output::new(self.expression.clone())
    }

    /// What it says, when that is known already and no secret.
    pub fn known(&self) -> Option<T>
    where
        T: Data,
    {
        self.to_output().known()
    }
}

impl<T> Output<T> {
    /// An output of this expression.
    pub fn new(expression: Expression) -> Self {
        Self { expression, of: PhantomData }
    }

    /// A named output of a resource.
    pub fn of(address: &Address, output: &str) -> Self {
        Self::new(Expression::Output(Arc::new(OutputRef { address: address.clone(), output: output.into() })))
    }

    /// The expression it is.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// What it says, when that is known while the program declares, and no secret.
    pub fn known(&self) -> Option<T>
    where
        T: Data,
    {
        let value = self.expression.evaluate(&|output| Value::of_later(output)).ok()?;
        if value.has_unknown() || value.has_secret() { None } else { T::decode(&value).ok() }
    }

    /// A pure function of what it will be.
    #[track_caller]
    pub fn map<U: Data>(&self, function: impl Fn(T) -> U + Send + Sync + 'static) -> Output<U>
    where
        T: Data,
    {
        self.try_map(move |value| Ok(function(value)))
    }

    /// A pure function of what it will be, which may find it wrong; the mistake is reported with this line.
    #[track_caller]
    pub fn try_map<U: Data>(
        &self,
        function: impl Fn(T) -> Result<U, String> + Send + Sync + 'static,
    ) -> Output<U>
    where
        T: Data,
    {
        Output::new(Expression::apply(vec![self.expression.clone()], move |values| {
            function(T::decode(&values[0])?).map(|result| result.encode())
        }))
    }

    /// This and another output as one.
    #[track_caller]
    pub fn zip<U>(&self, other: &Output<U>) -> Output<(T, U)> {
        Output::new(Expression::List([self.expression.clone(), other.expression.clone()].into()))
    }

    /// The same output, marked secret, and with it all that is made from it.
    pub fn secret(&self) -> Self {
        Self::new(Expression::Secret(Arc::new(self.expression.clone())))
    }
}

/// Many outputs as one output of a list.
pub fn all<'a, T: 'a>(outputs: impl IntoIterator<Item = &'a Output<T>>) -> Output<Vec<T>> {
    Output::new(Expression::List(outputs.into_iter().map(|output| output.expression.clone()).collect()))
}

impl<T> Clone for Input<T> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<T> Clone for Output<T> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<T> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl<T> fmt::Debug for Output<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl<T: Plain> From<T> for Input<T> {
    fn from(literal: T) -> Self {
        Self::new(Expression::Value(literal.encode()))
    }
}

impl<T: Parse> From<&str> for Input<T> {
    #[track_caller]
    fn from(text: &str) -> Self {
        Self::new(match T::parse(text) {
            Ok(value) => Expression::Value(value.encode()),
            Err(message) => Expression::invalid(message),
        })
    }
}

impl<T: Parse> From<String> for Input<T> {
    #[track_caller]
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl<T: Parse> From<&String> for Input<T> {
    #[track_caller]
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<T, U: Is<T>> From<Output<U>> for Input<T> {
    fn from(output: Output<U>) -> Self {
        Self::new(output.expression)
    }
}

impl<T, U: Is<T>> From<&Output<U>> for Input<T> {
    fn from(output: &Output<U>) -> Self {
        Self::new(output.expression.clone())
    }
}

impl<T> From<&Self> for Input<T> {
    fn from(input: &Self) -> Self {
        input.clone()
    }
}

impl<T> From<Input<T>> for Output<T> {
    fn from(input: Input<T>) -> Self {
        Self::new(input.expression)
    }
}

impl<T> From<&Input<T>> for Output<T> {
    fn from(input: &Input<T>) -> Self {
        input.to_output()
    }
}

impl<T> From<&Self> for Output<T> {
    fn from(output: &Self) -> Self {
        output.clone()
    }
}

impl<T: Plain> From<T> for Output<T> {
    fn from(literal: T) -> Self {
        Input::from(literal).to_output()
    }
}

impl From<String> for Output<String> {
    fn from(text: String) -> Self {
        Input::from(text).to_output()
    }
}

impl From<&str> for Output<String> {
    fn from(text: &str) -> Self {
        Input::from(text).to_output()
    }
}

/// A list property: an array or vector of inputs, or an output that is a list.
pub struct Inputs<T> {
    expression: Expression,
    of: PhantomData<fn() -> T>,
}

impl<T> Inputs<T> {
    /// The expression it is.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    fn collect<X: Into<Input<T>>>(items: impl IntoIterator<Item = X>) -> Self {
        let items = items.into_iter().map(|item| item.into().expression).collect();
        Self { expression: Expression::List(items), of: PhantomData }
    }
}

impl<T> Default for Inputs<T> {
    fn default() -> Self {
        Self { expression: Expression::List(Arc::new([])), of: PhantomData }
    }
}

impl<T> Clone for Inputs<T> {
    fn clone(&self) -> Self {
        Self { expression: self.expression.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for Inputs<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl<T, X: Into<Input<T>>, const N: usize> From<[X; N]> for Inputs<T> {
    #[track_caller]
    fn from(items: [X; N]) -> Self {
        Self::collect(items)
    }
}

impl<T, X: Into<Input<T>>> From<Vec<X>> for Inputs<T> {
    fn from(items: Vec<X>) -> Self {
        Self::collect(items)
    }
}

impl<'a, T, X> From<&'a [X]> for Inputs<T>
where
    &'a X: Into<Input<T>>,
{
    fn from(items: &'a [X]) -> Self {
        Self::collect(items)
    }
}

impl<'a, T, X, const N: usize> From<&'a [X; N]> for Inputs<T>
where
    &'a X: Into<Input<T>>,
{
    fn from(items: &'a [X; N]) -> Self {
        Self::collect(items)
    }
}

impl<'a, T, X> From<&'a Vec<X>> for Inputs<T>
where
    &'a X: Into<Input<T>>,
{
    fn from(items: &'a Vec<X>) -> Self {
        Self::collect(items)
    }
}

impl<T> From<Output<Vec<T>>> for Inputs<T> {
    fn from(output: Output<Vec<T>>) -> Self {
        Self { expression: output.expression, of: PhantomData }
    }
}

impl<T> From<&Output<Vec<T>>> for Inputs<T> {
    fn from(output: &Output<Vec<T>>) -> Self {
        output.clone().into()
    }
}

/// A property that holds inputs by name: tags, environment variables.
pub struct InputMap<T> {
    members: BTreeMap<Arc<str>, Expression>,
    of: PhantomData<fn() -> T>,
}

impl<T> InputMap<T> {
    /// Adds or replaces a member.
    pub fn insert(&mut self, name: &str, value: impl Into<Input<T>>) {
        self.members.insert(name.into(), value.into().expression);
    }

    /// The expression it is.
    pub fn expression(&self) -> Expression {
        Expression::Map(Arc::new(self.members.clone()))
    }

    fn collect<K: AsRef<str>, X: Into<Input<T>>>(members: impl IntoIterator<Item = (K, X)>) -> Self {
        let members = members.into_iter().map(|(k, v)| (k.as_ref().into(), v.into().expression)).collect();
        Self { members, of: PhantomData }
    }
}

impl<T> Default for InputMap<T> {
    fn default() -> Self {
        Self { members: BTreeMap::new(), of: PhantomData }
    }
}

impl<T> Clone for InputMap<T> {
    fn clone(&self) -> Self {
        Self { members: self.members.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for InputMap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.members.fmt(f)
    }
}

impl<T, K: AsRef<str>, X: Into<Input<T>>, const N: usize> From<[(K, X); N]> for InputMap<T> {
    #[track_caller]
    fn from(members: [(K, X); N]) -> Self {
        Self::collect(members)
    }
}

impl<T, K: AsRef<str>, X: Into<Input<T>>> From<BTreeMap<K, X>> for InputMap<T> {
    fn from(members: BTreeMap<K, X>) -> Self {
        Self::collect(members)
    }
}

impl<'a, T, K: AsRef<str>, X> From<&'a BTreeMap<K, X>> for InputMap<T>
where
    &'a X: Into<Input<T>>,
{
    fn from(members: &'a BTreeMap<K, X>) -> Self {
        Self::collect(members)
    }
}

/// A value that must not be shown: it has no `Display`, and its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps the value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Data> From<Secret<T>> for Input<T> {
    fn from(secret: Secret<T>) -> Self {
        (&secret).into()
    }
}

impl<T: Data> From<&Secret<T>> for Input<T> {
    fn from(secret: &Secret<T>) -> Self {
        Self::new(Expression::Value(secret.0.encode().into_secret()))
    }
}

impl<T: Data> Data for Secret<T> {
    const TYPE: Type = T::TYPE;

    fn encode(&self) -> Value {
        self.0.encode().into_secret()
    }

    fn decode(value: &Value) -> Result<Self, String> {
        T::decode(&value.reveal()).map(Self).map_err(|_| "the secret is not of the expected type".to_owned())
    }
}

fn expected<T>(what: &str, value: &Value) -> Result<T, String> {
    Err(format!("expected {what}, found {value}"))
}

impl Data for bool {
    const TYPE: Type = Type::Bool;

    fn encode(&self) -> Value {
        Value::Bool(*self)
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value.as_bool().map_or_else(|| expected("true or false", value), Ok)
    }
}

impl Plain for bool {}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Data for $number {
            const TYPE: Type = Type::Int;

            fn encode(&self) -> Value {
                Value::Int(i64::from(*self))
            }

            fn decode(value: &Value) -> Result<Self, String> {
                value
                    .as_int()
                    .and_then(|n| n.try_into().ok())
                    .map_or_else(|| expected("a whole number in range", value), Ok)
            }
        }

        impl Plain for $number {}
    )*};
}

whole_numbers!(u8, u16, u32, i32, i64);

impl Data for f64 {
    const TYPE: Type = Type::Float;

    fn encode(&self) -> Value {
        Value::Float(*self)
    }

    fn decode(value: &Value) -> Result<Self, String> {
        match value {
            Value::Float(n) => Ok(*n),
            #[expect(clippy::cast_precision_loss, reason = "a fraction was asked for")]
            Value::Int(n) => Ok(*n as Self),
            other => expected("a number", other),
        }
    }
}

impl Plain for f64 {}

impl Data for String {
    const TYPE: Type = Type::Text;

    fn encode(&self) -> Value {
        Value::text(self.as_str())
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value.as_text().map_or_else(|| expected("text", value), |text| Ok(text.to_owned()))
    }
}

impl Parse for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Data for Cidr {
    const TYPE: Type = Type::Cidr;

    fn encode(&self) -> Value {
        Value::text(self.to_string())
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value.as_text().map_or_else(|| expected("an IPv4 network", value), Parse::parse)
    }
}

impl Plain for Cidr {}

impl Parse for Cidr {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|e: crate::cidr::CidrError| e.to_string())
    }
}

impl<T: Data> Data for Vec<T> {
    const TYPE: Type = Type::List(&T::TYPE);

    fn encode(&self) -> Value {
        Value::list(self.iter().map(Data::encode))
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value
            .as_list()
            .map_or_else(|| expected("a list", value), |items| items.iter().map(T::decode).collect())
    }
}

impl<T: Data, U: Data> Data for (T, U) {
    const TYPE: Type = Type::Document;

    fn encode(&self) -> Value {
        Value::list([self.0.encode(), self.1.encode()])
    }

    fn decode(value: &Value) -> Result<Self, String> {
        match value.as_list() {
            Some([first, second]) => Ok((T::decode(first)?, U::decode(second)?)),
            _ => expected("a pair", value),
        }
    }
}

/// Declares the types of a kind's ids, ARNs and names: text in the program, never mixed up by it.
///
/// ```
/// ironwright_core::references! {
///     /// The id of a VPC.
///     VpcId = "ec2.Vpc" . "id";
/// }
/// let id = VpcId::from("vpc-1a2743d115d4dd2b1");
/// assert_eq!(id.as_str(), "vpc-1a2743d115d4dd2b1");
/// ```
#[macro_export]
macro_rules! references {
    ($($(#[$doc:meta])* $name:ident = $kind:literal . $output:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(String);

        impl $name {
            /// The text that AWS knows.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::Data for $name {
            const TYPE: $crate::kind::Type = $crate::kind::Type::Reference { kind: $kind, output: $output };

            fn encode(&self) -> $crate::Value {
                $crate::Value::text(self.0.as_str())
            }

            fn decode(value: &$crate::Value) -> Result<Self, String> {
                <String as $crate::Data>::decode(value).map(Self)
            }
        }

        impl $crate::Plain for $name {}

        #[diagnostic::do_not_recommend]
        impl $crate::Parse for $name {
            fn parse(text: &str) -> Result<Self, String> {
                Ok(Self(text.to_owned()))
            }
        }
    )*};
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_from_a_secret_is_secret() {
        let password = Secret::new("hunter2".to_owned());
        let url = text!("postgres://admin:{}@{}", password, "db");
        let value = url.expression().evaluate(&|o| Value::of_later(o)).expect("valid");
        assert!(matches!(&value, Value::Secret(_)), "{value}");
        assert_eq!(value.reveal().as_text(), Some("postgres://admin:hunter2@db"));
        assert_eq!(url.known(), None);
        assert!(!format!("{url:?} {password:?}").contains("hunter2"));
    }

    #[test]
    fn a_mistake_in_a_literal_is_kept_with_its_line() {
        let input: Input<Cidr> = "10.0.0.0/33".into();
        let line = line!() - 1;
        let mut mistakes = Vec::new();
        input.expression().each_mistake(&mut |m| mistakes.push(m.clone()));
        assert_eq!(mistakes.len(), 1);
        assert_eq!(mistakes[0].place.line, line);
    }

    #[test]
    fn zipped_and_gathered_outputs_decode_again() {
        let a: Output<String> = Input::from("a").to_output();
        let b: Output<u16> = Input::from(8080u16).to_output();
        assert_eq!(a.zip(&b).map(|(a, b)| format!("{a}:{b}")).known().as_deref(), Some("a:8080"));
        assert_eq!(all([&a, &a]).known(), Some(vec!["a".to_owned(), "a".to_owned()]));
    }
}
