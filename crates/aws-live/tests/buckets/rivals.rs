//! Runs that meet in one bucket: one of them wins, and what a step costs.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ironwright_core::journal::Event;
use ironwright_engine::store::{Holder, Store as _, StoreError, View as _};
use tokio::task::JoinSet;

use crate::server::{MOTO, made, store, way};

fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), verb: "up".to_owned(), ..Holder::default() }
}

fn began(run: &str) -> Event {
    Event::RunBegan { run: run.to_owned(), verb: "up".to_owned(), at: 1 }
}

#[tokio::test]
async fn of_many_that_begin_at_once_one_wins() {
    let place = Arc::new(made(MOTO, "s3://NEW").await);
    let (way, _) = way(MOTO, 0);
    let mut runs = JoinSet::new();
    for number in 0..6 {
        let (place, way) = (Arc::clone(&place), way.clone());
        runs.spawn(async move {
            let store = store(&place, "web/aws", &way);
            match store.begin(&holder(&format!("run-{number}"))).await {
                Ok((_, mut journal)) => {
                    journal.append(&[began(&format!("run-{number}"))]).await.expect("appends");
                    // It keeps the lease until all others were told.
                    tokio::time::sleep(std::time::Duration::from_secs(8)).await;
                    journal.append(&[began(&format!("run-{number}"))]).await.expect("nobody has taken it");
                    true
                }
                Err(StoreError::Locked { .. }) => false,
                Err(error) => panic!("{error}: {}", error.hint()),
            }
        });
    }
    let winners = runs.join_all().await.into_iter().filter(|won| *won).count();
    assert_eq!(winners, 1);
    assert_eq!(store(&place, "web/aws", &way).load().await.expect("loads").serial, 2);
}

#[tokio::test]
async fn an_append_is_one_request_whatever_the_size_of_the_state() {
    let place = made(MOTO, "s3://NEW").await;
    let (way, counts) = way(MOTO, 0);
    let store = store(&place, "web/aws", &way);
    let (_, mut journal) = store.begin(&holder("counts")).await.expect("begins");
    for size in [1, 50, 2000] {
        let events: Vec<Event> = (0..size).map(|_| began("counts")).collect();
        let before = counts.all.load(Ordering::Relaxed);
        journal.append(&events).await.expect("appends");
        assert_eq!(counts.all.load(Ordering::Relaxed) - before, 1, "{size} events");
    }
}
