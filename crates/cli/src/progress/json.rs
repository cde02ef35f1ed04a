//! Progress for machines: a JSON object on a line for each thing that happens.

use ironwright_engine::Progress;
use serde_json::{Value, json};

use super::Reporter;
use crate::holders;
use crate::screen::Screen;

/// Progress as lines of JSON.
pub(super) struct Json {
    screen: Screen,
}

impl Json {
    pub(super) fn new(screen: Screen) -> Self {
        Self { screen }
    }
}

impl Reporter for Json {
    fn show(&mut self, progress: &Progress) {
        let (name, event) = event(progress);
        self.screen.event(name, event);
    }
}

fn event(progress: &Progress) -> (&'static str, Value) {
    match progress {
        Progress::LeaseWatched { holder, at_most } => (
            "lease_watched",
            json!({ "holder": holders::to_json(holder), "at_most_seconds": at_most.as_secs_f64() }),
        ),
        Progress::LeaseTaken { holder, given_back } => {
            ("lease_taken", json!({ "holder": holders::to_json(holder), "given_back": given_back }))
        }
        Progress::Recovered { address, finding } => {
            ("recovered", json!({ "address": address, "finding": finding }))
        }
        Progress::Refreshing { total } => ("refreshing", json!({ "total": total })),
        Progress::Refreshed { total, took } => {
            ("refreshed", json!({ "total": total, "seconds": took.as_secs_f64() }))
        }
        Progress::Applying { total } => ("applying", json!({ "total": total })),
        Progress::Remaining { estimate } => {
            ("remaining", json!({ "estimated_seconds": estimate.as_secs_f64() }))
        }
        Progress::Started { address, act } => ("started", json!({ "address": address, "act": act.as_str() })),
        Progress::Retrying { address, error, after } => (
            "retrying",
            json!({
                "address": address,
                "call": error.call,
                "code": error.code,
                "message": error.message,
                "after_seconds": after.as_secs_f64(),
            }),
        ),
        Progress::Blocked { address, error, within } => (
            "blocked",
            json!({
                "address": address,
                "call": error.call,
                "code": error.code,
                "message": error.message,
                "within_seconds": within.as_secs_f64(),
            }),
        ),
        Progress::GivenUp { address, act } => {
            ("given_up", json!({ "address": address, "act": act.as_str() }))
        }
        Progress::Waiting { address, id, condition } => {
            ("waiting", json!({ "address": address, "id": id, "condition": condition }))
        }
        Progress::Finished { address, act, id, took } => (
            "finished",
            json!({ "address": address, "act": act.as_str(), "id": id, "seconds": took.as_secs_f64() }),
        ),
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
            ("unanswered", json!({ "requests": requests, "within_seconds": within.as_secs_f64() }))
        }
        Progress::Draining { running } => ("draining", json!({ "running": running })),
    }
}
