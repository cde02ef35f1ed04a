//! Single acts on the cloud, and which comes after which: the order is found once, in `order.rs`; carrying it out is a
//! loop.

use std::sync::Arc;

use crate::plan::Plan;
use crate::plan::order::Order;

/// One act on the cloud.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation {
    /// The step that it is of, by its place in the plan.
    pub step: usize,
    /// What is done.
    pub act: Act,
    /// The operations that must be done before, by their places.
    pub after: Vec<usize>,
}

/// What is done to the cloud.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// A resource is made.
    Create,
    /// An existing resource becomes ours.
    Adopt,
    /// A resource is changed in place.
    Update,
    /// A wait is finished.
    Settle,
    /// The thing with this physical id is deleted.
    Delete(Arc<str>),
    /// The thing with this physical id, which was replaced, is none of ours any more.
    Release(Arc<str>),
    /// The resource is none of ours any more.
    Forget,
}

impl Act {
    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Settle => "settle",
            Self::Delete(_) => "delete",
            Self::Release(_) => "release",
            Self::Forget => "forget",
        }
    }
}

impl Plan {
    /// The plan's acts, each with what must be done before it; never a circle.
    pub fn operations(&self) -> Vec<Operation> {
        Order::of(&self.steps).without_circles().operations
    }

    /// The plan's acts as text: each on a line of its own, after those that it waits for, with the reasons below it.
    pub fn order(&self) -> String {
        Order::of(&self.steps).without_circles().text(&self.steps)
    }
}
