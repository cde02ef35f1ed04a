//! Plans that are kept in a file, reviewed, and then carried out: exactly these or nothing.

use crate::tool::Project;

fn refusal(project: &Project, line: &str) -> String {
    let ran = project.run(line);
    assert_eq!(ran.code, 4, "{ran:#?}");
    ran.err
}

const NEW_PLAN: &str = "\n  hint: make a new plan with `preview --out FILE`, and review it\n";

#[test]
fn a_reviewed_plan_is_carried_out_without_a_question() {
    let project = Project::new();
    let ran = project.done("preview --out plan.json");
    assert_eq!(ran.err, "\nTo carry out exactly this: `tiny up --plan plan.json`\n");
    assert_eq!(project.names(), ["plan.json"]);
    let ran = project.done("up --plan plan.json");
    assert!(ran.err.contains("\n4 created in [time].\n"), "{ran:#?}");
}

#[cfg(unix)]
#[test]
fn a_kept_plan_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new();
    project.done("preview --out plan.json");
    let mode = std::fs::metadata(project.path("plan.json")).expect("is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_plan_is_stale_when_a_run_has_written_since() {
    let project = Project::new();
    project.done("up --yes");
    project.done("preview --out plan.json --set subnets=3");
    project.done("up --yes --set subnets=1");
    let refused = refusal(&project, "up --plan plan.json --set subnets=3");
    assert!(
        refused.starts_with(
            "error: the state has changed since the plan was made: a run has written to it (then "
        ),
        "{refused}"
    );
    assert!(refused.ends_with(NEW_PLAN), "{refused}");
}

#[test]
fn a_plan_is_stale_when_the_program_says_something_else() {
    let project = Project::new();
    project.done("preview --out plan.json");
    assert_eq!(
        refusal(&project, "up --plan plan.json --set subnets=3"),
        format!("error: the program has changed since the plan was made, or its settings have{NEW_PLAN}")
    );
    assert_eq!(project.done("state list").out, "");
}

#[test]
fn a_plan_of_another_history_is_refused() {
    let (one, other) = (Project::new(), Project::new());
    one.done("up --yes");
    other.done("up --yes");
    one.done("preview --set subnets=3 --out plan.json");
    let line = format!("up --set subnets=3 --plan {}", one.path("plan.json").display());
    assert_eq!(
        refusal(&other, &line),
        format!("error: the plan was made from another state: its history is not this one's{NEW_PLAN}")
    );
}

#[test]
fn a_file_that_is_no_plan_is_named() {
    let project = Project::new();
    project.write("plan.json", "{}");
    let ran = project.run("up --plan plan.json");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: --plan plan.json: it is no stored plan: it has no format\n  hint: name a file that `preview --out \
         FILE` has written\n"
    );
}
