//! Ways to die: what becomes of a run at one of its effects, with a name for each.

use std::fmt;

use crate::disk::{Effect, Kept, Trouble};

/// One way in which a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cut {
    /// At a call on the cloud.
    Call(u64, Fate),
    /// At an effect of the disk.
    Disk(u64, &'static str, Wound),
}

impl Cut {
    /// What the disk is told.
    pub(crate) fn trouble(&self) -> Option<(u64, Trouble)> {
        match self {
            Self::Call(..) => None,
            Self::Disk(at, _, Wound::Death(made, _)) => Some((*at, Trouble::Death(*made))),
            Self::Disk(at, _, Wound::Full(made)) => Some((*at, Trouble::Full(*made))),
        }
    }
}

/// All effects of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    /// What each call may do to the cloud.
    pub(crate) calls: Vec<Reach>,
    pub(crate) disk: Vec<Effect>,
}

/// What a call may do to the cloud.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    Looks,
    Changes,
    /// It makes something in two steps, between which the connection may end.
    MakesInTwo,
}

/// What becomes of a call at which the machine dies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// The machine dies before it sends it.
    Unsent,
    /// It never arrives; the machine learns that the connection is lost, and dies at whatever it does next.
    Lost,
    /// The cloud acts, and no answer comes; the machine learns that the connection is lost, and dies at what it does next.
    Unheard,
    /// The machine dies between the two calls of a create that takes two.
    Between,
    /// The answer comes, and the machine dies at what it does next: most often, at writing it down.
    Received,
    /// The machine dies, and the cloud acts so many milliseconds later.
    Late(u64),
}

/// What becomes of a write at which the machine dies, or of another effect of the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wound {
    /// So many bytes are written, and of what is not synced the disk keeps this.
    Death(usize, Kept),
    /// So many bytes are written, and the disk is full: the run ends by itself.
    Full(usize),
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(at, fate) => write!(f, "call-{at}-{fate}"),
            Self::Disk(at, effect, wound) => write!(f, "disk-{at}-{effect}-{wound}"),
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent => f.write_str("unsent"),
            Self::Lost => f.write_str("lost"),
            Self::Unheard => f.write_str("unheard"),
            Self::Between => f.write_str("between"),
            Self::Received => f.write_str("received"),
            Self::Late(after) => write!(f, "late-{after}ms"),
        }
    }
}

impl fmt::Display for Wound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Death(0, kept) => write!(f, "undone-{}", word(*kept)),
            Self::Death(usize::MAX, Kept::Blocks(blocks)) => write!(f, "torn-{blocks}"),
            Self::Death(usize::MAX, kept) => write!(f, "done-{}", word(*kept)),
            Self::Death(made, kept) => write!(f, "cut-{made}-{}", word(*kept)),
            Self::Full(made) => write!(f, "full-{made}"),
        }
    }
}

fn word(kept: Kept) -> &'static str {
    match kept {
        Kept::Everything => "killed",
        Kept::Nothing => "unsynced-gone",
        Kept::Content => "names-gone",
        Kept::Names => "content-gone",
        Kept::Lengths => "content-zeros",
        Kept::Blocks(_) => "torn",
    }
}
