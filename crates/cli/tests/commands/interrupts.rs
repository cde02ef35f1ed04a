//! Ctrl-C: the first finishes what is under way, the second leaves; neither loses anything.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::tool::Project;

/// A run that takes a step after the other, each a while.
fn slow(project: &Project, latency: &str) -> (Child, Lines<BufReader<ChildStderr>>) {
    let conditions = format!("latency={latency}");
    let mut command = project.command(&["up", "--yes", "--parallelism", "1", "--rehearse", &conditions]);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
    let told = BufReader::new(run.stderr.take().expect("piped")).lines();
    (run, told)
}

fn interrupt(run: &Child) {
    signal(run, "-INT");
}

fn signal(run: &Child, signal: &str) {
    let killed = Command::new("kill").args([signal, &run.id().to_string()]).status();
    assert!(killed.expect("kill").success());
}

/// Reads up to a line with a text in it, or to the end.
fn told_until(told: &mut Lines<BufReader<ChildStderr>>, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in told.by_ref().map_while(Result::ok) {
        lines.push(line);
        if lines.last().is_some_and(|line| line.contains(text)) {
            break;
        }
    }
    lines
}

#[test]
fn the_first_finishes_what_is_under_way_and_the_next_run_goes_on() {
    let project = Project::new();
    let (mut run, mut told) = slow(&project, "300ms");
    told_until(&mut told, "created");
    interrupt(&run);
    let lines = told_until(&mut told, "the end");
    assert_eq!(run.wait().expect("ends").code(), Some(130), "{lines:#?}");
    assert!(lines[0].starts_with("Stopping: calls of 1 step under way end"), "{lines:#?}");
    let totals = lines.iter().find(|line| line.contains("created,")).expect("totals");
    assert!(totals.starts_with("2 created, 2 not begun in "), "{lines:#?}");
    let ran = project.done("up --yes");
    assert!(ran.err.contains("\n2 created in [time].\n"), "{ran:#?}");
}

#[test]
fn the_second_leaves_and_the_next_run_finds_out_how_far_it_came() {
    let project = Project::new();
    let (mut run, mut told) = slow(&project, "2s");
    told_until(&mut told, "created");
    interrupt(&run);
    told_until(&mut told, "Stopping");
    interrupt(&run);
    let lines = told_until(&mut told, "the end");
    assert_eq!(run.wait().expect("ends").code(), Some(130), "{lines:#?}");
    let sentence = "Left under way; the next run finds out how far they came:";
    assert!(lines.iter().any(|line| line == sentence), "{lines:#?}");
    let listed = project.done("state list").out;
    let sentence = "(not known yet)  # a step is under way or was interrupted; the next run finds out\n";
    assert!(listed.contains(sentence) && !listed.contains("does not exist"), "{listed}");
    let ran = project.done("up --yes");
    assert!(ran.err.contains("interrupted"), "{ran:#?}");
    assert!(project.done("up --yes").out.starts_with("No changes: 4 resources"));
}

#[test]
fn a_pipeline_that_is_cancelled_gives_its_lease_back_and_keeps_its_journal() {
    let project = Project::new();
    let (mut run, mut told) = slow(&project, "5s");
    told_until(&mut told, "created");
    interrupt(&run);
    told_until(&mut told, "Stopping");
    // What comes next, some seconds later, is a request to terminate; SIGKILL would follow.
    signal(&run, "-TERM");
    told_until(&mut told, "the end");
    assert_eq!(run.wait().expect("ends").code(), Some(130));
    assert_eq!(
        project.done("lock show").out,
        "Nobody holds the lease of tiny on rehearsal. The last one was epoch 1.\n"
    );
    let history = project.done("state history");
    assert!(history.out.contains("  up  cancelled  1 resource"), "{history:#?}");
    assert!(!history.err.contains("damaged"), "{history:#?}");
}

#[test]
fn a_run_that_only_waits_ends_at_the_first_and_the_next_run_goes_on_waiting() {
    for name in ["-INT", "-TERM"] {
        let project = Project::new();
        // Real time, and many minutes until the service is steady.
        let conditions = ["--set", "service=true", "--rehearse", "latency=1ms,settle=100"];
        let mut command = project.command(&["up", "--yes"]);
        let command = command.args(conditions).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut run = command.spawn().expect("starts");
        let mut told = BufReader::new(run.stderr.take().expect("piped")).lines();
        told_until(&mut told, "waits: steady");
        let pressed = std::time::Instant::now();
        signal(&run, name);
        let lines = told_until(&mut told, "the end");
        assert_eq!(run.wait().expect("ends").code(), Some(130), "{lines:#?}");
        assert!(pressed.elapsed().as_secs() < 10, "{:?}", pressed.elapsed());
        let sentence = "Not waited for any longer; the next run goes on waiting:";
        assert!(lines.iter().any(|line| line == sentence), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("1 not ready yet")), "{lines:#?}");
        let ran = project.done("up --yes --set service=true");
        assert!(ran.err.contains("\n1 waited for in [time].\n"), "{ran:#?}");
    }
}
