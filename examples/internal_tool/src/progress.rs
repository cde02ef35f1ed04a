//! What a run tells, kept as long as somebody may ask for it, and handed to as many as listen.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::stream::{Stream, unfold};
use ironwright::engine::Told;
use tokio::sync::watch;

/// The lines of one run.
pub(crate) struct Log {
    lines: Mutex<Vec<String>>,
    /// How many there are, and whether there will be more.
    grown: watch::Sender<(usize, bool)>,
}

impl Log {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { lines: Mutex::default(), grown: watch::Sender::new((0, true)) })
    }

    /// Takes in what the engine tells.
    pub(crate) fn tell(&self, told: &Told) {
        let line = serde_json::to_string(told).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
        self.push(line, true);
    }

    /// Takes in the last line.
    pub(crate) fn end(&self, line: &serde_json::Value) {
        self.push(line.to_string(), false);
    }

    /// Whether the run is still going on.
    pub(crate) fn is_open(&self) -> bool {
        self.grown.borrow().1
    }

    /// Every line behind the first so many, each with its number from 1, until the run has ended.
    pub(crate) fn after(self: &Arc<Self>, first: usize) -> impl Stream<Item = (usize, String)> + use<> {
        let start = (Arc::clone(self), self.grown.subscribe(), first);
        unfold(start, |(log, mut grown, at)| async move {
            let ready = grown.wait_for(|(count, more)| *count > at || !more).await.is_ok();
            let line = log.lines().get(at).cloned().filter(|_| ready)?;
            Some(((at + 1, line), (log, grown, at + 1)))
        })
    }

    fn push(&self, line: String, more: bool) {
        let mut lines = self.lines();
        lines.push(line);
        let _ = self.grown.send_replace((lines.len(), more));
    }

    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
