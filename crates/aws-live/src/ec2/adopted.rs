//! What AWS has made by itself, and a program adopts: a VPC's main route table, the default VPC and its subnets.
//!
//! To create is to take note of it, to delete is to take the declared tags away again. It carries no ownership tags, since
//! it is nobody's to sweep away. What bears the declared tags already is somebody's: to take it twice would be to lose
//! them when the first lets go.

use std::marker::PhantomData;

use async_trait::async_trait;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource};

use super::api::prelude::*;
use crate::handler::{TagChange, Verb, change_tags, observations};

/// The input that each of them has.
const TAGS: &str = "tags";

/// A kind that is adopted, on the type that declares it.
pub(super) trait Adopted: Resource + 'static {
    /// What [`Adopted::find`] and [`Adopted::list`] call.
    const LOOK: Actions;
    /// What [`Adopted::update`] calls.
    const UPDATE: Actions = &[];

    /// The id of the one that is meant.
    fn find(aws: &Calls<'_>, inputs: &Map) -> impl Future<Output = Result<String>> + Send;

    /// What there is of those with these ids, each as its id and its properties.
    fn list(aws: &Calls<'_>, ids: Vec<String>) -> impl Future<Output = Result<Vec<(String, Map)>>> + Send;

    /// Sets what differs, but for the tags.
    fn update(aws: &Calls<'_>, change: &Change<'_>) -> impl Future<Output = Result<()>> + Send {
        let _ = (aws, change);
        async { Ok(()) }
    }
}

/// A handler for a kind of this form.
pub(super) struct AsAdopted<T>(PhantomData<fn() -> T>);

impl<T> AsAdopted<T> {
    /// It has nothing to itself.
    pub(super) const NEW: Self = Self(PhantomData);
}

#[async_trait]
impl<T: Adopted> Handler for AsAdopted<T> {
    fn kind(&self) -> &'static Kind {
        T::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Create | Verb::Settle => T::LOOK.to_vec(),
            Verb::Update => [T::UPDATE, &[ById::SET, ById::REMOVE]].concat(),
            Verb::Delete => vec![ById::REMOVE],
            Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let id = T::find(aws, &request.inputs).await?;
        Ok(T::list(aws, vec![id.clone()]).await?.pop().map(|_| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        Ok(observations(resources, T::list(aws, ids(resources)).await?.into_iter().collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let id = T::find(aws, &request.inputs).await?;
        let observed = T::list(aws, vec![id.clone()]).await?.pop().map(|(_, observed)| observed);
        let (there, wanted) =
            (observed.as_ref().and_then(|observed| observed.get(TAGS)), request.inputs.get(TAGS));
        let wants_some = wanted.and_then(Value::as_map).is_some_and(|wanted| !wanted.is_empty());
        if wants_some && wanted.is_some_and(|wanted| TagChange::between(there, wanted).set.is_empty()) {
            return Err(exists_already(ById::SET, &format!("{id} with these tags")));
        }
        // One that AWS does not show yet is read until it does.
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        T::update(aws, change).await?;
        change_tags::<ById>(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let names: Vec<String> = texts_by_name(&request.inputs, TAGS).map(|(name, _)| name).collect();
        if names.is_empty() { Ok(()) } else { ById::remove(aws, &request.id, names).await }
    }
}

/// The refusal to adopt what somebody has deleted.
pub(super) fn nothing_to_adopt(action: Action, what: &str, command: &str) -> CloudError {
    let message = format!("there is no {what}: somebody has deleted it");
    let error = CloudError::new(action.to_string(), "NothingToAdopt", message, ErrorClass::Refused);
    error.hint(format!("`{command}` brings another"))
}
