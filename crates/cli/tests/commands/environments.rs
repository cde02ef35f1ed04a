//! Environments: each has a state, a rehearsal and a lease of its own, and no command turns one into another.

use std::fs;

use crate::tool::Project;

/// A project with settings for two environments.
fn project() -> Project {
    let project = Project::new();
    project.write("ironwright.dev.toml", "subnets = 1\n");
    project.write("ironwright.prod.toml", "subnets = 3\n");
    project
}

fn refused(project: &Project, line: &str, code: i32) -> String {
    let ran = project.run(line);
    assert_eq!(ran.code, code, "{line}: {ran:#?}");
    ran.err
}

fn listed(project: &Project, line: &str) -> Vec<String> {
    project
        .done(line)
        .out
        .lines()
        .map(|line| line.split("  ").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn each_environment_has_a_state_and_a_cloud_of_its_own() {
    let project = project();
    let ran = project.done("up --yes --env dev");
    assert!(ran.err.starts_with("Environment `dev` of tiny:\n"), "{ran:#?}");
    assert!(ran.err.contains("\n3 created in [time].\n"), "{ran:#?}");
    let dev = project.done("state export --env dev").out;
    assert!(dev.contains("\"environment\": \"dev\""), "{dev}");
    // The same names, in a cloud of its own.
    let ran = project.done("up --yes --env prod");
    assert!(ran.err.contains("\n5 created in [time].\n"), "{ran:#?}");
    assert_eq!(project.done("state export --env dev").out, dev, "nothing was changed of it");
    assert_eq!(listed(&project, "state list --env dev").len(), 3);
    assert_eq!(listed(&project, "state list --env prod").len(), 5);
    for environment in ["dev", "prod"] {
        let folder = project.path(&format!(".ironwright/tiny@{environment}/rehearsal"));
        assert!(folder.join("head.json").is_file() && folder.join("world.log").is_file());
        let ran = project.done(&format!("preview --env {environment}"));
        assert!(ran.out.starts_with("No changes"), "{ran:#?}");
    }
    assert!(!project.path(".ironwright/tiny").exists(), "none was made for no environment");
    project.done("destroy --yes --env dev");
    assert_eq!(listed(&project, "state list --env prod").len(), 5);
    let ran = project.done("preview --json --env prod");
    assert!(ran.out.contains("\"environment\": \"prod\""), "{}", ran.out);
}

#[test]
fn environments_are_listed_with_their_last_run() {
    let project = project();
    assert_eq!(project.done("env list").err, "No environment has been up, nor the stack without one.\n");
    project.done("up --yes");
    project.done("env new prod --yes");
    project.done("up --yes --env prod");
    project.done("destroy --yes --env prod");
    let rows: Vec<Vec<String>> = project
        .done("env list")
        .out
        .lines()
        .map(|line| {
            line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
        })
        .collect();
    let shown: Vec<[&str; 4]> = rows.iter().map(|row| [&*row[0], &*row[1], &*row[2], &*row[4]]).collect();
    assert_eq!(
        shown,
        [["(none)", "up", "succeeded", "4 resources"], ["prod", "destroy", "succeeded", "0 resources"]]
    );
    let json: serde_json::Value = serde_json::from_str(&project.done("env list --json").out).expect("JSON");
    assert_eq!(json[1]["environment"], "prod");
    assert_eq!(
        (&json[1]["last"]["verb"], &json[1]["last"]["outcome"]),
        (&"destroy".into(), &"succeeded".into())
    );
    assert!(json[1]["last"]["at"].as_u64() > Some(1_700_000_000), "{json:#}");
    assert_eq!(json[0]["environment"], serde_json::Value::Null);
}

#[test]
fn an_environment_that_was_never_up_is_no_environment_to_look_at() {
    let project = project();
    project.done("up --yes --env prod");
    for line in [
        "destroy --yes",
        "preview --destroy",
        "outputs",
        "refresh",
        "drift",
        "state list",
        "state history",
        "state export",
        "state rm ec2.Vpc.main --yes",
        "state restore 1 --yes",
        "state migrate --to elsewhere --yes",
        "lock show",
        "lock break --yes",
    ] {
        assert_eq!(
            refused(&project, &format!("{line} --env prdo"), 2),
            "error: the environment `prdo` of `tiny` has never been up\n  hint: did you mean `--env prod`?\n",
            "{line}"
        );
    }
    assert_eq!(
        refused(&project, "state list --env qqqqqqq", 2),
        "error: the environment `qqqqqqq` of `tiny` has never been up\n  hint: `env list` shows which there are\n"
    );
    assert_eq!(project.names(), [".ironwright", "ironwright.dev.toml", "ironwright.prod.toml"]);
    assert!(!project.path(".ironwright/tiny@prdo").exists());
}

#[test]
fn names_of_environments_lead_nowhere_else() {
    let project = project();
    for name in ["../prod", ".prod", "a/b", "-x", "a@b", "a b", &"a".repeat(65)] {
        let mut command = project.command(&["up", "--yes", &format!("--env={name}")]);
        command.env("IRONWRIGHT_COLOR", "never");
        let ran = project.ran(command);
        assert_eq!(ran.code, 2, "{name}: {ran:#?}");
        assert!(ran.err.contains("environment"), "{name}: {ran:#?}");
    }
    assert_eq!(project.names(), ["ironwright.dev.toml", "ironwright.prod.toml"]);
}

#[test]
fn a_state_of_no_environment_is_not_made_a_second_time_by_mistake() {
    let project = project();
    project.done("up --yes --set subnets=3 --set password=hunter2");
    let before = project.done("state export").out;
    for line in ["up --yes --env prod", "preview --env prod"] {
        assert_eq!(
            refused(&project, line, 4),
            "error: `tiny` has a state that is of no environment, with 5 resources, and `prod` has none: all of it would be \
             made a second time\n  hint: if that state is what `prod` is, `env adopt prod` makes it so, with its history; if \
             `prod` is to stand beside it, begin it with `env new prod`\n"
        );
    }
    // A name that was mistyped is told first: no environment can be given back.
    for line in ["up --yes --env prdo", "env adopt prdo --yes", "env new prdo --yes"] {
        assert_eq!(
            refused(&project, line, 2),
            "error: --env prdo: there is no [project]/ironwright.prdo.toml\n  hint: did you mean `--env prod`? else make the \
             file\n"
        );
    }
    assert_eq!(project.done("state export").out, before);
    let ran = project.run("env adopt prod");
    assert_eq!(ran.code, 4, "nobody can be asked: {ran:#?}");
    let ran = project.done("env adopt prod --yes");
    assert_eq!(
        ran.err,
        "The state of tiny on rehearsal is `prod` now, with its history, read back and compared. Whoever goes on without \
         `--env prod` is told so.\n"
    );
    // What exists is the same, with its past, and so is the cloud.
    let after = project.done("state export --env prod").out;
    assert!(after.contains("\"environment\": \"prod\""), "{after}");
    let resources = |text: &str| text[text.find("\"resources\"").expect("has resources")..].to_owned();
    assert_eq!(resources(&after), resources(&before));
    let ran = project.done("preview --env prod --set password=hunter2");
    assert!(ran.out.starts_with("No changes"), "{ran:#?}");
    let history = project.done("state history --env prod").out;
    assert!(history.contains("  up  ") && history.lines().count() == 1, "{history}");
    let ran = project.done("up --yes --env prod --set subnets=4 --set password=hunter2");
    assert!(ran.err.contains("\n1 created in [time].\n"), "{ran:#?}");
    let serial = history.split_whitespace().next().expect("a number");
    project.done(&format!("state restore {serial} --env prod --yes"));
    assert_eq!(listed(&project, "state list --env prod").len(), 5);
    // Nobody goes on where it was, and nobody makes another environment of it.
    assert!(
        refused(&project, "up --yes", 4).contains("hint: type the same command with `--env prod`"),
        "{}",
        project.run("up --yes").err
    );
    assert!(project.done("env adopt prod --yes").err.contains("has become `prod` before"));
    assert_eq!(project.run("env adopt dev --yes").code, 4);
    let ran = project.done("up --yes --env dev");
    assert!(ran.err.contains("\n3 created in [time].\n"), "{ran:#?}");
    assert_eq!(listed(&project, "env list"), ["dev", "prod"]);
}

#[test]
fn an_environment_can_be_begun_beside_a_state_that_is_of_none() {
    let project = project();
    project.done("up --yes");
    let ran = project.done("env new prod --yes");
    assert_eq!(ran.err, "`prod` has begun, with nothing in it: `up --env prod` brings it up.\n");
    assert_eq!(
        refused(&project, "env new prod --yes", 2),
        "error: the environment `prod` exists already\n  hint: `env list` shows which there are\n"
    );
    let ran = project.done("up --yes --env prod");
    assert!(ran.err.contains("\n5 created in [time].\n"), "{ran:#?}");
    assert_eq!(listed(&project, "state list").len(), 4);
    // What is of none may still not become one that exists.
    assert_eq!(project.run("env adopt prod --yes").code, 4);
    assert_eq!(
        refused(&project, "env new dev --env prod --yes", 2),
        "error: `dev` is meant, and `--env prod` names another environment\n  hint: leave `--env` and IRONWRIGHT_ENV out, \
         or name the same\n"
    );
}

#[test]
fn what_was_destroyed_without_an_environment_is_in_nobodys_way() {
    let project = project();
    project.done("up --yes");
    project.done("destroy --yes");
    project.done("up --yes --env prod");
}

#[test]
fn a_plan_of_one_environment_is_refused_in_another() {
    let project = project();
    project.done("preview --env dev --out plan.json");
    let told = refused(&project, "up --env prod --plan plan.json", 4);
    assert!(
        told.starts_with(
            "error: the plan is for the environment `dev` of `tiny`, and this is the environment `prod`\n"
        ),
        "{told}"
    );
    let told = refused(&project, "up --plan plan.json", 4);
    assert!(
        told.starts_with(
            "error: the plan is for the environment `dev` of `tiny`, and this is no environment\n"
        ),
        "{told}"
    );
    let ran = project.done("up --env dev --plan plan.json");
    assert!(ran.err.contains("\n3 created in [time].\n"), "{ran:#?}");
}

#[test]
fn a_folder_that_was_copied_is_refused_as_another_environment() {
    let project = project();
    project.done("up --yes --env dev");
    let (from, to) =
        (project.path(".ironwright/tiny@dev/rehearsal"), project.path(".ironwright/tiny@prod/rehearsal"));
    fs::create_dir_all(&to).expect("makes");
    for entry in fs::read_dir(&from).expect("lists").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copies");
    }
    let serial = project.done("state history --env dev").out;
    let serial = serial.split_whitespace().next().expect("a number");
    for line in ["up --yes".to_owned(), "state list".to_owned(), format!("state restore {serial} --yes")] {
        let told = refused(&project, &format!("{line} --env prod"), 4);
        assert!(told.contains("belongs to the stack `tiny@dev`, not to `tiny@prod`"), "{line}: {told}");
    }
}
