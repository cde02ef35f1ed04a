//! Leases where nothing but a heartbeat tells who lives: in a bucket.

use std::time::Duration;

use std::sync::Arc;

use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};
use tokio::time::{Instant, sleep};

use crate::{holder, published};

fn process(bucket: &Bucket, seed: u64) -> (SimulatedObjects, DurableStore) {
    let objects = SimulatedObjects::new(bucket, Weather::FAIR, seed);
    (objects.clone(), DurableStore::new(Arc::new(objects), "demo"))
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_was_killed_is_followed_within_half_a_minute() {
    let bucket = Bucket::default();
    let (killed, first) = process(&bucket, 1);
    let (_, mut journal) = first.begin(&holder("first")).await.expect("begins");
    journal.append(&[published(1)]).await.expect("appends");
    killed.kill();
    let since = Instant::now();
    let (state, _journal) = process(&bucket, 2).1.begin(&holder("second")).await.expect("takes over");
    assert_eq!(state.serial, 1);
    let waited = since.elapsed();
    assert!((Duration::from_secs(20)..Duration::from_secs(30)).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_lives_is_named_soon_and_keeps_its_lease_for_hours() {
    let bucket = Bucket::default();
    let (_, first) = process(&bucket, 1);
    let (_, mut journal) = first.begin(&holder("first")).await.expect("begins");
    for hour in 1..4 {
        sleep(Duration::from_hours(1)).await;
        let since = Instant::now();
        let locked = process(&bucket, hour).1.begin(&holder("second")).await;
        assert!(matches!(locked, Err(StoreError::Locked { holder, .. }) if holder.run == "first"));
        assert!(since.elapsed() < Duration::from_secs(9), "{:?}", since.elapsed());
        journal.append(&[published(hour)]).await.expect("appends");
    }
    let report = first.lease().await.expect("reads").expect("is held");
    assert_eq!((report.epoch, report.alive), (1, Some(true)));
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_slept_is_refused_and_knows_by_whom() {
    let bucket = Bucket::default();
    let (sleeper, first) = process(&bucket, 1);
    let (_, mut old) = first.begin(&holder("first")).await.expect("begins");
    sleeper.stand_still(Duration::from_mins(2));
    let (_, mut new) = process(&bucket, 2).1.begin(&holder("second")).await.expect("takes over");
    new.append(&[published(1)]).await.expect("appends");
    let Err(StoreError::LeaseLost { taken_by: Some(by) }) = old.append(&[published(9)]).await else {
        panic!("two write at once");
    };
    assert_eq!(by.run, "second");
    assert_eq!(first.load().await.expect("loads").serial, 1);
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_cannot_renew_is_told_before_anybody_takes_over() {
    let bucket = Bucket::default();
    let (cut_off, first) = process(&bucket, 1);
    let (_, journal) = first.begin(&holder("first")).await.expect("begins");
    let since = Instant::now();
    cut_off.stand_still(Duration::from_hours(1));
    let mut lost = journal.lost().expect("a lease that can be lost");
    lost.wait_for(|lost| *lost).await.expect("it is told");
    assert!(since.elapsed() < Duration::from_secs(40), "{:?}", since.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_step_costs_one_write_and_a_short_run_few() {
    let bucket = Bucket::default();
    let (objects, store) = process(&bucket, 1);
    let (mut state, mut journal) = store.begin(&holder("first")).await.expect("begins");
    let before = objects.writes();
    for number in 0..10 {
        state.fold(&published(number)).expect("follows");
        journal.append(&[published(number)]).await.expect("appends");
    }
    assert_eq!(objects.writes() - before, 10);
    journal.close(&state).await.expect("closes");
    let before = objects.writes();
    let (state, journal) = store.begin(&holder("second")).await.expect("begins");
    journal.close(&state).await.expect("closes");
    assert_eq!(objects.writes() - before, 3, "taking the lease, beginning the epoch, giving the lease back");
}
