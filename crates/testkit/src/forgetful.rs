//! Forgetting: a cloud that for a while does not show what exists, as clouds of many machines do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ironwright_core::Kind;
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Existing, LeastTime, ReadRequest, Readiness, UpdateRequest,
};
use tokio::time::Instant;

/// A cloud that does not show the first of what it is asked for, so many times.
pub struct ForgetfulCloud {
    cloud: Arc<dyn Cloud>,
    misses: AtomicUsize,
    /// When it was asked, and for how many resources.
    asked: Mutex<Vec<(Instant, usize)>>,
}

impl ForgetfulCloud {
    /// A cloud that misses so many times.
    pub fn new(cloud: Arc<dyn Cloud>, misses: usize) -> Self {
        Self { cloud, misses: AtomicUsize::new(misses), asked: Mutex::default() }
    }

    /// When it was read, and for how many resources.
    pub fn asked(&self) -> Vec<(Instant, usize)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Cloud for ForgetfulCloud {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.cloud.identity().await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.cloud.create(request).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.cloud.find(request).await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.cloud.find_all_by_token(kind, requests).await
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.cloud.begin_refresh(ahead);
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        let asked = (Instant::now(), resources.len());
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        let mut found = self.cloud.read(kind, resources).await?;
        let one_less = |left: usize| left.checked_sub(1);
        if self.misses.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() {
            found[..1].fill(Observation::Gone);
        }
        Ok(found)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.cloud.update(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.cloud.delete(request).await
    }

    fn finishes(&self, kind: &'static Kind) -> bool {
        self.cloud.finishes(kind)
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        self.cloud.least_time(acts)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.cloud.settle(kind, resource).await
    }
}
