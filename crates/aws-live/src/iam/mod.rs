//! AWS IAM's kinds, and what its calls have in common: documents and tags.

mod account;
mod group;
mod group_policy_attachment;
mod policy;
mod role;
mod role_policy;

pub(crate) use account::Shared;
pub(crate) use group::Group;
pub(crate) use group_policy_attachment::GroupPolicyAttachment;
pub(crate) use policy::Policy;
pub(crate) use role::Role;
pub(crate) use role_policy::RolePolicy;

use std::collections::BTreeMap;

use aws_sdk_iam::types::Tag;
use ironwright_core::{Map, Value};
use ironwright_engine::cloud::CreateRequest;
use percent_encoding::percent_decode_str;

use crate::{documents, tags};

/// A policy document as AWS gives it back: JSON, percent-encoded.
fn decoded(document: Option<&str>) -> Option<Value> {
    documents::parsed(&percent_decode_str(document?).decode_utf8().ok()?)
}

/// The tags that a resource is made with.
fn owned(request: &CreateRequest) -> Vec<Tag> {
    to_tags(&tags::owned(request))
}

fn to_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}

/// Whether tags say that this request made the resource.
fn are_of(request: &CreateRequest, tags: &[Tag]) -> bool {
    tags::are_of(request, tags.iter().map(|tag| (Some(tag.key()), Some(tag.value()))))
}

/// The user's tags among those that AWS gives back.
fn users(tags: &[Tag]) -> Map {
    tags::users(tags.iter().map(|tag| (Some(tag.key()), Some(tag.value()))))
}
