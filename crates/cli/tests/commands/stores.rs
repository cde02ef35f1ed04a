//! Stores that are locked, damaged, foreign, newer, or not to be written.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::tool::Project;

#[test]
fn a_second_run_is_told_who_is_at_work() {
    let project = Project::new();
    let mut first = project.command(&["up", "--yes", "--rehearse", "latency=1s"]);
    let mut first = first.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    // The plan is shown under the lock.
    let mut line = String::new();
    BufReader::new(first.stdout.take().expect("piped")).read_line(&mut line).expect("reads");
    let ran = project.run("up --yes");
    first.kill().expect("ends");
    first.wait().expect("ends");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.starts_with("error: another run is going on: `up` by "), "{}", ran.err);
    assert!(
        ran.err.ends_with("\n  hint: wait for it to end, then type the same command again\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_state_that_is_cut_in_half_is_named_and_left_alone() {
    let project = Project::new();
    project.done("up --yes");
    let path = project.store().join("snapshot-0.json");
    let whole = fs::read(&path).expect("reads");
    fs::write(&path, &whole[..whole.len() / 2]).expect("writes");
    for line in ["preview", "up --yes", "outputs", "state list"] {
        let ran = project.run(line);
        assert_eq!(ran.code, 1, "{line}: {ran:#?}");
        assert!(
            ran.err.starts_with(
                "error: [project]/.ironwright/tiny/rehearsal/snapshot-0.json is damaged: its hash is not the one that \
                 head.json names\n  hint: "
            ),
            "{line}: {}",
            ran.err
        );
    }
    assert_eq!(fs::read(&path).expect("reads").len(), whole.len() / 2);
}

#[test]
fn another_stacks_store_is_refused() {
    let project = Project::new();
    project.done("up --yes");
    let path = project.store().join("head.json");
    let head = fs::read_to_string(&path).expect("reads").replace("\"tiny\"", "\"huge\"");
    fs::write(&path, head).expect("writes");
    let ran = project.run("up --yes");
    assert_eq!(ran.code, 4);
    assert_eq!(
        ran.err,
        "error: [project]/.ironwright/tiny/rehearsal/head.json belongs to the stack `huge`, not to `tiny`\n  hint: use \
         the store of this stack\n"
    );
}

#[test]
fn a_newer_format_is_refused() {
    let project = Project::new();
    project.done("up --yes");
    fs::write(project.store().join("head.json"), r#"{"format": 99}"#).expect("writes");
    let ran = project.run("up --yes");
    assert_eq!(ran.code, 4);
    assert_eq!(
        ran.err,
        "error: [project]/.ironwright/tiny/rehearsal/head.json has format 99, and this version reads up to 1\n  hint: \
         use the version that wrote it, or a newer one\n"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let project = Project::new();
    // Permissions stop nobody who is root, a file in the place of a folder does.
    project.write("occupied", "");
    let ran = project.run("up --yes --store occupied");
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.err.contains("occupied/tiny/rehearsal"), "{}", ran.err);
    assert_eq!(project.names(), ["occupied"]);
}
