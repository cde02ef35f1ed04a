//! Requests without ceremony.

use std::sync::Arc;

use ironwright_aws::{ec2, ecr, iam};
use ironwright_core::stack::Location;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Registry, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Existing, ReadRequest, UpdateRequest,
};
use ironwright_rehearsal::Rehearsal;

use crate::kinds;

/// The account and region of all tests.
pub(crate) fn location() -> Location {
    Location { account: "123456789012".into(), region: "eu-west-2".into() }
}

/// The invented kinds, and those of AWS that tests here use.
pub(crate) fn registry() -> Registry {
    static KINDS: std::sync::LazyLock<Vec<&'static Kind>> = std::sync::LazyLock::new(|| {
        let mut kinds = kinds::all();
        kinds.extend([ec2::Vpc::kind(), ec2::Subnet::kind(), iam::Group::kind(), ecr::Repository::kind()]);
        kinds
    });
    Registry(&KINDS)
}

/// An empty cloud.
pub(crate) fn cloud() -> Rehearsal {
    Rehearsal::in_memory(location(), registry())
}

/// Plain JSON as properties.
#[expect(clippy::needless_pass_by_value, reason = "callers write the JSON in place")]
pub(crate) fn map(json: serde_json::Value) -> Map {
    Value::from_plain_json(&json).as_map().expect("an object").clone()
}

/// A request whose token is its name.
pub(crate) fn request(kind: &'static Kind, name: &str, inputs: serde_json::Value) -> CreateRequest {
    let address = format!("{}.{name}", kind.name).parse().expect("an address");
    let (stack, token) = ("test".to_owned(), format!("token of {name}"));
    CreateRequest { stack, address, kind, inputs: map(inputs), token }
}

/// Creates something that must come to be.
pub(crate) async fn create(
    cloud: &Rehearsal,
    kind: &'static Kind,
    name: &str,
    inputs: serde_json::Value,
) -> Existing {
    cloud.create(&request(kind, name, inputs)).await.expect("is created")
}

/// Creates something that must be refused.
pub(crate) async fn refused(
    cloud: &Rehearsal,
    kind: &'static Kind,
    name: &str,
    inputs: serde_json::Value,
) -> CloudError {
    cloud.create(&request(kind, name, inputs)).await.expect_err("is refused")
}

/// Updates something.
pub(crate) async fn update(
    cloud: &Rehearsal,
    kind: &'static Kind,
    id: &str,
    inputs: serde_json::Value,
) -> Result<Existing, CloudError> {
    let address = format!("{}.some", kind.name).parse().expect("an address");
    let request = UpdateRequest {
        address,
        kind,
        id: id.into(),
        inputs: map(inputs),
        applied: Map::new(),
        ignored: Vec::new(),
    };
    cloud.update(&request).await
}

/// Deletes something.
pub(crate) async fn delete(cloud: &Rehearsal, kind: &'static Kind, id: &str) -> Result<(), CloudError> {
    let address = format!("{}.some", kind.name).parse().expect("an address");
    cloud.delete(&DeleteRequest { address, kind, id: id.into(), inputs: Map::new() }).await
}

/// Reads one thing; `None` when it is gone.
pub(crate) async fn read(cloud: &Rehearsal, kind: &'static Kind, id: &str) -> Option<Map> {
    let request = ReadRequest { id: Arc::from(id), inputs: Map::new() };
    match cloud.read(kind, &[request]).await.expect("can read").remove(0) {
        Observation::Present(observed) => Some(observed),
        Observation::Gone => None,
    }
}

/// A property as text.
pub(crate) fn text<'a>(properties: &'a Map, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_text).unwrap_or("(none)")
}
