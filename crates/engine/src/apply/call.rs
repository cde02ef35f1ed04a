//! One call on the cloud: made again where an error may pass, and waited for where that takes a while.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ironwright_core::diff::{Attention, against_object};
use ironwright_core::path::{self, Path};
use ironwright_core::plan::adopting::found;
use ironwright_core::state::Observation;
use ironwright_core::{Address, Kind, Map, Value};
use tokio::time::{Instant, sleep};

use crate::cancel::{Cancel, Urgency};
use crate::cloud::{
    Cloud, CloudError, CreateRequest, DeleteRequest, Effect, ErrorClass, Existing, ReadRequest, Readiness,
    UpdateRequest,
};
use crate::progress::{Events, Progress};
use crate::retry::Retry;

/// How long a delete that is under way may go on when a person asks to stop: some clouds answer only when the resource is
/// gone, which takes minutes, and the next run sees how far it is.
const GRACE: Duration = Duration::from_secs(10);

/// A call to be made.
pub(super) struct Call {
    /// The operation.
    pub(super) at: usize,
    /// The journal's number of the step.
    pub(super) number: u64,
    pub(super) doing: Pin<Box<dyn Future<Output = Answer> + Send>>,
}

/// What came of a call.
pub(super) struct Answer {
    /// The operation.
    pub(super) at: usize,
    /// The journal's number of the step.
    pub(super) number: u64,
    /// Whether a create was sent that was never answered, be it that the next one was.
    pub(super) unanswered: bool,
    pub(super) result: Result<Done, CloudError>,
}

/// What was done.
pub(super) enum Done {
    /// It exists; a wait may follow.
    Exists(Existing),
    /// It is ready.
    Ready(Map),
    /// It is gone.
    Deleted(Arc<str>),
}

/// What every call of a step needs.
pub(super) struct Caller {
    pub(super) at: usize,
    pub(super) cloud: Arc<dyn Cloud>,
    pub(super) events: Events,
    pub(super) address: Address,
    pub(super) kind: &'static Kind,
    /// How long a call that fails in passing is made again.
    pub(super) retry: Duration,
    /// How long one is made again that has to wait for something else.
    pub(super) blocked: Duration,
    /// How long to wait until a resource is ready.
    pub(super) wait: Duration,
    pub(super) cancel: Cancel,
}

impl Caller {
    pub(super) fn create(self, number: u64, request: CreateRequest) -> Call {
        let at = self.at;
        let doing = async move {
            let unanswered = AtomicBool::new(false);
            let result = self.persist(|cloud| {
                let (request, unanswered) = (request.clone(), &unanswered);
                async move {
                    let made = cloud.create(&request).await;
                    if made.as_ref().is_err_and(|error| error.effect == Effect::Unknown) {
                        unanswered.store(true, Ordering::Relaxed);
                    }
                    made
                }
            });
            let result = result.await.map(Done::Exists);
            Answer { at, number, unanswered: unanswered.into_inner(), result }
        };
        Call { at, number, doing: Box::pin(doing) }
    }

    pub(super) fn update(self, number: u64, request: UpdateRequest) -> Call {
        Call::of(self.at, number, async move {
            let updated = self.persist(|cloud| {
                let request = request.clone();
                async move { cloud.update(&request).await }
            });
            updated.await.map(Done::Exists)
        })
    }

    pub(super) fn delete(self, number: u64, request: DeleteRequest) -> Call {
        Call::of(self.at, number, async move {
            let deleted = self.persist(|cloud| {
                let request = request.clone();
                async move { cloud.delete(&request).await }
            });
            let mut cancel = self.cancel.clone();
            let grace_is_over = async {
                cancel.beyond(Urgency::GoOn).await;
                sleep(GRACE).await;
            };
            tokio::select! {
                biased;
                deleted = deleted => deleted.map(|()| Done::Deleted(request.id.clone())),
                () = grace_is_over => Err(stopped("delete").with_unknown_effect()),
            }
        })
    }

    /// Reads an existing resource and, where it is not as declared, changes it.
    pub(super) fn adopt(self, number: u64, id: Arc<str>, inputs: Map, ignored: Vec<Path>) -> Call {
        Call::of(self.at, number, async move {
            let adopt = |cloud| adopt(cloud, &self, Arc::clone(&id), inputs.clone(), &ignored);
            self.persist(adopt).await.map(Done::Exists)
        })
    }

    pub(super) fn settle(self, number: u64, resource: ReadRequest) -> Call {
        Call::of(self.at, number, async move {
            let mut cancel = self.cancel.clone();
            // Looking changes nothing: whoever asks to stop waits for no answer.
            tokio::select! {
                biased;
                _ = cancel.beyond(Urgency::GoOn) => Err(stopped("wait")),
                ready = self.until_ready(&resource) => ready.map(Done::Ready),
            }
        })
    }

    /// Makes a call until it answers, fails for good, time is up, or a person asks to stop.
    async fn persist<T, F>(&self, call: impl Fn(Arc<dyn Cloud>) -> F) -> Result<T, CloudError>
    where
        F: Future<Output = Result<T, CloudError>>,
    {
        let retry = Retry {
            events: &self.events,
            address: &self.address,
            passing: self.retry,
            blocked: self.blocked,
            cancel: self.cancel.clone(),
        };
        retry.persist(|| call(Arc::clone(&self.cloud))).await
    }

    async fn until_ready(&self, resource: &ReadRequest) -> Result<Map, CloudError> {
        let began = Instant::now();
        let mut pause = Duration::from_millis(500);
        let mut told = String::new();
        loop {
            match self.persist(|cloud| async move { cloud.settle(self.kind, resource).await }).await? {
                Readiness::Ready(observed) => return Ok(observed),
                Readiness::Waiting(condition) if began.elapsed() + pause > self.wait => {
                    let goal = self.kind.ready_when.unwrap_or("ready");
                    let error = CloudError::new(
                        "wait",
                        "TimedOut",
                        format!("not {goal} after {} s: {condition}", began.elapsed().as_secs()),
                        ErrorClass::Transient,
                    );
                    return Err(
                        error.hint("type the same command again to go on waiting: nothing is made twice")
                    );
                }
                Readiness::Waiting(condition) => {
                    if condition != told {
                        told.clone_from(&condition);
                        let (address, id) = (self.address.clone(), resource.id.to_string());
                        self.events.tell(Progress::Waiting { address, id, condition });
                    }
                    sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(5));
                }
            }
        }
    }
}

impl Call {
    fn of(
        at: usize,
        number: u64,
        doing: impl Future<Output = Result<Done, CloudError>> + Send + 'static,
    ) -> Self {
        let doing = async move { Answer { at, number, unanswered: false, result: doing.await } };
        Self { at, number, doing: Box::pin(doing) }
    }
}

/// What is said of a call that goes on without us.
fn stopped(call: &str) -> CloudError {
    CloudError::new(call, "Stopped", "nobody waits for it any more", ErrorClass::Transient)
}

async fn adopt(
    cloud: Arc<dyn Cloud>,
    caller: &Caller,
    id: Arc<str>,
    mut inputs: Map,
    ignored: &[Path],
) -> Result<Existing, CloudError> {
    let request = ReadRequest { id: Arc::clone(&id), inputs: inputs.clone() };
    let read = cloud.read(caller.kind, &[request]).await?.pop();
    let Some(Observation::Present(observed)) = read else {
        let message = format!("{} {id} does not exist", caller.kind.name);
        let error = CloudError::new("import", "NotFound", message, ErrorClass::NotFound);
        return Err(error.hint("see that the id, the account and the region are right"));
    };
    let (address, kind) = (caller.address.clone(), caller.kind);
    let found = found(kind, &id, observed);
    path::leave(ignored, &mut inputs, &found.observed, &found.inputs);
    let differences = against_object(kind, &inputs, &found, Attention::default());
    if let Some(stuck) = differences.iter().find(|difference| difference.replaces.is_some()) {
        let message = format!("{} {id} is not as declared: {stuck}", kind.name);
        let error = CloudError::new("import", "Immutable", message, ErrorClass::Refused);
        return Err(error.hint("declare it as it is; nothing that is imported is replaced for it"));
    }
    let observed = found.observed;
    if differences.is_empty() {
        return Ok(Existing { id, observed });
    }
    // What is as wanted counts as applied: it leads to the resource, and nothing that was never asked for goes.
    let as_wanted = |(name, value): &(&Arc<str>, &Value)| inputs.get(name) == Some(*value);
    let applied = observed.iter().filter(as_wanted).map(|(name, value)| (Arc::clone(name), value.clone()));
    let applied = applied.collect();
    let ignored = ignored.to_vec();
    cloud.update(&UpdateRequest { address, kind, id, inputs, applied, ignored }).await
}
