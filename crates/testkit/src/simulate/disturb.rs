//! What goes wrong in a run.

use std::fmt;
use std::time::Duration;

use ironwright_rehearsal::{Conditions, Fault, Verb};

use super::random::Random;
use crate::cut::Cut as Loss;
use crate::death::{Cut, Fate, Wound};
use crate::disk::{BLOCK, Kept};

/// How long calls take where that matters.
const LATENCY: Option<(Duration, Duration)> = Some((Duration::from_millis(10), Duration::from_millis(900)));

/// One thing that goes wrong, or nothing.
#[derive(Clone, Debug)]
pub(super) enum Disturbance {
    Nothing,
    /// The machine dies, or its disk is full.
    Dies(Cut),
    /// The connection is lost at a changing call.
    CutOff(u64, Loss),
    /// The connection is lost at a changing call, which acts after a while.
    CutOffLate(u64, Duration),
    /// A person presses Ctrl-C after so many events, once or twice.
    Cancelled {
        after: u64,
        twice: bool,
    },
    /// The cloud refuses some calls.
    Refused(Verb, &'static str),
    /// The cloud throttles, and loses requests and responses.
    Weather,
    /// Some calls land late, after up to so long, and the machine may die meanwhile.
    Late(Duration, Option<Cut>),
    /// Another run begins while this one is going on.
    Crowded(Crowd),
}

/// Two runs at once.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    /// After how long the other one begins.
    pub(super) after: Duration,
    /// For how long the first one stands still from then on.
    pub(super) still: Duration,
    /// Whether somebody breaks the lease before.
    pub(super) breaks: bool,
    /// Whether the other one has the program from before the last change.
    pub(super) old_program: bool,
    /// Where one of them dies: the first, or the other.
    pub(super) dies: Option<(Cut, bool)>,
}

/// A death somewhere in a run.
fn death(random: &mut Random) -> Cut {
    if random.chance(40) {
        let fate = match random.below(6) {
            0 => Fate::Unsent,
            4 => Fate::Between,
            1 => Fate::Lost,
            2 => Fate::Unheard,
            3 => Fate::Received,
            _ => Fate::Late(random.below(400_000)),
        };
        return Cut::Call(1 + random.below(40), fate);
    }
    let made = *random.pick(&[0, BLOCK / 2, BLOCK, usize::MAX]).unwrap_or(&0);
    let kept = match random.below(7) {
        0 | 1 => Kept::Everything,
        2 => Kept::Nothing,
        3 => Kept::Content,
        4 => Kept::Names,
        5 => Kept::Lengths,
        _ => Kept::Blocks(random.index(4)),
    };
    let wound = if random.chance(15) { Wound::Full(made) } else { Wound::Death(made, kept) };
    Cut::Disk(1 + random.below(110), "effect", wound)
}

impl Disturbance {
    pub(super) fn draw(random: &mut Random) -> Self {
        match random.below(12) {
            0 => Self::Nothing,
            1 => Self::CutOff(1 + random.below(12), Loss::Request),
            2 => Self::CutOff(1 + random.below(12), Loss::Response),
            3 => Self::CutOffLate(1 + random.below(12), Duration::from_secs(random.below(400))),
            4 => Self::Cancelled { after: random.below(20), twice: random.chance(50) },
            5 => {
                let verb = *random.pick(&[Verb::Create, Verb::Update, Verb::Delete]).unwrap_or(&Verb::Create);
                let kinds =
                    ["ec2.Subnet", "ec2.Vpc", "iam.Role", "ecs.TaskDef", "ecs.Service", "logs.LogGroup"];
                Self::Refused(verb, random.pick(&kinds).copied().unwrap_or("ec2.Vpc"))
            }
            6 => Self::Weather,
            7 => {
                let longest = Duration::from_secs(*random.pick(&[2, 15, 360]).unwrap_or(&1));
                Self::Late(longest, random.chance(50).then(|| death(random)))
            }
            8 | 9 => Self::Crowded(Crowd {
                after: Duration::from_millis(random.below(4_000)),
                still: Duration::from_secs(*random.pick(&[0, 5, 30, 120]).unwrap_or(&0)),
                breaks: random.chance(50),
                old_program: random.chance(50),
                dies: random.chance(30).then(|| (death(random), random.chance(50))),
            }),
            _ => Self::Dies(death(random)),
        }
    }

    /// Lets two runs at once be of the same program.
    pub(super) fn is_of_one_program(&mut self) {
        if let Self::Crowded(crowd) = self {
            crowd.old_program = false;
        }
    }

    /// The conditions that the cloud is under afterwards: what lands late may do so in the midst of the next run.
    pub(super) fn afterwards(&self, seed: u64) -> Conditions {
        match self {
            Self::Late(..) | Self::CutOffLate(..) | Self::Dies(Cut::Call(_, Fate::Late(_))) => {
                Conditions { seed, latency: LATENCY, ..Conditions::default() }
            }
            Self::Nothing
            | Self::Dies(_)
            | Self::CutOff(..)
            | Self::Cancelled { .. }
            | Self::Refused(..)
            | Self::Weather
            | Self::Crowded(_) => Conditions::default(),
        }
    }

    /// The conditions that the cloud is under.
    pub(super) fn conditions(&self, seed: u64) -> Conditions {
        match self {
            Self::Refused(verb, kind) => {
                Conditions { seed, faults: vec![Fault::new(*verb, *kind)], ..Conditions::default() }
            }
            Self::Weather => Conditions {
                seed,
                throttled: 0.1,
                lost_requests: 0.05,
                lost_responses: 0.1,
                ..Conditions::default()
            },
            Self::Late(longest, _) => Conditions {
                seed,
                latency: LATENCY,
                throttled: 0.05,
                lost_responses: 0.05,
                lands_late: 0.2,
                landing: (Duration::from_millis(1), *longest),
                ..Conditions::default()
            },
            Self::Cancelled { .. } | Self::CutOffLate(..) | Self::Dies(_) | Self::Crowded(_) => {
                Conditions { seed, latency: LATENCY, ..Conditions::default() }
            }
            Self::Nothing | Self::CutOff(..) => Conditions { seed, ..Conditions::default() },
        }
    }

    /// Whether something of it may act when all seems over.
    pub(super) fn lingers(&self) -> bool {
        let late = |cut: &Cut| matches!(cut, Cut::Call(_, Fate::Late(_)));
        match self {
            Self::Late(..) | Self::CutOffLate(..) => true,
            Self::Dies(cut) => late(cut),
            Self::Crowded(crowd) => crowd.dies.is_some_and(|(cut, _)| late(&cut)),
            Self::Nothing | Self::CutOff(..) | Self::Cancelled { .. } | Self::Refused(..) | Self::Weather => {
                false
            }
        }
    }
}

impl fmt::Display for Disturbance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("undisturbed"),
            Self::Dies(cut) => write!(f, "dead at {cut}"),
            Self::CutOff(call, cut) => write!(f, "cut off at changing call {call} ({cut:?})"),
            Self::CutOffLate(call, after) => {
                write!(f, "cut off at changing call {call}, which acts after {} s", after.as_secs())
            }
            Self::Cancelled { after, twice } => {
                write!(f, "cancelled {} after {after} events", if *twice { "twice" } else { "once" })
            }
            Self::Refused(verb, kind) => write!(f, "{verb:?} of {kind} refused"),
            Self::Weather => f.write_str("throttled, requests and responses lost"),
            Self::Late(longest, None) => write!(f, "calls land up to {} s late", longest.as_secs()),
            Self::Late(longest, Some(cut)) => {
                write!(f, "calls land up to {} s late, dead at {cut}", longest.as_secs())
            }
            Self::Crowded(crowd) => {
                let Crowd { after, still, breaks, old_program, dies } = crowd;
                write!(f, "another run{} begins after {after:?}", if *old_program { " of old" } else { "" })?;
                if *breaks {
                    f.write_str(", which breaks the lease")?;
                }
                write!(f, "; the first stands still for {} s", still.as_secs())?;
                match dies {
                    Some((cut, first)) => {
                        write!(f, "; the {} is dead at {cut}", if *first { "first" } else { "other" })
                    }
                    None => Ok(()),
                }
            }
        }
    }
}
