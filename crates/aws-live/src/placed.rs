//! Kinds that are a document in a place of something else: a role's inline policy, a repository's rules.
//!
//! They have no tags and no token. Their place is their natural key, and the call that fills it may be sent any number
//! of times; what somebody else had put there before would be lost without a word. So the place is looked at before it
//! is filled. What is there already is ours when it says what is to be said.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use crate::calls::Calls;
use crate::change::Change;
use crate::documents;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observation};

/// A document in a place. Its input `policy` is the document, all others say where it is.
#[async_trait]
pub(crate) trait Placed: Send + Sync {
    /// The kind.
    fn kind(&self) -> &'static Kind;

    /// The actions that look into the place, fill it and empty it.
    fn actions(&self) -> Actions;

    /// The physical id, of which the place can be told.
    fn id(&self, inputs: &Map) -> String;

    /// The place, as properties.
    fn place(&self, id: &str) -> Properties;

    /// Looks into the place.
    async fn get(&self, aws: &Calls<'_>, id: &str) -> Result<Option<Value>, CloudError>;

    /// Looks into many places.
    async fn get_all(&self, aws: &Calls<'_>, ids: &[&str]) -> Result<Vec<Option<Value>>, CloudError> {
        try_join_all(ids.iter().map(|id| self.get(aws, id))).await
    }

    /// Fills the place.
    async fn put(&self, aws: &Calls<'_>, id: &str, document: Option<String>) -> Result<(), CloudError>;

    /// Empties the place.
    async fn remove(&self, aws: &Calls<'_>, id: &str) -> Result<(), CloudError>;
}

/// What a placed document needs to be allowed.
#[derive(Clone, Copy)]
pub(crate) struct Actions {
    /// To look into one place.
    pub(crate) get: &'static [&'static str],
    /// To look into many.
    pub(crate) get_all: &'static [&'static str],
    /// To look into the place and fill it.
    pub(crate) get_and_put: &'static [&'static str],
    /// To fill it.
    pub(crate) put: &'static [&'static str],
    /// To empty it.
    pub(crate) remove: &'static [&'static str],
}

const DOCUMENT: &str = "policy";

#[async_trait]
impl<T: Placed> Handler for T {
    fn kind(&self) -> &'static Kind {
        Placed::kind(self)
    }

    fn permissions(&self) -> Permissions {
        let Actions { get, get_all, get_and_put, put, remove } = self.actions();
        Permissions {
            find: get,
            read: get_all,
            create: get_and_put,
            update: put,
            delete: remove,
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let id = self.id(&request.inputs);
        let wanted = request.inputs.get(DOCUMENT);
        let found = documents::as_applied(self.get(aws, &id).await?, wanted);
        Ok((found.is_some() && found.as_ref() == wanted).then(|| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let ids: Vec<&str> = resources.iter().map(|request| &*request.id).collect();
        let found = self.get_all(aws, &ids).await?;
        let observe = |(request, found): (&ReadRequest, Option<Value>)| {
            let document = documents::as_applied(found, request.inputs.get(DOCUMENT));
            observation(document.map(|document| observed(self, &request.id, document)))
        };
        Ok(resources.iter().zip(found).map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let id = self.id(inputs);
        if self.get(aws, &id).await?.is_some() {
            let action = self.actions().put.first().copied().unwrap_or_default();
            let message = format!("there is another one at {id} already");
            return Err(CloudError::new(action, "AlreadyExists", message, ErrorClass::Conflict));
        }
        self.put(aws, &id, documents::text(inputs, DOCUMENT)).await?;
        // All that there is of it was put there.
        let observed = inputs.get(DOCUMENT).map(|document| observed(self, &id, document.clone()));
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        self.put(aws, change.id, documents::text(change.wanted, DOCUMENT)).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        self.remove(aws, &request.id).await
    }
}

fn observed(placed: &impl Placed, id: &str, document: Value) -> Map {
    placed.place(id).with(DOCUMENT, document).into_map()
}
