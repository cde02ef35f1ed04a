//! The text form of conditions, `latency=50ms..500ms,throttled=0.1,fail=create:web/*:2`.

use std::str::FromStr;
use std::time::Duration;

use ironwright_core::diagnostic::nearest;

use super::{Conditions, Fault, Verb};

/// Everything that is wrong with a text of conditions, one sentence each.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConditionsError(pub Vec<String>);

const KEYS: [&str; 11] = [
    "seed",
    "latency",
    "throttled",
    "lost-requests",
    "lost-responses",
    "lands-late",
    "landing",
    "dies-after",
    "settle",
    "fail",
    "panic",
];

impl FromStr for Conditions {
    type Err = ConditionsError;

    /// Reads `key=value` pairs with commas between; `fail=VERB:WHAT`, `fail=VERB:WHAT:TIMES` and
    /// `fail=VERB:WHAT:TIMES:CODE` may stand more than once, and so may `panic=VERB:WHAT`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut conditions = Self::default();
        let mut wrong = Vec::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let Err(sentence) = conditions.set(key.trim(), value.trim()) {
                wrong.push(sentence);
            }
        }
        if wrong.is_empty() { Ok(conditions) } else { Err(ConditionsError(wrong)) }
    }
}

impl Conditions {
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let wrong = |wants: &str| format!("`{key}={value}`: {wants}");
        match key {
            "seed" => self.seed = value.parse().map_err(|_| wrong("a seed is a whole number, `seed=7`"))?,
            "latency" => {
                let latency = times(value);
                let wants = "a latency is one time or two, the shorter first: `latency=50ms..500ms`";
                self.latency = Some(latency.ok_or_else(|| wrong(wants))?);
            }
            "landing" => {
                let wants =
                    "it is the time until a late call acts, the shortest and the longest: `landing=1s..5m`";
                self.landing = times(value).ok_or_else(|| wrong(wants))?;
            }
            "throttled" | "lost-requests" | "lost-responses" | "lands-late" => {
                let share: Option<f64> = value.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                let share = share.ok_or_else(|| wrong("a share of calls is between 0 and 1"))?;
                match key {
                    "throttled" => self.throttled = share,
                    "lost-requests" => self.lost_requests = share,
                    "lands-late" => self.lands_late = share,
                    _ => self.lost_responses = share,
                }
            }
            "dies-after" => {
                let wants = "it is a number of mutations, `dies-after=10`";
                self.dies_after = Some(value.parse().map_err(|_| wrong(wants))?);
            }
            "settle" => {
                let factor: Option<f64> = value.parse().ok().filter(|f: &f64| f.is_finite() && *f >= 0.0);
                let wants =
                    "it is how many times longer than usual things take to be ready: `settle=0` is at once";
                self.settle_time_factor = factor.ok_or_else(|| wrong(wants))?;
            }
            "fail" => self.faults.push(fault(value).map_err(|wants| wrong(&wants))?),
            "panic" => self.faults.push(fault(value).map_err(|wants| wrong(&wants))?.panicking()),
            _ => return Err(unknown(key)),
        }
        Ok(())
    }
}

fn unknown(key: &str) -> String {
    match nearest(key, KEYS) {
        Some(near) => format!("there is no condition `{key}`; did you mean `{near}`?"),
        None => format!("there is no condition `{key}`; there are {}", KEYS.join(", ")),
    }
}

fn fault(value: &str) -> Result<Fault, String> {
    let mut parts = value.splitn(4, ':');
    let (Some(word), Some(what)) = (parts.next(), parts.next().filter(|what| !what.is_empty())) else {
        return Err("say what fails and where, `fail=create:web/*`".into());
    };
    let words = Verb::ALL.map(Verb::word);
    let verb =
        Verb::ALL.into_iter().find(|verb| verb.word() == word).ok_or_else(|| match nearest(word, words) {
            Some(near) => format!("there is no verb `{word}`; did you mean `{near}`?"),
            None => format!("there is no verb `{word}`; there are {}", words.join(", ")),
        })?;
    let mut fault = Fault::new(verb, what);
    if let Some(times) = parts.next() {
        let times = times.parse().map_err(|_| "how often it fails is a whole number, `fail=create:*:2`")?;
        fault = fault.times(times);
    }
    if let Some(code) = parts.next() {
        fault.code = code.into();
    }
    Ok(fault)
}

fn times(value: &str) -> Option<(Duration, Duration)> {
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    let (low, high) = (duration(low)?, duration(high)?);
    (low <= high).then_some((low, high))
}

fn duration(text: &str) -> Option<Duration> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let number: f64 = text[..at].parse().ok()?;
    let seconds = match &text[at..] {
        "ms" => number / 1_000.0,
        "s" => number,
        "m" => number * 60.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_has_a_text_form() {
        let text = "seed=7, latency=50ms..1.5s, throttled=0.1, lost-requests=0.2, lost-responses=0.3, \
                    lands-late=0.4, landing=2s..3m, dies-after=4, settle=0, fail=create:demo.Network, fail=delete:web/*:2:AccessDenied, \
                    panic=read:demo.Network:1";
        let expected = Conditions {
            seed: 7,
            latency: Some((Duration::from_millis(50), Duration::from_millis(1_500))),
            throttled: 0.1,
            lost_requests: 0.2,
            lost_responses: 0.3,
            lands_late: 0.4,
            landing: (Duration::from_secs(2), Duration::from_mins(3)),
            dies_after: Some(4),
            settle_time_factor: 0.0,
            faults: vec![
                Fault::new(Verb::Create, "demo.Network"),
                Fault::new(Verb::Delete, "web/*")
                    .times(2)
                    .saying("AccessDenied", "this call was told to fail"),
                Fault::new(Verb::Read, "demo.Network").times(1).panicking(),
            ],
        };
        assert_eq!(text.parse(), Ok(expected));
        assert_eq!("".parse(), Ok(Conditions::default()));
    }

    #[test]
    fn all_mistakes_are_named_with_the_nearest_word() {
        let error =
            "latncy=5ms,throttled=2,latency=9s..1s,fail=crate:x,fail=read,colour=red".parse::<Conditions>();
        assert_eq!(
            error.map_err(|error| error.to_string()),
            Err("\
there is no condition `latncy`; did you mean `latency`?
`throttled=2`: a share of calls is between 0 and 1
`latency=9s..1s`: a latency is one time or two, the shorter first: `latency=50ms..500ms`
`fail=crate:x`: there is no verb `crate`; did you mean `create`?
`fail=read`: say what fails and where, `fail=create:web/*`
there is no condition `colour`; there are seed, latency, throttled, lost-requests, lost-responses, lands-late, \
                 landing, dies-after, settle, fail, panic"
                .to_owned())
        );
    }
}
