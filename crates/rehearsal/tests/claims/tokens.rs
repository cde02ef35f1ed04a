//! A request that is made twice makes one thing.

use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{Effect, ErrorClass};
use ironwright_rehearsal::Conditions;
use serde_json::json;

use crate::common::{cloud, create, delete, request};
use crate::kinds::network;

#[tokio::test]
async fn the_same_token_gives_the_same_thing_whatever_the_inputs() {
    let cloud = cloud();
    let first = create(&cloud, network(), "a", json!({"name": "home"})).await;
    let again = create(&cloud, network(), "a", json!({"name": "other"})).await;
    assert_eq!(first, again);
    assert_eq!(cloud.objects().len(), 2, "one network and its table");
}

#[tokio::test]
async fn a_token_whose_thing_is_gone_makes_a_new_one() {
    let cloud = cloud();
    let first = create(&cloud, network(), "a", json!({"name": "home"})).await;
    delete(&cloud, network(), &first.id).await.expect("is deleted");
    let request = request(network(), "a", json!({"name": "home"}));
    assert_eq!(cloud.find(&request).await, Ok(None));
    assert_ne!(cloud.create(&request).await.expect("is created").id, first.id);
}

#[tokio::test]
async fn what_a_create_made_whose_answer_was_lost_is_found() {
    let cloud = cloud().under(Conditions { lost_responses: 1.0, ..Conditions::default() });
    let request = request(network(), "a", json!({"name": "home"}));
    let error = cloud.create(&request).await.expect_err("the answer is lost");
    assert_eq!((error.class, error.effect), (ErrorClass::Transient, Effect::Unknown));
    cloud.change_conditions(Conditions::default());
    let found = cloud.find(&request).await.expect("can look").expect("was made");
    assert_eq!(cloud.create(&request).await, Ok(found));
}

#[tokio::test]
async fn a_lost_request_has_made_nothing() {
    let cloud = cloud().under(Conditions { lost_requests: 1.0, ..Conditions::default() });
    let request = request(network(), "a", json!({"name": "home"}));
    let error = cloud.create(&request).await.expect_err("the request is lost");
    assert_eq!((error.class, error.effect), (ErrorClass::Transient, Effect::Unknown));
    cloud.change_conditions(Conditions::default());
    assert_eq!(cloud.find(&request).await, Ok(None));
}
