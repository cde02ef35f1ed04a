//! Calls that fail in passing are made again, with pauses that grow, until time is up or a person asks to stop.

use std::future::Future;
use std::time::Duration;

use ironwright_core::Address;
use tokio::time::{Instant, sleep};

use crate::cancel::{Cancel, Urgency};
use crate::cloud::{CloudError, ErrorClass};
use crate::progress::{Events, Progress};

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// For how long, and for whom, a call is made again.
#[derive(Clone)]
pub(crate) struct Retry<'a> {
    pub(crate) events: &'a Events,
    pub(crate) address: &'a Address,
    /// How long a call that fails in passing is made again.
    pub(crate) passing: Duration,
    /// How long one is made again that has to wait for something else.
    pub(crate) blocked: Duration,
    /// Who asks to stop waits for no pause.
    pub(crate) cancel: Cancel,
}

impl<'a> Retry<'a> {
    /// Of a call that waits for nothing else, in a phase that is broken off as a whole when a person asks to stop.
    pub(crate) fn passing(events: &'a Events, address: &'a Address, passing: Duration) -> Self {
        Self { events, address, passing, blocked: passing, cancel: Cancel::never() }
    }

    /// Makes a call until it answers, fails for good, or time is up.
    pub(crate) async fn persist<T, F>(mut self, call: impl Fn() -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, CloudError>>,
    {
        let began = Instant::now();
        // Since when nothing but passing errors came: a wait for something else does not use up their time.
        let mut failing = began;
        let mut pause = FIRST_PAUSE;
        let mut told = String::new();
        loop {
            let error = match call().await {
                Err(error) if error.may_pass() && self.cancel.urgency() == Urgency::GoOn => error,
                result => return result,
            };
            let address = self.address.clone();
            if error.class == ErrorClass::Blocked {
                failing = Instant::now();
                if began.elapsed() + pause > self.blocked {
                    return Err(too_long(error, began.elapsed()));
                }
                if error.message != told {
                    told.clone_from(&error.message);
                    self.events.tell(Progress::Blocked {
                        address,
                        error: error.clone(),
                        within: self.blocked,
                    });
                }
            } else {
                if failing.elapsed() + pause > self.passing {
                    return Err(error);
                }
                self.events.tell(Progress::Retrying { address, error: error.clone(), after: pause });
            }
            tokio::select! {
                biased;
                _ = self.cancel.beyond(Urgency::GoOn) => return Err(error),
                () = sleep(pause) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// The error of what was waited for in vain.
fn too_long(mut error: CloudError, waited: Duration) -> CloudError {
    if !waited.is_zero() {
        error.message = format!("{}; that was so for {} s", error.message, waited.as_secs());
    }
    let more = "`.timeout(…)` on its declaration has it waited for longer";
    let hint = error.hint.take().map_or_else(|| more.to_owned(), |hint| format!("{hint}; {more}"));
    error.hint(hint)
}
