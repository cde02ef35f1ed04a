//! A cloud whose words are redacted, and whose panics are errors: what it says may repeat the secrets that it was told,
//! and a mistake in one handler is not to end the run.

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::Kind;
use ironwright_core::plan::Act;
use ironwright_core::redactor::Redactor;
use ironwright_core::state::{CloudIdentity, Observation};

use crate::cloud::{
    Cloud, CloudError, CreateRequest, DeleteRequest, Effect, ErrorClass, Existing, LeastTime, ReadRequest,
    Readiness, UpdateRequest,
};
use crate::tasks::{Panicked, caught};

/// The cloud, and every secret that it was told.
pub(crate) struct RedactingCloud {
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) redactor: Arc<Redactor>,
}

#[async_trait]
impl Cloud for RedactingCloud {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.heard("identity", Effect::None, self.cloud.identity()).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.heard("create", Effect::Unknown, self.cloud.create(request)).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.heard("find", Effect::None, self.cloud.find(request)).await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.heard("find", Effect::None, self.cloud.find_all_by_token(kind, requests)).await
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.cloud.begin_refresh(ahead);
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

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        Ok(match self.heard("settle", Effect::None, self.cloud.settle(kind, resource)).await? {
            Readiness::Waiting(condition) => Readiness::Waiting(self.redactor.hide(&condition)),
            ready @ Readiness::Ready(_) => ready,
        })
    }
}

/// What a person can do about a handler that panics.
const DEFECT: &str =
    "this is a defect of the handler of that kind, not of your program: please report it with this line";

impl RedactingCloud {
    /// The answer to a call; `effect` is what may have happened when it panics.
    async fn heard<T>(
        &self,
        call: &str,
        effect: Effect,
        answer: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let answer = caught(answer)
            .await
            .unwrap_or_else(|panicked| Err(of_panic(call, effect, &panicked, &self.redactor)));
        answer.map_err(|error| self.redacted(error))
    }

    fn redacted(&self, mut error: CloudError) -> CloudError {
        for part in [&mut error.call, &mut error.code, &mut error.message] {
            *part = self.redactor.hide(part);
        }
        error.hint = error.hint.map(|hint| self.redactor.hide(&hint));
        error
    }
}

/// The error of a call that panicked. It is not made again: it would panic again.
pub(crate) fn of_panic(call: &str, effect: Effect, panicked: &Panicked, redactor: &Redactor) -> CloudError {
    let message = format!("the handler panicked: {}", panicked.message(redactor));
    let error = CloudError::new(call, "Panicked", message, ErrorClass::Refused);
    CloudError { effect, ..error }.hint(DEFECT)
}
