//! A cloud whose creates take two calls, as many of AWS's do: the first makes the resource, the second sets what can be
//! changed in place. Around a [`CutCloud`](crate::cut::CutCloud), a connection is cut between the two.

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::kind::Change;
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::{Kind, Map};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Effect, Existing, LeastTime, ReadRequest, Readiness,
    UpdateRequest,
};

/// A cloud that makes first, and sets afterwards what can be set afterwards.
pub struct TwoCallCloud {
    inner: Arc<dyn Cloud>,
}

impl TwoCallCloud {
    /// The same cloud with creates of two calls.
    pub fn new(inner: Arc<dyn Cloud>) -> Self {
        Self { inner }
    }
}

/// The inputs that a resource cannot be made without, or that never change.
fn needed(kind: &Kind, inputs: &Map) -> Map {
    let is_needed =
        |name: &str| kind.input(name).is_none_or(|field| field.required || field.change == Change::Replaces);
    let needed = inputs.iter().filter(|(name, _)| is_needed(name));
    needed.map(|(name, value)| (Arc::clone(name), value.clone())).collect()
}

#[async_trait]
impl Cloud for TwoCallCloud {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.inner.identity().await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        let first = CreateRequest { inputs: needed(request.kind, &request.inputs), ..request.clone() };
        if first.inputs == request.inputs {
            return self.inner.create(request).await;
        }
        let made = match self.inner.create(&first).await {
            Ok(made) => made,
            // There are kinds that are nothing without all of it: those take one call.
            Err(error) if error.effect == Effect::None => return self.inner.create(request).await,
            Err(error) => return Err(error),
        };
        let second = UpdateRequest {
            address: request.address.clone(),
            kind: request.kind,
            id: made.id,
            inputs: request.inputs.clone(),
            applied: first.inputs,
            ignored: Vec::new(),
        };
        // Whatever fails now, the resource exists.
        self.inner.update(&second).await.map_err(CloudError::with_unknown_effect)
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
        self.inner.update(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.inner.delete(request).await
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        self.inner.least_time(acts)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.inner.settle(kind, resource).await
    }
}
