//! Cuts: a store and a cloud that give up at a chosen moment, for loops that try every moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ironwright_core::journal::Event;
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::{Kind, State};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, ErrorClass, Existing, LeastTime, ReadRequest, Readiness,
    UpdateRequest,
};
use ironwright_engine::store::{Holder, Journal, MemoryStore, Store, StoreError, View};
use ironwright_rehearsal::{Fault, Rehearsal, Verb};

/// A store whose journal takes some writes, and then no more: the machine has died.
pub struct CutStore {
    inner: MemoryStore,
    left: Arc<AtomicU64>,
}

impl CutStore {
    /// A store that takes so many writes.
    pub fn after(inner: MemoryStore, writes: u64) -> Self {
        Self { inner, left: Arc::new(AtomicU64::new(writes)) }
    }
}

#[async_trait]
impl View for CutStore {
    async fn load(&self) -> Result<State, StoreError> {
        self.inner.load().await
    }
}

#[async_trait]
impl Store for CutStore {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        let (state, inner) = self.inner.begin(holder).await?;
        Ok((state, Box::new(CutJournal { inner, left: Arc::clone(&self.left) })))
    }
}

struct CutJournal {
    inner: Box<dyn Journal>,
    left: Arc<AtomicU64>,
}

#[async_trait]
impl Journal for CutJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        if !take_one(&self.left) {
            let error = std::io::Error::other("the machine has died");
            return Err(StoreError::Io { action: "writing", path: "journal".to_owned(), error });
        }
        self.inner.append(events).await
    }

    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError> {
        self.inner.close(state).await
    }
}

/// What becomes of the call at which a cloud is cut off, and of all after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// It never arrives.
    Request,
    /// The cloud acts, and the answer never arrives.
    Response,
}

/// A cloud that answers some changing calls, and then none.
pub struct CutCloud {
    inner: Arc<dyn Cloud>,
    left: AtomicU64,
    cut: Cut,
    /// The rehearsal on which the call that is cut acts late, and after how long.
    late: Option<(Arc<Rehearsal>, Duration)>,
}

impl CutCloud {
    /// A cloud that answers so many changing calls, less one: the last of them is the one that is cut.
    pub fn after(inner: Arc<dyn Cloud>, calls: u64, cut: Cut) -> Self {
        Self { inner, left: AtomicU64::new(calls), cut, late: None }
    }

    /// A rehearsal that answers so many changing calls, less one: the last of them acts after so long.
    pub fn landing(inner: Arc<Rehearsal>, calls: u64, after: Duration) -> Self {
        let late = Some((Arc::clone(&inner), after));
        Self { late, ..Self::after(inner, calls, Cut::Response) }
    }

    /// Whether this call is answered; the first that is not may still act.
    async fn pass<T>(
        &self,
        verb: Verb,
        call: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let lost = || {
            CloudError::new("any", "Lost", "the connection is lost", ErrorClass::Denied).with_unknown_effect()
        };
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
            Ok(1) if self.cut == Cut::Response => {
                if let Some((rehearsal, after)) = &self.late {
                    rehearsal.fail(Fault::new(verb, "*").times(1).landing_after(*after));
                }
                let _ = call.await;
                Err(lost())
            }
            Ok(0 | 1) | Err(_) => Err(lost()),
            Ok(_) => call.await,
        }
    }
}

fn take_one(left: &AtomicU64) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

#[async_trait]
impl Cloud for CutCloud {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.inner.identity().await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.pass(Verb::Create, self.inner.create(request)).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.inner.find(request).await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.inner.find_all_by_token(kind, requests).await
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.inner.begin_refresh(ahead);
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        self.inner.read(kind, resources).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.pass(Verb::Update, self.inner.update(request)).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.pass(Verb::Delete, self.inner.delete(request)).await
    }

    fn finishes(&self, kind: &'static Kind) -> bool {
        self.inner.finishes(kind)
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        self.inner.least_time(acts)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.inner.settle(kind, resource).await
    }
}
