//! The engine inside another program: many at once, nothing shared, nothing printed.

use ironwright::testing::{World, rehearse};

use crate::{ALL, Settings, program};

#[test]
fn thirty_two_engines_run_at_once_in_one_process() {
    let worlds: Vec<World> = std::thread::scope(|scope| {
        let runs: Vec<_> =
            (0..32).map(|_| scope.spawn(|| rehearse("test", program, &Settings::default()))).collect();
        runs.into_iter().map(|run| run.join().expect("a world")).collect()
    });
    assert!(worlds.iter().all(|world| world.state().count() == ALL));
}

#[test]
fn a_preview_leaves_no_trace_in_store_or_cloud() {
    let mut world = World::new("test");
    let plan = world.preview(program, &Settings::default()).expect("a plan");
    assert_eq!(plan.counts().create, ALL);
    assert_eq!((world.store().events().len(), world.cloud().objects().len()), (0, 0));
}
