//! Who may write: told, taken over from the dead, broken by a person, and never two at once.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::tool::Project;

/// A run that has the lease, and takes its time.
fn slow(project: &Project) -> Child {
    let mut command = project.command(&["up", "--yes", "--parallelism", "1", "--rehearse", "latency=700ms"]);
    let mut run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    // The plan is shown under the lease.
    BufReader::new(run.stdout.take().expect("piped")).read_line(&mut String::new()).expect("reads");
    run
}

fn json(project: &Project, line: &str) -> Json {
    serde_json::from_str(&project.done(line).out).expect("JSON")
}

#[test]
fn the_holder_is_shown_and_the_dead_one_is_followed_at_once() {
    let project = Project::new();
    assert_eq!(project.done("lock show").out, "Nobody has ever held the lease of tiny on rehearsal.\n");
    let mut run = slow(&project);
    let shown = json(&project, "lock show --json");
    assert_eq!((&shown["held"], &shown["alive"], &shown["epoch"]), (&true.into(), &true.into(), &1.into()));
    assert_eq!((&shown["holder"]["verb"], &shown["holder"]["process"]), (&"up".into(), &run.id().into()));
    let text = project.done("lock show").out;
    assert!(text.starts_with("`up` by "), "{text}");
    assert!(text.contains("\n  epoch 1; it lives\n"), "{text}");
    run.kill().expect("ends");
    run.wait().expect("ends");
    assert_eq!(json(&project, "lock show --json")["alive"], Json::Bool(false));
    project.done("up --yes");
    assert_eq!(
        project.done("lock show").out,
        "Nobody holds the lease of tiny on rehearsal. The last one was epoch 2.\n"
    );
    assert!(project.done("up --yes").out.starts_with("No changes"));
}

#[test]
fn a_preview_says_what_another_run_has_left_open() {
    let project = Project::new();
    let mut run = slow(&project);
    let says =
        || project.done("preview").err.contains("1 step of another run without a result, which goes on or");
    let began = Instant::now();
    while !says() {
        assert!(began.elapsed() < Duration::from_mins(1), "{:#?}", project.done("preview"));
    }
    run.kill().expect("ends");
    run.wait().expect("ends");
    assert!(says());
    project.done("up --yes");
    assert!(!says());
}

#[test]
fn a_broken_lease_ends_its_run_with_a_sentence_and_the_next_one_finishes() {
    let project = Project::new();
    assert_eq!(
        project.done("lock break").err,
        "Nobody holds the lease of tiny on rehearsal: there is nothing to break.\n"
    );
    let run = slow(&project);
    let ran = project.run("lock break");
    assert_eq!(ran.code, 4, "nobody can be asked: {ran:#?}");
    let ran = project.done("lock break --yes");
    assert_eq!(ran.err, "The lease is free. What `up` had begun, the next run resolves.\n");
    let ended = run.wait_with_output().expect("ends");
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("error: this run lost its lease: `lock break` by "), "{told}");
    assert!(told.contains("nothing is lost"), "{told}");
    project.done("up --yes");
    assert!(project.done("up --yes").out.starts_with("No changes"));
}

#[test]
fn a_lease_that_cannot_be_given_back_does_not_keep_what_was_done_from_being_told() {
    let project = Project::new();
    let run = slow(&project);
    let lease = project.store().join("lease.json");
    fs::remove_file(&lease).and_then(|()| fs::create_dir(&lease)).expect("is in its way");
    let ended = run.wait_with_output().expect("ends");
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{told}");
    let (done, error) = told.split_once("\n4 created in ").expect("what was done");
    assert!(done.contains("+ network/ec2.Subnet.s1 created"), "{done}");
    assert!(error.contains("error: ") && error.contains("lease.json"), "{error}");
    fs::remove_dir(&lease).expect("removes");
    assert!(project.done("up --yes").out.starts_with("No changes"));
}

#[test]
fn whenever_a_run_is_killed_the_next_one_goes_on_at_once() {
    let project = Project::new();
    for moment in 0..15 {
        let line =
            format!("up --yes --set subnets={} --parallelism 2 --rehearse latency=15ms", 1 + moment % 3);
        let mut command = project.command(&line.split_whitespace().collect::<Vec<_>>());
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        thread::sleep(Duration::from_millis(9 * moment));
        run.kill().expect("ends");
        run.wait().expect("ends");
        let again = format!("up --yes --set subnets={}", 1 + moment % 3);
        project.done(&again);
        assert!(project.done(&again).out.starts_with("No changes"), "killed after {} ms", 9 * moment);
    }
    assert_eq!(json(&project, "state history --json")["damaged"], serde_json::json!([]));
}

#[test]
fn of_many_processes_one_writes_at_a_time_and_no_update_is_lost() {
    let project = Project::new();
    project.done("up --yes --set subnets=0");
    let (runs, each) = (6, 3);
    thread::scope(|scope| {
        for number in 0..runs {
            let project = &project;
            scope.spawn(move || {
                for turn in 0..each {
                    let name = |turn| format!("network/ec2.Vpc.main-{number}-{turn}");
                    // Each moves the one resource away and back: whoever sees a half-done move of another fails.
                    let there = format!("state mv network/ec2.Vpc.main {} --yes", name(turn));
                    let back = format!("state mv {} network/ec2.Vpc.main --yes", name(turn));
                    for line in [there, back] {
                        loop {
                            let ran = project.run(&line);
                            match ran.code {
                                0 => break,
                                // Somebody else is at work, or has the resource just now.
                                4 | 2 => thread::sleep(Duration::from_millis(20)),
                                _ => panic!("{line}: {ran:#?}"),
                            }
                        }
                    }
                }
            });
        }
    });
    let history = json(&project, "state history --json");
    let moves = history["runs"].as_array().expect("runs").iter();
    let moves = moves.filter(|run| run["verb"] == "state mv" && run["outcome"] == "succeeded");
    assert_eq!(moves.count(), runs * each * 2);
    assert_eq!(history["damaged"], serde_json::json!([]));
    assert!(project.done("state list").out.contains("network/ec2.Vpc.main  "));
}
