//! Runs that meet in a bucket: one winner, a dead holder that is followed, one that was asleep and is refused.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::place::Shared;

/// A run that has the lease, and takes its time.
fn slow(shared: &Shared) -> Child {
    let line = shared.there("up --yes --parallelism 1 --rehearse latency=4s");
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
    let followed = shared.done(&shared.there("up --yes"));
    let waited = since.elapsed();
    let (holder, rest) = followed.err.split_once(" holds the lease since ").expect("the holder is named");
    assert!(
        holder.starts_with("… `up` by ") && holder.contains(&format!("process {}", run.id())),
        "{holder}"
    );
    assert!(rest.contains(": waiting for a sign of life from it, for 20.0 s at most\n! `up` by "), "{rest}");
    assert!(
        rest.contains(" has died without giving the lease back, and this run goes on from there\n"),
        "{rest}"
    );
    assert!(waited < Duration::from_secs(30), "{waited:?}");
    assert!(shared.done(&shared.there("up --yes")).out.starts_with("No changes"));
}

#[test]
fn of_runs_that_begin_at_once_one_wins_and_the_others_are_told() {
    let shared = Shared::new();
    let ended: Vec<_> = thread::scope(|scope| {
        let runs = (0..4).map(|_| {
            scope.spawn(|| shared.run(&shared.there("up --yes --parallelism 1 --rehearse latency=4s")))
        });
        let runs: Vec<_> = runs.collect();
        runs.into_iter().map(|run| run.join().expect("ends")).collect()
    });
    let won = ended.iter().filter(|ran| ran.code == 0).count();
    assert_eq!(won, 1, "{ended:#?}");
    for lost in ended.iter().filter(|ran| ran.code != 0) {
        assert_eq!(lost.code, 4, "{lost:#?}");
        assert!(!lost.err.contains("this run goes on"), "{}", lost.err);
        assert!(lost.err.contains("error: another run is going on: `up` by "), "{}", lost.err);
    }
}

#[test]
fn machines_are_told_that_a_run_waits_and_why_it_ends() {
    let shared = Shared::new();
    let mut run = slow(&shared);
    let waiting = shared.run(&shared.there("up --yes --json"));
    let shown = shared.done(&shared.there("lock show --json"));
    run.kill().expect("ends");
    run.wait().expect("ends");
    assert_eq!((waiting.code, waiting.err.as_str()), (4, ""), "{waiting:#?}");
    let events: Vec<serde_json::Value> =
        waiting.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&serde_json::Value> = events.iter().map(|event| &event["event"]).collect();
    assert_eq!(names, ["lease_watched", "error"], "{waiting:#?}");
    assert_eq!(events[0]["at_most_seconds"], 20.0);
    assert_eq!(
        (&events[0]["holder"]["verb"], &events[0]["holder"]["process"]),
        (&"up".into(), &run.id().into())
    );
    // What is one document stays one: the waiting is told beside it.
    let document: serde_json::Value = serde_json::from_str(&shown.out).expect("one document");
    assert_eq!(document["alive"], true);
    assert!(shown.err.contains("waiting for a sign of life from it, for 6.7 s at most\n"), "{}", shown.err);
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
    // The sleeper's last request may have landed after all that: the next run takes away what it made, and nothing else.
    let swept = shared.done(&shared.there("up --yes"));
    let again = shared.done(&shared.there("up --yes"));
    assert!(again.out.starts_with("No changes"), "{swept:#?}\n{again:#?}");
}
