//! Typed inputs and outputs: what a builder's setters take and a handle's fields are.
//!
//! An [`Input`] is a literal or an [`Output`] of another resource. An output is not a value yet: it can be mapped,
//! zipped and put into text, and stays secret through all of that; it cannot be printed.
//!
//! - `data.rs`: the types that a property can hold.
//! - `collections.rs`: properties that hold several inputs.
//! - `secret.rs`: values that must not be shown.
//! - `text.rs`: text made of all of these.

mod collections;
mod data;
mod secret;
mod text;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::Address;
use crate::expression::Expression;
use crate::printed::marked;
use crate::value::{OutputRef, Value};

pub use collections::{InputMap, Inputs};
pub use data::{Data, Is, Parse, Plain, Refers};
pub use secret::Secret;
pub use text::{KnownPart, TextPart};
#[doc(hidden)]
pub use {ironwright_macros::text as __text, text::join_text};

/// A value that a declaration is given: a literal, or another resource's output.
pub struct Input<T> {
    expression: Expression,
    of: PhantomData<fn() -> T>,
}

/// A value that is known once a resource exists.
///
/// ```
/// use ironwright::prelude::*;
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

/// For programmers; what this prints is refused in anything that a program declares.
impl<T> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        marked(f, &self.expression)
    }
}

/// For programmers; what this prints is refused in anything that a program declares: [`text!`](crate::text) is for that.
impl<T> fmt::Debug for Output<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        marked(f, &self.expression)
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
            Ok(value) => Expression::of_text(text, value.encode()),
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
    #[track_caller]
    fn from(text: String) -> Self {
        Input::from(text).to_output()
    }
}

impl From<&str> for Output<String> {
    #[track_caller]
    fn from(text: &str) -> Self {
        Input::from(text).to_output()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cidr, text};

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
    fn a_secret_may_be_an_output_as_it_is() {
        let password = Secret::new("hunter2".to_owned());
        for output in [Output::<String>::from(&password), password.into()] {
            let value = output.expression().evaluate(&|o| Value::of_later(o)).expect("valid");
            assert!(matches!(&value, Value::Secret(_)), "{value}");
        }
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
