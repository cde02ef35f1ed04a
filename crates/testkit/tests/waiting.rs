//! What a contender tells of a lease that somebody holds where nothing but a heartbeat says whether they live: that it
//! waits, at once, and what came of it.

use std::sync::Arc;
use std::time::Duration;

use ironwright_engine::store::{DurableStore, Holder, Store as _, StoreError};
use ironwright_engine::{Events, Progress};
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

fn process(bucket: &Bucket, seed: u64) -> (SimulatedObjects, DurableStore, UnboundedReceiver<Progress>) {
    let (events, heard) = Events::channel();
    let objects = SimulatedObjects::new(bucket, Weather::FAIR, seed);
    (objects.clone(), DurableStore::new(Arc::new(objects), "demo").with_events(events), heard)
}

fn holder(verb: &str) -> Holder {
    Holder { verb: verb.to_owned(), host: "ci-7".to_owned(), ..Holder::default() }
}

/// All that was told, in words.
fn told(heard: &mut UnboundedReceiver<Progress>) -> Vec<String> {
    std::iter::from_fn(|| heard.try_recv().ok())
        .map(|progress| match progress {
            Progress::LeaseWatched { holder, at_most } => format!("{} watched for {at_most:?}", holder.verb),
            Progress::LeaseTaken { holder, given_back: true } => format!("{} gave back", holder.verb),
            Progress::LeaseTaken { holder, given_back: false } => format!("{} died", holder.verb),
            other => format!("{other:?}"),
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn that_it_waits_is_told_at_once_and_that_the_holder_had_died_when_that_is_sure() {
    let bucket = Bucket::default();
    let (killed, first, mut quiet) = process(&bucket, 1);
    let _journal = first.begin(&holder("up")).await.expect("begins");
    killed.kill();
    let (_, second, mut heard) = process(&bucket, 2);
    let waiting = tokio::spawn(async move { second.begin(&holder("destroy")).await.map(drop) });
    sleep(Duration::from_secs(2)).await;
    assert_eq!(told(&mut heard), ["up watched for 20s"]);
    waiting.await.expect("ends").expect("begins");
    assert_eq!(told(&mut heard), ["up died"]);
    assert_eq!(told(&mut quiet), [""; 0], "who finds nobody waits for nobody");
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_lives_is_named_and_nothing_is_taken() {
    let bucket = Bucket::default();
    let (_, first, _) = process(&bucket, 1);
    let _journal = first.begin(&holder("up")).await.expect("begins");
    let (_, second, mut heard) = process(&bucket, 2);
    let refused = second.begin(&holder("destroy")).await.err().expect("is refused");
    assert!(matches!(&refused, StoreError::Locked { holder, .. } if holder.host == "ci-7"), "{refused}");
    assert_eq!(told(&mut heard), ["up watched for 20s"]);
    // Who only asks waits for a heartbeat too.
    let report = second.lease().await.expect("answers").expect("there is one");
    assert_eq!(report.alive, Some(true));
    assert_eq!(told(&mut heard), ["up watched for 6.666666666s"]);
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_ends_meanwhile_is_told_to_have_given_back() {
    let bucket = Bucket::default();
    let (_, first, _) = process(&bucket, 1);
    let (state, journal) = first.begin(&holder("up")).await.expect("begins");
    let (_, second, mut heard) = process(&bucket, 2);
    let waiting = tokio::spawn(async move { second.begin(&holder("destroy")).await.map(drop) });
    sleep(Duration::from_secs(1)).await;
    journal.close(&state).await.expect("closes");
    waiting.await.expect("ends").expect("begins");
    assert_eq!(told(&mut heard), ["up watched for 20s", "up gave back"]);
}

#[tokio::test]
async fn in_a_folder_who_died_is_told_without_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let (events, mut heard) = Events::channel();
    let store = || DurableStore::in_folder(folder.path(), "demo").with_events(events.clone());
    drop(store().begin(&holder("up")).await.expect("begins"));
    assert_eq!(told(&mut heard), [""; 0]);
    store().begin(&holder("destroy")).await.map(drop).expect("begins");
    assert_eq!(told(&mut heard), ["up died"]);
    store().break_lease(&holder("lock break")).await.expect("breaks");
    assert_eq!(told(&mut heard), [""; 0], "what a person takes is not news");
}
