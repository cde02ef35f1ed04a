//! Progress for machines: a JSON object on a line for each thing that happens.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ironwright_core::Address;
use ironwright_engine::Progress;
use serde_json::{Map, Value};

use super::Reporter;
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
    fn name(&self, name: String) -> String {
        match name.strip_suffix("seconds") {
            Some(of) if !self.is_real_time => format!("{of}virtual_seconds"),
            Some(_) | None => name,
        }
    }

    fn begin(&mut self, what: Option<&Address>) {
        self.began.insert(what.cloned(), Instant::now());
    }

    /// How long something took really, where waits go by another clock.
    fn took(&mut self, what: Option<&Address>) -> Option<f64> {
        // What took no time was never said to begin.
        let real = self.began.remove(&what.cloned()).map_or(Duration::ZERO, |began| began.elapsed());
        (!self.is_real_time).then(|| real.as_secs_f64())
    }
}

impl Reporter for Json {
    fn show(&mut self, progress: &Progress) {
        let event = event(progress, &mut self.times);
        let name = event["event"].as_str().unwrap_or_default().to_owned();
        self.screen.event(&name, event);
    }
}

/// The engine's own form of it, with times by their names.
fn event(progress: &Progress, times: &mut Times) -> Value {
    let Ok(Value::Object(members)) = serde_json::to_value(progress) else { return Value::Null };
    let mut event: Map<String, Value> =
        members.into_iter().map(|(name, value)| (times.name(name), value)).collect();
    let took = match progress {
        Progress::Refreshing { .. } => {
            times.begin(None);
            None
        }
        Progress::Started { address, .. } => {
            times.begin(Some(address));
            None
        }
        Progress::Refreshed { .. } => times.took(None),
        Progress::Finished { address, .. } => times.took(Some(address)),
        _ => None,
    };
    event.extend(took.map(|seconds| ("seconds".to_owned(), seconds.into())));
    Value::Object(event)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(progress: &[Progress], is_real_time: bool) -> Value {
        let mut times = Times { is_real_time, began: HashMap::new() };
        progress.iter().map(|progress| event(progress, &mut times)).next_back().unwrap_or_default()
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
        assert_eq!(told(&read, true), json!({ "event": "refreshed", "total": 3, "seconds": 720.0 }));
    }

    #[test]
    fn what_is_to_come_is_told_by_the_clock_that_waits_go_by() {
        let remaining = [Progress::Remaining { estimate: Duration::from_mins(1) }];
        assert_eq!(told(&remaining, true), json!({ "event": "remaining", "estimated_seconds": 60.0 }));
        assert_eq!(
            told(&remaining, false),
            json!({ "event": "remaining", "estimated_virtual_seconds": 60.0 })
        );
    }
}
