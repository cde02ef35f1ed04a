//! Calls that nobody answered and that act later: requests under way on a bad day.
//!
//! They act on tokio's clock, when somebody next looks at the world or changes it: nothing runs in between. They are
//! under way in this process only: a world that is opened from its file has none.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ironwright_engine::cloud::CloudError;
use tokio::time::Instant;

use crate::refusal::Call;
use crate::world::World;

/// What a call does to the world.
pub(crate) type Change = Arc<dyn Fn(&mut World) -> Result<(), CloudError> + Send + Sync>;

/// A call under way.
#[derive(Clone)]
pub(crate) struct Late {
    pub(crate) call: Call,
    pub(crate) change: Change,
}

/// All calls under way, by when they act and in which order they were made.
#[derive(Clone, Default)]
pub(crate) struct UnderWay {
    calls: BTreeMap<(Instant, u64), Late>,
    made: u64,
}

impl UnderWay {
    /// Adds a call that acts after a while.
    pub(crate) fn push(&mut self, after: Duration, late: Late) {
        self.made += 1;
        self.calls.insert((Instant::now() + after, self.made), late);
    }

    /// The next call whose time has come.
    pub(crate) fn pop(&mut self) -> Option<Late> {
        let (at, _) = self.calls.first_key_value()?.0;
        if *at > Instant::now() { None } else { self.calls.pop_first().map(|(_, late)| late) }
    }

    /// Moves everything to another clock.
    pub(crate) fn move_clock(&mut self, to: impl Fn(Instant) -> Instant) {
        let calls = std::mem::take(&mut self.calls).into_iter();
        self.calls = calls.map(|((at, number), late)| ((to(at), number), late)).collect();
    }
}
