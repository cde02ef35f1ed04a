//! What a life does when it is disturbed.

use std::fmt::{self, Display};
use std::time::Duration;

use super::store::Store;

/// What is disturbed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verb {
    /// The first `up`.
    Up,
    /// An `up` of a program that has changed.
    Change,
    /// The end of it all.
    Destroy,
}

impl Verb {
    pub(super) const ALL: [Self; 3] = [Self::Up, Self::Change, Self::Destroy];

    /// One by lot: most are born, some change, some end.
    pub(super) fn any(random: &mut fastrand::Rng) -> Self {
        match random.u32(0..10) {
            0..6 => Self::Up,
            6..8 => Self::Change,
            _ => Self::Destroy,
        }
    }

    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Up => &["up", "--yes"],
            Self::Change => &["up", "--yes", "--set", "image_tag=2"],
            Self::Destroy => &["destroy", "--yes"],
        }
    }

    /// About how long it takes at least while answers are held back: the moment of death is before that.
    pub(super) fn span(self, store: Store) -> Duration {
        // A bucket's answers are held back too.
        Duration::from_millis(match (self, store) {
            (Self::Up, Store::Folder) => 5_000,
            (Self::Change, Store::Folder) => 4_200,
            (Self::Destroy, Store::Folder) => 5_200,
            (Self::Up, Store::Bucket) => 17_500,
            (Self::Change, Store::Bucket) => 14_500,
            (Self::Destroy, Store::Bucket) => 19_000,
        })
    }
}

impl Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Change => "up of a change",
            Self::Destroy => "destroy",
        })
    }
}
