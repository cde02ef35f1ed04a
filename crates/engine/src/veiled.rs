//! A cloud whose words are heard through a veil: its errors may repeat the secrets that it was told.

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::Kind;
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::veil::Veil;

use crate::cloud::{
    Cloud, CloudError, CreateRequest, DeleteRequest, Existing, LeastTime, ReadRequest, Settling,
    UpdateRequest,
};

/// The cloud, and every secret that it was told.
pub(crate) struct VeiledCloud {
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) veil: Arc<Veil>,
}

#[async_trait]
impl Cloud for VeiledCloud {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.cloud.identity().await.map_err(|error| self.veiled(error))
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.cloud.create(request).await.map_err(|error| self.veiled(error))
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.cloud.find(request).await.map_err(|error| self.veiled(error))
    }

    async fn made_by(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.cloud.made_by(kind, requests).await.map_err(|error| self.veiled(error))
    }

    fn announce(&self, ahead: &[(&'static Kind, usize)]) {
        self.cloud.announce(ahead);
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        self.cloud.read(kind, resources).await.map_err(|error| self.veiled(error))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.cloud.update(request).await.map_err(|error| self.veiled(error))
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.cloud.delete(request).await.map_err(|error| self.veiled(error))
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        self.cloud.least_time(acts)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Settling, CloudError> {
        match self.cloud.settle(kind, resource).await {
            Ok(Settling::Waiting(condition)) => Ok(Settling::Waiting(self.veil.hide(&condition))),
            Ok(ready @ Settling::Ready(_)) => Ok(ready),
            Err(error) => Err(self.veiled(error)),
        }
    }
}

impl VeiledCloud {
    fn veiled(&self, mut error: CloudError) -> CloudError {
        for part in [&mut error.call, &mut error.code, &mut error.message] {
            *part = self.veil.hide(part);
        }
        error.hint = error.hint.map(|hint| self.veil.hide(&hint));
        error
    }
}
