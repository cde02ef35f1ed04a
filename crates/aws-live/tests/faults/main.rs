//! A bad wire between the engine and a server that speaks AWS: `up`, one more `up` where the first did not end well,
//! and then the server is asked plainly what there is. Nothing may be there twice, and nothing that nobody knows of;
//! after `destroy`, nothing at all.
//!
//! `IRONWRIGHT_FAULTS_RESOURCES` says how many resources, `IRONWRIGHT_FAULTS_SEED` where chance begins.

mod account;
mod deployment;

use std::time::Duration;

use ironwright_aws_live::wire::Faults;

use deployment::Deployment;

/// How many resources, unless the environment says so.
const RESOURCES: usize = 200;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn resources() -> usize {
    number("IRONWRIGHT_FAULTS_RESOURCES").map_or(RESOURCES, |number| usize::try_from(number).expect("fits"))
}

fn seed() -> u64 {
    number("IRONWRIGHT_FAULTS_SEED").unwrap_or(1)
}

#[tokio::test]
async fn a_tenth_of_all_answers_lost_leaves_nothing_twice_and_nothing_behind() {
    let faults = Faults { seed: seed(), lost_responses: 0.1, ..Faults::default() };
    Box::pin(Deployment::new("lost-responses", resources(), faults).live()).await;
}

#[tokio::test]
async fn no_other_fault_leaves_anything_twice_or_behind() {
    let seed = seed();
    let none = || Faults { seed, ..Faults::default() };
    let each = [
        ("refused", Faults { refused: 0.1, ..none() }),
        ("lost-requests", Faults { lost_requests: 0.1, ..none() }),
        ("failed-before", Faults { failed_before: 0.1, ..none() }),
        ("failed-after", Faults { failed_after: 0.1, ..none() }),
        ("stalled", Faults { stalled: 0.05, stall: Duration::from_secs(1), ..none() }),
        ("throttled", Faults { throttled: true, ..none() }),
        ("late", Faults { late: 0.1, ..none() }),
        (
            "everything",
            Faults {
                lost_requests: 0.03,
                lost_responses: 0.04,
                failed_before: 0.02,
                failed_after: 0.03,
                stalled: 0.01,
                late: 0.04,
                throttled: true,
                ..none()
            },
        ),
    ];
    for (name, faults) in each {
        // A server that throttles takes the first calls of each action as they come.
        let resources = if faults.throttled { resources() } else { resources().div_ceil(4) };
        Box::pin(Deployment::new(name, resources, faults).live()).await;
    }
}
