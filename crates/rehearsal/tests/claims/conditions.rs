//! Bad days, the same way each time.

use std::time::{Duration, Instant};

use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{Effect, ErrorClass};
use ironwright_rehearsal::{Conditions, Fault, Rehearsal, Verb};
use serde_json::json;

use crate::common::{cloud, create, delete, read, refused, request};
use crate::kinds::network;

/// Which of some creates go through, asked for in an order.
async fn fares(cloud: &Rehearsal, order: impl Iterator<Item = u32>) -> Vec<(u32, Result<(), String>)> {
    let mut fares = Vec::new();
    for n in order {
        let name = format!("n{n}");
        let answer = cloud.create(&request(network(), &name, json!({"name": name}))).await;
        fares.push((n, answer.map(drop).map_err(|error| error.code)));
    }
    fares.sort();
    fares
}

#[tokio::test]
async fn throttling_depends_on_the_seed_and_the_call_and_not_on_the_order() {
    let throttled = |seed| cloud().under(Conditions { seed, throttled: 0.3, ..Conditions::default() });
    let first = fares(&throttled(7), 0..200).await;
    assert_eq!(first, fares(&throttled(7), (0..200).rev()).await);
    assert_ne!(first, fares(&throttled(8), 0..200).await);
    let refused = first.iter().filter(|(_, fare)| *fare == Err("Throttling".into())).count();
    assert!((40..80).contains(&refused), "{refused} of 200 were throttled");
}

#[tokio::test]
async fn a_throttled_call_passes_when_it_is_made_again_and_again() {
    let cloud = cloud().under(Conditions { throttled: 0.9, ..Conditions::default() });
    let request = request(network(), "a", json!({"name": "a"}));
    for _ in 0..200 {
        match cloud.create(&request).await {
            Ok(_) => return,
            Err(error) => assert_eq!((error.class, error.effect), (ErrorClass::Transient, Effect::None)),
        }
    }
    panic!("it was throttled 200 times");
}

#[tokio::test(start_paused = true)]
async fn seconds_of_latency_pass_at_once_on_a_virtual_clock() {
    let conditions = "latency=2s..4s".parse().expect("conditions");
    let cloud = cloud().under(conditions);
    let (began, virtually) = (Instant::now(), tokio::time::Instant::now());
    for name in ["a", "b", "c"] {
        create(&cloud, network(), name, json!({"name": name})).await;
    }
    let passed = virtually.elapsed();
    assert!((Duration::from_secs(6)..=Duration::from_secs(12)).contains(&passed), "{passed:?}");
    assert!(began.elapsed() < Duration::from_secs(1), "the test itself waited {:?}", began.elapsed());
}

#[tokio::test]
async fn a_fault_hits_what_it_names_as_often_as_it_says() {
    let cloud = cloud();
    cloud.fail_next(Verb::Create, "demo.Network.b");
    create(&cloud, network(), "a", json!({"name": "a"})).await;
    let error = refused(&cloud, network(), "b", json!({"name": "b"})).await;
    assert_eq!(error.to_string(), "demo:CreateNetwork: RehearsedFault: this call was told to fail");
    let made = create(&cloud, network(), "b", json!({"name": "b"})).await;

    cloud.fail(
        Fault::new(Verb::Delete, "demo.*").saying("AccessDenied", "not today").class(ErrorClass::Denied),
    );
    for _ in 0..2 {
        let error = delete(&cloud, network(), &made.id).await.expect_err("always fails");
        assert_eq!((error.class, error.code.as_str()), (ErrorClass::Denied, "AccessDenied"));
    }
    assert_eq!((cloud.count_calls(Verb::Create), cloud.count_calls(Verb::Delete)), (3, 2));
}

#[tokio::test]
async fn a_cloud_that_dies_answers_nothing_until_it_is_back() {
    let mut acted = 0;
    for seed in 0..20 {
        let cloud = cloud().under(Conditions { seed, dies_after: Some(2), ..Conditions::default() });
        let first = create(&cloud, network(), "a", json!({"name": "a"})).await;
        create(&cloud, network(), "b", json!({"name": "b"})).await;
        assert!(read(&cloud, network(), &first.id).await.is_some(), "reads do not count");
        let request = request(network(), "c", json!({"name": "c"}));
        let dying = cloud.create(&request).await.expect_err("dies");
        assert_eq!((dying.code.as_str(), dying.effect), ("Unreachable", Effect::Unknown));
        let dead = cloud.find(&request).await.expect_err("is dead");
        assert_eq!((dead.code.as_str(), dead.effect), ("Unreachable", Effect::None));
        cloud.change_conditions(Conditions::default());
        acted += u32::from(cloud.find(&request).await.expect("is back").is_some());
    }
    assert!((1..20).contains(&acted), "the last call acted {acted} times of 20");
}
