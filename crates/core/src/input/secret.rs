//! Values that must not be shown.

use std::fmt;

use super::{Data, Input, Output};
use crate::expression::Expression;
use crate::kind::Type;
use crate::printed::marked;
use crate::value::Value;

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
        marked(f, &format_args!("(secret)"))
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

impl<T: Data> From<Secret<T>> for Output<T> {
    fn from(secret: Secret<T>) -> Self {
        Input::from(secret).to_output()
    }
}

impl<T: Data> From<&Secret<T>> for Output<T> {
    fn from(secret: &Secret<T>) -> Self {
        Input::from(secret).to_output()
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
