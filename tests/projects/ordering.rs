//! In which order stacks come and go, and what a failure keeps from being done.

use ironwright::core::plan::Act;
use ironwright::engine::project::StackOutcome;
use ironwright::testing::{Call, ProjectReport, ProjectWorld, rehearse_project};

use crate::{Shop, shop};

fn at(report: &ProjectReport, what: &str) -> usize {
    let done = report.done();
    done.iter().position(|act| act.ends_with(what)).unwrap_or_else(|| panic!("{what} in {done:#?}"))
}

#[test]
fn what_is_used_comes_first_and_goes_last() {
    let mut world = ProjectWorld::new("shop");
    let report = world.up(shop, &Shop::default()).expect("runs");
    assert!(report.is_complete(), "{report}");
    assert!(at(&report, "network:ec2.Subnet.b") < at(&report, "web:ec2.SecurityGroup.web"));
    let report = world.destroy(shop, &Shop::default()).expect("runs");
    assert!(report.is_complete(), "{report}");
    assert!(at(&report, "web:ec2.SecurityGroup.web") < at(&report, "network:ec2.Subnet.b"));
    assert!(world.cloud().objects().iter().all(|object| !object.kind.starts_with("logs.")));
    assert_eq!(world.stack("network").state().count(), 0);
}

#[test]
fn a_failure_keeps_only_those_from_beginning_that_need_the_stack() {
    let mut world = ProjectWorld::new("shop");
    world.cloud().fail_next(Call::Create, "ec2.Subnet.b");
    let report = world.up(shop, &Shop::default()).expect("runs");
    assert!(
        matches!(&report.of("network").outcome, StackOutcome::Done(outcome, _) if !outcome.is_complete())
    );
    assert!(
        matches!(&report.of("web").outcome, StackOutcome::NotTried { because } if because == "network"),
        "{report}"
    );
    assert!(report.of("logs").outcome.is_complete(), "{report}");
    let report = world.up(shop, &Shop::default()).expect("runs");
    assert!(report.is_complete(), "{report}");
    assert!(world.up(shop, &Shop::default()).expect("runs").is_unchanged());
}

#[test]
fn what_is_dropped_by_both_goes_after_its_user_has_let_go_of_it() {
    let mut world = rehearse_project("shop", shop, &Shop::default());
    let without = Shop { second: false, ..Shop::default() };
    let report = world.up(shop, &without).expect("runs");
    assert!(report.is_complete(), "{report}");
    assert!(at(&report, "delete web:logs.LogGroup.subnet") < at(&report, "delete network:ec2.Subnet.b"));
    let deleted = |stack: &str| match &report.of(stack).outcome {
        StackOutcome::Done(outcome, _) => {
            outcome.done.iter().filter(|(_, act)| matches!(act, Act::Delete(_))).count()
        }
        _ => 0,
    };
    assert_eq!((deleted("network"), deleted("web")), (1, 1));
}
