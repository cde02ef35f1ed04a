//! When things are ready, on a clock that tests make virtual.

use std::time::Duration;

use ironwright_core::Map;
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{ErrorClass, ReadRequest, Readiness};
use ironwright_rehearsal::{Conditions, Rehearsal};
use serde_json::json;
use tokio::time::advance;

use crate::common::{cloud, create, location, registry, update};
use crate::kinds::{network, service};

#[tokio::test(start_paused = true)]
async fn a_service_is_steady_a_while_after_each_change() {
    let cloud = cloud();
    create(&cloud, service(), "web", json!({"name": "web"})).await;
    assert_eq!(
        cloud.settle(service(), &named("web")).await,
        Ok(Readiness::Waiting("steady in about 60 s".into()))
    );
    advance(Duration::from_secs(45)).await;
    assert_eq!(
        cloud.settle(service(), &named("web")).await,
        Ok(Readiness::Waiting("steady in about 15 s".into()))
    );
    advance(Duration::from_secs(15)).await;
    assert!(matches!(cloud.settle(service(), &named("web")).await, Ok(Readiness::Ready(_))));

    update(&cloud, service(), "web", json!({"name": "web"})).await.expect("nothing changes");
    assert!(matches!(cloud.settle(service(), &named("web")).await, Ok(Readiness::Ready(_))));
    update(&cloud, service(), "web", json!({"name": "web", "count": 2})).await.expect("is updated");
    assert!(matches!(cloud.settle(service(), &named("web")).await, Ok(Readiness::Waiting(_))));
}

#[tokio::test(start_paused = true)]
async fn a_factor_of_nothing_makes_everything_ready_at_once() {
    let cloud = cloud().under(Conditions { settle_time_factor: 0.0, ..Conditions::default() });
    create(&cloud, service(), "web", json!({"name": "web"})).await;
    assert!(matches!(cloud.settle(service(), &named("web")).await, Ok(Readiness::Ready(_))));
}

#[tokio::test]
async fn what_does_not_settle_is_ready_and_what_is_not_there_is_not_found() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    assert_eq!(cloud.settle(network(), &named(&home.id)).await, Ok(Readiness::Ready(home.observed)));
    let error = cloud.settle(network(), &named("net-1")).await.expect_err("is not there");
    assert_eq!(error.class, ErrorClass::NotFound);
}

#[tokio::test]
async fn a_wait_goes_on_in_the_next_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let cloud = Rehearsal::open(&path, location(), registry()).expect("opens");
    create(&cloud, service(), "web", json!({"name": "web"})).await;
    drop(cloud);
    let cloud = Rehearsal::open(&path, location(), registry()).expect("opens");
    assert!(matches!(cloud.settle(service(), &named("web")).await, Ok(Readiness::Waiting(_))));
}

fn named(id: &str) -> ReadRequest {
    ReadRequest { id: id.into(), inputs: Map::new() }
}
