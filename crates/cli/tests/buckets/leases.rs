//! Runs that meet in a bucket: one winner, a dead holder that is followed, one that was asleep and is refused.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::place::Shared;

/// A run that has the lease, and takes its time.
fn slow(shared: &Shared) -> Child {
    let line = shared.there("up --yes --width 1 --rehearse latency=4s");
    let mut run =
        shared.command(&line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    // The plan is shown under the lease.
    BufReader::new(run.stdout.take().expect("piped")).read_line(&mut String::new()).expect("reads");
    run
}

#[test]
fn a_holder_that_is_killed_is_followed_within_half_a_minute() {
    let shared = Shared::new();
    let mut run = slow(&shared);
    run.kill().expect("ends");
    run.wait().expect("ends");
    let since = Instant::now();
    shared.done(&shared.there("up --yes"));
    let waited = since.elapsed();
    assert!(waited < Duration::from_secs(30), "{waited:?}");
    assert!(shared.done(&shared.there("up --yes")).out.starts_with("No changes"));
}

#[test]
fn of_runs_that_begin_at_once_one_wins_and_the_others_are_told() {
    let shared = Shared::new();
    let ended: Vec<_> = thread::scope(|scope| {
        let runs = (0..4)
            .map(|_| scope.spawn(|| shared.run(&shared.there("up --yes --width 1 --rehearse latency=4s"))));
        let runs: Vec<_> = runs.collect();
        runs.into_iter().map(|run| run.join().expect("ends")).collect()
    });
    let won = ended.iter().filter(|ran| ran.code == 0).count();
    assert_eq!(won, 1, "{ended:#?}");
    for lost in ended.iter().filter(|ran| ran.code != 0) {
        assert_eq!(lost.code, 4, "{lost:#?}");
        assert!(lost.err.contains("error: another run is going on: `up` by "), "{}", lost.err);
    }
}

#[cfg(unix)]
#[test]
fn a_holder_that_slept_longer_than_its_lease_is_refused_and_the_next_run_finishes() {
    let shared = Shared::new();
    let run = slow(&shared);
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &run.id().to_string()]).status();
        assert!(sent.expect("starts").success());
    };
    signal("-STOP");
    shared.done(&shared.there("up --yes"));
    signal("-CONT");
    let ended = run.wait_with_output().expect("ends");
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("this run lost its lease"), "{told}");
    assert!(shared.done(&shared.there("up --yes")).out.starts_with("No changes"));
}
