//! What a service says of itself: the calls that it takes, how it refuses them, how often it may be called, and what it
//! has not heard of yet.
//!
//! Each service has one [`Service`], in `<service>/api.rs`. What all of AWS has in common stands in `error.rs`.

use std::fmt;
use std::time::Duration;

use ironwright_engine::cloud::CloudError;

/// A service of AWS, as data.
pub(crate) struct Service {
    /// How IAM names it, `ec2`.
    pub(crate) prefix: &'static str,
    /// Whether it is called in the stack's region alone, so that a policy may insist on it.
    pub(crate) regional: bool,
    /// How it says that something is not there.
    pub(crate) not_found: &'static [Refusal],
    /// How it says that a name or place is taken, beside [what all services say](super::error).
    pub(crate) taken: &'static [Refusal],
    /// How it says that something is still in use, which may be over in a moment, or in twenty minutes.
    pub(crate) in_use: &'static [Refusal],
    /// What else passes by itself.
    pub(crate) passing: &'static [Refusal],
    /// What it refuses only because a part of it has not heard yet of what was made a moment ago, and for how long after
    /// that it is worth asking again.
    pub(crate) lags: &'static [(Refusal, Duration)],
    /// The limits that AWS publishes for single actions, and for actions that it counts together.
    pub(crate) limits: &'static [(&'static [&'static str], Limit)],
    /// The limit of every other action that changes nothing.
    pub(crate) reads: Limit,
    /// The limit of every other action.
    pub(crate) writes: Limit,
}

impl Service {
    /// A service that says nothing special of itself.
    pub(crate) const fn named(prefix: &'static str) -> Self {
        Self {
            prefix,
            regional: true,
            not_found: &[],
            taken: &[],
            in_use: &[],
            passing: &[],
            lags: &[],
            limits: &[],
            reads: at_once(20).then(10.0),
            writes: at_once(20).then(10.0),
        }
    }

    /// One of its calls, by the name that IAM has for it.
    pub(crate) const fn action(&'static self, name: &'static str) -> Action {
        Action { service: self, name }
    }

    /// Whether an error means that what was to be deleted is in use.
    pub(crate) fn means_in_use(&self, error: &CloudError) -> bool {
        is_any(self.in_use, error.call.rsplit(':').next().unwrap_or_default(), &error.code, &error.message)
    }

    /// For how long after something was made a refusal may still pass; `None` when it stands.
    pub(crate) fn lag(&self, call: &str, error: &CloudError) -> Option<Duration> {
        let lag = self.lags.iter().find(|(refusal, _)| refusal.is(call, &error.code, &error.message));
        lag.map(|(_, lag)| *lag)
    }
}

/// A call of a service, as IAM names it: what is asked for, what it is paced by, and what a policy allows.
#[derive(Clone, Copy)]
pub(crate) struct Action {
    pub(crate) service: &'static Service,
    pub(crate) name: &'static str,
}

/// Actions, for one verb of a kind.
pub(crate) type Actions = &'static [Action];

impl Action {
    /// Whether it changes nothing, so that it may be called any number of times.
    pub(crate) fn is_read(self) -> bool {
        is_read(self.name)
    }
}

/// Whether the call of this name changes nothing.
pub(crate) fn is_read(name: &str) -> bool {
    ["Describe", "List", "Get"].iter().any(|beginning| name.starts_with(beginning))
}

/// `ec2:CreateVpc`
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service.prefix, self.name)
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        (self.service.prefix, self.name) == (other.service.prefix, other.name)
    }
}

/// A refusal as a service words it: of which calls, by which code, with what in its message.
#[derive(Clone, Copy)]
pub(crate) struct Refusal {
    call: &'static str,
    code: &'static str,
    says: &'static str,
}

/// A refusal by its code; a `*` at the beginning stands for anything.
pub(crate) const fn code(code: &'static str) -> Refusal {
    Refusal { call: "", code, says: "" }
}

impl Refusal {
    /// Of the calls alone whose names begin like this.
    pub(crate) const fn of(self, call: &'static str) -> Self {
        Self { call, ..self }
    }

    /// Only with this in its message, where the code says too little.
    pub(crate) const fn saying(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    fn is(&self, call: &str, code: &str, message: &str) -> bool {
        let is_code = match self.code.strip_prefix('*') {
            Some(end) => code.ends_with(end),
            None => code == self.code,
        };
        is_code && call.starts_with(self.call) && message.contains(self.says)
    }
}

/// Whether a call was refused in one of these ways.
pub(super) fn is_any(refusals: &[Refusal], call: &str, code: &str, message: &str) -> bool {
    refusals.iter().any(|refusal| refusal.is(call, code, message))
}

/// How many calls may be made at once, and how many more with each second.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Limit {
    pub(super) capacity: f64,
    pub(super) each_second: f64,
}

/// The beginning of a limit: how many calls may be made at once. AWS refills ten a second where nothing else is said.
pub(crate) const fn at_once(capacity: u32) -> Limit {
    Limit { capacity: capacity as f64, each_second: 10.0 }
}

impl Limit {
    /// How many more calls may be made with each second.
    pub(crate) const fn then(self, each_second: f64) -> Self {
        Self { each_second, ..self }
    }
}
