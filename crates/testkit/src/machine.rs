//! The machine that a run is on: what its store is on, and a wire to the cloud. At a chosen effect of either, it dies:
//! then nothing is written any more, no call is answered, and whoever waits for the run learns that it is over.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ironwright_core::Kind;
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, ErrorClass, Existing, LeastTime, ReadRequest, Readiness,
    UpdateRequest,
};
use ironwright_rehearsal::{Fault, Rehearsal, Verb};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::death::{Fate, Reach};
use crate::disk::{SimulatedDisk, Trouble};
use crate::objects::SimulatedObjects;

/// What the store of a run is on.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Disk(SimulatedDisk),
    Objects(SimulatedObjects),
}

impl Body {
    pub(crate) fn is_dead(&self) -> bool {
        match self {
            Self::Disk(disk) => disk.is_dead(),
            Self::Objects(objects) => objects.is_dead(),
        }
    }

    fn kill(&self) {
        match self {
            Self::Disk(disk) => disk.kill(),
            Self::Objects(objects) => objects.kill(),
        }
    }

    fn kill_at_next(&self) {
        match self {
            Self::Disk(disk) => disk.trouble_at(1, Trouble::Death(0)),
            Self::Objects(objects) => objects.kill_at(1, false),
        }
    }

    /// Until when the process stands still.
    fn still_until(&self) -> Option<Instant> {
        match self {
            Self::Disk(_) => None,
            Self::Objects(objects) => Some(objects.still_until()),
        }
    }
}

/// A machine for one run.
pub(crate) struct Machine {
    cloud: Arc<Rehearsal>,
    body: Body,
    /// The call that something becomes of, the first being 1.
    cut: Option<(u64, Fate)>,
    wire: Mutex<Wire>,
    died: Notify,
}

#[derive(Default)]
struct Wire {
    /// What each call so far may do to the cloud.
    calls: Vec<Reach>,
    /// The machine dies at its next effect, whatever that is.
    last: bool,
}

impl Machine {
    pub(crate) fn new(cloud: Arc<Rehearsal>, body: Body, cut: Option<(u64, Fate)>) -> Self {
        Self { cloud, body, cut, wire: Mutex::default(), died: Notify::new() }
    }

    /// Waits until the machine is dead.
    pub(crate) async fn died(&self) {
        self.died.notified().await;
    }

    /// What each call so far may do to the cloud.
    pub(crate) fn calls(&self) -> Vec<Reach> {
        self.wire().calls.clone()
    }

    fn wire(&self) -> std::sync::MutexGuard<'_, Wire> {
        self.wire.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call, and says which one it is; `None` on a dead machine.
    fn begin(&self, reach: Reach) -> Option<u64> {
        let mut wire = self.wire();
        if wire.last {
            self.body.kill();
        }
        if self.body.is_dead() {
            return None;
        }
        wire.calls.push(reach);
        Some(wire.calls.len() as u64)
    }

    /// The next effect, on the disk or on the wire, is the last.
    fn die_at_next(&self) {
        self.wire().last = true;
        self.body.kill_at_next();
    }

    /// What a dead machine does.
    async fn rest<T>(&self) -> T {
        self.body.kill();
        self.died.notify_one();
        std::future::pending().await
    }

    async fn call<T>(
        &self,
        verb: Verb,
        what: &str,
        call: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let reach = if verb.mutates() { Reach::Changes } else { Reach::Looks };
        self.call_reaching(reach, verb, what, call).await
    }

    async fn call_reaching<T>(
        &self,
        reach: Reach,
        verb: Verb,
        what: &str,
        call: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        if let Some(until) = self.body.still_until() {
            sleep_until(until).await;
        }
        let Some(number) = self.begin(reach) else { return self.rest().await };
        let fate = self.cut.filter(|(at, _)| *at == number).map(|(_, fate)| fate);
        let answer = match fate {
            None => call.await,
            Some(Fate::Unsent) => self.rest().await,
            Some(Fate::Lost) => {
                self.die_at_next();
                Err(lost(verb))
            }
            Some(Fate::Unheard) => {
                let _ = call.await;
                self.die_at_next();
                Err(lost(verb))
            }
            Some(Fate::Received) => {
                let answer = call.await;
                self.die_at_next();
                answer
            }
            Some(Fate::Between) => {
                self.cloud.fail(Fault::new(verb, what).times(1).cut_between());
                let _ = call.await;
                self.rest().await
            }
            Some(Fate::Late(after)) => {
                let late = Fault::new(verb, what).times(1);
                self.cloud.fail(late.landing_after(Duration::from_millis(after)));
                let _ = call.await;
                self.rest().await
            }
        };
        // An answer that comes to a dead machine is none.
        if self.body.is_dead() { self.rest().await } else { answer }
    }
}

/// Nobody can tell from the error whether the request or the answer was lost.
fn lost(verb: Verb) -> CloudError {
    let error = CloudError::new("any", "Lost", "the connection is lost", ErrorClass::Transient);
    if verb.mutates() { error.with_unknown_effect() } else { error }
}

#[async_trait]
impl Cloud for Machine {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.call(Verb::Read, "identity", self.cloud.identity()).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        let in_two = Rehearsal::is_made_in_two(request.kind, &request.inputs);
        let reach = if in_two { Reach::MakesInTwo } else { Reach::Changes };
        self.call_reaching(reach, Verb::Create, request.address.as_str(), self.cloud.create(request)).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.call(Verb::Find, request.address.as_str(), self.cloud.find(request)).await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.call(Verb::Find, kind.name, self.cloud.find_all_by_token(kind, requests)).await
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        self.call(Verb::Read, kind.name, self.cloud.read(kind, resources)).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.call(Verb::Update, request.address.as_str(), self.cloud.update(request)).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.call(Verb::Delete, request.address.as_str(), self.cloud.delete(request)).await
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        self.cloud.least_time(acts)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.call(Verb::Settle, kind.name, self.cloud.settle(kind, resource)).await
    }
}
