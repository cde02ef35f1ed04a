//! Look-ups: what a program uses and somebody else manages.
//!
//! A [`LookUp`] says what is looked for, and `Stack::look_up` gives a handle for it with the same typed outputs as
//! `Stack::add` gives. It is a node of the graph without a step: nothing of what is found is kept in the state, changed
//! or deleted.
//!
//! - `query.rs`: what is looked for, as data, and whether something is it.
//! - `answers.rs`: what clouds have found, and that it is exactly one.
//! - `graph/look_ups.rs` is their place in the graph, `plan/look_ups.rs` what a plan makes of them.

mod answers;
mod query;

use std::fmt;
use std::marker::PhantomData;

use crate::expression::Expression;
use crate::input::{Data, Output};
use crate::resource::Resource;

pub use answers::{Answer, Found, LookedUp, NotOne, Refused};
pub use query::{Condition, Facet, Query, Test};

/// What a program looks for: a resource of a kind, by its name, its tags, its id, or other properties. All that is said
/// must hold, and of exactly one.
///
/// ```
/// use ironwright::aws::ec2::{Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.look_up("shared", Vpc::tagged("Name", "shared"));
/// let subnet = Subnet::tagged("tier", "private").having(Subnet::VPC_ID, &vpc.id);
/// let subnet = stack.look_up("private", subnet.having(Subnet::AVAILABILITY_ZONE, "eu-west-2a"));
/// stack.output("subnet_id", &subnet.id);
/// assert!(stack.graph().is_ok());
/// ```
pub struct LookUp<R> {
    pub(crate) conditions: Vec<Condition<Expression>>,
    pub(crate) newest_by: Option<&'static str>,
    of: PhantomData<fn() -> R>,
}

impl<R: Resource> LookUp<R> {
    fn new(facet: Facet, test: Test, value: Expression) -> Self {
        Self { conditions: vec![Condition { facet, test, value }], newest_by: None, of: PhantomData }
    }

    fn and(mut self, facet: Facet, test: Test, value: Expression) -> Self {
        self.conditions.push(Condition { facet, test, value });
        self
    }

    /// Looks for what there is one of.
    pub fn the_only_one() -> Self {
        Self { conditions: Vec::new(), newest_by: None, of: PhantomData }
    }

    /// Looks for what the cloud calls this: its physical id.
    #[track_caller]
    pub fn by_id<T: Data>(id: impl Into<Output<T>>) -> Self {
        Self::new(Facet::Id, Test::Is, id.into().expression().clone())
    }

    /// Looks for what has a property, an input or an output of the kind.
    #[track_caller]
    pub fn by<T: Data>(property: &str, value: impl Into<Output<T>>) -> Self {
        Self::new(Facet::Property(property.into()), Test::Is, value.into().expression().clone())
    }

    /// Looks for what carries a tag.
    #[track_caller]
    pub fn by_tag(name: &str, value: impl Into<Output<String>>) -> Self {
        Self::new(Facet::Tag(name.into()), Test::Is, value.into().expression().clone())
    }

    /// It also has this property, an input or an output of the kind: `.having(Subnet::VPC_ID, &vpc.id)`.
    #[track_caller]
    pub fn having<T: Data>(self, property: &str, value: impl Into<Output<T>>) -> Self {
        self.and(Facet::Property(property.into()), Test::Is, value.into().expression().clone())
    }

    /// It also has a text in this property that is like the pattern: `*` stands for any text, `?` for any letter.
    #[track_caller]
    pub fn like(self, property: &str, pattern: impl Into<Output<String>>) -> Self {
        self.and(Facet::Property(property.into()), Test::Like, pattern.into().expression().clone())
    }

    /// It also carries this tag.
    #[track_caller]
    pub fn tagged(self, name: &str, value: impl Into<Output<String>>) -> Self {
        self.and(Facet::Tag(name.into()), Test::Is, value.into().expression().clone())
    }

    /// Of several, it is the one with the greatest value in this property: a number, or a date as clouds write it.
    #[must_use]
    pub fn newest_by(self, property: &'static str) -> Self {
        Self { newest_by: Some(property), ..self }
    }
}

impl<R> Clone for LookUp<R> {
    fn clone(&self) -> Self {
        Self { conditions: self.conditions.clone(), newest_by: self.newest_by, of: PhantomData }
    }
}

impl<R> fmt::Debug for LookUp<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.conditions.iter().map(|it| (&it.facet, &it.value))).finish()
    }
}
