//! How long a plan takes at least, where a cloud's limits on calls make it wait: told with the plan.

use std::time::Duration;

use ironwright_core::plan::Plan;
use ironwright_engine::Engine;
use ironwright_engine::cloud::LeastTime;
use serde_json::{Value as Json, json};

use crate::words;

/// What is shorter is not worth a line.
const WORTH_TELLING: Duration = Duration::from_secs(10);

/// How long the plan takes at least, where that is worth a line.
pub(crate) fn sentence(engine: &Engine, plan: &Plan) -> Option<String> {
    engine.least_time(plan).filter(is_worth_telling).map(|least| said(&least))
}

/// The plan as JSON, with `least_seconds` where limits make it wait.
pub(crate) fn with_json(mut document: Json, engine: &Engine, plan: &Plan) -> Json {
    if let (Some(least), Some(members)) = (engine.least_time(plan), document.as_object_mut()) {
        members.insert(
            "least".to_owned(),
            json!({ "seconds": least.time.as_secs_f64(), "because": least.because }),
        );
    }
    document
}

fn is_worth_telling(least: &LeastTime) -> bool {
    least.time > WORTH_TELLING
}

fn said(least: &LeastTime) -> String {
    let LeastTime { time, because } = least;
    format!("AWS's limits on calls make this last at least {} ({because}).", words::duration(*time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_long_and_why_and_short_waits_have_none() {
        let because = "ec2:CreateNatGateway: 60 calls, 10 at once, then 1 a second".to_owned();
        let least = LeastTime { time: Duration::from_secs(50), because };
        assert!(is_worth_telling(&least));
        assert_eq!(
            said(&least),
            "AWS's limits on calls make this last at least 50.0 s (ec2:CreateNatGateway: 60 calls, 10 at once, then 1 a \
             second)."
        );
        assert!(!is_worth_telling(&LeastTime { time: WORTH_TELLING, ..least }));
    }
}
