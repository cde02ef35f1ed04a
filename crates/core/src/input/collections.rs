//! Properties that hold several inputs: by position, or by name.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Input, Output};
use crate::expression::Expression;
use crate::printed::marked;

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

    // A closure would be where a mistake in an item is made, and not the caller's line.
    #[track_caller]
    fn collect<X: Into<Input<T>>>(items: impl IntoIterator<Item = X>) -> Self {
        let mut expressions = Vec::new();
        for item in items {
            expressions.push(item.into().expression);
        }
        Self { expression: Expression::List(expressions.into()), of: PhantomData }
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
        marked(f, &self.expression)
    }
}

impl<T, X: Into<Input<T>>, const N: usize> From<[X; N]> for Inputs<T> {
    #[track_caller]
    fn from(items: [X; N]) -> Self {
        Self::collect(items)
    }
}

impl<T, X: Into<Input<T>>> From<Vec<X>> for Inputs<T> {
    #[track_caller]
    fn from(items: Vec<X>) -> Self {
        Self::collect(items)
    }
}

impl<'a, T, X> From<&'a [X]> for Inputs<T>
where
    &'a X: Into<Input<T>>,
{
    #[track_caller]
    fn from(items: &'a [X]) -> Self {
        Self::collect(items)
    }
}

impl<'a, T, X, const N: usize> From<&'a [X; N]> for Inputs<T>
where
    &'a X: Into<Input<T>>,
{
    #[track_caller]
    fn from(items: &'a [X; N]) -> Self {
        Self::collect(items)
    }
}

impl<'a, T, X> From<&'a Vec<X>> for Inputs<T>
where
    &'a X: Into<Input<T>>,
{
    #[track_caller]
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
    #[track_caller]
    pub fn insert(&mut self, name: &str, value: impl Into<Input<T>>) {
        self.members.insert(name.into(), value.into().expression);
    }

    /// The expression it is.
    pub fn expression(&self) -> Expression {
        Expression::Map(Arc::new(self.members.clone()))
    }

    #[track_caller]
    fn collect<K: AsRef<str>, X: Into<Input<T>>>(members: impl IntoIterator<Item = (K, X)>) -> Self {
        let mut map = Self::default();
        for (name, value) in members {
            map.insert(name.as_ref(), value);
        }
        map
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
        marked(f, &self.members)
    }
}

impl<T, K: AsRef<str>, X: Into<Input<T>>, const N: usize> From<[(K, X); N]> for InputMap<T> {
    #[track_caller]
    fn from(members: [(K, X); N]) -> Self {
        Self::collect(members)
    }
}

impl<T, K: AsRef<str>, X: Into<Input<T>>> From<BTreeMap<K, X>> for InputMap<T> {
    #[track_caller]
    fn from(members: BTreeMap<K, X>) -> Self {
        Self::collect(members)
    }
}

impl<'a, T, K: AsRef<str>, X> From<&'a BTreeMap<K, X>> for InputMap<T>
where
    &'a X: Into<Input<T>>,
{
    #[track_caller]
    fn from(members: &'a BTreeMap<K, X>) -> Self {
        Self::collect(members)
    }
}
