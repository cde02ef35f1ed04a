//! What happens, as it happens: the engine's only way out.

use std::time::Duration;

use ironwright_core::Address;
use ironwright_core::plan::Act;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::cloud::CloudError;
use crate::store::Holder;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Somebody holds the lease, and only waiting for a sign of life tells whether they live.
    LeaseWatched {
        /// Who holds it.
        holder: Box<Holder>,
        /// For how long at most, beside the time that a store takes to answer.
        at_most: Duration,
    },
    /// The lease of somebody who held it is this run's: the other has died, or given it back while it was watched.
    LeaseTaken {
        /// Who held it.
        holder: Box<Holder>,
        /// Whether they gave it back.
        given_back: bool,
    },
    /// An interrupted step of an earlier run was looked into.
    Recovered {
        /// The resource.
        address: Address,
        /// What was found, in a sentence.
        finding: String,
    },
    /// What exists is being read.
    Refreshing {
        /// How many resources.
        total: usize,
    },
    /// What exists was read.
    Refreshed {
        /// How many resources.
        total: usize,
        /// How long it took, by the clock that waits go by: one that jumps over them is ahead of everybody else's.
        took: Duration,
    },
    /// The acts of a plan are about to be carried out.
    Applying {
        /// How many.
        total: usize,
    },
    /// An act began.
    Started {
        /// The resource.
        address: Address,
        /// What is done.
        act: Act,
    },
    /// A call failed in a way that may pass, and is made again.
    Retrying {
        /// The resource.
        address: Address,
        /// Why.
        error: CloudError,
        /// After how long.
        after: Duration,
    },
    /// A call has to wait for something else, and is made again until that is over.
    Blocked {
        /// The resource.
        address: Address,
        /// What it waits for, as the cloud says it.
        error: CloudError,
        /// For how long it is waited for, all in all.
        within: Duration,
    },
    /// The cloud has done it; what is waited for now.
    Waiting {
        /// The resource.
        address: Address,
        /// The physical id.
        id: String,
        /// What is waited for.
        condition: String,
    },
    /// An act is done.
    Finished {
        /// The resource.
        address: Address,
        /// What was done.
        act: Act,
        /// The physical id, of what was made or deleted.
        id: Option<String>,
        /// How long it took, by the clock that waits go by: one that jumps over them is ahead of everybody else's.
        took: Duration,
    },
    /// How long the rest will take, as far as earlier runs have taught.
    Remaining {
        /// The longer of what the longest path and what all the work still need.
        estimate: Duration,
    },
    /// An act turned out not to be needed: what was unknown came out as it is.
    Unneeded {
        /// The resource.
        address: Address,
    },
    /// An act failed.
    Failed {
        /// The resource.
        address: Address,
        /// What was tried.
        act: Act,
        /// Why it failed, in sentences.
        message: String,
        /// What a person can do.
        hint: Option<String>,
    },
    /// A person asked to stop while an act was waited for, or was to be tried again: the next run goes on with it.
    GivenUp {
        /// The resource.
        address: Address,
        /// What was tried.
        act: Act,
    },
    /// An act was not tried, because another failed.
    Skipped {
        /// The resource.
        address: Address,
        /// What would have been done.
        act: Act,
        /// The resource whose step failed.
        because: Address,
    },
    /// What landed late was deleted: a create request that was never answered has acted after all.
    Swept {
        /// The resource that the request was for.
        address: Address,
        /// What the cloud called it.
        id: String,
    },
    /// What may have landed late could not be looked for, or not be deleted; the next run tries again.
    NotSwept {
        /// The resource that the request was for, or one of them.
        address: Address,
        /// Why.
        error: CloudError,
    },
    /// Create requests were never answered and may land after this run.
    Unanswered {
        /// How many.
        requests: usize,
        /// For how long; a run after that makes sure that nothing is left over.
        within: Duration,
    },
    /// A person asked to stop: what is under way is finished.
    Draining {
        /// How many acts are under way.
        running: usize,
    },
}

/// Where what happens is told.
#[derive(Clone, Debug, Default)]
pub struct Events(Option<UnboundedSender<Progress>>);

impl Events {
    /// A stream of events and its other end.
    pub fn channel() -> (Self, UnboundedReceiver<Progress>) {
        let (sender, receiver) = unbounded_channel();
        (Self(Some(sender)), receiver)
    }

    /// Events that nobody listens to.
    pub fn ignored() -> Self {
        Self(None)
    }

    /// Tells one; a listener that has gone is no reason to stop.
    pub(crate) fn tell(&self, progress: Progress) {
        if let Some(sender) = &self.0 {
            let _ = sender.send(progress);
        }
    }
}
