//! Conditions: how well the cloud works today, for a rehearsal of bad days.
//!
//! Everything follows from a seed and from which call it is, never from time or order: the second `create` of one
//! address fares the same in every run, however many calls go on beside it.

mod text;

use std::fmt;
use std::time::Duration;

use ironwright_engine::cloud::ErrorClass;

pub use text::ConditionsError;

/// How well the cloud works. The default is perfectly, and without a single wait.
///
/// The text form is for command lines:
///
/// ```
/// use ironwright::rehearsal::Conditions;
///
/// let conditions: Conditions = "latency=50ms..500ms,throttled=0.1,lost-responses=0.1,seed=7".parse().unwrap();
/// assert_eq!(conditions.seed, 7);
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Conditions {
    /// Where chance begins: equal seeds fare equally.
    pub seed: u64,
    /// The shortest and the longest time that a call takes, on tokio's clock.
    pub latency: Option<(Duration, Duration)>,
    /// The share of calls that are refused because there are too many, from 0 to 1.
    pub throttled: f64,
    /// The share of calls that never arrive.
    pub lost_requests: f64,
    /// The share of calls whose effect happens and whose answer never arrives.
    pub lost_responses: f64,
    /// The share of calls to change something that nobody answers, and that act only after a while.
    pub lands_late: f64,
    /// The shortest and the longest time until such a call acts, on tokio's clock.
    pub landing: (Duration, Duration),
    /// After how many mutations the cloud is out of reach, in the midst of the next one.
    pub dies_after: Option<u64>,
    /// What fails by name.
    pub faults: Vec<Fault>,
    /// How many times longer than usual things take to be ready; 0 is at once.
    pub settle_time_factor: f64,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            seed: 0,
            latency: None,
            throttled: 0.0,
            lost_requests: 0.0,
            lost_responses: 0.0,
            lands_late: 0.0,
            landing: (Duration::from_secs(1), Duration::from_mins(5)),
            dies_after: None,
            faults: Vec::new(),
            settle_time_factor: 1.0,
        }
    }
}

/// What a call does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verb {
    /// Makes a resource.
    Create,
    /// Looks for what an earlier create has made.
    Find,
    /// Reads resources.
    Read,
    /// Changes a resource in place.
    Update,
    /// Deletes a resource.
    Delete,
    /// Looks whether a resource is ready.
    Settle,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Self; 6] =
        [Self::Create, Self::Find, Self::Read, Self::Update, Self::Delete, Self::Settle];

    /// The verb's word, `create`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Find => "find",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Settle => "settle",
        }
    }

    /// Whether such a call may change the cloud.
    pub fn mutates(self) -> bool {
        match self {
            Self::Create | Self::Update | Self::Delete => true,
            Self::Find | Self::Read | Self::Settle => false,
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A failure of certain calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The kind, address or physical id that calls are about, with `*` for any text: `demo.Network`, `web/*`.
    pub what: String,
    /// What the calls do.
    pub verb: Verb,
    /// How often they fail; `None` is always.
    pub times: Option<u32>,
    /// The error's code.
    pub code: String,
    /// What the cloud says.
    pub message: String,
    /// How the engine reacts to the error.
    pub class: ErrorClass,
    /// Whether such a call panics, as one does whose handler has a mistake.
    pub panics: bool,
    /// After how long such a call acts all the same, if it changes something: nobody answers it.
    pub lands_after: Option<Duration>,
    /// Whether such a call acts, and nobody answers it: of a create that takes two calls, only the first.
    pub is_cut_between: bool,
}

impl Fault {
    /// Refuses every such call.
    pub fn new(verb: Verb, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verb,
            times: None,
            code: "RehearsedFault".into(),
            message: "this call was told to fail".into(),
            class: ErrorClass::Refused,
            panics: false,
            lands_after: None,
            is_cut_between: false,
        }
    }

    /// Fails only the first so many calls.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Leaves such a call without an answer, and has it act after a while.
    pub fn landing_after(mut self, time: Duration) -> Self {
        self.lands_after = Some(time);
        self
    }

    /// Panics with the message, as a handler does that has a mistake.
    pub fn panicking(mut self) -> Self {
        self.panics = true;
        self
    }

    /// Lets such a call act, and leaves it without an answer: a create that takes two calls is cut off between them.
    pub fn cut_between(mut self) -> Self {
        self.is_cut_between = true;
        self
    }

    /// Fails with another code and message.
    pub fn saying(mut self, code: impl Into<String>, message: impl Into<String>) -> Self {
        (self.code, self.message) = (code.into(), message.into());
        self
    }

    /// Fails with an error of another class: one that may pass, say.
    pub fn class(mut self, class: ErrorClass) -> Self {
        self.class = class;
        self
    }

    /// Whether a call to one of these names fails.
    pub(crate) fn concerns(&self, verb: Verb, names: &[&str]) -> bool {
        self.verb == verb && self.times != Some(0) && names.iter().any(|name| matches(&self.what, name))
    }
}

/// Whether a text is as a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.into_iter().any(|at| matches(after, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("*", "demo.Network"));
        assert!(matches("web/*.main", "web/demo.Network.main"));
        assert!(!matches("web/*", "demo.Network.web"));
        assert!(matches("demo.Network", "demo.Network"));
        assert!(!matches("demo.Net", "demo.Network"));
    }
}
