//! Look-ups: what AWS has that a query means, found with what a kind's handler says of itself already.
//!
//! A kind with tags is looked up by its id; by tags where its service has an index of them; else as a create request is
//! looked for that has just these inputs, and has no token. Whatever a list gives, only that counts of which all holds
//! that is looked for. What can be looked up and not declared is a [`Source`].

use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::look_up::{Found, Query};
use ironwright_core::{Address, Kind, Map, Resource, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, ErrorClass, ReadRequest};

use super::tagged::{Tagged, Which};
use super::tags::Tagging;
use super::{Handler, Result};
use crate::call::Calls;
use crate::call::service::{Action, Actions};

/// What a look-up of a kind may call: all that looks for it, reads it, and sweeps by tags.
pub(super) fn actions(handler: &dyn Handler) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for verb in [super::Verb::Find, super::Verb::Read, super::Verb::Sweep] {
        for action in handler.actions(verb) {
            if action.is_read() && !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    actions
}

/// What of a kind with tags a query may mean; others may be among it.
pub(super) async fn of_tagged<T: Tagged>(aws: &Calls<'_>, query: &Query) -> Result<Vec<T::Described>> {
    let kind = T::kind();
    let inputs = inputs(query);
    if let Some(id) = id_of(kind, query) {
        return T::list(aws, Which::Read(&[ReadRequest { id: id.into(), inputs }])).await;
    }
    let has_index = !T::Tags::SWEEP.is_empty();
    let tags: Vec<(&str, &str)> = query.tags().collect();
    if has_index && !tags.is_empty() {
        let prefix = kind.id.split('{').next().unwrap_or_default();
        let ids = T::Tags::with_tag(aws, tags[0]).await?;
        let ids = ids.into_iter().filter(|id| id.starts_with(prefix));
        let read: Vec<ReadRequest> = ids
            .map(|id| ReadRequest { id, inputs: Map::from([("tags".into(), Value::map(Map::new()))]) })
            .collect();
        return if read.is_empty() { Ok(Vec::new()) } else { T::list(aws, Which::Read(&read)).await };
    }
    let says_all = |key: &&[&str]| key.iter().all(|name| inputs.contains_key(*name));
    if !has_index && !kind.unique.is_empty() && !kind.unique.iter().any(|key| says_all(key)) {
        return Err(not_that_way(kind, query));
    }
    let request = like(kind, inputs)?;
    let found = T::list(aws, Which::MadeBy(&request)).await?;
    let complete = |it: &T::Described| {
        let observed = T::observed(aws, it, &Map::new());
        kind.outputs.iter().all(|output| observed.contains_key(output.name))
    };
    // Some kinds tell less of what a request has made than of what is read.
    let meant = found
        .into_iter()
        .filter(|it| found_of::<T>(aws, it).is_some_and(|it| query.matches(kind, &it.id, &it.observed)));
    let (whole, bare): (Vec<_>, Vec<_>) = meant.partition(complete);
    let bare = bare.iter().filter_map(|it| Some(ReadRequest { id: T::ID(it)?.into(), inputs: Map::new() }));
    let bare: Vec<ReadRequest> = bare.collect();
    if bare.is_empty() {
        return Ok(whole);
    }
    let read = T::list(aws, Which::Read(&bare)).await?;
    Ok(whole.into_iter().chain(read).collect())
}

/// Something that AWS describes, as it was found.
pub(super) fn found_of<T: Tagged>(aws: &Calls<'_>, described: &T::Described) -> Option<Found> {
    Some(Found { id: T::ID(described)?.into(), observed: T::observed(aws, described, &Map::new()) })
}

/// A request that was never made, for what has these inputs: no token is like its own.
fn like(kind: &'static Kind, inputs: Map) -> Result<CreateRequest> {
    let address = Address::new("", kind.name, "looked-up")
        .map_err(|error| CloudError::new(NO_CALL, "NoAddress", error.to_string(), ErrorClass::Refused))?;
    Ok(CreateRequest { stack: String::new(), address, kind, inputs, token: String::new() })
}

/// What a query says of inputs; tags among them, so that they are read too.
fn inputs(query: &Query) -> Map {
    let tags = query.tags().map(|(name, value)| (Arc::from(name), Value::text(value)));
    let tags = Value::map(tags.collect());
    query.properties().into_iter().chain([("tags".into(), tags)]).collect()
}

/// The physical id that a query names, by itself or by an ARN that ends with it.
pub(super) fn id_of(kind: &Kind, query: &Query) -> Option<String> {
    if let Some(id) = query.id() {
        return Some(id.to_owned());
    }
    let arn = query.property("arn")?.as_text()?;
    let template = kind.output("arn")?.template?;
    let ends = |end: &str| template.ends_with(&format!("/{end}")) || template.ends_with(&format!(":{end}"));
    match template {
        "{id}" => Some(arn.to_owned()),
        _ if ends("{id}") || template.ends_with(kind.id) => arn.rsplit(['/', ':']).next().map(str::to_owned),
        _ => None,
    }
}

/// What an error of ours names as its call, since none was made.
pub(crate) const NO_CALL: &str = "look up";

/// The refusal to look for something in a way in which AWS finds none.
pub(crate) fn not_that_way(kind: &Kind, query: &Query) -> CloudError {
    let message = format!("AWS has no way to find an {} by {query} alone", kind.name);
    let keys: Vec<String> = kind.unique.iter().map(|key| format!("`{}`", key.join("` and `"))).collect();
    let by = if keys.is_empty() { String::new() } else { format!("{}, or ", keys.join(" or ")) };
    CloudError::new(NO_CALL, "NotThatWay", message, ErrorClass::Refused)
        .hint(format!("say its {by}physical id"))
}

/// A kind that can be looked up and not declared, on the type that names it.
pub(crate) trait LookedUp: Resource + 'static {
    /// What [`LookedUp::look_up`] calls.
    const LOOK_UP: Actions;

    /// What a query means; others may be among it.
    fn look_up(aws: &Calls<'_>, query: &Query) -> impl Future<Output = Result<Vec<Found>>> + Send;
}

/// The same, without its type.
#[async_trait]
pub(crate) trait Source: Send + Sync {
    /// The kind.
    fn kind(&self) -> &'static Kind;

    /// What a look-up may call.
    fn actions(&self) -> Actions;

    /// What a query means.
    async fn look_up(&self, aws: &Calls<'_>, query: &Query) -> Result<Vec<Found>>;
}

/// A source of this kind.
pub(crate) struct AsSource<T>(PhantomData<fn() -> T>);

impl<T> AsSource<T> {
    /// It has nothing to itself.
    pub(crate) const NEW: Self = Self(PhantomData);
}

#[async_trait]
impl<T: LookedUp> Source for AsSource<T> {
    fn kind(&self) -> &'static Kind {
        T::kind()
    }

    fn actions(&self) -> Actions {
        T::LOOK_UP
    }

    async fn look_up(&self, aws: &Calls<'_>, query: &Query) -> Result<Vec<Found>> {
        T::look_up(aws, query).await
    }
}
