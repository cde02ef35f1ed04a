//! What the engine acts on: a cloud, behind one trait, with data between.
//!
//! Every function is safe to run twice. Each compares with what is there and returns what is there: observed beats
//! remembered. Waiting is a phase of its own, so that a physical id is journaled before the wait for it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ironwright_core::path::{self, Path};
use ironwright_core::plan::Act;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::{Address, Kind, Map};

/// A cloud: a real one, or a rehearsal of it.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// Which cloud, account and region this is.
    ///
    /// # Errors
    /// When that cannot be found out, for want of credentials or a network.
    async fn identity(&self) -> Result<CloudIdentity, CloudError>;

    /// Makes a resource, or finds the one that the same request made before.
    ///
    /// # Errors
    /// Why it was not made; with [`Effect::Unknown`] it may have been.
    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError>;

    /// Looks for the resource that a create request may have made. It changes nothing: nobody may have said yes yet.
    ///
    /// # Errors
    /// When it cannot look.
    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError>;

    /// Everything that create requests of one kind have made, by physical id; the answer has one list for each request. A
    /// request that was sent twice may have made two. What has gone since may be among it, and what does not carry the
    /// request's token never is: nobody could tell whose it is.
    ///
    /// # Errors
    /// When it cannot look.
    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError>;

    /// Is told of a refresh that is about to read so many resources of each kind, so that what the kinds have in common
    /// can be read once for all of them; and with nothing ahead when it has ended, well or not.
    fn begin_refresh(&self, _ahead: &[(&'static Kind, usize)]) {}

    /// Reads resources of one kind by their physical ids; the answer has one observation for each.
    ///
    /// # Errors
    /// When it cannot read; a resource that is not there is no error.
    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError>;

    /// Changes a resource in place so that it is as wanted.
    ///
    /// # Errors
    /// Why it was not changed, or not wholly.
    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError>;

    /// Deletes a resource; one that is not there any more is deleted.
    ///
    /// # Errors
    /// Why it is still there.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError>;

    /// Whether a create of this kind goes on after the resource exists, so that one which was interrupted is to be finished:
    /// by [`settle`](Self::settle), since nothing is changed while a run only looks.
    fn finishes(&self, _kind: &'static Kind) -> bool {
        false
    }

    /// The least time that acts take because the cloud limits how often it is called; `None` when nothing is known of
    /// such limits, or they let all of it through at once. It is calculated: nothing is asked for it.
    fn least_time(&self, _acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        None
    }

    /// Looks once whether a resource is ready after a create or update that asked for these inputs.
    ///
    /// # Errors
    /// When it cannot look, or the resource has become something that will never be ready as it was asked for.
    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError>;
}

/// How long something takes at least, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct LeastTime {
    /// How long.
    pub time: Duration,
    /// The limit: `net:CreateGateway: 60 calls, 10 at once, then 1 a second`.
    pub because: String,
}

/// What is to be made.
#[derive(Clone)]
pub struct CreateRequest {
    /// The instance of the stack, `web` or `web@prod`, for tags: an address says nothing of it.
    pub stack: String,
    /// The resource's address, for tags and messages.
    pub address: Address,
    /// Its kind.
    pub kind: &'static Kind,
    /// Its inputs, complete and known, secrets revealed.
    pub inputs: Map,
    /// Names the request: the same one again makes nothing new.
    pub token: String,
}

/// What is to be changed.
#[derive(Clone)]
pub struct UpdateRequest {
    /// The resource's address, for messages.
    pub address: Address,
    /// Its kind.
    pub kind: &'static Kind,
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// The inputs it is to have, complete and known, secrets revealed.
    pub inputs: Map,
    /// The inputs that were applied last.
    pub applied: Map,
    /// Places among the inputs that others decide on: what is there when the call is made stays, whatever the inputs say.
    pub ignored: Vec<Path>,
}

impl UpdateRequest {
    /// The inputs that the resource is to have, now that it was read: with what others decide on as it is.
    pub fn inputs_beside(&self, observed: &Map) -> Map {
        let mut inputs = self.inputs.clone();
        path::leave(&self.ignored, &mut inputs, observed, &self.applied);
        inputs
    }
}

/// What is to be read.
#[derive(Clone)]
pub struct ReadRequest {
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// The inputs that were applied last: composite ids and options that the cloud does not keep.
    pub inputs: Map,
}

/// What is to be deleted.
#[derive(Clone)]
pub struct DeleteRequest {
    /// The resource's address, for messages.
    pub address: Address,
    /// Its kind.
    pub kind: &'static Kind,
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// The inputs that were applied last.
    pub inputs: Map,
}

/// A resource that is there.
#[derive(Clone, PartialEq)]
pub struct Existing {
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// What it is like: inputs as the cloud keeps them, and outputs.
    pub observed: Map,
}

/// How far a resource has come.
#[derive(Clone, PartialEq)]
pub enum Readiness {
    /// Ready, and what it is like now.
    Ready(Map),
    /// Not ready: what is being waited for, "2 of 4 tasks are running".
    Waiting(String),
}

/// Why a cloud did not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{call}: {code}: {message}")]
pub struct CloudError {
    /// The call, as the cloud names it: service and action.
    pub call: String,
    /// The cloud's own code, `DependencyViolation`.
    pub code: String,
    /// What the cloud said.
    pub message: String,
    /// How the engine reacts to it.
    pub class: ErrorClass,
    /// Whether anything has happened.
    pub effect: Effect,
    /// What a person can do.
    pub hint: Option<String>,
}

/// How the engine reacts to an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorClass {
    /// Asking again later may help: throttling, a connection that broke.
    Transient,
    /// Something else comes first: what is to go is still in use, or what it needs is not ready yet. That may take many
    /// minutes, and nothing has been done.
    Blocked,
    /// The request is not acceptable.
    Refused,
    /// Credentials are missing, expired or not enough.
    Denied,
    /// The resource is not there.
    NotFound,
    /// The name or place is taken by something that is not ours.
    Conflict,
}

/// Whether a failed call has acted all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// It has not.
    None,
    /// Nobody knows: the answer was lost.
    Unknown,
}

impl CloudError {
    /// An error that has changed nothing.
    pub fn new(
        call: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
        class: ErrorClass,
    ) -> Self {
        let (call, code, message) = (call.into(), code.into(), message.into());
        Self { call, code, message, class, effect: Effect::None, hint: None }
    }

    /// The same error, of which nobody knows whether the call has acted.
    pub fn with_unknown_effect(mut self) -> Self {
        self.effect = Effect::Unknown;
        self
    }

    /// Whether the same call may succeed later.
    pub fn may_pass(&self) -> bool {
        match self.class {
            ErrorClass::Transient | ErrorClass::Blocked => true,
            ErrorClass::Refused | ErrorClass::Denied | ErrorClass::NotFound | ErrorClass::Conflict => false,
        }
    }

    /// Adds what a person can do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What a person reads of a class.
impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Transient => "may pass",
            Self::Blocked => "has to wait",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::NotFound => "not found",
            Self::Conflict => "taken",
        })
    }
}
