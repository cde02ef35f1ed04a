//! What `tracing` hears of the engine: an event for each thing that happens, and spans of runs, calls and writes to the
//! journal. Without a subscriber it costs nothing, and nothing in it is secret: what clouds say is redacted before it comes
//! here, and what they are told never does.

use tracing::{Level, Span, debug, debug_span, enabled, info, info_span, warn};

use crate::progress::Progress;

/// What a subscriber can filter by: everything of the engine has this target.
const TARGET: &str = "ironwright";

/// Hears of one thing that happened; all of it is a JSON object in the field `progress`.
pub(crate) fn progress(stack: Option<&str>, run: Option<&str>, progress: &Progress) {
    if !enabled!(target: TARGET, Level::WARN) {
        return;
    }
    let told = serde_json::to_string(progress).unwrap_or_default();
    match progress {
        Progress::Failed { .. } | Progress::NotSwept { .. } | Progress::Unanswered { .. } => {
            warn!(target: TARGET, stack, run, progress = told);
        }
        Progress::Retrying { .. }
        | Progress::Blocked { .. }
        | Progress::Waiting { .. }
        | Progress::Remaining { .. }
        | Progress::Unneeded { .. } => debug!(target: TARGET, stack, run, progress = told),
        Progress::LeaseWatched { .. }
        | Progress::LeaseTaken { .. }
        | Progress::Recovered { .. }
        | Progress::Refreshing { .. }
        | Progress::Refreshed { .. }
        | Progress::Applying { .. }
        | Progress::Started { .. }
        | Progress::Finished { .. }
        | Progress::GivenUp { .. }
        | Progress::Skipped { .. }
        | Progress::Swept { .. }
        | Progress::Draining { .. } => info!(target: TARGET, stack, run, progress = told),
    }
}

/// A run, from its plan to its end.
pub(crate) fn run(stack: &str, run: &str, verb: &str) -> Span {
    info_span!(target: TARGET, "run", stack, run, verb)
}

/// A call on the cloud, about a resource or all of a kind.
pub(crate) fn call(call: &str, about: &str) -> Span {
    debug_span!(target: TARGET, "call", call, about)
}

/// A write to the journal.
pub(crate) fn append(events: usize) -> Span {
    debug_span!(target: TARGET, "append", events)
}
