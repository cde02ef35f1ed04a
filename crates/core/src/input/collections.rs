//! Properties that hold several inputs: by position, or by name.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Input, Output};
use crate::expression::Expression;

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
