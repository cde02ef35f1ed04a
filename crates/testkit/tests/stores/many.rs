//! Two to thirty-two runs on one stack at once, that stand still for longer than a lease lives, lose answers, and have
//! their leases broken: one winner at a time, and no update is lost.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::{address, holder, kept};

const STORMY: Weather =
    Weather { latency: Duration::from_millis(400), lost: 15, paused: 2, pause: Duration::from_mins(2) };

/// What runs were told to be durable: the number of each event, and its name.
type Told = Arc<Mutex<Vec<(u64, String)>>>;

/// A process that wants to write, again and again.
async fn process(store: DurableStore, number: u64, told: Told) {
    for turn in 0..3 {
        loop {
            let name = format!("p{number}-{turn}");
            match one_run(&store, &name, &told).await {
                Ok(()) => break,
                Err(StoreError::Locked { .. } | StoreError::LeaseLost { .. }) => {
                    sleep(Duration::from_millis(300 + 130 * number)).await;
                }
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
}

async fn one_run(store: &DurableStore, name: &str, told: &Told) -> Result<(), StoreError> {
    let (mut state, mut journal) = store.begin(&holder(name)).await?;
    for step in 0..4 {
        let event = kept(&format!("{name}-{}-{step}", state.serial));
        state.fold(&event)?;
        journal.append(std::slice::from_ref(&event)).await?;
        let name = format!("{name}-{}-{step}", state.serial - 1);
        told.lock().expect("unpoisoned").push((state.serial, name));
        sleep(Duration::from_millis(700)).await;
    }
    journal.close(&state).await
}

async fn at_once(processes: u64, seed: u64, breaks: bool) {
    let (bucket, told) = (Bucket::default(), Told::default());
    let objects = |number| Arc::new(SimulatedObjects::new(&bucket, STORMY, seed * 1_000 + number));
    let mut running = JoinSet::new();
    for number in 0..processes {
        let store = DurableStore::new(objects(number), "demo");
        running.spawn(process(store, number, Arc::clone(&told)));
    }
    let breaker = tokio::spawn({
        let store = DurableStore::new(objects(900), "demo");
        async move {
            while breaks {
                sleep(Duration::from_secs(7)).await;
                let _ = store.break_lease(&holder("breaker")).await;
            }
        }
    });
    while let Some(ended) = running.join_next().await {
        ended.expect("no process fails");
    }
    breaker.abort();
    let fair = SimulatedObjects::new(&bucket, Weather::FAIR, 0);
    let state = DurableStore::new(Arc::new(fair), "demo").load().await.expect("loads");
    let told = told.lock().expect("unpoisoned");
    let numbers: BTreeSet<u64> = told.iter().map(|(serial, _)| *serial).collect();
    assert_eq!(numbers.len(), told.len(), "seed {seed}: two runs wrote one event");
    for (serial, name) in told.iter() {
        assert!(state.resources.contains_key(&address(name)), "seed {seed}: event {serial}, {name}, is lost");
    }
    assert!(told.len() as u64 >= processes * 12, "seed {seed}");
}

#[tokio::test(start_paused = true)]
async fn no_update_is_lost_between_two_to_thirty_two_runs() {
    for (seed, processes) in [2, 3, 5, 8, 13, 32].into_iter().enumerate() {
        at_once(processes, seed as u64, false).await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_update_is_lost_while_leases_are_broken() {
    for seed in 100..112 {
        at_once(2 + seed % 5, seed, true).await;
    }
}
