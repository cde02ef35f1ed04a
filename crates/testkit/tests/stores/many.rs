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

/// What runs were told.
#[derive(Default)]
struct Notes {
    /// Each run that began, and the number of the state that it began with.
    begun: Vec<(String, u64)>,
    acknowledged: Vec<Acknowledged>,
}

/// An event that a run was told to be durable.
struct Acknowledged {
    run: String,
    begun_at: u64,
    serial: u64,
    name: String,
}

type Told = Arc<Mutex<Notes>>;

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
    let (begun_at, run) = (state.serial, format!("{name}-{}", state.serial));
    told.lock().expect("unpoisoned").begun.push((run.clone(), begun_at));
    for step in 0..4 {
        let name = format!("{run}-{step}");
        let event = kept(&name);
        state.fold(&event)?;
        journal.append(std::slice::from_ref(&event)).await?;
        let acknowledged = Acknowledged { run: run.clone(), begun_at, serial: state.serial, name };
        told.lock().expect("unpoisoned").acknowledged.push(acknowledged);
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
    let store = DurableStore::new(objects(900), "demo");
    let breaker = breaks.then(|| {
        tokio::spawn(async move {
            loop {
                sleep(Duration::from_secs(7)).await;
                let _ = store.break_lease(&holder("breaker")).await;
            }
        })
    });
    while let Some(ended) = running.join_next().await {
        ended.expect("no process fails");
    }
    if let Some(breaker) = breaker {
        breaker.abort();
    }
    let fair = SimulatedObjects::new(&bucket, Weather::FAIR, 0);
    let state = DurableStore::new(Arc::new(fair), "demo").load().await.expect("loads");
    let Notes { begun, acknowledged } = &*told.lock().expect("unpoisoned");
    let numbers: BTreeSet<u64> = acknowledged.iter().map(|event| event.serial).collect();
    assert_eq!(numbers.len(), acknowledged.len(), "seed {seed}: two runs wrote one event");
    for Acknowledged { run, begun_at, serial, name } in acknowledged {
        assert!(state.resources.contains_key(&address(name)), "seed {seed}: event {serial}, {name}, is lost");
        // From the moment at which another has begun, nothing may be acknowledged to this one.
        let other = begun.iter().find(|(other, at)| other != run && begun_at < at && at < serial);
        assert_eq!(other, None, "seed {seed}: {name} is event {serial} of one who had lost the lease");
    }
    assert!(acknowledged.len() as u64 >= processes * 12, "seed {seed}");
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
