//! Ownership: the tags that say whose a resource is, put on what is made and hidden from what is observed.
//!
//! They never show as drift, and nothing that lacks them is ever taken for ours.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright_core::{Map, Value};
use ironwright_engine::cloud::CreateRequest;

use super::Result;
use super::change::Change;
use crate::call::Calls;
use crate::call::service::{Action, Actions};

/// The token finds a resource again when the answer to its create was lost; stack and address are for people.
pub(crate) use ironwright_core::tags::{ADDRESS, STACK, TOKEN};

/// What begins like this is not the user's: ours, and AWS's own.
const HIDDEN: [&str; 2] = [ironwright_core::tags::OWNERSHIP, "aws:"];

/// The longest value that AWS takes.
const LONGEST: usize = 256;

/// The tags that a resource is made with: the user's, and whose it is.
pub(crate) fn owned(request: &CreateRequest) -> Tags {
    let mut tags = of_value(request.inputs.get("tags"));
    tags.insert(STACK.to_owned(), request.stack.clone());
    // The end of an address says more than its beginning. It is for people: what counts is the token.
    let address = request.address.as_str();
    tags.insert(ADDRESS.to_owned(), address[address.len().saturating_sub(LONGEST)..].to_owned());
    tags.insert(TOKEN.to_owned(), request.token.clone());
    tags
}

/// The values of the stack's tag on what belongs to an instance: its own name, and for an environment that of its stack.
/// A state that has become an environment holds what was made before.
pub(crate) fn owners(instance: &str) -> impl Iterator<Item = &str> {
    let stack = instance.split_once('@').map(|(stack, _)| stack);
    std::iter::once(instance).chain(stack)
}

/// The tags that are the user's.
pub(super) fn users<T: Tag>(tags: &[T]) -> Map {
    tags.iter()
        .map(Tag::pair)
        .filter_map(|(name, value)| Some((name?, value.unwrap_or_default())))
        .filter(|(name, _)| !HIDDEN.iter().any(|hidden| name.starts_with(hidden)))
        .map(|(name, value)| (Arc::from(name), Value::text(value)))
        .collect()
}

/// A tag as a service's types have it.
pub(crate) trait Tag {
    /// Name and value.
    fn pair(&self) -> (Option<&str>, Option<&str>);
}

/// How the tags of resources are changed: a strategy, which most kinds of a service share.
pub(crate) trait Tagging {
    /// What a create needs that sets tags with the same call.
    const WITH_CREATE: Actions;
    /// The call that sets tags.
    const SET: Action;
    /// The call that removes tags.
    const REMOVE: Action;
    /// What [`Tagging::sweep`] calls; nothing where a service has no index of its tags: kinds then look by themselves.
    const SWEEP: Actions = &[];
    /// Whether the calls name a resource by its ARN, and not by its physical id.
    const BY_ARN: bool = false;

    /// Sets tags.
    fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> impl Future<Output = Result<()>> + Send;

    /// Removes tags.
    fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> impl Future<Output = Result<()>> + Send;

    /// Everything that create requests have made, of whatever kind, by the tag with their tokens: a list of ids for each.
    fn sweep(
        aws: &Calls<'_>,
        requests: &[CreateRequest],
    ) -> impl Future<Output = Result<Vec<Vec<Arc<str>>>>> + Send {
        let _ = aws;
        let none = vec![Vec::new(); requests.len()];
        async { Ok(none) }
    }
}

/// Sets and removes the tags that differ.
pub(crate) async fn change_tags<T: Tagging>(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let Some(tags) = change.of_tags() else { return Ok(()) };
    let arn = change.observed.get("arn").and_then(Value::as_text).filter(|_| T::BY_ARN);
    let of = arn.unwrap_or(change.id);
    if !tags.set.is_empty() {
        T::set(aws, of, tags.set).await?;
    }
    if !tags.remove.is_empty() {
        T::remove(aws, of, tags.remove).await?;
    }
    Ok(())
}

/// Names and values of tags.
pub(crate) type Tags = BTreeMap<String, String>;

/// Tags that are to be set, and names of tags that are to go.
#[derive(PartialEq, Debug)]
pub(crate) struct TagChange {
    pub(crate) set: Tags,
    pub(crate) remove: Vec<String>,
}

impl TagChange {
    /// From what is to what is to be.
    pub(crate) fn between(observed: Option<&Value>, wanted: &Value) -> Self {
        let (before, after) = (of_value(observed), of_value(Some(wanted)));
        let remove = before.keys().filter(|name| !after.contains_key(*name)).cloned().collect();
        let set = after.into_iter().filter(|(name, value)| before.get(name) != Some(value)).collect();
        Self { set, remove }
    }
}

fn of_value(tags: Option<&Value>) -> Tags {
    let members = tags.and_then(Value::as_map).into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.to_string(), value.as_text()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Tag for (&str, &str) {
        fn pair(&self) -> (Option<&str>, Option<&str>) {
            (Some(self.0), Some(self.1))
        }
    }

    fn tags(members: &[(&str, &str)]) -> Value {
        Value::map(members.iter().map(|(name, value)| (Arc::from(*name), Value::text(*value))).collect())
    }

    #[test]
    fn what_an_environment_has_taken_over_is_its_own() {
        assert_eq!(owners("web").collect::<Vec<_>>(), ["web"]);
        assert_eq!(owners("web@prod").collect::<Vec<_>>(), ["web@prod", "web"]);
    }

    #[test]
    fn only_the_users_tags_are_observed() {
        let all = [(TOKEN, "0"), ("Name", "web"), ("aws:cloudformation:stack-name", "x"), (STACK, "demo")];
        let users = users(&all);
        assert_eq!(Value::map(users), tags(&[("Name", "web")]));
    }

    #[test]
    fn only_tags_that_differ_are_set_and_only_those_not_wanted_removed() {
        let change = TagChange::between(
            Some(&tags(&[("a", "1"), ("b", "1"), ("c", "1")])),
            &tags(&[("a", "1"), ("b", "2")]),
        );
        let set = BTreeMap::from([("b".to_owned(), "2".to_owned())]);
        assert_eq!(change, TagChange { set, remove: vec!["c".to_owned()] });
        assert_eq!(TagChange::between(Some(&tags(&[("a", "1")])), &Value::Null).remove, ["a"]);
    }
}
