//! Cuts: every way in which a run can end at each of its effects.

use crate::death::{Cut, Effects, Fate, Reach, Wound};
use crate::disk::{BLOCK, Effect, Kept};

/// How long after a death the next run begins, in milliseconds.
pub(crate) const PAUSE: u64 = 60_000;

/// Every way in which a run with these effects can end, a list for each effect.
pub(crate) fn cuts(effects: &Effects) -> Vec<Vec<Cut>> {
    let calls = (1..).zip(&effects.calls).map(|(at, reach)| {
        let fates = fates(*reach).iter();
        fates.map(|fate| Cut::Call(at, *fate)).collect()
    });
    let disk = (1..).zip(&effects.disk).map(|(at, effect)| {
        let wounds = wounds(*effect).into_iter();
        wounds.map(|wound| Cut::Disk(at, effect.what, wound)).collect()
    });
    calls.chain(disk).collect()
}

/// Whether something of it acts only after the next run has begun.
pub(crate) fn lands_in_the_next_run(cut: &Cut) -> bool {
    matches!(cut, Cut::Call(_, Fate::Late(after)) if *after >= PAUSE)
}

fn fates(reach: Reach) -> &'static [Fate] {
    const ALL: [Fate; 9] = [
        Fate::Between,
        Fate::Received,
        Fate::Unheard,
        Fate::Lost,
        Fate::Late(PAUSE / 2),
        Fate::Unsent,
        Fate::Late(PAUSE + 100),
        Fate::Late(PAUSE + 1_600),
        Fate::Late(PAUSE + 300_000),
    ];
    match reach {
        Reach::MakesInTwo => &ALL,
        Reach::Changes => &ALL[1..],
        Reach::Looks => &[Fate::Unsent, Fate::Received, Fate::Lost],
    }
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
