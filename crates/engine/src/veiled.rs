//! A cloud whose words are redacted, and whose panics are errors: what it says may repeat the secrets that it was told,
//! and a mistake in one handler is not to end the run.

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::Kind;
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::veil::Veil;

use crate::cloud::{
    Cloud, CloudError, CreateRequest, DeleteRequest, Effect, ErrorClass, Existing, LeastTime, ReadRequest,
    Settling, UpdateRequest,
};
use crate::tasks::{Panicked, caught};

/// The cloud, and every secret that it was told.
pub(crate) struct VeiledCloud {
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) veil: Arc<Veil>,
}

#[async_trait]
impl Cloud for VeiledCloud {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.heard("identity", Effect::None, self.cloud.identity()).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.heard("create", Effect::Unknown, self.cloud.create(request)).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.heard("find", Effect::None, self.cloud.find(request)).await
    }

    async fn made_by(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.heard("find", Effect::None, self.cloud.made_by(kind, requests)).await
    }

    fn announce(&self, ahead: &[(&'static Kind, usize)]) {
        self.cloud.announce(ahead);
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        let found = self.heard("read", Effect::None, self.cloud.read(kind, resources)).await?;
        if found.len() == resources.len() {
            return Ok(found);
        }
        // What is paired with the wrong answer would pass for changed, or for gone.
        let message =
            format!("{} of kind {} were asked for, and {} answered", resources.len(), kind.name, found.len());
        Err(CloudError::new("read", "Incomplete", message, ErrorClass::Refused).hint(DEFECT))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.heard("update", Effect::Unknown, self.cloud.update(request)).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.heard("delete", Effect::Unknown, self.cloud.delete(request)).await
    }

    fn finishes(&self, kind: &'static Kind) -> bool {
        self.cloud.finishes(kind)
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        self.cloud.least_time(acts)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Settling, CloudError> {
        Ok(match self.heard("settle", Effect::None, self.cloud.settle(kind, resource)).await? {
            Settling::Waiting(condition) => Settling::Waiting(self.veil.hide(&condition)),
            ready @ Settling::Ready(_) => ready,
        })
    }
}

/// What a person can do about a handler that panics.
const DEFECT: &str =
    "this is a defect of the handler of that kind, not of your program: please report it with this line";

impl VeiledCloud {
    /// The answer to a call; `effect` is what may have happened when it panics.
    async fn heard<T>(
        &self,
        call: &str,
        effect: Effect,
        answer: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let answer = caught(answer)
            .await
            .unwrap_or_else(|panicked| Err(of_panic(call, effect, &panicked, &self.veil)));
        answer.map_err(|error| self.veiled(error))
    }

    fn veiled(&self, mut error: CloudError) -> CloudError {
        for part in [&mut error.call, &mut error.code, &mut error.message] {
            *part = self.veil.hide(part);
        }
        error.hint = error.hint.map(|hint| self.veil.hide(&hint));
        error
    }
}

/// The error of a call that panicked. It is not made again: it would panic again.
pub(crate) fn of_panic(call: &str, effect: Effect, panicked: &Panicked, veil: &Veil) -> CloudError {
    let message = format!("the handler panicked: {}", panicked.message(veil));
    let error = CloudError::new(call, "Panicked", message, ErrorClass::Refused);
    CloudError { effect, ..error }.hint(DEFECT)
}
