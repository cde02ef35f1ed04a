//! Much of everything: long chains, wide fans, large values, and a run in which nothing succeeds.

use ironwright::aws::logs::LogGroup;
use ironwright::builtin::Record;
use ironwright::prelude::*;
use ironwright::testing::{Conditions, World, rehearse};

/// A chain that deep overflows the stack of anything that calls itself for each link: a test has 2 MiB.
const DEEP: usize = 20_000;

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn chain(stack: &mut Stack, first: &i64) -> Result<()> {
    let mut last = stack.add("r0", Record::of(*first));
    for number in 1..DEEP {
        let next = last.value_as::<i64>().map(|n| n + 1);
        last = stack.add(format!("r{number}"), Record::of(next));
    }
    stack.output("last", last.value_as::<i64>());
    Ok(())
}

#[test]
fn a_deep_chain_overflows_no_stack() {
    let mut world = rehearse("chain", chain, &0);
    assert_eq!(world.output::<i64>("last"), 19_999);
    let report = world.up(chain, &1).unwrap();
    assert_eq!((report.done().len(), world.output::<i64>("last")), (DEEP, 20_000));
    assert!(world.destroy(chain, &1).unwrap().outcome.is_complete());
    assert_eq!(world.state().count(), 0);
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn chain_of_functions(stack: &mut Stack, _: &()) -> Result<()> {
    // No resource between them: one expression that is as deep as the chain.
    let mut sum = stack.add("first", Record::of(0_i64)).value_as::<i64>();
    for _ in 0..200 {
        sum = sum.map(|n| n + 1);
    }
    stack.output("sum", &sum);
    stack.add("last", Record::of(sum));
    Ok(())
}

#[test]
fn a_function_of_a_function_two_hundred_times_is_computed() {
    assert_eq!(rehearse("functions", chain_of_functions, &()).output::<i64>("sum"), 200);
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn fan(stack: &mut Stack, hub: &i64) -> Result<()> {
    let hub = stack.add("hub", Record::of(*hub));
    for number in 0..10_000_i64 {
        let value = hub.value_as::<i64>().map(move |n| n + number);
        stack.add(format!("r{number}"), Record::of(value));
    }
    Ok(())
}

#[test]
fn one_resource_may_have_ten_thousand_dependents() {
    let mut world = rehearse("fan", fan, &0);
    assert_eq!(world.up(fan, &1).unwrap().done().len(), 10_001);
    let report = world.destroy(fan, &1).unwrap();
    assert!(report.outcome.is_complete());
    assert_eq!(report.done().last().map(String::as_str), Some("delete builtin.Record.hub"));
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn large(stack: &mut Stack, letter: &char) -> Result<()> {
    let text: String = std::iter::repeat_n(*letter, 1 << 20).collect();
    let first = stack.add("first", Record::of(text));
    for number in 0..8 {
        let value = first.value_as::<String>().map(move |text| format!("{text}{number}"));
        stack.add(format!("r{number}"), Record::of(value));
    }
    stack.output("length", first.value_as::<String>().map(|text| i64::try_from(text.len()).unwrap_or(-1)));
    Ok(())
}

#[test]
fn values_of_a_mebibyte_go_the_whole_way() {
    let mut world = rehearse("large", large, &'a');
    assert_eq!(world.output::<i64>("length"), 1 << 20);
    assert!(world.up(large, &'a').unwrap().is_unchanged());
    assert_eq!(world.up(large, &'b').unwrap().done().len(), 9);
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn groups(stack: &mut Stack, count: &usize) -> Result<()> {
    for number in 0..*count {
        stack.add(format!("g{number}"), LogGroup::new(format!("group-{number}").as_str()));
    }
    Ok(())
}

#[test]
fn ten_thousand_failures_are_all_told_and_leave_nothing_behind() {
    let conditions: Conditions = "fail=create:logs.LogGroup".parse().unwrap();
    let mut world = World::new("groups").under(conditions);
    let report = world.up(groups, &10_000).unwrap();
    assert_eq!((report.failed().len(), report.done().len()), (10_000, 0));
    assert_eq!((world.state().count(), world.cloud().objects().len()), (0, 0));
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn one_group_and_much_after_it(stack: &mut Stack, _: &()) -> Result<()> {
    let group = stack.add("group", LogGroup::new("group"));
    for number in 0..10_000 {
        stack.add(format!("r{number}"), Record::of(number).depends_on(&group));
    }
    Ok(())
}

#[test]
fn what_one_failure_keeps_from_being_done_is_told_once_each() {
    let conditions: Conditions = "fail=create:logs.LogGroup".parse().unwrap();
    let mut world = World::new("groups").under(conditions);
    let report = world.up(one_group_and_much_after_it, &()).unwrap();
    assert_eq!((report.failed().len(), report.skipped().len()), (1, 10_000));
}
