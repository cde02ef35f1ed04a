//! What is held back in a run of several stacks: deletes of what other stacks use, until those have let go of it.

use std::collections::HashSet;
use std::pin::Pin;

use ironwright_core::plan::Act;
use ironwright_core::{Address, State};

use super::Apply;
use crate::cancel::{Cancel, Urgency};
use crate::error::EngineError;

/// What is held back, and until when.
pub(crate) struct Hold {
    /// Whose deletes wait.
    pub(crate) addresses: HashSet<Address>,
    /// Called once everything else is done: others get what this state says.
    pub(crate) reached: Box<dyn FnOnce(&State) + Send>,
    /// Ends when the others have let go, or will not.
    pub(crate) released: Pin<Box<dyn Future<Output = bool> + Send>>,
}

impl Apply<'_> {
    /// Whether an act waits for other stacks.
    pub(super) fn is_held(&self, at: usize) -> bool {
        let deletes = matches!(self.operations[at].act, Act::Delete(_));
        deletes && self.hold.as_ref().is_some_and(|hold| hold.addresses.contains(&self.step(at).address))
    }

    /// Tells the others that everything else is done, and waits until they have let go. Returns whether there is more to do.
    pub(super) async fn wait_for_release(
        &mut self,
        cancel: &mut Cancel,
        urgency: Urgency,
    ) -> Result<bool, EngineError> {
        if self.held.is_empty() || !self.outcome.failed.is_empty() {
            return Ok(false);
        }
        let Some(Hold { reached, mut released, .. }) = self.hold.take() else { return Ok(false) };
        reached(&self.run.state);
        let mut lost = self.run.lost();
        let released = tokio::select! {
            biased;
            released = &mut released => released,
            _ = cancel.beyond(urgency) => false,
            () = super::gone(&mut lost) => {
                self.run.write(&[]).await?;
                false
            }
        };
        if released {
            self.held.drain(..).for_each(|at| self.schedule.put_back(at));
        }
        Ok(released)
    }
}
