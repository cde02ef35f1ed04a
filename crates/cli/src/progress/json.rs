//! Progress for machines: a JSON object on a line for each thing that happens.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ironwright_core::Address;
use ironwright_engine::Progress;
use serde_json::{Value, json};

use super::Reporter;
use crate::holders;
use crate::screen::Screen;

/// Progress as lines of JSON.
pub(super) struct Json {
    screen: Screen,
    times: Times,
}

/// How times are told: where the clock jumps over waits, its seconds are no seconds of anybody's.
struct Times {
    is_real_time: bool,
    /// When each step under way began, and the reading of what exists.
    began: HashMap<Option<Address>, Instant>,
}

impl Json {
    pub(super) fn new(screen: Screen, is_real_time: bool) -> Self {
        Self { screen, times: Times { is_real_time, began: HashMap::new() } }
    }
}

impl Times {
    /// The name of a time by the clock that waits go by: `after_seconds`, or `after_virtual_seconds`.
    fn name(&self, of: &str) -> String {
        let between = if of.is_empty() { "" } else { "_" };
        let kind = if self.is_real_time { "" } else { "virtual_" };
        format!("{of}{between}{kind}seconds")
    }

    fn begin(&mut self, what: Option<&Address>) {
        self.began.insert(what.cloned(), Instant::now());
    }

    /// An event with how long it took: really, and by the clock that waits go by where that is another.
    fn took(&mut self, what: Option<&Address>, mut event: Value, took: Duration) -> Value {
        let began = self.began.remove(&what.cloned());
        if let Some(members) = event.as_object_mut() {
            // What took no time was never said to begin.
            let real = began.map_or(Duration::ZERO, |began| began.elapsed());
            members.insert("seconds".to_owned(), real.as_secs_f64().into());
            members.insert(self.name(""), took.as_secs_f64().into());
        }
        event
    }
}

impl Reporter for Json {
    fn show(&mut self, progress: &Progress) {
        let (name, event) = event(progress, &mut self.times);
        self.screen.event(name, event);
    }
}

fn event(progress: &Progress, times: &mut Times) -> (&'static str, Value) {
    match progress {
        Progress::LeaseWatched { holder, at_most } => (
            "lease_watched",
            json!({ "holder": holders::to_json(holder), (times.name("at_most")): at_most.as_secs_f64() }),
        ),
        Progress::LeaseTaken { holder, given_back } => {
            ("lease_taken", json!({ "holder": holders::to_json(holder), "given_back": given_back }))
        }
        Progress::Recovered { address, finding } => {
            ("recovered", json!({ "address": address, "finding": finding }))
        }
        Progress::Refreshing { total } => {
            times.begin(None);
            ("refreshing", json!({ "total": total }))
        }
        Progress::Refreshed { total, took } => {
            ("refreshed", times.took(None, json!({ "total": total }), *took))
        }
        Progress::Applying { total } => ("applying", json!({ "total": total })),
        Progress::Remaining { estimate } => {
            ("remaining", json!({ (times.name("estimated")): estimate.as_secs_f64() }))
        }
        Progress::Started { address, act } => {
            times.begin(Some(address));
            ("started", json!({ "address": address, "act": act.as_str() }))
        }
        Progress::Retrying { address, error, after } => (
            "retrying",
            json!({
                "address": address,
                "call": error.call,
                "code": error.code,
                "message": error.message,
                (times.name("after")): after.as_secs_f64(),
            }),
        ),
        Progress::Blocked { address, error, within } => (
            "blocked",
            json!({
                "address": address,
                "call": error.call,
                "code": error.code,
                "message": error.message,
                (times.name("within")): within.as_secs_f64(),
            }),
        ),
        Progress::GivenUp { address, act } => {
            ("given_up", json!({ "address": address, "act": act.as_str() }))
        }
        Progress::Waiting { address, id, condition } => {
            ("waiting", json!({ "address": address, "id": id, "condition": condition }))
        }
        Progress::Finished { address, act, id, took } => {
            let event = json!({ "address": address, "act": act.as_str(), "id": id });
            ("finished", times.took(Some(address), event, *took))
        }
        Progress::Unneeded { address } => ("unneeded", json!({ "address": address })),
        Progress::Failed { address, act, message, hint } => {
            ("failed", json!({ "address": address, "act": act.as_str(), "message": message, "hint": hint }))
        }
        Progress::Skipped { address, act, because } => {
            ("skipped", json!({ "address": address, "act": act.as_str(), "because": because }))
        }
        Progress::Swept { address, id } => ("swept", json!({ "address": address, "id": id })),
        Progress::NotSwept { address, error } => (
            "not_swept",
            json!({ "address": address, "call": error.call, "code": error.code, "message": error.message }),
        ),
        Progress::Unanswered { requests, within } => {
            ("unanswered", json!({ "requests": requests, (times.name("within")): within.as_secs_f64() }))
        }
        Progress::Draining { running } => ("draining", json!({ "running": running })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(progress: &[Progress], is_real_time: bool) -> Value {
        let mut times = Times { is_real_time, began: HashMap::new() };
        progress.iter().map(|progress| event(progress, &mut times).1).next_back().unwrap_or_default()
    }

    #[test]
    fn seconds_are_real_ones_and_those_of_a_clock_that_jumps_have_a_name_of_their_own() {
        let read = [
            Progress::Refreshing { total: 3 },
            Progress::Refreshed { total: 3, took: Duration::from_mins(12) },
        ];
        let jumped = told(&read, false);
        assert_eq!(jumped["virtual_seconds"], 720.0);
        assert!(jumped["seconds"].as_f64().is_some_and(|seconds| seconds < 60.0), "{jumped}");
        assert_eq!(told(&read, true), json!({ "total": 3, "seconds": 720.0 }));
    }

    #[test]
    fn what_is_to_come_is_told_by_the_clock_that_waits_go_by() {
        let remaining = [Progress::Remaining { estimate: Duration::from_mins(1) }];
        assert_eq!(told(&remaining, true), json!({ "estimated_seconds": 60.0 }));
        assert_eq!(told(&remaining, false), json!({ "estimated_virtual_seconds": 60.0 }));
    }
}
