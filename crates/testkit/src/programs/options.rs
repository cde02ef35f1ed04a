//! What is said of a resource beyond its properties.

use ironwright_core::kind::Replacement;
use ironwright_core::{Declare as _, Resource};

use super::Sort;

/// What is said of a resource beyond its properties.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Said {
    /// The property that changes in place is ignored.
    pub(crate) ignores: bool,
    /// A change of the property that changes in place replaces.
    pub(crate) replaces: bool,
    pub(crate) retain: bool,
    pub(crate) protect: bool,
    /// What a replacement does first, where it is not left to the kind.
    pub(crate) order: Option<Replacement>,
}

impl Said {
    /// Says it of a declaration.
    pub(super) fn of<R: Resource>(self, sort: Sort, mut declaration: R) -> R {
        if let Some(property) = sort.in_place() {
            if self.ignores {
                declaration = declaration.ignore_changes([property]);
            }
            if self.replaces {
                declaration = declaration.replace_on_change([property]);
            }
        }
        declaration.option(|options| {
            options.retain = self.retain;
            options.protect = self.protect;
            options.replacement = self.order;
        })
    }
}
