//! What a life does when it is disturbed.

use std::fmt::{self, Display};
use std::time::Duration;

use super::store::Store;

/// What is disturbed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verb {
    /// The first `up`.
    Up,
    /// The first `up`, and `destroy` instead of another one.
    GivenUp,
    /// An `up` of a program that has changed.
    Change,
    /// The end of it all.
    Destroy,
}

impl Verb {
    pub(super) const ALL: [Self; 4] = [Self::Up, Self::GivenUp, Self::Change, Self::Destroy];

    /// One by lot: most are born, some change, some end.
    pub(super) fn any(random: &mut fastrand::Rng) -> Self {
        match random.u32(0..10) {
            0..5 => Self::Up,
            5 => Self::GivenUp,
            6..8 => Self::Change,
            _ => Self::Destroy,
        }
    }

    /// What is typed, and killed.
    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Up | Self::GivenUp => &["up", "--yes"],
            Self::Change => &["up", "--yes", "--set", "image_tag=2"],
            Self::Destroy => &["destroy", "--yes"],
        }
    }

    /// What is typed afterwards: the same, unless somebody has changed their mind.
    pub(super) fn afterwards(self) -> Self {
        match self {
            Self::GivenUp => Self::Destroy,
            Self::Up | Self::Change | Self::Destroy => self,
        }
    }

    /// About how long it takes at least while answers are held back: the moment of death is before that.
    pub(super) fn span(self, store: Store) -> Duration {
        // A bucket's answers are held back too.
        Duration::from_millis(match (self, store) {
            (Self::Up | Self::GivenUp, Store::Folder) => 5_000,
            (Self::Change, Store::Folder) => 4_200,
            (Self::Destroy, Store::Folder) => 5_200,
            (Self::Up | Self::GivenUp, Store::Bucket) => 17_500,
            (Self::Change, Store::Bucket) => 14_500,
            (Self::Destroy, Store::Bucket) => 19_000,
        })
    }
}

impl Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::GivenUp => "up, then destroy",
            Self::Change => "up of a change",
            Self::Destroy => "destroy",
        })
    }
}
