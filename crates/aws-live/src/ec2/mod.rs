//! Amazon EC2's kinds, and what its calls have in common: filters and tags.

mod default_route_table;
mod eip;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod network_acl_association;
mod network_acl_rule;
mod route;
mod route_table;
mod route_table_association;
mod security_group;
mod security_group_rule;
mod subnet;
mod vpc;

mod acls;
mod holders;
mod tables;

pub(crate) use acls::Acls;
pub(crate) use default_route_table::DefaultRouteTable;
pub(crate) use eip::Eip;
pub(crate) use internet_gateway::InternetGateway;
pub(crate) use nat_gateway::NatGateway;
pub(crate) use network_acl::NetworkAcl;
pub(crate) use network_acl_association::NetworkAclAssociation;
pub(crate) use network_acl_rule::NetworkAclRule;
pub(crate) use route::Route;
pub(crate) use route_table::RouteTable;
pub(crate) use route_table_association::RouteTableAssociation;
pub(crate) use security_group::SecurityGroup;
pub(crate) use security_group_rule::SecurityGroupRule;
pub(crate) use subnet::Subnet;
pub(crate) use vpc::Vpc;

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagDescription, TagSpecification};
use ironwright_core::{Map, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest};

use crate::calls::Calls;
use crate::change::Change;
use crate::tags;

/// A filter of a describe call. One for ids finds those that exist; an `…Ids` parameter would fail for one that is gone.
fn filter(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Filter {
    let values = values.into_iter().map(Into::into).collect();
    Filter::builder().name(name).set_values(Some(values)).build()
}

/// Selects what a create request has made.
fn made_by(request: &CreateRequest) -> Filter {
    filter(&format!("tag:{}", tags::TOKEN), [&request.token])
}

/// How many values a filter takes.
const VALUES: usize = 200;

/// Everything that create requests have made, of whatever kind, by the tag with their tokens: a list of ids for each.
pub(crate) async fn made_by_all(
    aws: &Calls<'_>,
    requests: &[CreateRequest],
) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
    let mut found: HashMap<String, Vec<Arc<str>>> = HashMap::new();
    for requests in requests.chunks(VALUES) {
        let tokens = || filter("value", requests.iter().map(|request| &request.token));
        let describe = || aws.ec2().describe_tags().filters(filter("key", [tags::TOKEN])).filters(tokens());
        let send = || describe().into_paginator().items().send().try_collect();
        let tagged: Vec<TagDescription> = aws.call("ec2:DescribeTags", send).await?;
        for tag in tagged {
            if let (Some(token), Some(id)) = (tag.value, tag.resource_id) {
                found.entry(token).or_default().push(id.into());
            }
        }
    }
    Ok(requests.iter().map(|request| found.remove(&request.token).unwrap_or_default()).collect())
}

/// Whether tags say that a create request has made what carries them: a filter is not all that we go by.
fn is_made_by(request: &CreateRequest, tags: &[Tag]) -> bool {
    tags::are_of(request, tags.iter().map(|tag| (tag.key(), tag.value())))
}

/// The tags that a resource is made with.
fn owned(of: ResourceType, request: &CreateRequest) -> TagSpecification {
    let tags =
        tags::owned(request).into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    TagSpecification::builder().resource_type(of).set_tags(Some(tags.collect())).build()
}

/// The user's tags among those that AWS gives back.
fn users(tags: &[Tag]) -> Map {
    tags::users(tags.iter().map(|tag| (tag.key(), tag.value())))
}

/// A property that AWS always speaks of: where it says nothing, there is none, whatever was asked for.
fn or_none(value: Option<&str>) -> Value {
    value.map_or(Value::Null, Value::text)
}

/// Sets and removes the tags that differ. Needs `ec2:CreateTags` and `ec2:DeleteTags`.
async fn change_tags(aws: &Calls<'_>, change: &Change<'_>) -> Result<(), CloudError> {
    let Some(tags) = change.of_tags() else { return Ok(()) };
    if !tags.set.is_empty() {
        let set: Vec<Tag> =
            tags.set.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
        let send = || aws.ec2().create_tags().resources(change.id).set_tags(Some(set.clone())).send();
        aws.call("ec2:CreateTags", send).await?;
    }
    if !tags.remove.is_empty() {
        let remove: Vec<Tag> = tags.remove.iter().map(|key| Tag::builder().key(key).build()).collect();
        let send = || aws.ec2().delete_tags().resources(change.id).set_tags(Some(remove.clone())).send();
        aws.call("ec2:DeleteTags", send).await?;
    }
    Ok(())
}
