//! AWS IAM's kinds, and what its calls have in common: documents and tags.

mod role;

pub(crate) use role::Role;

use std::collections::BTreeMap;

use aws_sdk_iam::types::Tag;
use ironwright_core::{Map, Value};
use ironwright_engine::cloud::CreateRequest;
use percent_encoding::percent_decode_str;

use crate::tags;

/// A policy document as AWS takes it.
fn document(inputs: &Map, name: &str) -> Option<String> {
    inputs.get(name).map(|value| value.to_public_json().to_string())
}

/// A policy document as AWS gives it back: JSON, percent-encoded.
fn decoded(document: Option<&str>) -> Option<Value> {
    let text = percent_decode_str(document?).decode_utf8().ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(Value::from_plain_json(&json))
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
