//! Ctrl-C once drains, twice leaves; neither loses anything.

use ironwright::engine::Progress;
use ironwright::testing::{Conditions, World};

use crate::{ALL, Settings, program};

fn slow() -> World {
    let conditions: Conditions = "latency=100ms..900ms,seed=3".parse().expect("conditions");
    World::new("test").under(conditions)
}

#[test]
fn the_first_press_finishes_what_is_under_way_and_begins_nothing_new() {
    let settings = Settings::default();
    let mut world = slow();
    let first = |progress: &Progress| matches!(progress, Progress::Finished { .. });
    let pressed = std::cell::Cell::new(false);
    let report = world
        .up_cancelled(program, &settings, |progress| first(progress) && !pressed.replace(true))
        .expect("a run");
    assert!(report.outcome.left > 0 && report.outcome.under_way.is_empty(), "{:?}", report.outcome);
    assert!(world.state().resources.values().all(|resource| resource.pending.is_none()));
    let report = world.up(program, &settings).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(world.state().count(), ALL);
}

#[test]
fn the_second_press_leaves_and_the_next_run_takes_up_what_was_under_way() {
    let settings = Settings::default();
    let mut world = slow();
    let report = world
        .up_cancelled(program, &settings, |progress| {
            matches!(progress, Progress::Started { .. } | Progress::Draining { .. })
        })
        .expect("a run");
    assert!(!report.outcome.under_way.is_empty(), "{:?}", report.outcome);
    let report = world.up(program, &settings).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert!(report.progress.iter().any(|told| matches!(told, Progress::Recovered { .. })));
    assert_eq!(world.state().count(), ALL);
}
