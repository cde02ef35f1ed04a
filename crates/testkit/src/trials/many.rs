//! Two to thirty-two runs on one stack at once, that stand still for longer than a lease lives, lose answers, and have
//! their leases broken: one winner at a time, and no update is lost.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{Stood, Trial, address, holder, holds, in_virtual_time, kept, text};
use crate::objects::{Bucket, SimulatedObjects, Weather};

const STORMY: Weather =
    Weather { latency: Duration::from_millis(400), lost: 15, paused: 2, pause: Duration::from_mins(2) };

/// Whoever is not done by then waits for nobody.
const DAYS: Duration = Duration::from_hours(24 * 20);

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("no update is lost while leases are broken", 12, |seed| {
            in_virtual_time(at_once(2 + seed % 5, 100 + seed, true))
        }),
        Trial::new("no update is lost between two to thirty-two runs", 6, |seed| {
            let processes = [2, 3, 5, 8, 13, 32][usize::try_from(seed % 6).unwrap_or_default()];
            in_virtual_time(at_once(processes, seed, false))
        }),
    ]
}

/// What runs were told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Notes>>);

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

impl Told {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A process that wants to write, again and again.
async fn process(store: DurableStore, number: u64, told: Told) -> Stood {
    for turn in 0..3 {
        loop {
            let name = format!("p{number}-{turn}");
            match one_run(&store, &name, &told).await {
                Ok(()) => break,
                Err(StoreError::Locked { .. } | StoreError::LeaseLost { .. }) => {
                    sleep(Duration::from_millis(300 + 130 * number)).await;
                }
                Err(error) => return Err(format!("{name}: {error}")),
            }
        }
    }
    Ok(())
}

async fn one_run(store: &DurableStore, name: &str, told: &Told) -> Result<(), StoreError> {
    let (mut state, mut journal) = store.begin(&holder(name)).await?;
    let (begun_at, run) = (state.serial, format!("{name}-{}", state.serial));
    told.notes().begun.push((run.clone(), begun_at));
    for step in 0..4 {
        let name = format!("{run}-{step}");
        let event = kept(&name)?;
        state.fold(&event)?;
        journal.append(std::slice::from_ref(&event)).await?;
        let acknowledged = Acknowledged { run: run.clone(), begun_at, serial: state.serial, name };
        told.notes().acknowledged.push(acknowledged);
        sleep(Duration::from_millis(700)).await;
    }
    journal.close(&state).await
}

async fn at_once(processes: u64, seed: u64, breaks: bool) -> Stood {
    let (bucket, told) = (Bucket::default(), Told::default());
    let objects = |number| Arc::new(SimulatedObjects::new(&bucket, STORMY, seed * 1_000 + number));
    let mut running = JoinSet::new();
    for number in 0..processes {
        let store = DurableStore::new(objects(number), "demo");
        running.spawn(process(store, number, told.clone()));
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
    let everybody = async {
        while let Some(ended) = running.join_next().await {
            ended.map_err(text)??;
        }
        Ok::<_, String>(())
    };
    timeout(DAYS, everybody).await.map_err(|_| "some wait for the lease for weeks".to_owned())??;
    if let Some(breaker) = breaker {
        breaker.abort();
    }
    let fair = SimulatedObjects::new(&bucket, Weather::FAIR, 0);
    let state = DurableStore::new(Arc::new(fair), "demo").load().await.map_err(text)?;
    let Notes { begun, acknowledged } = &*told.notes();
    let numbers: BTreeSet<u64> = acknowledged.iter().map(|event| event.serial).collect();
    holds(numbers.len() == acknowledged.len(), || "two runs wrote one event".to_owned())?;
    for Acknowledged { run, begun_at, serial, name } in acknowledged {
        let is_there = state.resources.contains_key(&address(name).map_err(text)?);
        holds(is_there, || format!("event {serial}, {name}, is lost"))?;
        // From the moment at which another has begun, nothing may be acknowledged to this one.
        let other = begun.iter().find(|(other, at)| other != run && begun_at < at && at < serial);
        holds(other.is_none(), || format!("{name} is event {serial} of one who had lost the lease"))?;
    }
    holds(acknowledged.len() as u64 >= processes * 12, || "some runs did less than they were told".to_owned())
}
