//! Amazon ECS's kinds, and what its calls have in common: tags.

mod cluster;
mod cluster_capacity_providers;
mod container;
mod deployment;
mod service;
mod strategy;
mod task_def;
mod volume;

pub(crate) use cluster::Cluster;
pub(crate) use cluster_capacity_providers::ClusterCapacityProviders;
pub(crate) use service::Service;
pub(crate) use task_def::TaskDef;

use aws_sdk_ecs::types::Tag;
use ironwright_core::Map;
use ironwright_engine::cloud::{CloudError, CreateRequest};

use crate::calls::Calls;
use crate::change::Change;
use crate::tags;

/// The tags that a resource is made with.
fn owned(request: &CreateRequest) -> Vec<Tag> {
    tags::owned(request)
        .into_iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

/// Whether tags say that this request made the resource.
fn are_of(request: &CreateRequest, tags: &[Tag]) -> bool {
    tags::are_of(request, tags.iter().map(|tag| (tag.key(), tag.value())))
}

/// The user's tags among those that AWS gives back.
fn users(tags: &[Tag]) -> Map {
    tags::users(tags.iter().map(|tag| (tag.key(), tag.value())))
}

/// Sets and removes the tags that differ, of what `change.id` names. Needs `ecs:TagResource` and `ecs:UntagResource`.
async fn change_tags(aws: &Calls<'_>, change: &Change<'_>) -> Result<(), CloudError> {
    let Some(tags) = change.of_tags() else { return Ok(()) };
    if !tags.set.is_empty() {
        let set: Vec<Tag> =
            tags.set.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
        let send = || aws.ecs().tag_resource().resource_arn(change.id).set_tags(Some(set.clone())).send();
        aws.call("ecs:TagResource", send).await?;
    }
    if !tags.remove.is_empty() {
        let remove = || Some(tags.remove.clone());
        let send = || aws.ecs().untag_resource().resource_arn(change.id).set_tag_keys(remove()).send();
        aws.call("ecs:UntagResource", send).await?;
    }
    Ok(())
}
