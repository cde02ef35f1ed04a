//! The rehearsal cloud keeps the contract that servers speaking AWS keep: the same cases, kind by kind.

use std::sync::Arc;

use ironwright::core::Location;
use ironwright::rehearsal::Rehearsal;
use ironwright::testkit::contract::{Exception, cases, check, check_halfway, check_inputs};

/// Where the rehearsal differs from AWS. A line whose claim is kept after all fails: strike it.
const EXCEPTIONS: &[Exception] = &[];

#[tokio::test(start_paused = true)]
async fn the_rehearsal_keeps_the_contract_of_every_kind() {
    let location = Location { account: "123456789012".into(), region: "us-east-1".into() };
    let mut broken = Vec::new();
    for case in cases::all() {
        let cloud = Arc::new(Rehearsal::in_memory(location.clone(), ironwright::aws::registry()));
        broken.extend(check(cloud.clone(), &case, EXCEPTIONS).await);
        let left = cloud.objects();
        if !left.is_empty() {
            broken.push(format!("{}: left over: {left:?}", case.kind));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_an_input_behind_the_programs_back_is_told_and_put_right_for_every_kind() {
    let location = Location { account: "123456789012".into(), region: "us-east-1".into() };
    let mut wrong = Vec::new();
    for case in cases::all() {
        let cloud = Arc::new(Rehearsal::in_memory(location.clone(), ironwright::aws::registry()));
        wrong.extend(check_inputs(&cloud, &case).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_create_that_was_cut_between_its_calls_is_finished_by_the_next_run_for_every_kind() {
    let location = Location { account: "123456789012".into(), region: "us-east-1".into() };
    let mut wrong = Vec::new();
    for case in cases::all() {
        let cloud = Arc::new(Rehearsal::in_memory(location.clone(), ironwright::aws::registry()));
        wrong.extend(check_halfway(&cloud, &case).await);
        assert!(cloud.objects().is_empty(), "{}: left over: {:?}", case.kind, cloud.objects());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
