//! What happens, as it happens: the engine's only way out.
//!
//! Beside those who are told, every event goes to `tracing`, where a subscriber of the program may hear it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ironwright_core::plan::Act;
use ironwright_core::{Address, Instance};
use serde::{Serialize, Serializer};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::cloud::CloudError;
use crate::store::Holder;
use crate::traced;

/// One thing that happened.
///
/// As JSON it is an object whose member `event` names it; times are in seconds. `docs/progress.schema.json` describes it.
/// Nothing secret is in it.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Progress {
    /// Somebody holds the lease, and only waiting for a sign of life tells whether they live.
    LeaseWatched {
        /// Who holds it.
        #[serde(serialize_with = "holding")]
        holder: Box<Holder>,
        /// For how long at most, beside the time that a store takes to answer.
        #[serde(rename = "at_most_seconds", serialize_with = "seconds")]
        at_most: Duration,
    },
    /// The lease of somebody who held it is this run's: the other has died, or given it back while it was watched.
    LeaseTaken {
        /// Who held it.
        #[serde(serialize_with = "holding")]
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
        #[serde(rename = "seconds", serialize_with = "seconds")]
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
        #[serde(serialize_with = "word")]
        act: Act,
    },
    /// A call failed in a way that may pass, and is made again.
    Retrying {
        /// The resource.
        address: Address,
        /// Why.
        #[serde(flatten, serialize_with = "call")]
        error: CloudError,
        /// After how long.
        #[serde(rename = "after_seconds", serialize_with = "seconds")]
        after: Duration,
    },
    /// A call has to wait for something else, and is made again until that is over.
    Blocked {
        /// The resource.
        address: Address,
        /// What it waits for, as the cloud says it.
        #[serde(flatten, serialize_with = "call")]
        error: CloudError,
        /// For how long it is waited for, all in all.
        #[serde(rename = "within_seconds", serialize_with = "seconds")]
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
        #[serde(serialize_with = "word")]
        act: Act,
        /// The physical id, of what was made or deleted.
        id: Option<String>,
        /// How long it took, by the clock that waits go by: one that jumps over them is ahead of everybody else's.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        took: Duration,
    },
    /// How long the rest will take, as far as earlier runs have taught.
    Remaining {
        /// The longer of what the longest path and what all the work still need.
        #[serde(rename = "estimated_seconds", serialize_with = "seconds")]
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
        #[serde(serialize_with = "word")]
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
        #[serde(serialize_with = "word")]
        act: Act,
    },
    /// An act was not tried, because another failed.
    Skipped {
        /// The resource.
        address: Address,
        /// What would have been done.
        #[serde(serialize_with = "word")]
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
        #[serde(flatten, serialize_with = "call")]
        error: CloudError,
    },
    /// Create requests were never answered and may land after this run.
    Unanswered {
        /// How many.
        requests: usize,
        /// For how long; a run after that makes sure that nothing is left over.
        #[serde(rename = "within_seconds", serialize_with = "seconds")]
        within: Duration,
    },
    /// A person asked to stop: what is under way is finished.
    Draining {
        /// How many acts are under way.
        running: usize,
    },
}

impl Progress {
    /// The same as it is told of one of several stacks: addresses name it.
    #[must_use]
    fn in_stack(mut self, stack: &str) -> Self {
        let name = |address: &mut Address| {
            if let Ok(named) = address.in_stack(stack) {
                *address = named;
            }
        };
        match &mut self {
            Self::Recovered { address, .. }
            | Self::Started { address, .. }
            | Self::Retrying { address, .. }
            | Self::Blocked { address, .. }
            | Self::Waiting { address, .. }
            | Self::Finished { address, .. }
            | Self::Unneeded { address }
            | Self::Failed { address, .. }
            | Self::GivenUp { address, .. }
            | Self::Swept { address, .. }
            | Self::NotSwept { address, .. } => name(address),
            Self::Skipped { address, because, .. } => {
                name(address);
                name(because);
            }
            Self::LeaseWatched { .. }
            | Self::LeaseTaken { .. }
            | Self::Refreshing { .. }
            | Self::Refreshed { .. }
            | Self::Applying { .. }
            | Self::Remaining { .. }
            | Self::Unanswered { .. }
            | Self::Draining { .. } => {}
        }
        self
    }
}

/// One thing that happened: the how-manieth of all that were told, and in which run of which stack.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Told {
    /// Counts from 1 all that one [`Events`] has told: whoever misses one knows that it does.
    pub sequence: u64,
    /// The instance of the stack, `web` or `web@prod`; none where a store tells of its lease before a run has begun.
    pub stack: Option<Arc<str>>,
    /// The run, as the journal calls it; none for a preview.
    pub run: Option<Arc<str>>,
    /// What happened.
    #[serde(flatten)]
    pub progress: Progress,
}

/// Where what happens is told: to nobody, or to any number of observers.
#[derive(Clone, Default)]
pub struct Events {
    observers: Vec<Observer>,
    /// How many were told. It is held while one is told, so that all hear all in one order.
    sequence: Arc<Mutex<u64>>,
    stack: Option<Arc<str>>,
    run: Option<Arc<str>>,
    /// The stack, where those of several are told to one listener.
    among: Option<Arc<str>>,
}

type Observer = Arc<dyn Fn(&Told) + Send + Sync>;

impl Events {
    /// A stream of events and its other end.
    pub fn channel() -> (Self, UnboundedReceiver<Progress>) {
        let (sender, receiver) = unbounded_channel();
        // A listener that has gone is no reason to stop.
        let send = move |told: &Told| drop(sender.send(told.progress.clone()));
        (Self::to(send), receiver)
    }

    /// Events that are told to an observer, with the stack and the run that they are of. It is called where it happens, so
    /// it is to be quick: it hands on, and works elsewhere.
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use std::sync::Arc;
    ///
    /// use ironwright::engine::Events;
    ///
    /// let (log, screen) = (Arc::new(Mutex::new(Vec::new())), Events::channel());
    /// let lines = Arc::clone(&log);
    /// let log_events = Events::to(move |told| {
    ///     if let (Ok(mut lines), Ok(line)) = (lines.lock(), serde_json::to_string(told)) {
    ///         lines.push(line);
    ///     }
    /// });
    /// let both = screen.0.and(log_events);
    /// # let _ = both;
    /// ```
    pub fn to(observer: impl Fn(&Told) + Send + Sync + 'static) -> Self {
        Self { observers: vec![Arc::new(observer)], ..Self::default() }
    }

    /// Events that are told to the observers of both.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.observers.extend(others.observers);
        self
    }

    /// Events that nobody listens to.
    pub fn ignored() -> Self {
        Self::default()
    }

    /// The same listener, told of one of several stacks: each address names its stack, `network:ec2.Vpc.main`.
    #[must_use]
    pub fn of_stack(&self, stack: &str) -> Self {
        Self { among: Some(stack.into()), ..self.clone() }
    }

    /// The same events, of a stack and perhaps of a run of it.
    pub(crate) fn of(&self, instance: &Instance, run: Option<&str>) -> Self {
        Self { stack: Some(instance.to_string().into()), run: run.map(Arc::from), ..self.clone() }
    }

    /// Tells one.
    pub(crate) fn tell(&self, progress: Progress) {
        traced::progress(self.stack.as_deref(), self.run.as_deref(), &progress);
        if self.observers.is_empty() {
            return;
        }
        let progress = match (&self.among, progress) {
            // What is left of one stack says nothing of the whole.
            (Some(_), Progress::Remaining { .. }) => return,
            (Some(stack), progress) => progress.in_stack(stack),
            (None, progress) => progress,
        };
        let mut sequence = self.sequence.lock().unwrap_or_else(PoisonError::into_inner);
        *sequence += 1;
        let told = Told { sequence: *sequence, stack: self.stack.clone(), run: self.run.clone(), progress };
        for observer in &self.observers {
            // Whoever listens to a run does not end it.
            let _ = catch_unwind(AssertUnwindSafe(|| observer(&told)));
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({} observers)", self.observers.len())
    }
}

fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

fn word<S: Serializer>(act: &Act, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(act.as_str())
}

fn holding<S: Serializer>(holder: &Holder, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Form<'a> {
        run: &'a str,
        verb: &'a str,
        user: &'a str,
        host: &'a str,
        process: u32,
        since: u64,
    }
    let Holder { run, verb, user, host, pid, since } = holder;
    Form { run, verb, user, host, process: *pid, since: *since }.serialize(serializer)
}

fn call<S: Serializer>(error: &CloudError, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Form<'a> {
        call: &'a str,
        code: &'a str,
        message: &'a str,
    }
    Form { call: &error.call, code: &error.code, message: &error.message }.serialize(serializer)
}
