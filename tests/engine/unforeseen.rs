//! What the plan did not show does not happen: a value that comes out otherwise stops its step.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ironwright::aws::logs::LogGroup;
use ironwright::builtin::Record;
use ironwright::prelude::*;
use ironwright::testing::rehearse;

#[derive(Clone)]
struct Names {
    value: i64,
    days: u32,
    /// How often the function below, which ought to be pure, still says the same.
    patience: Arc<AtomicUsize>,
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, names: &Names) -> Result<()> {
    let record = stack.add("record", Record::of(names.value));
    let patience = Arc::clone(&names.patience);
    let name: Output<String> = record.value_as::<i64>().map(move |_| {
        let ask = |left: usize| left.checked_sub(1);
        let same = patience.fetch_update(Ordering::SeqCst, Ordering::SeqCst, ask).is_ok();
        if same { "group".to_owned() } else { "other".to_owned() }
    });
    let name = name.map(|name| ironwright::aws::logs::LogGroupName::from(name.as_str()));
    stack.add("group", LogGroup::new(&name).retention_in_days(names.days));
    Ok(())
}

/// As [`program`], with a retention that comes of the function instead of a name.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn retained(stack: &mut Stack, names: &Names) -> Result<()> {
    let record = stack.add("record", Record::of(names.value));
    let patience = Arc::clone(&names.patience);
    let days: Output<u32> = record.value_as::<i64>().map(move |_| {
        let ask = |left: usize| left.checked_sub(1);
        if patience.fetch_update(Ordering::SeqCst, Ordering::SeqCst, ask).is_ok() { 7 } else { 30 }
    });
    stack.add("group", LogGroup::new("group").retention_in_days(days).tag("value", names.value.to_string()));
    Ok(())
}

#[test]
fn a_change_that_the_plan_did_not_show_stops_with_the_command_to_go_on() {
    let patience = Arc::new(AtomicUsize::new(usize::MAX));
    let names = |value| Names { value, days: 0, patience: Arc::clone(&patience) };
    let mut world = rehearse("fickle", retained, &names(1));
    let days =
        |world: &ironwright::testing::World| world.get::<LogGroup>("group").get::<u32>("retention_in_days");
    assert_eq!(days(&world), Some(7));

    // For the graph and for the plan it says the same, so that only the tag is to change.
    patience.store(2, Ordering::SeqCst);
    let report = world.up(retained, &names(2)).expect("a run");
    assert_eq!(report.failed(), ["logs.LogGroup.group"], "{report}");
    let failure = &report.outcome.failed[0];
    assert_eq!(
        failure.message,
        "would now change otherwise than the plan showed: retention_in_days: 7 -> 30"
    );
    assert_eq!(failure.hint.as_deref(), Some("type the same command again: the new plan shows it"));
    assert_eq!(days(&world), Some(7));

    let report = world.up(retained, &names(2)).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(days(&world), Some(30));
}

#[test]
fn a_replacement_that_the_plan_did_not_show_stops_with_the_command_to_go_on() {
    let patience = Arc::new(AtomicUsize::new(usize::MAX));
    let names = |value, days| Names { value, days, patience: Arc::clone(&patience) };
    let mut world = rehearse("fickle", program, &names(1, 7));
    let before = world.get::<LogGroup>("group").id().to_owned();

    // Asked once for the graph and once for the plan, it says the same; asked again for the act, it does not.
    patience.store(2, Ordering::SeqCst);
    let report = world.up(program, &names(2, 30)).expect("a run");
    assert_eq!(report.failed(), ["logs.LogGroup.group"], "{report}");
    let failure = &report.outcome.failed[0];
    assert!(
        failure.message.starts_with("would now be replaced, which the plan did not show: log_group_name")
    );
    assert!(failure.hint.as_deref().is_some_and(|hint| hint.starts_with("type the same command again")));
    assert_eq!(world.get::<LogGroup>("group").id(), before, "nothing was replaced");

    let report = world.up(program, &names(2, 30)).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_ne!(world.get::<LogGroup>("group").id(), before);
}
