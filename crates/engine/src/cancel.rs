//! Stopping in two stages: finish the calls that are under way, then leave even those. Neither loses anything.

use tokio::sync::watch;

/// How urgently a run is asked to stop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Urgency {
    /// Not at all.
    GoOn,
    /// Nothing new begins and nothing is waited for, neither until a resource is ready nor until a call may be made again;
    /// calls that are under way end.
    Drain,
    /// Nothing is waited for any more: the journal says what was under way, and the next run resolves it.
    Leave,
}

/// Asks a run to stop.
#[derive(Debug)]
pub struct Canceller(watch::Sender<Urgency>);

/// The run's end of a [`Canceller`].
#[derive(Clone, Debug)]
pub struct Cancel(watch::Receiver<Urgency>);

impl Canceller {
    /// A canceller and the run's end of it.
    pub fn new() -> (Self, Cancel) {
        let (sender, receiver) = watch::channel(Urgency::GoOn);
        (Self(sender), Cancel(receiver))
    }

    /// Asks with more urgency: first to drain, then to leave. Returns what is asked now.
    pub fn press(&self) -> Urgency {
        self.0.send_modify(|urgency| {
            *urgency = match urgency {
                Urgency::GoOn => Urgency::Drain,
                Urgency::Drain | Urgency::Leave => Urgency::Leave,
            }
        });
        *self.0.borrow()
    }
}

impl Cancel {
    /// A run that nobody stops.
    pub fn never() -> Self {
        Canceller::new().1
    }

    /// How urgently the run is asked to stop.
    pub fn urgency(&self) -> Urgency {
        *self.0.borrow()
    }

    /// Waits until more is asked than `known`.
    pub(crate) async fn beyond(&mut self, known: Urgency) -> Urgency {
        let asked = self.0.wait_for(|urgency| *urgency > known).await.ok().map(|urgency| *urgency);
        match asked {
            Some(urgency) => urgency,
            // The canceller has gone: nobody will ask any more.
            None => std::future::pending().await,
        }
    }
}
