//! The cloud that sends each kind where it is handled, and takes no answer of a handler on trust.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ironwright_core::look_up::{Found, Query, Refused};
use ironwright_core::plan::Act;
use ironwright_core::redactor::Redactor;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::{Address, Kind, KindRef, Map};
use tokio::time::timeout;

use super::Handler;
use crate::cloud::{
    Cloud, CloudError, CreateRequest, DeleteRequest, Effect, ErrorClass, Existing, LeastTime, ReadRequest,
    Readiness, UpdateRequest,
};
use crate::tasks::{at_once, caught};

/// How many resources of a kind are read at once.
const READS: usize = 16;

/// A cloud, and the kinds that are not its own.
pub(super) struct Routing {
    cloud: Arc<dyn Cloud>,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
    owners: Mutex<Owners>,
}

/// Whose each physical id is that a handler has told of: one that it tells again, of another resource, would be deleted
/// with the first of the two.
type Owners = HashMap<(&'static str, Arc<str>), Option<Address>>;

impl Routing {
    pub(super) fn new(cloud: Arc<dyn Cloud>, handlers: HashMap<&'static str, Arc<dyn Handler>>) -> Self {
        Self { cloud, handlers, owners: Mutex::default() }
    }

    fn handler(&self, kind: &Kind) -> Option<Asked<'_>> {
        self.handlers.get(kind.name).map(Asked)
    }

    fn owners(&self) -> MutexGuard<'_, Owners> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a resource where the same request has not made it before.
    async fn make(&self, asked: Asked<'_>, request: &CreateRequest) -> Result<Existing, CloudError> {
        let existing = match asked.call("find", Effect::None, asked.0.find(request)).await? {
            Some(existing) => existing,
            None => asked.call("create", Effect::Unknown, asked.0.create(request)).await?,
        };
        asked.check("create", &existing)?;
        let mut owners = self.owners();
        match owners.get(&(request.kind.name, Arc::clone(&existing.id))) {
            Some(owner) if owner.as_ref() != Some(&request.address) => {
                let of = owner.as_ref().map_or_else(|| "another resource".to_owned(), ToString::to_string);
                let message = format!("it gives the id `{}`, which is that of {of}", existing.id);
                // What it has made has an id of its own, which the next run finds.
                Err(asked.wrong("create", message, Effect::Unknown))
            }
            _ => {
                let id = Arc::clone(&existing.id);
                owners.insert((request.kind.name, id), Some(request.address.clone()));
                Ok(existing)
            }
        }
    }

    /// Notes what is there, and what is not any more.
    fn note(&self, kind: KindRef, resources: &[ReadRequest], found: &[Observation]) {
        let mut owners = self.owners();
        for (resource, observation) in resources.iter().zip(found) {
            let id = (kind.name, Arc::clone(&resource.id));
            match observation {
                Observation::Present(_) => drop(owners.entry(id).or_insert(None)),
                Observation::Gone => drop(owners.remove(&id)),
            }
        }
    }
}

#[async_trait]
impl Cloud for Routing {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.cloud.identity().await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        match self.handler(request.kind) {
            Some(asked) => self.make(asked, request).await,
            None => self.cloud.create(request).await,
        }
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        let Some(asked) = self.handler(request.kind) else { return self.cloud.find(request).await };
        let found = asked.call("find", Effect::None, asked.0.find(request)).await?;
        found.iter().try_for_each(|existing| asked.check("find", existing))?;
        Ok(found)
    }

    async fn find_all_by_token(
        &self,
        kind: KindRef,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        let Some(asked) = self.handler(kind) else {
            return self.cloud.find_all_by_token(kind, requests).await;
        };
        let mut found = Vec::with_capacity(requests.len());
        for request in requests {
            found.push(asked.call("find", Effect::None, asked.0.find_all(request)).await?);
        }
        Ok(found)
    }

    fn begin_refresh(&self, ahead: &[(KindRef, usize)]) {
        let clouds = ahead.iter().filter(|(kind, _)| self.handler(kind).is_none());
        self.cloud.begin_refresh(&clouds.copied().collect::<Vec<_>>());
    }

    async fn read(&self, kind: KindRef, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let Some(asked) = self.handler(kind) else { return self.cloud.read(kind, resources).await };
        let reads = resources.iter().cloned().map(|resource| {
            let handler = Arc::clone(asked.0);
            async move { Asked(&handler).read(&resource).await }
        });
        let read = at_once(READS, reads).await.into_iter();
        let read = read.map(|ended| {
            ended.unwrap_or_else(|panicked| Err(asked.panicked("read", Effect::None, &panicked)))
        });
        let found: Vec<Observation> = read.collect::<Result<_, _>>()?;
        self.note(kind, resources, &found);
        Ok(found)
    }

    async fn look_up(
        &self,
        kind: KindRef,
        queries: &[Query],
    ) -> Result<Vec<Result<Vec<Found>, Refused>>, CloudError> {
        if self.handler(kind).is_none() {
            return self.cloud.look_up(kind, queries).await;
        }
        let message = format!("{} has a handler of the program's own, which looks nothing up", kind.name);
        Ok(vec![Err(Refused { message, hint: None }); queries.len()])
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        let Some(asked) = self.handler(request.kind) else { return self.cloud.update(request).await };
        let existing = asked.call("update", Effect::Unknown, asked.0.update(request)).await?;
        if existing.id != request.id {
            let message =
                format!("it gives the id `{}` for `{}`, and an update keeps it", existing.id, request.id);
            return Err(asked.wrong("update", message, Effect::Unknown));
        }
        asked.check("update", &existing)?;
        Ok(existing)
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        let Some(asked) = self.handler(request.kind) else { return self.cloud.delete(request).await };
        asked.call("delete", Effect::Unknown, asked.0.delete(request)).await?;
        self.owners().remove(&(request.kind.name, Arc::clone(&request.id)));
        Ok(())
    }

    fn finishes(&self, kind: KindRef) -> bool {
        self.handler(kind).is_none() && self.cloud.finishes(kind)
    }

    fn least_time(&self, acts: &mut dyn Iterator<Item = (KindRef, Act)>) -> Option<LeastTime> {
        self.cloud.least_time(&mut acts.filter(|(kind, _)| self.handler(kind).is_none()))
    }

    async fn settle(&self, kind: KindRef, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        let Some(asked) = self.handler(kind) else { return self.cloud.settle(kind, resource).await };
        let readiness = asked.call("ready", Effect::None, asked.0.ready(resource)).await?;
        if let Readiness::Ready(observed) = &readiness {
            asked.check_observed("ready", observed, Effect::None)?;
        }
        Ok(readiness)
    }
}

/// A handler that is asked for something.
#[derive(Clone, Copy)]
struct Asked<'a>(&'a Arc<dyn Handler>);

impl Asked<'_> {
    /// What comes of a call, be it that the handler panics or does not answer.
    async fn call<T>(
        self,
        verb: &str,
        effect: Effect,
        work: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let limit = self.0.call_limit();
        match timeout(limit, caught(work)).await {
            Ok(Ok(answer)) => answer.map_err(|error| self.told(verb, error)),
            Ok(Err(panicked)) => Err(self.panicked(verb, effect, &panicked)),
            Err(_) => {
                let message = format!("the handler did not answer within {} s", limit.as_secs_f64());
                let error = CloudError::new(self.named(verb), "TimedOut", message, ErrorClass::Transient);
                Err(CloudError { effect, ..error }
                    .hint("see what it waits for; `call_limit` of the handler gives a call more time"))
            }
        }
    }

    async fn read(self, resource: &ReadRequest) -> Result<Observation, CloudError> {
        let observation = self.call("read", Effect::None, self.0.read(resource)).await?;
        if let Observation::Present(observed) = &observation {
            self.check_observed("read", observed, Effect::None)?;
        }
        Ok(observation)
    }

    /// Whether an answer is about something, and as the kind describes it.
    fn check(self, verb: &str, existing: &Existing) -> Result<(), CloudError> {
        if existing.id.trim().is_empty() {
            return Err(self.wrong(verb, "it gives no id".to_owned(), Effect::Unknown));
        }
        self.check_observed(verb, &existing.observed, Effect::Unknown)
    }

    fn check_observed(self, verb: &str, observed: &Map, effect: Effect) -> Result<(), CloudError> {
        self.0.kind().misfit(observed).map_or(Ok(()), |misfit| Err(self.wrong(verb, misfit, effect)))
    }

    /// The error of an answer that cannot be.
    fn wrong(self, verb: &str, message: String, effect: Effect) -> CloudError {
        let error = CloudError::new(self.named(verb), "WrongAnswer", message, ErrorClass::Refused);
        CloudError { effect, ..error }.hint(self.mistake())
    }

    fn panicked(self, verb: &str, effect: Effect, panicked: &crate::tasks::Panicked) -> CloudError {
        // The engine redacts what clouds say, this too.
        let message = format!("the handler panicked: {}", panicked.message(&Redactor::default()));
        let error = CloudError::new(self.named(verb), "Panicked", message, ErrorClass::Refused);
        CloudError { effect, ..error }.hint(self.mistake())
    }

    /// An error of the handler, with what it leaves for us to say.
    fn told(self, verb: &str, mut error: CloudError) -> CloudError {
        if error.call.is_empty() {
            error.call = self.named(verb);
        }
        error
    }

    fn named(self, verb: &str) -> String {
        format!("{}:{verb}", self.0.kind().name)
    }

    fn mistake(self) -> String {
        let name = self.0.kind().name;
        format!(
            "this is a mistake in the handler of {name}: once it is mended, the same command goes on from here"
        )
    }
}
