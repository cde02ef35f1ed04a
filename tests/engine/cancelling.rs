//! Ctrl-C once drains, twice leaves; neither loses anything.

use std::time::Duration;

use ironwright::engine::Progress;
use ironwright::engine::cloud::ErrorClass;
use ironwright::rehearsal::Fault;
use ironwright::testing::{Call, Conditions, World, rehearse};

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

#[test]
fn one_press_ends_a_run_that_only_waits_and_the_next_run_goes_on_waiting() {
    let settings = Settings::default();
    // Twelve minutes until the service is steady.
    let mut world = World::new("test").under("settle=24".parse().expect("conditions"));
    let waits = |progress: &Progress| matches!(progress, Progress::Waiting { .. });
    let report = world.up_cancelled(program, &settings, pressed_once(waits)).expect("a run");
    assert_eq!(report.outcome.waiting.len(), 1, "{:?}", report.outcome);
    assert!(report.outcome.failed.is_empty() && report.outcome.under_way.is_empty(), "{:?}", report.outcome);
    assert!(report.outcome.took < Duration::from_secs(10), "{:?}", report.outcome);
    assert_eq!(report.outcome.word(), "cancelled");
    assert!(world.state().resources.values().all(|resource| resource.pending.is_none()));
    let report = world.up(program, &settings).expect("a run");
    assert_eq!(report.done(), ["settle ecs.Service.web"], "{report}");
    assert!(world.up(program, &settings).expect("a run").is_unchanged());
}

#[test]
fn one_press_ends_the_pause_before_a_call_is_made_again_and_nothing_counts_as_failed() {
    let settings = Settings::default();
    for class in [ErrorClass::Transient, ErrorClass::Blocked] {
        let mut world = World::new("test");
        world.cloud().fail(Fault::new(Call::Create, "ecs.Cluster").class(class));
        let again =
            |progress: &Progress| matches!(progress, Progress::Retrying { .. } | Progress::Blocked { .. });
        let report = world.up_cancelled(program, &settings, pressed_once(again)).expect("a run");
        let outcome = &report.outcome;
        assert!(outcome.failed.is_empty() && outcome.under_way.is_empty() && outcome.left > 0, "{outcome:?}");
        assert!(outcome.took < Duration::from_secs(1), "{outcome:?}");
        world.cloud().change_conditions(Conditions::default());
        let report = world.up(program, &settings).expect("a run");
        assert!(report.outcome.is_complete(), "{report}");
        assert_eq!(world.state().count(), ALL);
    }
}

#[test]
fn a_create_that_went_unanswered_is_not_sent_again_after_a_press_and_the_next_run_finds_it() {
    let settings = Settings::default();
    let mut world = World::new("test");
    world.cloud().fail(Fault::new(Call::Create, "ecs.Cluster").landing_after(Duration::from_millis(50)));
    let again = |progress: &Progress| matches!(progress, Progress::Retrying { .. });
    let report = world.up_cancelled(program, &settings, pressed_once(again)).expect("a run");
    let outcome = &report.outcome;
    assert!(outcome.failed.is_empty(), "{outcome:?}");
    assert_eq!(
        outcome.under_way.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["ecs.Cluster.cluster"]
    );
    world.cloud().change_conditions(Conditions::default());
    let report = world.up(program, &settings).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(world.state().count(), ALL);
}

#[test]
fn a_delete_that_takes_minutes_is_left_to_the_next_run_after_a_grace_period() {
    let settings = Settings::default();
    let mut world = rehearse("test", program, &settings);
    world.cloud().change_conditions("latency=10m..10m".parse().expect("conditions"));
    let begins = |progress: &Progress| matches!(progress, Progress::Started { .. });
    let report = world.destroy_cancelled(program, &settings, pressed_once(begins)).expect("a run");
    assert!(!report.outcome.under_way.is_empty(), "{:?}", report.outcome);
    assert!(report.outcome.took < Duration::from_secs(11), "{:?}", report.outcome);
    world.cloud().change_conditions(Conditions::default());
    let report = world.destroy(program, &settings).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!((world.state().resources.len(), world.cloud().objects().len()), (0, 0));
}

/// Presses once, the first time that something is so.
fn pressed_once(when: impl Fn(&Progress) -> bool) -> impl Fn(&Progress) -> bool {
    let pressed = std::cell::Cell::new(false);
    move |progress| when(progress) && !pressed.replace(true)
}
