//! A handler that panics, as a person sees it: an error with its step, where it was, and how to go on.

use crate::tool::{Project, Ran};

fn ran(line: &str) -> (Project, Ran) {
    let project = Project::new();
    let ran = project.run(line);
    (project, ran)
}

#[test]
fn a_create_that_panics_fails_its_step_and_the_next_run_goes_on() {
    let (project, ran) = ran("up --yes --rehearse panic=create:ec2.Vpc:1");
    assert_eq!(ran.code, 1, "{ran:#?}");
    let told = "error: create network/ec2.Vpc.main: create: Panicked: the handler panicked: this call was told to fail";
    assert!(ran.err.contains(told), "{ran:#?}");
    assert!(ran.err.contains("hint: this is a defect of the handler of that kind"), "{ran:#?}");
    assert!(ran.err.contains("warning: there was a panic at crates/rehearsal/src/cloud.rs:"), "{ran:#?}");
    assert!(ran.err.contains("1 created, 1 failed, 2 not tried in [time]."), "{ran:#?}");
    let again = project.done("up --yes");
    assert!(again.err.contains("! network/ec2.Vpc.main interrupted before it was created"), "{again:#?}");
    assert!(again.err.contains("3 created in [time]."), "{again:#?}");
}

#[test]
fn a_read_that_panics_is_not_taken_for_no_changes() {
    let project = Project::new();
    project.done("up --yes");
    for line in ["preview", "up --yes", "drift", "refresh", "destroy --yes"] {
        let ran = project.run(&format!("{line} --rehearse panic=read:ec2.Subnet"));
        assert_eq!(ran.code, 1, "{line}: {ran:#?}");
        assert!(ran.err.contains("error: read: Panicked: the handler panicked: "), "{line}: {ran:#?}");
        assert!(ran.err.contains("hint: "), "{line}: {ran:#?}");
    }
    assert!(project.done("up --yes").out.starts_with("No changes: 4 resources"));
}

#[test]
fn a_panic_is_told_to_machines_too() {
    let (_project, ran) = ran("up --yes --json --rehearse panic=create:ec2.Vpc:1");
    let events: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let named = |name: &str| events.iter().find(|event| event["event"] == name).expect("it is told");
    assert_eq!(named("failed")["address"], "network/ec2.Vpc.main");
    assert!(
        named("failed")["message"].as_str().is_some_and(|message| message.contains("the handler panicked"))
    );
    assert!(named("panicked")["at"].as_str().is_some_and(|at| at.starts_with("crates/rehearsal/")));
    assert_eq!(named("summary")["exit"], 1);
}
