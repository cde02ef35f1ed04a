//! Stores that are locked, damaged, foreign, newer or older.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use ironwright_engine::store::{DurableStore, Holder, Store as _};
use tokio::runtime::Builder;

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
        ran.err.ends_with(
            "\n  hint: wait for it to end, then type the same command again; `lock show` tells more\n"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn a_state_that_is_cut_in_half_is_named_and_left_alone() {
    let project = Project::new();
    project.done("up --yes");
    let path = project.kept("snapshot-0-");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let whole = fs::read(&path).expect("reads");
    fs::write(&path, &whole[..whole.len() / 2]).expect("writes");
    for line in ["preview", "up --yes", "outputs", "state list"] {
        let ran = project.run(line);
        assert_eq!(ran.code, 1, "{line}: {ran:#?}");
        assert!(
            ran.err.starts_with(&format!(
                "error: [project]/.ironwright/tiny/rehearsal/{name} is damaged: its hash is not the one that head.json \
                 names\n  hint: "
            )),
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
    let huge = DurableStore::in_folder(project.store(), "huge");
    fs::remove_dir_all(project.store()).expect("removes");
    let begun =
        Builder::new_current_thread().build().expect("a runtime").block_on(huge.begin(&Holder::default()));
    drop(begun.expect("begins"));
    assert!(path.is_file());
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
        "error: [project]/.ironwright/tiny/rehearsal/head.json has format 99, and this version reads format 2\n  hint: \
         use the version that wrote it, or a newer one\n"
    );
}

#[test]
fn a_program_of_the_same_name_does_not_delete_what_another_has_made() {
    let project = Project::new();
    project.done("up --yes");
    let other = "up --yes --set mishap=another";
    let ran = project.run(other);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert_eq!(
        ran.err,
        "error: this program declares nothing of what exists in the stack `tiny`: it would delete all of it, 4 \
         resources, and make 1 other in its place\n  hint: if another program calls its stack so too, give one of them \
         another name, or another `--store`; if all of it is to go, `destroy` it, or keep the plan with `preview --out FILE` \
         and carry it out with `up --plan FILE`\n"
    );
    // Neither does one that has returned too early.
    let ran = project.run("up --yes --set mishap=nothing");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("it would delete all of it, 4 resources\n  hint"), "{}", ran.err);
    assert!(project.done("up --yes").out.starts_with("No changes"));
    assert_eq!(project.run(&format!("{other} --json")).code, 4);
    // Who has looked at the plan is believed.
    project.done("preview --set mishap=another --out plan.json");
    project.done("up --set mishap=another --plan plan.json");
    assert_eq!(project.done("state list").out.lines().count(), 1);
}

#[test]
fn an_old_copy_of_the_state_is_refused_until_a_person_accepts_it() {
    let project = Project::new();
    project.done("up --yes --set subnets=1");
    let copy = project.path("copy");
    fs::create_dir(&copy).expect("makes");
    let files = |from: &std::path::Path, to: &std::path::Path| {
        for entry in fs::read_dir(from).expect("lists").flatten() {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("copies");
        }
    };
    files(&project.store(), &copy);
    project.done("up --yes --set subnets=3");
    fs::remove_dir_all(project.store()).expect("removes");
    fs::create_dir_all(project.store()).expect("makes");
    files(&copy, &project.store());
    for line in ["preview", "up --yes", "state list"] {
        let ran = project.run(line);
        assert_eq!(ran.code, 4, "{line}: {ran:#?}");
        assert!(ran.err.contains("tiny/rehearsal has state "), "{}", ran.err);
        assert!(ran.err.contains(", and this machine has seen state "), "{}", ran.err);
    }
    project.done("state list --accept-state");
    project.done("state list");
}
