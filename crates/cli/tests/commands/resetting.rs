//! `rehearsal reset`, and a rehearsal that somebody removed by hand.

use crate::tool::Project;

#[test]
fn a_rehearsal_that_is_reset_is_gone_whole_and_the_next_one_begins_anew() {
    let project = Project::new();
    project.done("up --yes");
    let asked = project.run("rehearsal reset");
    assert_eq!(asked.code, 4, "{asked:#?}");
    assert!(asked.err.contains("there is no terminal on which to ask"), "{asked:#?}");
    assert!(project.store().exists());
    let reset = project.done("rehearsal reset --yes");
    assert_eq!(reset.err, "The rehearsal of `tiny` is gone: the next `up` begins anew.\n");
    assert!(!project.store().exists());
    assert_eq!(
        project.done("rehearsal reset").err,
        "There is no rehearsal of `tiny`: the next `up` begins one.\n"
    );
    assert!(project.done("up --yes").err.contains("4 created in [time]"));
    let told = project.done("rehearsal reset --yes --json");
    let told: serde_json::Value = serde_json::from_str(&told.out).expect("JSON");
    assert_eq!(told["reset"], true);
}

#[test]
fn what_is_on_aws_is_no_rehearsal() {
    let project = Project::new();
    let refused = project.run("rehearsal reset --yes --cloud aws");
    assert_eq!(refused.code, 4, "{refused:#?}");
    assert!(refused.err.contains("hint: leave `--cloud aws` out"), "{refused:#?}");
}

/// Killed in the first run after the old history was removed: the next one goes on with the new history.
#[cfg(unix)]
#[test]
fn a_run_that_is_killed_after_a_reset_by_hand_is_followed_by_the_next_one() {
    use std::process::{Command, Stdio};

    for reset in ["by hand", "rehearsal reset --yes"] {
        let project = Project::new();
        project.done("up --yes");
        if reset == "by hand" {
            std::fs::remove_dir_all(project.path(".ironwright")).expect("removes");
        } else {
            project.done(reset);
        }
        let mut command = project.command(&["up", "--yes", "--parallelism", "1", "--rehearse", "latency=2s"]);
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        let journal_grows = || {
            let listed = std::fs::read_dir(project.store()).into_iter().flatten().flatten();
            listed
                .filter(|it| it.file_name().to_string_lossy().starts_with("journal-"))
                .any(|it| it.metadata().is_ok_and(|metadata| metadata.len() > 300))
        };
        while !journal_grows() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let killed = Command::new("kill").args(["-KILL", &run.id().to_string()]).status();
        assert!(killed.expect("kill").success());
        run.wait().expect("ends");
        let ran = project.done("up --yes");
        assert!(ran.err.contains("created in [time]"), "{reset}: {ran:#?}");
        assert!(project.done("up --yes").out.starts_with("No changes: 4 resources"));
    }
}

#[cfg(unix)]
#[test]
fn a_run_under_way_is_not_reset() {
    use std::process::Stdio;

    let project = Project::new();
    project.done("up --yes");
    let mut command = project.command(&["destroy", "--yes", "--rehearse", "latency=30s"]);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    while !project.done("lock show").out.contains("it lives") {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let refused = project.run("rehearsal reset --yes");
    run.kill().expect("kills");
    run.wait().expect("ends");
    assert_eq!(refused.code, 4, "{refused:#?}");
    assert!(refused.err.contains("a run is under way"), "{refused:#?}");
    project.done("rehearsal reset --yes");
}
