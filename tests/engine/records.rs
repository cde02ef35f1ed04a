//! Records: values and triggers that the state keeps without a cloud.

use ironwright::builtin::Record;
use ironwright::prelude::*;
use ironwright::testing::{Call, rehearse};

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, start: &i64) -> Result<()> {
    let first = stack.add("first", Record::of(*start));
    let next = first.value_as::<i64>().map(|n| n + 1);
    let second = stack.add("second", Record::of(&next));
    stack.add("third", Record::of("fixed".to_owned()).triggered_by(&next));
    stack.output("next", second.value_as::<i64>());
    Ok(())
}

#[test]
fn a_changed_value_updates_what_is_made_of_it_and_replaces_what_it_triggers() {
    let mut world = rehearse("records", program, &1);
    assert_eq!(world.output::<i64>("next"), 2);
    let before = world.get::<Record>("third").id().to_owned();
    let report = world.up(program, &5).expect("a run");
    assert_eq!(
        report.plan.to_string(),
        "  ~ builtin.Record.first\n    ~ value: 1 -> 5\n  ~ builtin.Record.second\n    ~ value: 2 -> 6\n  \
         ± builtin.Record.third  replace: the new one first, because triggers cannot be changed in place\n    \
         ~ triggers: 2 -> 6\n\n\
         Outputs:\n  ~ next = 2 -> 6\n\nPlan: 2 to update, 1 to replace."
    );
    assert_eq!(world.output::<i64>("next"), 6);
    assert_ne!(world.get::<Record>("third").id(), before);
    assert!(world.up(program, &5).expect("a run").is_unchanged());
    let report = world.destroy(program, &5).expect("a run");
    assert!(report.outcome.is_complete() && world.state().resources.is_empty(), "{report}");
}

#[test]
fn no_cloud_is_asked_about_a_record() {
    let mut world = rehearse("records", program, &1);
    world.up(program, &2).expect("a run");
    world.destroy(program, &2).expect("a run");
    for call in [Call::Create, Call::Read, Call::Update, Call::Delete, Call::Settle] {
        assert_eq!(world.cloud().count_calls(call), 0, "{call:?}");
    }
}
