//! Kinds without tags, whose place is their identity: a route in a table, a policy in a role, an attachment.
//!
//! They have no token either, and many of AWS's calls that fill a place may be sent any number of times: they succeed on
//! what is there already, whosever it is. So the place is looked at first, and a create on what exists is refused. Only
//! where our own request may have been heard, its answer lost, is what is there just as it was asked for taken for ours.

use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource};
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ReadRequest};

use super::change::{Change, is_as_wanted};
use super::properties::observation;
use super::{Handler, Made, Result, Verb, exists_already, only};
use crate::call::Calls;
use crate::call::service::{Action, Actions};

/// A kind whose place is its identity, on the type that declares it. See [the module](super).
pub(crate) trait Placed: Resource + 'static {
    /// What [`Placed::look`] calls.
    const LOOK: Actions;
    /// What [`Placed::put`] calls, first that which fills the place.
    const PUT: Actions;
    /// What [`Placed::change`] calls.
    const CHANGE: Actions = Self::PUT;
    /// What [`Placed::remove`] calls, first that which empties the place.
    const REMOVE: Actions;

    /// The physical id, which tells the place.
    fn id(inputs: &Map) -> String;

    /// Looks into places: what is in each, in order, as properties; `None` where there is nothing.
    fn look(aws: &Calls<'_>, places: &[ReadRequest])
    -> impl Future<Output = Result<Vec<Option<Map>>>> + Send;

    /// Fills a place that is free. Gives what is in it then, unless that must be read.
    fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> impl Future<Output = Result<Option<Map>>> + Send;

    /// Sets what differs: by filling the place anew, where AWS has no other call for it.
    fn change(aws: &Calls<'_>, change: &Change<'_>) -> impl Future<Output = Result<Map>> + Send {
        async { Ok(Self::put(aws, change.id, change.wanted).await?.unwrap_or_else(|| change.achieved())) }
    }

    /// Empties a place.
    fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> impl Future<Output = Result<()>> + Send;

    /// See [`Handler::find`]: what is in the place, when it is just what a request has asked for.
    fn find(
        aws: &Calls<'_>,
        request: &CreateRequest,
    ) -> impl Future<Output = Result<Option<Arc<str>>>> + Send {
        async {
            let id: Arc<str> = Self::id(&request.inputs).into();
            let there = look_at::<Self>(aws, &id, request).await?;
            Ok(there.is_some_and(|it| is_as_wanted(Self::kind(), &request.inputs, &it)).then_some(id))
        }
    }
}

/// A handler for a kind of this form.
pub(crate) struct AsPlaced<T>(PhantomData<fn() -> T>);

impl<T> AsPlaced<T> {
    /// It has nothing to itself.
    pub(crate) const NEW: Self = Self(PhantomData);
}

#[async_trait]
impl<T: Placed> Handler for AsPlaced<T> {
    fn kind(&self) -> &'static Kind {
        T::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Settle => T::LOOK.to_vec(),
            Verb::Create => [T::PUT, T::LOOK].concat(),
            Verb::Update => T::CHANGE.to_vec(),
            Verb::Delete => T::REMOVE.to_vec(),
            Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        T::find(aws, request).await
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        Ok(T::look(aws, resources).await?.into_iter().map(observation).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let id: Arc<str> = T::id(&request.inputs).into();
        if look_at::<T>(aws, &id, request).await?.is_some() {
            return Err(exists_already(T::PUT[0], &id));
        }
        let observed = T::put(aws, &id, &request.inputs).await?;
        Ok(Made { id, observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        T::change(aws, change).await
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        T::remove(aws, request).await
    }
}

async fn look_at<T: Placed>(aws: &Calls<'_>, id: &Arc<str>, request: &CreateRequest) -> Result<Option<Map>> {
    let place = ReadRequest { id: Arc::clone(id), inputs: request.inputs.clone() };
    Ok(only(T::look(aws, &[place]).await?).flatten())
}
