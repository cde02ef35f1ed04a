//! Kinds that carry tags: found again by the tag with their request's token, and listed by their ids or names.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource};
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ReadRequest, Readiness};

use super::change::Change;
use super::properties::{Properties, observation, text};
use super::tags::{Tagging, change_tags};
use super::{Handler, Made, Pass, Result, Verb};
use crate::call::Calls;
use crate::call::service::{Action, Actions};

/// A kind with tags, on the type that declares it. See [the module](super).
pub(crate) trait Tagged: Resource + 'static {
    /// What AWS tells of one.
    type Described: Send + Sync;
    /// How its tags are changed.
    type Tags: Tagging;

    /// The physical id in what AWS tells.
    const ID: fn(&Self::Described) -> Option<&str>;
    /// The call that lists.
    const READ: Action;
    /// What else [`Tagged::list`] calls.
    const ALSO_READ: Actions = &[];
    /// The call that makes one. Tags that are set with it are their strategy's to name.
    const CREATE: Action;
    /// What else [`Tagged::create`] calls.
    const ALSO_CREATE: Actions = &[];
    /// What [`Tagged::update`] calls.
    const UPDATE: Actions = &[];
    /// The call that deletes one.
    const DELETE: Action;
    /// What else [`Tagged::delete`] calls.
    const ALSO_DELETE: Actions = &[];
    /// What [`Tagged::blockers`] calls.
    const BLOCKERS: Actions = &[];
    /// What [`Tagged::readiness`] calls beside what lists.
    const READINESS: Actions = &[];
    /// See [`Handler::has_defaults`].
    const HAS_DEFAULTS: bool = false;
    /// The inputs that hand a role on.
    const PASSES: &'static [Pass] = &[];

    /// What there is of what is asked for, with its tags: one that is not there is left out, and others may be among it.
    fn list(aws: &Calls<'_>, which: Which<'_>) -> impl Future<Output = Result<Vec<Self::Described>>> + Send;

    /// What AWS tells of one, as properties: all inputs and outputs, but for the outputs that follow from its id, as an ARN
    /// does; those are added. `inputs` are those that were applied last; of them it may take how
    /// something is written that AWS writes otherwise, and never what AWS does not say.
    fn observe(aws: &Calls<'_>, described: &Self::Described, inputs: &Map) -> Properties;

    /// Makes one, as [`Handler::create`] does.
    fn create(aws: &Calls<'_>, request: &CreateRequest) -> impl Future<Output = Result<Made>> + Send;

    /// Sets what differs, but for the tags.
    fn update(aws: &Calls<'_>, change: &Change<'_>) -> impl Future<Output = Result<()>> + Send {
        let _ = (aws, change);
        async { Ok(()) }
    }

    /// Deletes one, as [`Handler::delete`] does.
    fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> impl Future<Output = Result<()>> + Send;

    /// See [`Handler::remove_defaults`].
    fn remove_defaults(aws: &Calls<'_>, id: &str) -> impl Future<Output = Result<()>> + Send {
        let _ = (aws, id);
        async { Ok(()) }
    }

    /// See [`Handler::blockers`].
    fn blockers(
        aws: &Calls<'_>,
        request: &DeleteRequest,
    ) -> impl Future<Output = Result<Vec<String>>> + Send {
        let _ = (aws, request);
        async { Ok(Vec::new()) }
    }

    /// See [`Handler::deletion_progress`].
    fn deletion_progress(aws: &Calls<'_>, id: &str) -> impl Future<Output = Result<Option<String>>> + Send {
        let _ = (aws, id);
        async { Ok(None) }
    }

    /// See [`Handler::readiness`].
    fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> impl Future<Output = Result<Readiness>> + Send {
        async {
            Ok(match read::<Self>(aws, std::slice::from_ref(resource)).await?.pop() {
                Some(Observation::Present(observed)) => Readiness::Ready(observed),
                _ => Readiness::Waiting("AWS does not show it yet".to_owned()),
            })
        }
    }

    /// All that is told of one, with the outputs that follow from its id.
    fn observed(aws: &Calls<'_>, described: &Self::Described, inputs: &Map) -> Map {
        let mut all = Self::observe(aws, described, inputs).into_map();
        let id = Self::ID(described).unwrap_or_default();
        for output in Self::kind().outputs.iter().filter(|output| output.template.is_some()) {
            let named = output.template.and_then(|template| aws.place().named_by(template, id));
            if let Some(text) = named.filter(|_| !all.contains_key(output.name)) {
                all.insert(Arc::from(output.name), text.into());
            }
        }
        all
    }

    /// What an answer to a create tells, where it tells all.
    ///
    /// # Errors
    /// When it tells nothing.
    fn made(aws: &Calls<'_>, described: Option<&Self::Described>, request: &CreateRequest) -> Result<Made> {
        let made = Made::named(Self::CREATE, described.and_then(Self::ID))?;
        let observed = described.map(|it| Self::observed(aws, it, &request.inputs));
        Ok(Made { observed, ..made })
    }
}

/// What is to be listed.
#[derive(Clone, Copy)]
pub(crate) enum Which<'a> {
    /// What has these physical ids.
    Read(&'a [ReadRequest]),
    /// What a create request has made; others may be among it, and are told from it by their tags.
    MadeBy(&'a CreateRequest),
}

impl Which<'_> {
    /// The names of what is to be listed, where a name is a physical id: `input` holds it.
    pub(crate) fn names(self, input: &str) -> Vec<String> {
        match self {
            Self::Read(resources) => super::ids(resources),
            Self::MadeBy(request) => text(&request.inputs, input).into_iter().collect(),
        }
    }

    /// Whether tags are to be told that AWS wants a call of its own for: not where none are declared, because those that
    /// somebody else has put there are nobody's difference. Without inputs, all is to be known.
    pub(crate) fn wants_tags(self, id: Option<&str>) -> bool {
        let wants = |inputs: &Map| inputs.is_empty() || inputs.contains_key("tags");
        match self {
            Self::Read(all) => all.iter().any(|it| Some(&*it.id) == id && wants(&it.inputs)),
            Self::MadeBy(_) => true,
        }
    }
}

/// A handler for a kind of this form.
pub(crate) struct AsTagged<T>(PhantomData<fn() -> T>);

impl<T> AsTagged<T> {
    /// It has nothing to itself.
    pub(crate) const NEW: Self = Self(PhantomData);
}

#[async_trait]
impl<T: Tagged> Handler for AsTagged<T> {
    fn kind(&self) -> &'static Kind {
        T::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Sweep if !T::Tags::SWEEP.is_empty() => T::Tags::SWEEP.to_vec(),
            Verb::Find | Verb::Read | Verb::Sweep => [&[T::READ], T::ALSO_READ].concat(),
            Verb::Create => [&[T::CREATE], T::ALSO_CREATE, T::Tags::WITH_CREATE].concat(),
            Verb::Update => [T::UPDATE, &[T::Tags::SET, T::Tags::REMOVE]].concat(),
            // Whether it is gone is seen by what lists.
            Verb::Delete => [&[T::DELETE], T::ALSO_DELETE, &[T::READ]].concat(),
            Verb::Explain => T::BLOCKERS.to_vec(),
            Verb::Settle => [&[T::READ], T::ALSO_READ, T::READINESS].concat(),
        }
    }

    fn passes(&self) -> &'static [Pass] {
        T::PASSES
    }

    fn has_ownership_tag(&self) -> bool {
        true
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        Ok(found::<T>(aws, request).await?.into_iter().next())
    }

    async fn find_all_by_token(
        &self,
        aws: &Calls<'_>,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>> {
        if T::Tags::SWEEP.is_empty() {
            try_join_all(requests.iter().map(|request| found::<T>(aws, request))).await
        } else {
            T::Tags::sweep(aws, requests).await
        }
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        read::<T>(aws, resources).await
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        T::create(aws, request).await
    }

    fn has_defaults(&self) -> bool {
        T::HAS_DEFAULTS
    }

    async fn remove_defaults(&self, aws: &Calls<'_>, id: &str) -> Result<()> {
        T::remove_defaults(aws, id).await
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        T::update(aws, change).await?;
        change_tags::<T::Tags>(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        T::delete(aws, request).await
    }

    async fn blockers(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        T::blockers(aws, request).await
    }

    async fn deletion_progress(&self, aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        T::deletion_progress(aws, id).await
    }

    async fn readiness(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        T::readiness(aws, resource).await
    }
}

/// All that carries a request's token: what a list gives besides is somebody else's.
async fn found<T: Tagged>(aws: &Calls<'_>, request: &CreateRequest) -> Result<Vec<Arc<str>>> {
    let listed = T::list(aws, Which::MadeBy(request)).await?;
    let is_ours = |it: &&T::Described| T::observe(aws, it, &request.inputs).token() == Some(&request.token);
    Ok(listed.iter().filter(is_ours).filter_map(|it| T::ID(it).map(Arc::from)).collect())
}

async fn read<T: Tagged>(aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
    let listed = T::list(aws, Which::Read(resources)).await?;
    let by_id: HashMap<&str, &T::Described> = listed.iter().filter_map(|it| Some((T::ID(it)?, it))).collect();
    let observe = |request: &ReadRequest| Some(T::observed(aws, by_id.get(&*request.id)?, &request.inputs));
    Ok(resources.iter().map(|request| observation(observe(request))).collect())
}
