//! The path of a comparison under way: a chain on the stack, made into text only where a difference is found.

use std::fmt;

use super::syntax;

/// Where a comparison is.
#[derive(Clone, Copy)]
pub(crate) struct Trail<'a> {
    outer: Option<&'a Trail<'a>>,
    step: Step<'a>,
    depth: usize,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Trail<'a> {
    /// A property of a kind.
    pub(crate) fn of(property: &'a str) -> Self {
        Self { outer: None, step: Step::Name(property), depth: 1 }
    }

    /// A member of the block, map or document here.
    pub(crate) fn name(&self) -> Option<&'a str> {
        match self.step {
            Step::Name(name) | Step::Key(name) => Some(name),
            Step::Index(_) => None,
        }
    }

    /// The place in a list, where it is one.
    pub(crate) fn index(&self) -> Option<usize> {
        match self.step {
            Step::Index(place) => Some(place),
            Step::Name(_) | Step::Key(_) => None,
        }
    }

    /// What it is in.
    pub(crate) fn outer(&self) -> Option<&'a Trail<'a>> {
        self.outer
    }

    /// How many steps it has.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// A member of what is here.
    pub(crate) fn member(&'a self, name: &'a str) -> Self {
        self.next(Step::Name(name))
    }

    /// The item of the list here that has this key.
    pub(crate) fn keyed(&'a self, key: &'a str) -> Self {
        self.next(Step::Key(key))
    }

    /// The item at a place of the list here.
    pub(crate) fn at(&'a self, place: usize) -> Self {
        self.next(Step::Index(place))
    }

    fn next(&'a self, step: Step<'a>) -> Self {
        Self { outer: Some(self), step, depth: self.depth + 1 }
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer {
            outer.fmt(f)?;
        }
        match self.step {
            Step::Name(name) => syntax::write_name(f, name, self.outer.is_none()),
            Step::Key(key) => syntax::write_key(f, key),
            Step::Index(place) => syntax::write_index(f, place),
        }
    }
}
