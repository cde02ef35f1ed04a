//! What has to wait for something else is waited for as long as the declaration says, told as a wait, and no longer.

use std::time::Duration;

use ironwright::aws::ec2;
use ironwright::engine::cloud::ErrorClass;
use ironwright::engine::{EngineOptions, Progress};
use ironwright::prelude::*;
use ironwright::rehearsal::Fault;
use ironwright::testing::{Call, Report, World, rehearse};

#[derive(Clone, Copy, Default)]
struct Wanted {
    timeout: Option<Duration>,
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, wanted: &Wanted) -> Result<()> {
    let vpc = ec2::Vpc::new(cidr("10.0.0.0/16"));
    match wanted.timeout {
        Some(timeout) => drop(stack.add("main", vpc.timeout(timeout))),
        None => drop(stack.add("main", vpc)),
    }
    Ok(())
}

fn held(call: Call) -> Fault {
    let said = "it is held by network interface eni-1";
    Fault::new(call, "ec2.Vpc").class(ErrorClass::Blocked).saying("DependencyViolation", said)
}

/// How long a destroy takes whose VPC is held for good.
fn destroyed(wanted: Wanted, options: EngineOptions) -> Report {
    let mut world = rehearse("test", program, &wanted).with_options(options);
    world.cloud().fail(held(Call::Delete));
    let report = world.destroy(program, &wanted).expect("a run");
    assert_eq!(report.failed(), ["ec2.Vpc.main"], "{report}");
    report
}

fn minutes(report: &Report) -> f64 {
    (report.outcome.took.as_secs_f64() / 60.0).round()
}

#[test]
#[expect(clippy::float_cmp, reason = "whole minutes")]
fn a_delete_of_what_is_held_waits_as_long_as_the_declaration_or_the_engine_says() {
    let usual = EngineOptions::default;
    assert_eq!(minutes(&destroyed(Wanted::default(), usual())), 20.0);
    let timeout = Some(Duration::from_mins(45));
    assert_eq!(minutes(&destroyed(Wanted { timeout }, usual())), 45.0);
    let options = EngineOptions { blocked: Duration::from_mins(3), ..usual() };
    assert_eq!(minutes(&destroyed(Wanted::default(), options)), 3.0);
}

#[test]
#[expect(clippy::float_cmp, reason = "whole minutes")]
fn what_has_left_the_program_waits_as_long_as_its_declaration_said() {
    let timeout = Some(Duration::from_mins(45));
    let mut world = rehearse("test", program, &Wanted { timeout: None });
    // The declaration is taken out only after it was changed: nothing of the resource itself changes.
    let report = world.up(program, &Wanted { timeout }).expect("a run");
    assert!(report.plan.to_string().contains("timeout: \"2700 s\""), "{report}");
    world.cloud().fail(held(Call::Delete));
    let report = world.up(|_: &mut Stack, _: &Wanted| Ok(()), &Wanted::default()).expect("a run");
    assert_eq!(minutes(&report), 45.0);
    assert_eq!(report.failed(), ["ec2.Vpc.main"], "{report}");
}

#[test]
fn the_wait_is_told_with_what_holds_it_and_so_is_its_end() {
    let report = destroyed(Wanted::default(), EngineOptions::default());
    let waits: Vec<&str> = report
        .progress
        .iter()
        .filter_map(|told| match told {
            Progress::Blocked { error, .. } => Some(error.message.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(waits, ["it is held by network interface eni-1"], "once, not at every look");
    let failure = &report.outcome.failed[0];
    assert!(failure.message.contains("held by network interface eni-1; that was so for 1"), "{failure:?}");
    assert!(failure.hint.as_deref().is_some_and(|hint| hint.contains("`.timeout(")), "{failure:?}");
}

#[test]
fn what_is_let_go_meanwhile_is_deleted_and_what_gets_ready_meanwhile_is_made() {
    for call in [Call::Create, Call::Delete] {
        let mut world = World::new("test");
        world.cloud().fail(held(call).times(40));
        let report = world.up(program, &Wanted::default()).expect("a run");
        assert!(report.outcome.is_complete(), "{call}: {report}");
        let report = world.destroy(program, &Wanted::default()).expect("a run");
        assert!(report.outcome.is_complete(), "{call}: {report}");
        assert!(world.cloud().objects().is_empty());
    }
}

#[test]
fn passing_errors_during_a_long_wait_have_their_own_time() {
    let mut world = rehearse("test", program, &Wanted::default());
    world.cloud().fail(held(Call::Delete).times(40));
    world.cloud().fail(Fault::new(Call::Delete, "ec2.Vpc").class(ErrorClass::Transient).times(3));
    let report = world.destroy(program, &Wanted::default()).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
}
