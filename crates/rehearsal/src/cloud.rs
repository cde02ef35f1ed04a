//! The rehearsal as the engine sees it: one more cloud.

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::state::{CloudIdentity, Observation};
use ironwright_core::{Kind, Map};
use ironwright_engine::cloud::{
    Cloud, CloudError, CreateRequest, DeleteRequest, Existing, ReadRequest, Readiness, UpdateRequest,
};
use tokio::time::{Instant, sleep};

use crate::conditions::Verb;
use crate::late::{Change, Late};
use crate::properties::given_back;
use crate::refusal::Call;
use crate::rehearsal::{Inner, Rehearsal};
use crate::validate::present;
use crate::weather::Outcome;
use crate::world::World;
use crate::{create, delete, update};

#[async_trait]
impl Cloud for Rehearsal {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        let location = self.lock().world.location.clone();
        Ok(CloudIdentity { cloud: "rehearsal".into(), location })
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        if let Some(first) = create::first_half(request.kind, &request.inputs) {
            return self.create_in_two(request, first).await;
        }
        let names = [request.address.as_str(), request.kind.name];
        self.change(
            Verb::Create,
            request.kind,
            &names,
            |world| create::create(world, request.kind, &request.inputs, Some(&request.token)),
            || {
                let request = request.clone();
                Arc::new(move |world| create::land(world, request.kind, &request.inputs, &request.token))
            },
        )
        .await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        let names = [request.address.as_str(), request.kind.name];
        self.look(Verb::Find, request.kind, &names, |world| {
            Ok(create::find(world, request.kind, &request.token))
        })
        .await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        let addresses = requests.iter().map(|request| request.address.as_str());
        let names: Vec<&str> = addresses.chain([kind.name]).collect();
        self.look(Verb::Find, kind, &names, |world| {
            Ok(requests
                .iter()
                .map(|request| world.made_by(kind, &request.token).cloned().collect())
                .collect())
        })
        .await
    }

    async fn read(
        &self,
        kind: &'static Kind,
        resources: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        let ids = resources.iter().map(|resource| &*resource.id);
        let names: Vec<&str> = ids.chain([kind.name]).collect();
        self.look(Verb::Read, kind, &names, |world| {
            let things = resources.iter().map(|resource| world.get(kind.name, &resource.id));
            let observe = |thing: Option<&crate::world::Thing>| match thing {
                Some(thing) => Observation::Present(given_back(kind, &thing.properties)),
                None => Observation::Gone,
            };
            Ok(things.map(observe).collect())
        })
        .await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        let names = [request.address.as_str(), request.kind.name, &request.id];
        self.change(
            Verb::Update,
            request.kind,
            &names,
            |world| update::update(world, request),
            || {
                let request = request.clone();
                Arc::new(move |world| update::update(world, &request).map(drop))
            },
        )
        .await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        let names = [request.address.as_str(), request.kind.name, &request.id];
        self.change(
            Verb::Delete,
            request.kind,
            &names,
            |world| delete::delete(world, request.kind, &request.id),
            || {
                let request = request.clone();
                Arc::new(move |world| delete::delete(world, request.kind, &request.id))
            },
        )
        .await
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        let id = &*resource.id;
        self.look(Verb::Settle, kind, &[id, kind.name], |world| {
            let thing = present(world, Call { verb: Verb::Settle, kind }, id)?;
            let left = thing.settles.map(|at| at.saturating_duration_since(Instant::now()));
            Ok(match left.filter(|left| !left.is_zero()) {
                Some(left) => {
                    let (state, seconds) = (kind.ready_when.unwrap_or("ready"), left.as_secs_f64().ceil());
                    Readiness::Waiting(format!("{state} in about {seconds} s"))
                }
                None => Readiness::Ready(given_back(kind, &thing.properties)),
            })
        })
        .await
    }
}

impl Rehearsal {
    /// Makes a call that may change the world; `late` is the same call for when it lands late.
    async fn change<T>(
        &self,
        verb: Verb,
        kind: &'static Kind,
        names: &[&str],
        act: impl FnOnce(&mut World) -> Result<T, CloudError>,
        late: impl FnOnce() -> Change,
    ) -> Result<T, CloudError> {
        let call = Call { verb, kind };
        let failed = |class, code: &str, message| call.error(class, code, message);
        let late = || Late { call, change: late() };
        self.answer(call, names, |inner| inner.mutate(failed, act), late).await
    }

    /// Makes a resource whose create takes two calls. Whoever is cut off may be so between them: what lands late is the
    /// first, since nobody was there to make the second.
    async fn create_in_two(&self, request: &CreateRequest, first: Map) -> Result<Existing, CloudError> {
        let kind = request.kind;
        let call = Call { verb: Verb::Create, kind };
        let failed = |class, code: &str, message| call.error(class, code, message);
        let begin =
            || self.lock().mutate(failed, |world| create::create(world, kind, &first, Some(&request.token)));
        // Whatever fails now, the resource exists.
        let complete = |id: &Arc<str>| {
            let second = UpdateRequest {
                address: request.address.clone(),
                kind,
                id: Arc::clone(id),
                inputs: request.inputs.clone(),
                applied: first.clone(),
                ignored: Vec::new(),
            };
            let completed = self.lock().mutate(failed, |world| update::update(world, &second));
            completed.map_err(CloudError::with_unknown_effect)
        };
        let fate = self.lock().weather.decide(call, &[request.address.as_str(), kind.name]);
        // As long as one call: it is the cloud that is slow, not what is asked of it.
        let travel = async |share: u32| {
            if let Some(delay) = fate.delay {
                sleep(delay / share).await;
            }
        };
        travel(1).await;
        match fate.outcome {
            Outcome::Answered => {
                let made = begin()?;
                travel(2).await;
                let completed = complete(&made.id);
                travel(2).await;
                completed
            }
            Outcome::Failed(error) => {
                travel(1).await;
                Err(error)
            }
            Outcome::Panics(message) => std::panic::panic_any(message),
            Outcome::Unanswered(error) => {
                // Whatever the cloud says to it, nobody hears.
                if let (Ok(made), false) = (begin(), fate.is_cut_between) {
                    drop(complete(&made.id));
                }
                travel(1).await;
                Err(error)
            }
            Outcome::Late(after, error) => {
                let (inputs, token) = (first.clone(), request.token.clone());
                let change: Change = Arc::new(move |world| create::land(world, kind, &inputs, &token));
                self.lock().late.push(after, Late { call, change });
                travel(1).await;
                Err(error)
            }
        }
    }

    /// Makes a call that changes nothing.
    async fn look<T>(
        &self,
        verb: Verb,
        kind: &'static Kind,
        names: &[&str],
        act: impl FnOnce(&World) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        let call = Call { verb, kind };
        let nothing = || Late { call, change: Arc::new(|_| Ok(())) };
        self.answer(call, names, |inner| act(&inner.world), nothing).await
    }

    /// Lets a call meet its fate. The request and the answer each take half the time.
    async fn answer<T>(
        &self,
        call: Call,
        names: &[&str],
        act: impl FnOnce(&mut Inner) -> Result<T, CloudError>,
        late: impl FnOnce() -> Late,
    ) -> Result<T, CloudError> {
        let fate = self.lock().weather.decide(call, names);
        if let Some(delay) = fate.delay {
            sleep(delay).await;
        }
        let answer = match fate.outcome {
            Outcome::Answered => act(&mut self.lock()),
            Outcome::Failed(error) => Err(error),
            Outcome::Panics(message) => std::panic::panic_any(message),
            Outcome::Unanswered(error) => {
                // Whatever the cloud says to it, nobody hears.
                drop(act(&mut self.lock()));
                Err(error)
            }
            Outcome::Late(after, error) => {
                self.lock().late.push(after, late());
                Err(error)
            }
        };
        if let Some(delay) = fate.delay {
            sleep(delay).await;
        }
        answer
    }
}
