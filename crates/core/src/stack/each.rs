//! A change of all resources of a stack at once: what `Stack::each` hands to its function.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::expression::Expression;
use crate::graph::Node;
use crate::input::{Data, Output, TextPart};
use crate::kind::Type;
use crate::resource::{Options, Resource};

/// A function over all resources of a scope, and of the scopes in it.
#[derive(Clone)]
pub(crate) struct Each {
    scope: String,
    change: Rc<Change>,
}

type Change = dyn Fn(&mut AnyResource<'_>);

impl Each {
    pub(crate) fn new(scope: &str, change: impl Fn(&mut AnyResource<'_>) + 'static) -> Self {
        Self { scope: scope.to_owned(), change: Rc::new(change) }
    }

    /// Changes a resource, if it belongs to the scope.
    pub(crate) fn apply(&self, node: &mut Node, problems: &mut Diagnostics) {
        let scope = node.address.scope();
        let inside = |rest: &str| self.scope.is_empty() || rest.is_empty() || rest.starts_with('/');
        if scope.strip_prefix(&*self.scope).is_some_and(inside) {
            (self.change)(&mut AnyResource { node, problems });
        }
    }
}

/// A declared resource of any kind, to be looked at and changed.
///
/// ```
/// use ironwright::prelude::*;
/// use ironwright::core::builtin::Record;
///
/// let mut stack = Stack::new("demo");
/// stack.each(|resource| {
///     resource.tag("team", "web");
///     if resource.is::<Record>() {
///         resource.options().protect = true;
///     }
/// });
/// stack.add("motto", Record::of("slow and steady"));
/// assert!(stack.graph()?.nodes()[0].options.protect);
/// # Ok::<(), ironwright::core::Diagnostics>(())
/// ```
pub struct AnyResource<'a> {
    node: &'a mut Node,
    problems: &'a mut Diagnostics,
}

impl AnyResource<'_> {
    /// Its address.
    pub fn address(&self) -> &Address {
        &self.node.address
    }

    /// Its kind, `ec2.Vpc`.
    pub fn kind(&self) -> &'static str {
        self.node.kind.name
    }

    /// Whether it is of this kind.
    pub fn is<R: Resource>(&self) -> bool {
        self.kind() == R::kind().name
    }

    /// Whether its kind has an input of this name.
    pub fn takes(&self, input: &str) -> bool {
        self.node.kind.input(input).is_some()
    }

    /// Whether the program sets an input.
    pub fn sets(&self, input: &str) -> bool {
        self.node.inputs.iter().any(|(name, _)| *name == input)
    }

    /// What the program says of it beyond its inputs: whether it is protected, what it ignores.
    pub fn options(&mut self) -> &mut Options {
        &mut self.node.options
    }

    /// Sets a tag, if its kind takes tags.
    #[track_caller]
    pub fn tag(&mut self, name: &str, value: impl TextPart) {
        if !self.node.kind.takes_tags() {
            return;
        }
        let value = value.text_part();
        let member = |tags: &BTreeMap<Arc<str>, Expression>| {
            let mut tags = tags.clone();
            tags.insert(name.into(), value.clone());
            Expression::Map(Arc::new(tags))
        };
        match self.node.inputs.iter_mut().find(|(input, _)| *input == "tags") {
            Some((_, Expression::Map(tags))) => {
                let changed = member(tags);
                self.put("tags", changed);
            }
            Some(_) => {}
            None => self.node.inputs.push(("tags", member(&BTreeMap::new()))),
        }
    }

    /// Sets an input, whatever it was set to. An input that the kind does not have, or of another type, is a mistake of the
    /// program that is reported with this line.
    #[track_caller]
    pub fn set<T: Data>(&mut self, input: &str, value: impl Into<Output<T>>) {
        let (kind, place) = (self.node.kind, Place::caller());
        let wrong = |message: String, hint: String| {
            Diagnostic::new(message).at(&self.node.address).declared(place).hint(hint)
        };
        match kind.input(input) {
            Some(field) if holds(field.ty, T::TYPE) => {
                let expression = value.into().expression().clone();
                self.put(field.name, expression);
            }
            Some(field) => self.problems.push(wrong(
                format!(
                    "`{input}` of {} is {}, and is set to {}",
                    kind.name,
                    field.ty.noun(),
                    T::TYPE.noun()
                ),
                format!("set it to {}", field.ty.noun()),
            )),
            None => {
                let names = kind.inputs.iter().map(|field| field.name);
                let hint = match nearest(input, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("ask with `resource.takes({input:?})`, or `resource.is::<…>()`, first"),
                };
                self.problems.push(wrong(format!("{} has no input `{input}`", kind.name), hint));
            }
        }
    }

    fn put(&mut self, input: &'static str, expression: Expression) {
        match self.node.inputs.iter_mut().find(|(name, _)| *name == input) {
            Some((_, before)) => *before = expression,
            None => self.node.inputs.push((input, expression)),
        }
    }
}

/// Whether a property of one type takes a value of another.
fn holds(property: Type, value: Type) -> bool {
    match (property, value) {
        (Type::Text | Type::Choice(_) | Type::Reference { .. } | Type::Cidr, Type::Text)
        | (Type::Text, Type::Choice(_) | Type::Reference { .. } | Type::Cidr)
        | (Type::Bool, Type::Bool)
        | (Type::Int, Type::Int)
        | (Type::Float, Type::Float | Type::Int)
        | (Type::Cidr, Type::Cidr)
        | (Type::Document, Type::Document)
        | (Type::Block(_), Type::Block(_)) => true,
        (Type::Choice(ours), Type::Choice(theirs)) => theirs.iter().all(|word| ours.contains(word)),
        (Type::Reference { kind, output }, Type::Reference { kind: of, output: other }) => {
            (kind, output) == (of, other)
        }
        (Type::List(of), Type::List(item)) | (Type::Map(of), Type::Map(item)) => holds(*of, *item),
        _ => false,
    }
}
