//! What goes wrong in a run.

use std::fmt;
use std::time::Duration;

use ironwright_rehearsal::{Conditions, Fault, Verb};

use super::random::Random;
use crate::cut::Cut;

/// How long calls take where that matters.
const LATENCY: Option<(Duration, Duration)> = Some((Duration::from_millis(10), Duration::from_millis(900)));

/// One thing that goes wrong, or nothing.
#[derive(Clone, Debug)]
pub(super) enum Disturbance {
    Nothing,
    /// The machine dies after so many writes to the journal.
    Dies(u64),
    /// The connection is lost at a changing call.
    CutOff(u64, Cut),
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
    /// Some calls land late, after up to so long, and the machine may die meanwhile, after so many writes to the journal.
    Late(Duration, Option<u64>),
}

impl Disturbance {
    pub(super) fn draw(random: &mut Random) -> Self {
        match random.below(9) {
            0 => Self::Nothing,
            1 => Self::Dies(random.below(14)),
            2 => Self::CutOff(1 + random.below(12), Cut::Request),
            3 => Self::CutOff(1 + random.below(12), Cut::Response),
            6 => Self::CutOffLate(1 + random.below(12), Duration::from_secs(random.below(400))),
            7 => {
                let longest = Duration::from_secs(*random.pick(&[2, 15, 360]).unwrap_or(&1));
                Self::Late(longest, random.chance(50).then(|| random.below(20)))
            }
            4 => Self::Cancelled { after: random.below(20), twice: random.chance(50) },
            5 => {
                let verb = *random.pick(&[Verb::Create, Verb::Update, Verb::Delete]).unwrap_or(&Verb::Create);
                let kinds =
                    ["ec2.Subnet", "ec2.Vpc", "iam.Role", "ecs.TaskDef", "ecs.Service", "logs.LogGroup"];
                Self::Refused(verb, random.pick(&kinds).copied().unwrap_or("ec2.Vpc"))
            }
            _ => Self::Weather,
        }
    }

    /// The conditions that the cloud is under afterwards: what lands late may do so in the midst of the next run.
    pub(super) fn afterwards(&self, seed: u64) -> Conditions {
        match self {
            Self::Late(..) | Self::CutOffLate(..) => {
                Conditions { seed, latency: LATENCY, ..Conditions::default() }
            }
            Self::Nothing
            | Self::Dies(_)
            | Self::CutOff(..)
            | Self::Cancelled { .. }
            | Self::Refused(..)
            | Self::Weather => Conditions::default(),
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
            Self::Cancelled { .. } | Self::CutOffLate(..) => {
                Conditions { seed, latency: LATENCY, ..Conditions::default() }
            }
            Self::Nothing | Self::Dies(_) | Self::CutOff(..) => Conditions { seed, ..Conditions::default() },
        }
    }
}

impl fmt::Display for Disturbance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("undisturbed"),
            Self::Dies(writes) => write!(f, "dead after {writes} journal writes"),
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
            Self::Late(longest, Some(writes)) => {
                write!(f, "calls land up to {} s late, dead after {writes} journal writes", longest.as_secs())
            }
        }
    }
}
