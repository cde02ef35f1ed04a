//! Plans that are kept in a file, reviewed, and then carried out: exactly these or nothing.

use std::path::Path;

use crate::tool::{Project, Ran, example};

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

#[test]
fn how_to_carry_out_a_plan_is_told_with_all_that_it_was_made_with() {
    let project = Project::new();
    let ran = project.done("preview --set subnets=3 --store elsewhere --set password=hunter2 --out q.json");
    assert_eq!(
        ran.err,
        "\nTo carry out exactly this: `tiny up --plan q.json --set subnets=3 --store elsewhere --set password=…`\n"
    );
    let ran = project.done("up --plan q.json --set subnets=3 --store elsewhere --set password=hunter2");
    assert!(ran.err.contains("\n5 created in [time].\n"), "{ran:#?}");
}

#[test]
fn a_refused_plan_is_not_shown_and_can_still_be_carried_out() {
    let project = Project::new();
    project.done("up --yes");
    project.done("preview --out plan.json --set subnets=3");
    let ran = project.run("up --plan plan.json");
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{ran:#?}");
    let ran = project.done("up --plan plan.json --set subnets=3");
    assert!(ran.err.contains("\n1 created in [time].\n"), "{ran:#?}");
}

#[test]
fn a_reviewed_destroy_is_carried_out_by_destroy_alone() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.done("preview --destroy --out plan.json");
    assert_eq!(ran.err, "\nTo carry out exactly this: `tiny destroy --plan plan.json`\n");
    let ran = project.run("up --plan plan.json");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: --plan plan.json: it is a plan of `destroy`\n  hint: carry it out with `destroy --plan FILE`, or \
             name a file that `preview --out FILE` has written\n"
        )
    );
    let ran = project.done("destroy --plan plan.json");
    assert!(ran.err.contains("\n4 deleted in [time].\n"), "{ran:#?}");
}

#[test]
fn a_plan_file_that_was_changed_is_refused() {
    let project = Project::new();
    project.done("preview --out plan.json");
    let text = std::fs::read_to_string(project.path("plan.json")).expect("reads");
    assert!(text.contains("10.0.1.0/24"), "{text}");
    project.write("plan.json", &text.replace("10.0.1.0/24", "10.0.9.0/24"));
    assert_eq!(
        refusal(&project, "up --plan plan.json"),
        format!("error: --plan plan.json: the plan file was changed after it was written{NEW_PLAN}")
    );
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
        format!("error: the setting `subnets` has changed since the plan was made{NEW_PLAN}")
    );
    assert_eq!(project.done("state list").out, "");
}

/// Types a command of the program whose values come late, with variables of the environment.
fn late(project: &Project, program: &Path, line: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = project.command_of(program, &line.split_whitespace().collect::<Vec<_>>());
    command.envs(variables.iter().copied());
    project.ran(command)
}

#[test]
fn what_a_function_has_captured_is_part_of_the_plan() {
    let (project, program) = (Project::new(), example("late"));
    let run = |line: &str, variables: &[(&str, &str)]| late(&project, &program, line, variables);
    let ran = run("preview --out plan.json", &[("PAINT", "matt")]);
    assert!(ran.out.contains("(known after apply)") && ran.code == 0, "{ran:#?}");
    // Nothing of what differs is known yet, but for what the function makes of it.
    let ran = run("up --plan plan.json", &[("PAINT", "gloss")]);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert_eq!(
        ran.err,
        format!(
            "error: ec2.Subnet.a: the program says something else of `tags` than when the plan was made\nerror: the output \
             `name`: the program says something else of it than when the plan was made{NEW_PLAN}"
        )
    );
    let ran = run("up --plan plan.json --set colour=green", &[("PAINT", "matt")]);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert_eq!(ran.err, format!("error: the setting `colour` has changed since the plan was made{NEW_PLAN}"));
    let ran = run("up --plan plan.json", &[("PAINT", "matt")]);
    assert!(ran.code == 0 && ran.err.contains("3 created"), "{ran:#?}");
}

#[test]
fn another_secret_makes_a_plan_stale_and_is_in_no_file() {
    let (project, program) = (Project::new(), example("late"));
    let run = |line: &str, variables: &[(&str, &str)]| late(&project, &program, line, variables);
    let ran = run("preview --set password=hunter2 --out plan.json", &[("TOKEN", "swordfish")]);
    assert_eq!(ran.code, 0, "{ran:#?}");
    let kept = std::fs::read_to_string(project.path("plan.json")).expect("reads");
    let up = "up --plan plan.json --set password";
    let ran = run(&format!("{up}=hunter3"), &[("TOKEN", "swordfish")]);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert_eq!(
        ran.err,
        format!("error: the secret setting `password` has changed since the plan was made{NEW_PLAN}")
    );
    let other = run(&format!("{up}=hunter2"), &[("TOKEN", "trout")]);
    assert_eq!(other.code, 4, "{other:#?}");
    assert_eq!(
        other.err,
        format!(
            "error: one or more of the secrets of builtin.Record.url `value`, builtin.Record.token `value` have changed since the \
             plan was made{NEW_PLAN}"
        )
    );
    for secret in ["hunter2", "hunter3", "swordfish", "trout"] {
        for text in [&kept, &ran.err, &ran.out, &other.err, &other.out] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    let unset = run("up --plan plan.json", &[("TOKEN", "swordfish")]);
    assert!(unset.err.contains("the setting `password` was set when the plan was made"), "{unset:#?}");
    let ran = run(&format!("{up}=hunter2"), &[("TOKEN", "swordfish")]);
    assert_eq!(ran.code, 0, "{ran:#?}");
}

#[cfg(target_os = "linux")]
#[test]
fn another_executable_does_not_carry_out_the_plan() {
    let (project, program) = (Project::new(), example("late"));
    assert_eq!(late(&project, &program, "preview --out plan.json", &[]).code, 0);
    let other = project.path("other");
    std::fs::copy(&program, &other).expect("copies");
    // The same program at another place is the same program.
    let mut bytes = std::fs::read(&other).expect("reads");
    assert_eq!(late(&project, &other, "preview", &[]).code, 0);
    bytes.push(0);
    std::fs::remove_file(&other).expect("removes");
    std::fs::copy(&program, &other).expect("copies");
    std::fs::write(&other, bytes).expect("writes");
    let ran = late(&project, &other, "up --plan plan.json", &[]);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert_eq!(
        ran.err,
        format!(
            "error: the program is another one than the plan was made with: its executable has changed{NEW_PLAN}"
        )
    );
}

#[test]
fn a_plan_is_stale_when_what_exists_has_changed_and_says_where() {
    let project = Project::new();
    project.done("up --yes");
    let world = project.store().join("world.log");
    let before = std::fs::read(&world).expect("reads");
    project.done("up --yes --set subnets=3");
    project.done("preview --out plan.json --set subnets=4");
    // The cloud as it was before: the third subnet is not there.
    std::fs::write(&world, before).expect("writes");
    let refused = refusal(&project, "up --plan plan.json --set subnets=4");
    assert_eq!(
        refused,
        format!(
            "error: what exists has changed since the plan was made, and with it what is to be done\nerror: \
             network/ec2.Subnet.s2: the plan was to leave it as it is, and now it is to create it{NEW_PLAN}"
        )
    );
}

#[test]
fn a_plan_of_an_older_version_is_to_be_made_again() {
    let project = Project::new();
    project.done("preview --out plan.json");
    let text = std::fs::read_to_string(project.path("plan.json")).expect("reads");
    project.write("plan.json", &text.replacen("\"format\": 2", "\"format\": 1", 1));
    let ran = project.run("up --plan plan.json");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(
        ran.err.starts_with(
            "error: --plan plan.json: it has format 1, an older version's, and this version reads 2: it is to be made again"
        ),
        "{}",
        ran.err
    );
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
