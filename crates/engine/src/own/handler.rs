//! What a handler does for the one kind that is its own.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ironwright_core::KindRef;
use ironwright_core::state::Observation;

use crate::cloud::{
    CloudError, CreateRequest, DeleteRequest, Existing, ReadRequest, Readiness, UpdateRequest,
};

/// How resources of one kind are found, made, read, changed and deleted, outside of every cloud that Ironwright knows.
///
/// The engine calls it as it calls a cloud: it writes down what it is about to do, calls, and writes down what came of it.
/// A call may be made again, also by the next run after this one was killed in the middle of it. So each call compares with
/// what is there, does what is missing, and returns what is there then, by the names of the kind's inputs and outputs.
///
/// An error is a [`CloudError`]: its [class](crate::cloud::ErrorClass) decides whether the call is made again. A handler that
/// panics, does not answer within its [limit](Handler::call_limit), or answers what its kind does not describe fails its own
/// step; everything else goes on, and the next run finds out what was done.
///
/// A handler must not block its thread: what else is under way shares it.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// The kind that it handles.
    fn kind(&self) -> KindRef;

    /// Who answers for the kind where nothing is to be done for real.
    fn on_rehearsal(&self) -> OnRehearsal;

    /// How long a call may take until it counts as unanswered: a minute, unless the handler says otherwise. What takes longer
    /// by its nature is waited for with [`ready`](Handler::ready), which is called again and again.
    fn call_limit(&self) -> Duration {
        Duration::from_mins(1)
    }

    /// Looks for what a create request has made, be it in a run that was killed before it heard of it. It changes nothing.
    ///
    /// Only what this very request has made counts: it carries the request's token, or nobody else could have made it.
    /// Something that merely has the same name may be somebody else's, and what is found may be deleted.
    ///
    /// # Errors
    /// When it cannot look.
    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError>;

    /// Makes the resource. It was looked for with [`find`](Handler::find) immediately before.
    ///
    /// # Errors
    /// Why it was not made; [`CloudError::with_unknown_effect`] says that it may have been.
    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError>;

    /// Reads the resource; one that is not there is [gone](Observation::Gone), and no error.
    ///
    /// # Errors
    /// When it cannot read.
    async fn read(&self, resource: &ReadRequest) -> Result<Observation, CloudError>;

    /// Changes the resource in place so that it is as wanted. Its physical id stays the same.
    ///
    /// # Errors
    /// Why it was not changed, or not wholly.
    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError>;

    /// Deletes the resource; one that is not there any more is deleted.
    ///
    /// # Errors
    /// Why it is still there.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError>;

    /// Looks once whether the resource is ready after a create or update. It is called, with pauses, of a kind that says
    /// `ready_when`, until it is ready or the time that its declaration gives it is up; what depends on it waits too.
    ///
    /// # Errors
    /// When it cannot look, or the resource will never be ready as it was asked for.
    async fn ready(&self, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        match self.read(resource).await? {
            Observation::Present(observed) => Ok(Readiness::Ready(observed)),
            Observation::Gone => Ok(Readiness::Waiting("it is not there".to_owned())),
        }
    }

    /// Everything that a create request has made, by physical id, when it went unanswered and was sent again: one that
    /// arrives late makes a second one. Unless the handler says otherwise, it is what [`find`](Handler::find) finds.
    ///
    /// # Errors
    /// When it cannot look.
    async fn find_all(&self, request: &CreateRequest) -> Result<Vec<Arc<str>>, CloudError> {
        Ok(self.find(request).await?.map(|existing| existing.id).into_iter().collect())
    }
}

/// Who answers for a kind of one's own on the rehearsal cloud.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnRehearsal {
    /// The rehearsal cloud plays the kind from its description, and the handler is never called: nothing is done for real.
    Played,
    /// The handler, as on every other cloud: for what is no more real than the rehearsal itself. Time passes as it does on a
    /// clock then.
    Handled,
}
