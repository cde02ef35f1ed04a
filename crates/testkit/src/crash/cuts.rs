//! Cuts: every way in which a run can end at one of its effects, each with a name.

use std::fmt;

use crate::disk::{BLOCK, Effect, Kept, Trouble};

/// How long after a death the next run begins, in milliseconds.
pub(crate) const PAUSE: u64 = 60_000;

/// One way in which a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cut {
    /// At a call on the cloud.
    Call(u64, Fate),
    /// At an effect of the disk.
    Disk(u64, Effect, Wound),
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

impl Cut {
    /// What the disk is told.
    pub(crate) fn trouble(&self) -> Option<(u64, Trouble)> {
        match self {
            Self::Call(..) => None,
            Self::Disk(at, _, Wound::Death(made, _)) => Some((*at, Trouble::Death(*made))),
            Self::Disk(at, _, Wound::Full(made)) => Some((*at, Trouble::Full(*made))),
        }
    }

    /// Whether something of it acts after the next run has begun.
    pub(crate) fn lands_in_the_next_run(&self) -> bool {
        matches!(self, Self::Call(_, Fate::Late(after)) if *after >= PAUSE)
    }
}

/// All effects of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    /// Whether each call may change the cloud.
    pub(crate) calls: Vec<bool>,
    pub(crate) disk: Vec<Effect>,
}

impl Effects {
    /// Every way in which a run with these effects can end, a list for each effect.
    pub(crate) fn cuts(&self) -> Vec<Vec<Cut>> {
        let calls = (1..).zip(&self.calls).map(|(at, mutates)| {
            let fates = fates(*mutates).iter();
            fates.map(|fate| Cut::Call(at, *fate)).collect()
        });
        let disk = (1..).zip(&self.disk).map(|(at, effect)| {
            let wounds = wounds(*effect).into_iter();
            wounds.map(|wound| Cut::Disk(at, *effect, wound)).collect()
        });
        calls.chain(disk).collect()
    }
}

fn fates(mutates: bool) -> &'static [Fate] {
    const ALL: [Fate; 8] = [
        Fate::Received,
        Fate::Unheard,
        Fate::Lost,
        Fate::Late(PAUSE / 2),
        Fate::Unsent,
        Fate::Late(PAUSE + 100),
        Fate::Late(PAUSE + 1_600),
        Fate::Late(PAUSE + 300_000),
    ];
    if mutates { &ALL } else { &[Fate::Unsent, Fate::Received, Fate::Lost] }
}

fn wounds(effect: Effect) -> Vec<Wound> {
    let unsynced = [Kept::Everything, Kept::Nothing, Kept::Content, Kept::Names, Kept::Lengths];
    let mut wounds: Vec<Wound> = unsynced.map(|kept| Wound::Death(0, kept)).into();
    let Some(bytes) = effect.bytes else { return wounds };
    wounds.push(Wound::Death(usize::MAX, Kept::Lengths));
    wounds.extend((1..=bytes.div_ceil(BLOCK)).map(|n| Wound::Death(n * BLOCK, Kept::Everything)));
    wounds.extend((0..=bytes.div_ceil(BLOCK)).map(|n| Wound::Death(usize::MAX, Kept::Blocks(n))));
    wounds.extend([Wound::Full(0), Wound::Full(bytes / 2)]);
    wounds
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(at, fate) => write!(f, "call-{at}-{fate}"),
            Self::Disk(at, effect, wound) => write!(f, "disk-{at}-{}-{wound}", effect.what),
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent => f.write_str("unsent"),
            Self::Lost => f.write_str("lost"),
            Self::Unheard => f.write_str("unheard"),
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
