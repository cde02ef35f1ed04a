//! A move that is interrupted at every write, and finished by whoever tries again: the stack is in one place, whole, and
//! nobody writes in the other.

use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::{Environment, Map, State, Value};
use ironwright_engine::store::{DurableStore, Holder, Store as _, StoreError, View as _};
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};

struct Places {
    here: Bucket,
    there: Bucket,
    /// The environment that the stack becomes.
    becomes: Option<Environment>,
}

impl Places {
    async fn with_a_stack(becomes: Option<&str>) -> Self {
        let becomes = becomes.map(|name| name.parse().expect("a name"));
        let places = Self { here: Bucket::called("here"), there: Bucket::called("there"), becomes };
        for _ in 0..3 {
            run(&places.stores(1).0).await.expect("runs");
        }
        places
    }

    /// Both, as a new process sees them.
    fn stores(&self, seed: u64) -> (DurableStore, DurableStore) {
        self.seen_by(&SimulatedObjects::new(&self.here, Weather::FAIR, seed))
    }

    fn seen_by(&self, process: &SimulatedObjects) -> (DurableStore, DurableStore) {
        let store = |bucket| DurableStore::new(Arc::new(process.and(bucket)), "demo");
        (store(&self.here), store(&self.there).in_environment(self.becomes.clone()))
    }

    /// A process that moves the stack and dies with a write. Whether it died.
    async fn interrupted(&self, write: u64, arrives: bool) -> bool {
        let process = SimulatedObjects::new(&self.here, Weather::FAIR, 5);
        process.kill_at(write, arrives);
        let (here, there) = self.seen_by(&process);
        let ended = here.migrate(&there, "there", &holder("dies")).await;
        assert_eq!(ended.is_err(), process.is_dead(), "write {write}: {ended:?}");
        process.is_dead()
    }

    async fn finished(&self, moment: &str) -> State {
        let (here, there) = self.stores(9);
        let moved = here.migrate(&there, "there", &holder("finishes")).await;
        let state = moved.unwrap_or_else(|error| panic!("{moment}: {error}")).state;
        let gone = here.load().await;
        assert!(matches!(gone, Err(StoreError::Moved { .. })), "{moment}: it is in two places");
        let found = there.load().await.unwrap_or_else(|error| panic!("{moment}: {error}"));
        let after = run(&there).await.unwrap_or_else(|error| panic!("{moment}: {error}"));
        assert_eq!(after.serial, found.serial + 2, "{moment}: it goes on there");
        state
    }
}

async fn run(store: &DurableStore) -> Result<State, StoreError> {
    let (mut state, mut journal) = store.begin(&holder("runs")).await?;
    for _ in 0..2 {
        let event = published(state.serial);
        journal.append(std::slice::from_ref(&event)).await?;
        state.fold(&event)?;
    }
    journal.close(&state).await?;
    Ok(state)
}

/// What somebody does between the interruption and the next try.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Meanwhile {
    Nothing,
    /// Goes on where the stack was, if it still is there.
    GoesOnHere,
    /// Goes on in the new place, if there is a stack.
    GoesOnThere,
}

#[tokio::test(start_paused = true)]
async fn every_write_of_a_move_may_be_its_last() {
    for (arrives, becomes) in [(false, None), (true, None), (false, Some("prod")), (true, Some("prod"))] {
        for meanwhile in [Meanwhile::Nothing, Meanwhile::GoesOnHere, Meanwhile::GoesOnThere] {
            for write in 1.. {
                let places = Places::with_a_stack(becomes).await;
                if !places.interrupted(write, arrives).await {
                    assert!(write > 10, "the loop has seen a few writes");
                    break;
                }
                let moment = format!("write {write}, arrives: {arrives}, {meanwhile:?}, becomes {becomes:?}");
                let (here, there) = places.stores(7);
                let before = here.load().await.map_or(6, |state| state.serial);
                assert_eq!(before, 6, "{moment}: nothing is lost");
                let goes_on = match meanwhile {
                    Meanwhile::GoesOnHere => Some(&here),
                    // An empty place takes no stack for its own while half of one lies there.
                    Meanwhile::GoesOnThere if there.load().await.is_ok_and(|state| state.serial > 0) => {
                        Some(&there)
                    }
                    Meanwhile::Nothing | Meanwhile::GoesOnThere => None,
                };
                let added = match goes_on {
                    Some(store) => run(store).await.map_or(0, |_| 2),
                    None => 0,
                };
                let state = places.finished(&moment).await;
                assert!(state.serial >= 6, "{moment}");
                let found = places.stores(3).1.load().await.expect("loads");
                assert_eq!(found.serial, 6 + added + 2, "{moment}: nothing is lost, nothing doubled");
                assert_eq!(found.environment, places.becomes, "{moment}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_environment_becomes_another_or_none() {
    let (here, there) = (Bucket::called("here"), Bucket::called("there"));
    let process = SimulatedObjects::new(&here, Weather::FAIR, 1);
    let store = |bucket, environment: Option<&str>| {
        let environment: Option<Environment> = environment.map(|name| name.parse().expect("a name"));
        DurableStore::new(Arc::new(process.and(bucket)), "demo").in_environment(environment)
    };
    let dev = store(&here, Some("dev"));
    let before = run(&dev).await.expect("runs");
    for other in [Some("prod"), None] {
        let refused = dev.migrate(&store(&there, other), "there", &holder("moves")).await;
        assert!(matches!(refused, Err(StoreError::Unmovable { .. })), "{other:?}: {refused:?}");
        // Nor is it read, written or brought back as another.
        let stranger = store(&here, other);
        for refused in [
            stranger.load().await.err(),
            run(&stranger).await.err(),
            stranger.restore(1, 0, &holder("restores")).await.err(),
        ] {
            assert!(matches!(refused, Some(StoreError::OtherStack { .. })), "{other:?}: {refused:?}");
        }
    }
    assert_eq!(dev.load().await.expect("loads"), before);
    assert!(!store(&there, None).has_begun().await.expect("answers"));
    dev.migrate(&store(&there, Some("dev")), "there", &holder("moves")).await.expect("moves as it is");
}

/// An event that can be seen in the state: an output with a number.
fn published(number: u64) -> Event {
    let number = Value::from(i64::try_from(number).expect("small"));
    Event::Published { outputs: Map::from([("n".into(), number)]) }
}

fn holder(run: &str) -> Holder {
    Holder { run: run.to_owned(), verb: "up".to_owned(), ..Holder::default() }
}
