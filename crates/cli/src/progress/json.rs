//! Progress for machines: a JSON object on a line for each thing that happens.

use std::time::Duration;

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
}

impl Json {
    pub(super) fn new(screen: Screen, is_real_time: bool) -> Self {
        Self { screen, times: Times { is_real_time } }
    }
}

impl Times {
    /// The name of a time by the clock that waits go by: `after_seconds`, or `after_virtual_seconds`.
    fn name(&self, of: &str) -> String {
        let (between, kind) =
            (if of.is_empty() { "" } else { "_" }, if self.is_real_time { "" } else { "virtual_" });
        format!("{of}{between}{kind}seconds")
    }

    /// An event with how long it took: really, and by the clock that waits go by where that is another.
    fn took(&self, mut event: Value, took: Duration, real: Duration) -> Value {
        if let Some(members) = event.as_object_mut() {
            members.insert("seconds".to_owned(), real.as_secs_f64().into());
            members.insert(self.name(""), took.as_secs_f64().into());
        }
        event
    }
}

impl Reporter for Json {
    fn show(&mut self, progress: &Progress) {
        let (name, event) = event(progress, &self.times);
        self.screen.event(name, event);
    }
}

fn event(progress: &Progress, times: &Times) -> (&'static str, Value) {
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
        Progress::Refreshing { total } => ("refreshing", json!({ "total": total })),
        Progress::Refreshed { total, took, real } => {
            ("refreshed", times.took(json!({ "total": total }), *took, *real))
        }
        Progress::Applying { total } => ("applying", json!({ "total": total })),
        Progress::Remaining { estimate } => {
            ("remaining", json!({ (times.name("estimated")): estimate.as_secs_f64() }))
        }
        Progress::Started { address, act } => ("started", json!({ "address": address, "act": act.as_str() })),
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
        Progress::Finished { address, act, id, took, real } => {
            let event = json!({ "address": address, "act": act.as_str(), "id": id });
            ("finished", times.took(event, *took, *real))
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

    fn refreshed(is_real_time: bool, took: u64, real: u64) -> String {
        let (took, real) = (Duration::from_secs(took), Duration::from_secs(real));
        event(&Progress::Refreshed { total: 3, took, real }, &Times { is_real_time }).1.to_string()
    }

    #[test]
    fn seconds_are_real_ones_and_those_of_a_clock_that_jumps_have_a_name_of_their_own() {
        assert_eq!(refreshed(false, 720, 1), r#"{"seconds":1.0,"total":3,"virtual_seconds":720.0}"#);
        assert_eq!(refreshed(true, 7, 7), r#"{"seconds":7.0,"total":3}"#);
    }

    #[test]
    fn what_is_to_come_is_told_by_the_clock_that_waits_go_by() {
        let remaining = Progress::Remaining { estimate: Duration::from_secs(60) };
        let told = |is_real_time| event(&remaining, &Times { is_real_time }).1.to_string();
        assert_eq!(told(true), r#"{"estimated_seconds":60.0}"#);
        assert_eq!(told(false), r#"{"estimated_virtual_seconds":60.0}"#);
    }
}
