//! AWS as a cloud: what is alike for all kinds, so that a handler is left with what is particular to its own.
//!
//! Nothing is made twice: a create whose answer was lost is looked for before it is sent again, and a name that is
//! taken is ours only when the tag with this request's token says so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ironwright_core::plan::Act;
use ironwright_core::stack::Location;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::{Kind, Map};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Effect, ErrorClass, Existing, LeastTime, ReadRequest,
    Readiness, UpdateRequest,
};
use tokio::time::{Instant, sleep};

use crate::call::Calls;
use crate::call::error::unless_missing;
use crate::clients::{Clients, Connection as _, Options};
use crate::handler::{Change, Handler, Made, Verb, explained};
use crate::registry::handler;

/// How long after a request was sent what it made is looked for before it is made anew. What turns up later than that is
/// found and cleared away by the engine's sweep, so that nobody waits for the worst case.
const LANDING: Duration = Duration::from_millis(1500);
/// How long what AWS has acknowledged may be missing where it is read.
const SHOWING: Duration = Duration::from_mins(1);
/// How long what is deleted may take to be gone.
const LEAVING: Duration = Duration::from_mins(15);

/// Amazon Web Services: one account and region, as one identity.
pub struct Live {
    clients: Clients,
    /// How long what was asked for may take to show.
    late_create_window: Duration,
    /// Requests whose answer was lost, and when.
    doubts: Mutex<HashMap<String, Instant>>,
    /// What an earlier process has asked for, it asked before this.
    opened: Instant,
}

impl Live {
    /// Finds credentials and region, and asks AWS whose they are.
    ///
    /// # Errors
    /// When one of them is missing or not accepted: a sentence each, with what to do.
    pub async fn connect(options: &Options) -> Result<Self, CloudError> {
        let clients = Clients::connect(options).await?;
        let late_create_window = options.late_create_window.unwrap_or(LANDING);
        Ok(Self::new(clients, late_create_window))
    }

    fn new(clients: Clients, late_create_window: Duration) -> Self {
        Self { clients, late_create_window, doubts: Mutex::default(), opened: Instant::now() }
    }

    /// Who acts, `arn:aws:sts::123456789012:assumed-role/deploy/ironwright`.
    pub fn caller(&self) -> &str {
        &self.clients.place.caller
    }

    /// The account and region.
    pub fn location(&self) -> Location {
        self.clients.place.identity().location
    }

    /// The calls of a kind's handler for a verb, with the handler.
    fn acting(
        &self,
        kind: &'static Kind,
        verb: Verb,
    ) -> Result<(&'static dyn Handler, Calls<'_>), CloudError> {
        let handler = handler(kind).ok_or_else(|| {
            let message = format!("{} cannot be had on AWS yet: it can only be rehearsed", kind.name);
            CloudError::new(kind.name, "NotYet", message, ErrorClass::Refused)
        })?;
        Ok((handler, Calls::new(&self.clients, handler, verb)))
    }

    fn doubts(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.doubts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for what a request has made until it can no longer turn up.
    async fn look_for(&self, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let (handler, calls) = self.acting(request.kind, Verb::Find)?;
        let asked = self.doubts().get(&request.token).copied().unwrap_or(self.opened);
        let mut pause = Duration::from_millis(500);
        loop {
            let found = handler.find(&calls, request).await?;
            if found.is_some() || asked.elapsed() > self.late_create_window {
                return Ok(found);
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    /// Makes a resource, or finds that it is made already.
    async fn make(&self, request: &CreateRequest) -> Result<Made, CloudError> {
        let in_doubt = self.doubts().contains_key(&request.token);
        if in_doubt && let Some(id) = self.look_for(request).await? {
            return Ok(Made { id, observed: None });
        }
        let (handler, calls) = self.acting(request.kind, Verb::Create)?;
        let error = match handler.create(&calls, request).await {
            Ok(made) => {
                calls.made_something();
                return Ok(made);
            }
            Err(error) => error,
        };
        if error.class == ErrorClass::Conflict {
            let (_, calls) = self.acting(request.kind, Verb::Find)?;
            if handler.has_ownership_tag() {
                if let Some(id) = handler.find(&calls, request).await? {
                    return Ok(Made { id, observed: None });
                }
                return Err(error.hint(
                    "it is not this stack's: choose another name or place, or take it over with `.import(…)`",
                ));
            }
            return Err(error.hint(
                "nothing on it says that it is not this stack's own: if a resource here has only got another name, say \
                 `.renamed_from(…)`; if it is somebody else's, choose another place, or take it over with `.import(…)`",
            ));
        }
        Err(error)
    }

    /// Reads what was just made, which AWS may not show at once.
    async fn read_made(&self, kind: &'static Kind, id: &Arc<str>, inputs: &Map) -> Result<Map, CloudError> {
        let (handler, calls) = self.acting(kind, Verb::Read)?;
        let began = Instant::now();
        let mut pause = Duration::from_millis(200);
        loop {
            let request = ReadRequest { id: Arc::clone(id), inputs: inputs.clone() };
            if let Some(Observation::Present(observed)) = handler.read(&calls, &[request]).await?.pop() {
                return Ok(observed);
            }
            if began.elapsed() + pause > SHOWING {
                let made = if kind.adopted { "was to be adopted" } else { "was made" };
                let message = format!("{} {id} {made}, and AWS does not show it", kind.name);
                return Err(CloudError::new("read", "NotShown", message, ErrorClass::Transient));
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    /// Says with the refusal of a delete what holds the resource, where its kind can tell.
    async fn explain(&self, refusal: CloudError, request: &DeleteRequest) -> CloudError {
        match self.acting(request.kind, Verb::Explain) {
            Ok((handler, calls)) if !handler.actions(Verb::Explain).is_empty() => {
                explained(refusal, handler.blockers(&calls, request).await)
            }
            _ => refusal,
        }
    }

    /// Takes out what AWS has put into something new unasked.
    async fn remove_defaults(&self, kind: &'static Kind, id: &str) -> Result<(), CloudError> {
        let (handler, calls) = self.acting(kind, Verb::Create)?;
        handler.remove_defaults(&calls, id).await
    }

    /// Reads what a create's answer left out, and sets what the call could not.
    async fn complete(&self, made: Made, request: &CreateRequest) -> Result<Existing, CloudError> {
        let kind = request.kind;
        let Made { id, observed } = made;
        self.remove_defaults(kind, &id).await?;
        let observed = match observed {
            Some(observed) => observed,
            None => self.read_made(kind, &id, &request.inputs).await?,
        };
        // What AWS keeps to itself was told to it with the create.
        let kept = |name: &str| kind.input(name).is_some_and(|field| field.write_only || field.secret);
        let applied = request.inputs.iter().filter(|(name, _)| kept(name));
        let applied = applied.map(|(name, value)| (Arc::clone(name), value.clone())).collect();
        let change = Change::new(kind, &id, &request.inputs, applied, &observed);
        if change.is_empty() {
            return Ok(Existing { id, observed });
        }
        let (handler, calls) = self.acting(kind, Verb::Update)?;
        let observed = handler.update(&calls, &change).await?;
        Ok(Existing { id, observed })
    }
}

#[async_trait]
impl Cloud for Live {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        Ok(self.clients.place.identity())
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.clients.services.forget();
        let in_doubt = self.doubts().contains_key(&request.token);
        let created = match self.make(request).await {
            // Whatever fails now, the resource exists.
            Ok(made) => self.complete(made, request).await.map_err(CloudError::with_unknown_effect),
            // A request that was sent before and never answered may still land.
            Err(error) if in_doubt => Err(error.with_unknown_effect()),
            Err(error) => Err(error),
        };
        match &created {
            Err(error) if error.effect == Effect::Unknown => {
                self.doubts().entry(request.token.clone()).or_insert_with(Instant::now);
            }
            Ok(_) | Err(_) => drop(self.doubts().remove(&request.token)),
        }
        created
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        let Some(id) = self.look_for(request).await? else { return Ok(None) };
        let observed = self.read_made(request.kind, &id, &request.inputs).await?;
        Ok(Some(Existing { id, observed }))
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        let (handler, calls) = self.acting(kind, Verb::Sweep)?;
        handler.find_all_by_token(&calls, requests).await
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.clients.services.begin_refresh(ahead);
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        let (handler, calls) = self.acting(kind, Verb::Read)?;
        handler.read(&calls.reading(resources.len()), resources).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.clients.services.forget();
        let UpdateRequest { kind, id, applied, .. } = request;
        let (handler, calls) = self.acting(kind, Verb::Read)?;
        let read = ReadRequest { id: Arc::clone(id), inputs: applied.clone() };
        let Some(Observation::Present(observed)) = handler.read(&calls, &[read]).await?.pop() else {
            let message = format!("{} {id} does not exist any more", kind.name);
            return Err(CloudError::new("read", "NotFound", message, ErrorClass::NotFound));
        };
        let inputs = request.inputs_beside(&observed);
        let change = Change::new(kind, id, &inputs, applied.clone(), &observed);
        if change.is_empty() {
            return Ok(Existing { id: Arc::clone(id), observed });
        }
        let (_, calls) = self.acting(kind, Verb::Update)?;
        let observed = handler.update(&calls, &change).await?;
        Ok(Existing { id: Arc::clone(id), observed })
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.clients.services.forget();
        let (handler, calls) = self.acting(request.kind, Verb::Delete)?;
        match unless_missing(handler.delete(&calls, request).await) {
            Err(error) if is_in_use(handler, &error) => return Err(self.explain(error, request).await),
            deleted => drop(deleted?),
        }
        let began = Instant::now();
        let mut pause = Duration::from_millis(500);
        while let Some(condition) =
            unless_missing(handler.deletion_progress(&calls, &request.id).await)?.flatten()
        {
            if began.elapsed() + pause > LEAVING {
                let waited = began.elapsed().as_secs();
                let message = format!("{} is not gone after {waited} s: {condition}", request.id);
                let error = CloudError::new("wait", "TimedOut", message, ErrorClass::Transient);
                return Err(error.hint("type the same command again to go on waiting"));
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
        Ok(())
    }

    fn finishes(&self, kind: &'static Kind) -> bool {
        handler(kind).is_some_and(Handler::has_defaults)
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (&'static Kind, Act)>) -> Option<LeastTime> {
        let calls = acts.filter_map(|(kind, act)| {
            let handler = handler(kind)?;
            match act {
                Act::Create => handler.actions(Verb::Create).first().copied(),
                Act::Delete(_) => handler.actions(Verb::Delete).first().copied(),
                // Which of its calls an update needs, nobody knows before.
                Act::Adopt | Act::Update | Act::Settle | Act::Release(_) | Act::Forget => None,
            }
        });
        self.clients.pace.least_time(calls)
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        let (handler, calls) = self.acting(kind, Verb::Settle)?;
        if handler.has_defaults() {
            // An interrupted create is finished: nothing is waited for afterwards.
            self.remove_defaults(kind, &resource.id).await?;
            return self.read_made(kind, &resource.id, &resource.inputs).await.map(Readiness::Ready);
        }
        handler.readiness(&calls, resource).await
    }
}

/// Whether AWS refuses to delete something because it is in use, in the words of the service that its kind belongs to.
fn is_in_use(handler: &dyn Handler, error: &CloudError) -> bool {
    handler.actions(Verb::Delete).first().is_some_and(|delete| delete.service.means_in_use(error))
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Live({})", self.clients.place.identity())
    }
}

#[cfg(test)]
mod tests {
    use ironwright_aws::ecs;
    use ironwright_core::Resource as _;

    use super::*;

    #[test]
    fn creates_and_deletes_that_aws_counts_together_last_together() {
        let live = Live::new(Clients::unconnected(), LANDING);
        let kind = ecs::Cluster::kind();
        let acts = |creates, deletes| {
            let creates = std::iter::repeat_n((kind, Act::Create), creates);
            creates.chain(std::iter::repeat_n((kind, Act::Delete("x".into())), deletes))
        };
        assert_eq!(live.least_time(&mut acts(10, 10)), None);
        let least = live.least_time(&mut acts(30, 10)).expect("a limit");
        assert_eq!(least.time, Duration::from_secs(20));
        assert!(
            least.because.starts_with("ecs:CreateCluster and ecs:DeleteCluster: 40 calls"),
            "{}",
            least.because
        );
    }
}
